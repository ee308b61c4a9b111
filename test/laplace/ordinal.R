# Cumulative link (mixed) models by package ordinal, at their optimum. Its inner mode is found to gradTol.
# Recipe: Rscript test/laplace/ordinal.R, R 4.2.2, ordinal 2022.11-16, 2026-11-27.
suppressMessages(library(ordinal))
write.csv(wine[, c("rating", "temp", "contact", "judge", "bottle")], "test/laplace/wine.csv",
          row.names = FALSE, quote = FALSE)
number <- function(x) paste0("[", paste(format(unname(x), digits = 17, trim = TRUE), collapse = ", "), "]")
text <- function(x) paste0('"', x, '"')
one <- function(name, fields) paste0(text(name), ": {", paste0(text(names(fields)), ": ", fields, collapse = ", "), "}")
tight <- clm.control(gradTol = 1e-12, maxIter = 500)
distributions <- list(logit = plogis, probit = pnorm, cloglog = function(x) -expm1(-exp(x)), cauchit = pcauchy)
# For cauchit, clm's own value is 2.8e-4 lower than by pcauchy at the same parameters.
likelihood <- function(fit, F) {
  ends <- c(-Inf, fit$alpha, Inf)
  eta <- fit$beta[1] * (wine$temp == "warm") + fit$beta[2] * (wine$contact == "yes")
  y <- as.integer(wine$rating)
  sum(log(F(ends[y + 1] - eta) - F(ends[y] - eta)))
}
fixed <- lapply(c(logit = "logit", probit = "probit", cloglog = "cloglog", cauchit = "cauchit"), function(link) {
  fit <- clm(rating ~ temp + contact, data = wine, link = link, control = tight)
  list(logLik = number(likelihood(fit, distributions[[link]])), thresholds = number(fit$alpha), beta = number(fit$beta))
})
# Laplace's approximation written out: mode and curvature by differences. For probit, clmm's own is 1.8e-6 lower.
byDefinition <- function(fit, F) {
  ends <- c(-Inf, fit$alpha, Inf)
  s <- sqrt(VarCorr(fit)$judge[1, 1])
  sum(sapply(split(wine, wine$judge), function(d) {
    eta <- fit$beta[1] * (d$temp == "warm") + fit$beta[2] * (d$contact == "yes")
    y <- as.integer(d$rating)
    f <- function(z) sum(log(F(ends[y + 1] - eta - s * z) - F(ends[y] - eta - s * z))) + dnorm(z, log = TRUE)
    z <- optimize(f, c(-6, 6), maximum = TRUE, tol = 1e-12)$maximum
    for (i in 1:5) {
      h <- 1e-3
      slope <- (f(z - 2 * h) - 8 * f(z - h) + 8 * f(z + h) - f(z + 2 * h)) / (12 * h)
      h <- 1e-2
      curvature <- (-f(z - 2 * h) + 16 * f(z - h) - 30 * f(z) + 16 * f(z + h) - f(z + 2 * h)) / (12 * h^2)
      z <- z - slope / curvature
    }
    f(z) + 0.5 * log(2 * pi) - 0.5 * log(-curvature)
  }))
}
mixed <- lapply(list(laplace = c("logit", 1), laplaceProbit = c("probit", 1), nodes = c("logit", 9)), function(s) {
  fit <- clmm(rating ~ temp + contact + (1 | judge), data = wine, link = s[1], nAGQ = as.integer(s[2]),
              control = clmm.control(gradTol = 1e-9, maxIter = 200, innerCtrl = "noWarn"))
  value <- if (s[2] == 1) byDefinition(fit, distributions[[s[1]]]) else logLik(fit)
  list(logLik = number(value), thresholds = number(fit$alpha), beta = number(fit$beta),
       sd = number(sqrt(VarCorr(fit)$judge[1, 1])))
})
both <- c(lapply(names(fixed), function(n) one(n, fixed[[n]])), lapply(names(mixed), function(n) one(n, mixed[[n]])))
writeLines(paste0("{\n ", paste(both, collapse = ",\n "), "\n}"), "test/laplace/ordinal.json")
