# Makes structures.json: log likelihoods by glmmTMB of models with structured covariances, at fixed parameters.
# Rscript structures.R > structures.json; glmmTMB 1.1.5 (which has no homdiag, homcs, hetar1 and homtoep), TMB 1.9.2.
suppressMessages(library(glmmTMB))
options(warn = -1)
set.seed(4)
d <- expand.grid(time = 1:5, g = paste0("g", 1:9))
d$g <- as.character(d$g)
d <- d[-c(3, 7, 20, 21, 33, 44), ]
d$x <- round(rnorm(nrow(d)), 2)
u <- round(as.vector(replicate(9, arima.sim(list(ar = 0.6), 5))), 2)[-c(3, 7, 20, 21, 33, 44)]
d$y <- round(1 + 0.5 * d$x + u + 0.5 * rnorm(nrow(d)), 2)
d$n <- rpois(nrow(d), exp(0.8 + 0.3 * d$x + 0.6 * u))
d$f <- paste0("t", d$time)
d <- d[sample(nrow(d)), ]
d$ft <- factor(d$time)
d$p <- c(-1, 0.5, 1.7, 2, 4)[d$time]
d$place <- numFactor(d$p)
sds <- c(0.9, 1.3, 0.7, 1.1, 1.6)
terms <- list(
  us = list("us(0 + ft | g)", c(log(sds), 0.3, -0.1, 0.4, 0.2, 0.5, 0.1, 0, 0.3, 0.2, 0.6)),
  diag = list("diag(0 + ft | g)", log(sds)),
  cs = list("cs(0 + ft | g)", c(log(sds), 0.7)),
  ar1 = list("ar1(0 + ft | g)", c(log(1.2), 0.9)),
  ou = list("ou(place + 0 | g)", c(log(1.2), log(0.45))),
  exp = list("exp(place + 0 | g)", c(log(1.2), log(1.3))),
  mat = list("mat(place + 0 | g)", c(log(1.2), log(0.9), log(1.5))),
  mat52 = list("mat(place + 0 | g)", c(log(1.2), log(0.9), log(2.5))),
  toep = list("toep(0 + ft | g)", c(log(sds), 0.6, 0.35, 0.2, 0.05)))
number <- function(v) paste(formatC(v, digits = 17, format = "g", width = 1), collapse = ", ")
cases <- list()
for (family in c("gaussian", "poisson")) for (kind in names(terms)) {
  y <- if (family == "gaussian") "y" else "n"
  m <- glmmTMB(as.formula(paste(y, "~ x +", terms[[kind]][[1]])), d, family = family, doFit = FALSE)
  m <- list(obj = with(m, TMB::MakeADFun(data.tmb, parameters, map = mapArg, random = randomArg, profile = NULL,
    silent = TRUE, DLL = "glmmTMB")))
  beta <- c(0.8, 0.4)
  p <- c(beta, if (family == "gaussian") 2 * log(0.6), terms[[kind]][[2]])
  value <- -m$obj$fn(p)
  r <- m$obj$report(m$obj$env$last.par)
  cases <- c(cases, sprintf('    { "family": "%s", "kind": "%s", "beta": [%s], "sigma": %s, "logLik": %s,\n      "sds": [%s],\n      "correlation": [%s] }',
    family, kind, number(beta), if (family == "gaussian") "0.6" else "null", number(value), number(r$sd[[1]]),
    number(as.vector(if (kind == "diag") diag(5) else r$corr[[1]]))))
}
text <- function(v) paste0('"', v, '"', collapse = ", ")
cat('{\n  "made": "', R.version.string, ", glmmTMB ", as.character(packageVersion("glmmTMB")), ", TMB ",
  as.character(packageVersion("TMB")), ", ", format(Sys.Date()), '",\n  "data": {\n',
  '    "y": [', number(d$y), '],\n    "n": [', number(d$n), '],\n    "x": [', number(d$x), '],\n    "time": [', number(d$time),
  '],\n    "place": [', number(d$p), '],\n    "f": [', text(d$f), '],\n    "g": [', text(d$g), ']\n  },\n  "cases": [\n', paste(unlist(cases), collapse = ",\n"), '\n  ]\n}\n', sep = "")
