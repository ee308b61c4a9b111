# Makes smooths.json: REML fits of natural cubic splines ("cr") by mgcv, for test/design/smooths.test.ts.
# Rscript smooths.R > smooths.json; mgcv 1.8.41.
suppressMessages(library(mgcv))
set.seed(3)
n <- 120
d <- data.frame(x = round(runif(n, 0, 10), 2), w = round(rnorm(n), 2), f = rep(c("a", "b"), n / 2))
d$y <- round(sin(d$x) * ifelse(d$f == "a", 1, 0.4) + 0.1 * d$x + 0.3 * d$w + 0.4 * rnorm(n), 3)
new <- data.frame(x = c(-1, 0.3, 2.5, 5, 9.7, 12), w = 0.5, f = c("a", "b", "a", "b", "a", "b"))
d$f <- factor(d$f)
new$f <- factor(new$f)
number <- function(v) paste(formatC(v, digits = 15, format = "g", width = 1), collapse = ", ")
sides <- c("s(x)", "s(x) + w", "s(x,k=6) + w", "f + s(x,by=f) + w")
cases <- vapply(sides, function(side) {
  m <- gam(as.formula(paste("y ~", gsub("s(x", "s(x,bs=\"cr\"", side, fixed = TRUE))), data = d, method = "REML",
    control = gam.control(epsilon = 1e-12, newton = list(conv.tol = 1e-10)))
  paste0('    { "side": "', side, '", "sigma": ', number(sqrt(m$sig2)), ', "edf": [', number(summary(m)$edf),
    '],\n      "fitted": [', number(predict(m, new)), '] }')
}, "")
cat('{\n  "made": "', R.version.string, ", mgcv ", as.character(packageVersion("mgcv")), ", ", format(Sys.Date()),
  '",\n  "data": {\n', paste0('    "', c("x", "w", "y"), '": [', sapply(d[c("x", "w", "y")], number), ']', collapse = ",\n"),
  ',\n    "f": [', paste0('"', d$f, '"', collapse = ", "), ']\n  },\n  "new": {\n    "x": [', number(new$x), '], "w": [', number(new$w),
  '], "f": [', paste0('"', new$f, '"', collapse = ", "), ']\n  },\n  "cases": [\n', paste(cases, collapse = ",\n"), '\n  ]\n}\n', sep = "")
