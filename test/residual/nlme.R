# Reference values of nlme.test.ts: Rscript nlme.R, in this folder.
# R 4.2.2, nlme 3.1.162, 27 November 2026 (apt-get install r-cran-nlme, Debian 12).
# orthodont.csv: nlme's Orthodont with visit = (age - 8) / 2 + 1; ovary.csv: nlme's Ovary with s = sin(2 pi Time),
# c = cos(2 pi Time) and step = 1, 2, ... along Time within a mare.
library(nlme)
O <- read.csv("orthodont.csv"); O$Sex <- factor(O$Sex, levels = c("Female", "Male"))
V <- read.csv("ovary.csv"); V$Mare <- factor(V$Mare)
lc <- lmeControl(opt = "optim", msTol = 1e-14, tolerance = 1e-12, msMaxIter = 2000, maxIter = 500, niterEM = 200)
gc <- glsControl(opt = "optim", msTol = 1e-14, tolerance = 1e-12, msMaxIter = 2000, maxIter = 500)
show <- function(name, m) {
  b <- if (inherits(m, "lme")) fixef(m) else coef(m)
  cat(name, "logLik", format(as.numeric(logLik(m)), digits = 12), "sigma", format(m$sigma, digits = 8), "\n b", format(b, digits = 8), "\n")
  if (inherits(m, "lme")) cat(" varFix", format(sqrt(diag(m$varFix)), digits = 8), "\n")
  if (!is.null(m$modelStruct$corStruct)) cat(" cor", format(coef(m$modelStruct$corStruct, unconstrained = FALSE), digits = 8), "\n")
  if (!is.null(m$modelStruct$varStruct)) cat(" sds", format(m$sigma * coef(m$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE), digits = 8), "\n")
}
f <- distance ~ age * Sex
for (meth in c("ML", "REML")) {
  cat("####", meth, "\n")
  fit <- function(...) gls(f, O, ..., method = meth, control = gc)
  show("ar1", fit(correlation = corAR1(form = ~ visit | Subject)))
  show("cs", fit(correlation = corCompSymm(form = ~ 1 | Subject)))
  show("car1", fit(correlation = corCAR1(form = ~ age | Subject)))
  show("us", fit(correlation = corSymm(form = ~ visit | Subject), weights = varIdent(form = ~ 1 | visit)))
  show("hetar1", fit(correlation = corAR1(form = ~ visit | Subject), weights = varIdent(form = ~ 1 | visit)))
  show("hetcs", fit(correlation = corCompSymm(form = ~ 1 | Subject), weights = varIdent(form = ~ 1 | visit)))
  show("arma11", gls(f, O, correlation = corARMA(value = c(0.6, -0.2), form = ~ visit | Subject, p = 1, q = 1), method = meth))
  show("diag", lme(f, O, random = ~ 1 | Subject, weights = varIdent(form = ~ 1 | Sex), method = meth, control = lc))
  show("lme ar1", lme(f, O, random = ~ 1 | Subject, correlation = corAR1(form = ~ visit | Subject), method = meth, control = lc))
  show("lme ar1 slope", lme(f, O, random = ~ age | Subject, correlation = corAR1(form = ~ visit | Subject), method = meth, control = lc))
  m <- lme(follicles ~ s + c, V, random = ~ 1 | Mare, correlation = corAR1(form = ~ step | Mare), method = meth, control = lc)
  show("ovary ar1", m)
  show("ovary car1", lme(follicles ~ s + c, V, random = ~ 1 | Mare, correlation = corCAR1(form = ~ Time | Mare), method = meth, control = lc))
  r <- ranef(m); cat(" ranef", paste(rownames(r), format(r[[1]], digits = 10)), "\n")
}
