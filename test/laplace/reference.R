# Makes reference.json: exact marginal likelihoods of linear mixed models by dense algebra, and what follows from them.
# Rscript reference.R > reference.json, with base R alone; nothing here is shared with the engine it tests.
library(stats)

here <- "../reference/"

# Blocks of Z, one a varying coefficient, and how theta (log sds, then atanh correlations, then log sigma) makes G.
design <- function(x, groups) list(x = x, groups = groups)

covariance <- function(d, theta) {
  n <- nrow(d$x)
  v <- diag(exp(2 * theta[length(theta)]), n)
  at <- 0
  for (g in d$groups) {
    k <- ncol(g$z)
    sds <- exp(theta[at + seq_len(k)])
    cor <- diag(k)
    if (k == 2) cor[1, 2] <- cor[2, 1] <- tanh(theta[at + 3])
    at <- at + k + k * (k - 1) / 2
    for (level in unique(g$f)) {
      rows <- which(g$f == level)
      z <- g$z[rows, , drop = FALSE]
      v[rows, rows] <- v[rows, rows] + z %*% (sds * t(sds * cor)) %*% t(z)
    }
  }
  v
}

# Log likelihood at theta with beta at its best, or with `fixed` coefficient j held at value c.
loglik <- function(d, y, theta, reml = FALSE, j = NULL, c = NULL) {
  r <- tryCatch(chol(covariance(d, theta)), error = function(e) NULL)
  if (is.null(r)) return(-1e10)
  x <- d$x
  if (!is.null(j)) {
    y <- y - x[, j] * c
    x <- x[, -j, drop = FALSE]
  }
  wy <- backsolve(r, y, transpose = TRUE)
  value <- -sum(log(diag(r))) - length(y) / 2 * log(2 * pi)
  if (ncol(x) == 0) return(value - sum(wy^2) / 2)
  wx <- backsolve(r, x, transpose = TRUE)
  fit <- qr(wx)
  value <- value - sum(qr.resid(fit, wy)^2) / 2
  if (reml) value <- value - sum(log(abs(diag(qr.R(fit))))) + ncol(x) / 2 * log(2 * pi)
  value
}

best <- function(f, start) {
  if (length(start) == 0) return(list(par = start, value = f(start)))
  found <- list(par = start)
  for (i in 1:3)
    found <- optim(found$par, function(p) -f(p), method = if (length(start) == 1) "BFGS" else "Nelder-Mead",
      control = list(reltol = 1e-14, maxit = 4000))
  list(par = found$par, value = -found$value)
}

# Ends of the profile-likelihood interval of theta[i] or of coefficient j.
profile_ends <- function(d, y, fit, i = NULL, j = NULL, at, step) {
  warm <- NULL
  held <- function(c) {
    if (!is.null(j)) return(best(function(p) loglik(d, y, p, j = j, c = c), fit$par)$value)
    best(function(p) loglik(d, y, append(p, c, after = i - 1)), fit$par[-i])$value
  }
  q <- qnorm(0.975)
  beyond <- function(c) sqrt(pmax(0, 2 * (fit$value - held(c)))) - q
  sapply(c(-1, 1), function(side) uniroot(function(u) beyond(at + side * u), c(0.2, 3.5) * q * step, tol = 1e-7)$root * side + at)
}

report <- function(name, d, y, names, start) {
  ml <- best(function(p) loglik(d, y, p), start)
  reml <- best(function(p) loglik(d, y, p, reml = TRUE), start)
  h <- -optimHess(ml$par, function(p) loglik(d, y, p), control = list(ndeps = rep(1e-4, length(start))))
  step <- sqrt(diag(solve(h)))
  coefs <- function(par) {
    r <- chol(covariance(d, par))
    wx <- backsolve(r, d$x, transpose = TRUE)
    list(b = drop(qr.coef(qr(wx), backsolve(r, y, transpose = TRUE))), se = sqrt(diag(solve(crossprod(wx)))))
  }
  b <- coefs(ml$par)
  ends <- c(
    lapply(seq_along(b$b), function(j) profile_ends(d, y, ml, j = j, at = b$b[j], step = b$se[j])),
    lapply(seq_along(ml$par), function(i) {
      back <- if (grepl("^cor_", names[length(b$b) + i])) tanh else exp
      back(profile_ends(d, y, ml, i = i, at = ml$par[i], step = step[i]))
    }))
  lines <- sprintf('"%s": [%.6f, %.6f]', names, sapply(ends, `[`, 1), sapply(ends, `[`, 2))
  # Var(b | y, theta, beta) = G - G Z' V^-1 Z G, the first level of the first group, at the REML estimates
  g <- d$groups[[1]]
  v <- covariance(d, reml$par)
  k <- ncol(g$z)
  sds <- exp(reml$par[seq_len(k)])
  cor <- diag(k)
  if (k == 2) cor[1, 2] <- cor[2, 1] <- tanh(reml$par[3])
  G <- sds * t(sds * cor)
  first <- sort(unique(as.character(g$f)))[1]
  z <- g$z * (as.character(g$f) == first)
  mode <- G %*% t(z) %*% solve(v, y - d$x %*% coefs(reml$par)$b)
  var <- G - G %*% t(z) %*% solve(v, z %*% G)
  cat(sprintf('  "%s": {\n   "logLik": %.6f,\n   "reml": %.6f,\n   "profile": { %s },\n   "first": { "level": "%s", "mode": [%s], "sd": [%s] }\n  }',
    name, ml$value, reml$value, paste(lines, collapse = ", "), first,
    paste(sprintf("%.5f", mode), collapse = ", "), paste(sprintf("%.5f", sqrt(diag(var))), collapse = ", ")))
}

sleep <- read.csv(paste0(here, "sleepstudy.csv"))
penicillin <- read.csv(paste0(here, "Penicillin.csv"))
cat(sprintf('{\n "recipe": "%s: exact likelihoods of linear mixed models by dense algebra, optim and uniroot; see reference.R. first: conditional mode and sd of the first level at the REML estimates.",\n "models": {\n', R.version.string))
report("sleepstudy",
  design(cbind(1, sleep$Days), list(list(f = sleep$Subject, z = cbind(1, sleep$Days)))),
  sleep$Reaction,
  c("b_Intercept", "b_Days", "sd_Subject__Intercept", "sd_Subject__Days", "cor_Subject__Intercept__Days", "sigma"),
  c(3, 1.7, 0.1, 3.2))
cat(",\n")
report("Penicillin",
  design(matrix(1, nrow(penicillin)), list(list(f = penicillin$plate, z = matrix(1, nrow(penicillin))), list(f = penicillin$sample, z = matrix(1, nrow(penicillin))))),
  penicillin$diameter,
  c("b_Intercept", "sd_plate__Intercept", "sd_sample__Intercept", "sigma"),
  c(0, 0.5, -0.5))
cat("\n }\n}\n")
