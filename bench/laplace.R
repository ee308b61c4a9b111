# One model by maximum likelihood in glmmTMB and lme4, with their default calls, for bench/laplace.ts.
#
# Rscript --vanilla laplace.R job.json: prints a line that starts with "@@ ": JSON.
#
# Debian: apt-get install r-cran-glmmtmb r-cran-lme4 r-cran-jsonlite
suppressPackageStartupMessages({
  library(jsonlite)
  library(lme4)
  library(glmmTMB)
})
Sys.setlocale("LC_COLLATE", "C")

job <- fromJSON(commandArgs(trailingOnly = TRUE)[1], simplifyVector = FALSE)
data <- read.csv(job$csv, stringsAsFactors = FALSE)
for (name in names(job$factors)) {
  data[[name]] <- factor(as.character(data[[name]]), levels = unlist(job$factors[[name]]))
}
formula <- as.formula(job$formula)
family <- if (job$family == "bernoulli") "binomial" else job$family

# Seconds of a call, its log-likelihood, its coefficients' standard errors, and what it complained of.
timed <- function(fit_call, errors) {
  said <- character()
  started <- proc.time()[["elapsed"]]
  fit <- tryCatch(
    withCallingHandlers(fit_call(), warning = function(w) {
      said <<- c(said, conditionMessage(w))
      invokeRestart("muffleWarning")
    }),
    error = function(e) {
      said <<- c(said, conditionMessage(e))
      NULL
    }
  )
  seconds <- proc.time()[["elapsed"]] - started
  known <- !is.null(fit)
  list(
    seconds = seconds, logLik = if (known) as.numeric(logLik(fit)) else NA,
    standardErrors = if (known) I(as.numeric(suppressWarnings(errors(fit)))) else list(), said = I(said)
  )
}

by_tmb <- timed(function() glmmTMB(formula, data = data, family = family), function(fit) sqrt(diag(vcov(fit)$cond)))
by_lme4 <- timed(
  function() {
    if (family == "gaussian") lmer(formula, data = data, REML = FALSE) else glmer(formula, data = data, family = family)
  },
  function(fit) sqrt(diag(as.matrix(vcov(fit))))
)
cat("@@ ", toJSON(
  list(
    r = paste(R.version$major, R.version$minor, sep = "."), glmmTMB = as.character(packageVersion("glmmTMB")),
    lme4 = as.character(packageVersion("lme4")), byTmb = by_tmb, byLme4 = by_lme4
  ),
  auto_unbox = TRUE, digits = NA
), "\n", sep = "")
