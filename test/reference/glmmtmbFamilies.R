# Maximum likelihood fits of families by glmmTMB, each with its data: numbers for test/laplace/families.test.ts.
#   Rscript test/reference/glmmtmbFamilies.R > test/reference/glmmtmbFamilies.json
# Made 2026-11-27 with R 4.2.2 (Debian 12) and glmmTMB 1.1.5. `par`: fixed effects, sd of the groups, then the family's own.
suppressMessages(library(glmmTMB))
set.seed(1)
n <- 96
g <- rep(1:12, each = 8)
x <- round(rnorm(n), 2)
eta <- 0.7 + 0.4 * x + 0.5 * rnorm(12)[g]
mu <- exp(eta)
p <- plogis(eta - 0.7)
size <- rep(c(5, 9), n / 2)
positive <- function(draw) { y <- draw(); while (any(y == 0)) { z <- draw(); y[y == 0] <- z[y == 0] }; y }
nb2 <- function() rnbinom(n, size = 1.5, mu = mu)
never <- rbinom(n, 1, 0.3)
ys <- list(
  student_t = round(eta + 0.6 * rt(n, 4), 3),
  gamma = pmax(0.001, round(rgamma(n, 2, 2 / mu), 3)),
  beta = pmin(0.999, pmax(0.001, round(rbeta(n, 4 * p, 4 * (1 - p)), 3))),
  negbinomial = nb2(),
  nbinom1 = rnbinom(n, size = mu / 1.5, mu = mu),
  truncated_poisson = positive(function() rpois(n, mu)),
  truncated_negbinomial = positive(nb2),
  zero_inflated_poisson = ifelse(never == 1, 0, rpois(n, mu)),
  zero_inflated_negbinomial = ifelse(never == 1, 0, rnbinom(n, size = 4, mu = 3 * mu)),
  zero_inflated_binomial = ifelse(never == 1, 0, rbinom(n, size, p)),
  hurdle_poisson = ifelse(never == 1, 0, positive(function() rpois(n, mu))),
  hurdle_gamma = ifelse(never == 1, 0, pmax(0.001, round(rgamma(n, 2, 2 / mu), 3))),
  beta_binomial = rbinom(n, size, rbeta(n, 3 * p, 3 * (1 - p)))
)
families <- list(
  student_t = list(t_family(), FALSE), gamma = list(Gamma("log"), FALSE), beta = list(beta_family(), FALSE),
  negbinomial = list(nbinom2(), FALSE), nbinom1 = list(nbinom1(), FALSE),
  truncated_poisson = list(truncated_poisson(), FALSE), truncated_negbinomial = list(truncated_nbinom2(), FALSE),
  zero_inflated_poisson = list(poisson(), TRUE), zero_inflated_negbinomial = list(nbinom2(), TRUE),
  zero_inflated_binomial = list(binomial(), TRUE), hurdle_poisson = list(truncated_poisson(), TRUE),
  hurdle_gamma = list(ziGamma("log"), TRUE), beta_binomial = list(betabinomial(), FALSE)
)
number <- function(v) paste(format(v, digits = 15, trim = TRUE), collapse = ", ")
own <- function(name, fit) {
  s <- sigma(fit)
  disp <- switch(name, gamma = , hurdle_gamma = 1 / s^2, student_t = c(s, exp(fit$fit$parfull[names(fit$fit$parfull) == "psi"])),
    truncated_poisson = , zero_inflated_poisson = , zero_inflated_binomial = , hurdle_poisson = NULL, s)
  if (length(fixef(fit)$zi)) c(disp, plogis(fixef(fit)$zi)) else disp
}
out <- sapply(names(ys), function(name) tryCatch({
  y <- ys[[name]]
  trials <- grepl("binomial$", name) && !grepl("neg|nbinom", name)
  d <- data.frame(y, x, g = factor(g), size)
  formula <- if (trials) cbind(y, size - y) ~ x + (1 | g) else y ~ x + (1 | g)
  fit <- glmmTMB(formula, d, families[[name]][[1]], ziformula = if (families[[name]][[2]]) ~1 else ~0)
  par <- c(fixef(fit)$cond, attr(VarCorr(fit)$cond$g, "stddev"), own(name, fit))
  sprintf('"%s": {"logLik": %s, "par": [%s],\n "y": [%s]}', name, number(as.numeric(logLik(fit))), number(unname(par)), number(y))
}, error = function(e) { message(name, ": ", conditionMessage(e)); "" }))
cat("{\n", paste(c(sprintf('"x": [%s],\n"size": [%s]', number(x), number(size)), out[out != ""]), collapse = ",\n"), "\n}\n", sep = "")
