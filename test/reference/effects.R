# Rscript test/reference/effects.R > test/reference/effects.json
# R 4.2.2, emmeans 1.8.4.1, lme4 1.1-31, 2026-11-27. Means, contrasts and trends at the fits' estimates, which a test takes as a posterior of
# one draw; "typical" in our words, as emmeans takes group effects as zero.
suppressMessages({ library(lme4); library(emmeans); library(jsonlite) })
set.seed(7)
n <- 60
rounded <- function(x) as.numeric(formatC(x, digits = 8, format = "g"))
d <- data.frame(
  x = rounded(rnorm(n, 2)), z = rounded(runif(n, 1, 3)),
  f = sample(c("u", "v", "w"), n, TRUE, c(0.5, 0.3, 0.2)), h = sample(c("p", "q"), n, TRUE, c(0.7, 0.3)),
  g = rep(letters[1:6], 10))
d$y <- rounded(1 + d$x * (d$f == "v") + d$z + rnorm(6)[as.integer(factor(d$g))] + rnorm(n))
d$b <- rbinom(n, 1, plogis(-1 + 0.5 * d$x + 0.8 * (d$f == "w") - 0.4 * (d$h == "q")))
lmm <- lmer(y ~ x * f + h + f:h + poly(z, 2) + (1 | g), d)
glmm <- suppressMessages(glmer(b ~ x * f + h + log(z) + (1 | g), d, family = binomial, nAGQ = 9))
table <- function(e, value) {
  s <- as.data.frame(e)
  labels <- s[, setdiff(names(s), c("SE", "df", "lower.CL", "upper.CL", "asymp.LCL", "asymp.UCL", "t.ratio", "z.ratio", "p.value", "null", value)), drop = FALSE]
  list(labels = lapply(labels, as.character), values = s[[value]])
}
linear <- list(
  f = table(emmeans(lmm, ~f), "emmean"),
  f_proportional = table(emmeans(lmm, ~f, weights = "proportional"), "emmean"),
  f_by_h = table(emmeans(lmm, ~ f | h), "emmean"),
  f_at = table(emmeans(lmm, ~ f + x, at = list(x = c(1, 3))), "emmean"),
  h_u = table(emmeans(lmm, ~h, at = list(f = "u")), "emmean"),
  pairwise = table(contrast(emmeans(lmm, ~f), "pairwise"), "estimate"),
  treatment = table(contrast(emmeans(lmm, ~f), "trt.vs.ctrl", ref = 2), "estimate"),
  consecutive = table(contrast(emmeans(lmm, ~f), "consec"), "estimate"),
  polynomial = table(contrast(emmeans(lmm, ~f), "poly"), "estimate"),
  own = table(contrast(emmeans(lmm, ~f), list(one = c(-0.5, -0.5, 1))), "estimate"),
  trend = table(emtrends(lmm, ~f, var = "x"), "x.trend"))
# averages on the scale of the mean: regrid first
binary <- list(
  f_link = table(emmeans(glmm, ~f), "emmean"),
  f_mean = table(emmeans(regrid(ref_grid(glmm)), ~f), "prob"),
  difference = table(contrast(emmeans(regrid(ref_grid(glmm)), ~f), "pairwise"), "estimate"),
  odds = table(contrast(emmeans(glmm, ~f, type = "response"), "pairwise"), "odds.ratio"))
cat(toJSON(list(data = d, lmm = as.list(fixef(lmm)), glmm = as.list(fixef(glmm)), linear = linear, binary = binary,
  contrPoly = list(k3 = contr.poly(3), k4 = contr.poly(4), scores = contr.poly(3, c(1, 2, 4)))),
  digits = NA, auto_unbox = TRUE, dataframe = "columns"), "\n")
