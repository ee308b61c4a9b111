# Posteriors by brms/rstan to test against: Rscript brms.R NAME..., in this folder; each writes NAME.csv and NAME.json.
# brms 2.18.0, rstan 2.21.7, posterior 1.4.0, R 4.2.2; made 2026-11-27. Debian: apt-get install r-cran-brms r-cran-bh g++
# r-cran-jsonlite r-cran-ordinal r-cran-glmmtmb r-cran-lme4 r-cran-nlme r-cran-mass
source("models.R")
suppressMessages(library(jsonlite))
rstan::rstan_options(boost_lib = "/usr/include") # Debian's BH has no headers of its own
options(mc.cores = 1)
seed <- 20261127

digits <- function(x) signif(x, 9)

summarise_one <- function(v) {
  by_chain <- matrix(v, ncol = 4)
  list(mean = digits(mean(v)), sd = digits(sd(v)), mcse_mean = digits(mcse_mean(by_chain)), mcse_sd = digits(mcse_sd(by_chain)))
}

run <- function(name) {
  m <- models[[name]]
  csv <- paste0(name, ".csv")
  write.csv(m$data(), csv, row.names = FALSE, quote = FALSE)
  d <- read_model(m, csv)
  arguments <- brms_arguments(m, d)
  settings <- list(chains = 4, warmup = 1000, iter = 3500, seed = seed, refresh = 0, control = list(adapt_delta = 0.95, max_treedepth = 12))
  fit <- do.call(brm, c(arguments$call, settings))
  values <- our_draws(m, fit, arguments$standata)
  out <- list(
    recipe = sprintf("Rscript brms.R %s: brms %s / rstan %s, R %s, 4 chains of 1000 + 2500, seed %d, adapt_delta 0.95; made %s", name,
      packageVersion("brms"), packageVersion("rstan"), getRversion(), seed, Sys.Date()),
    divergences = sum(subset(nuts_params(fit), Parameter == "divergent__")$Value),
    rhat_max = digits(max(brms::rhat(fit), na.rm = TRUE)),
    formula = m$ours$formula,
    options = c(m$ours[names(m$ours) != "formula"], list(priors = c(m$priors, m$only_ours)), if (is.null(m$factors)) NULL else list(factors = m$factors)),
    parameters = unname(Map(function(n, v) c(list(name = n), summarise_one(v)), names(values), values)))
  if (!is.null(m$other_basis)) out$otherBasis <- m$other_basis
  if (!is.null(m$data2)) out$options$cov <- lapply(m$data2(), function(A) list(names = rownames(A), values = unname(A)))
  write_json(out, paste0(name, ".json"), auto_unbox = TRUE, digits = NA, pretty = FALSE)
  cat(name, "divergences", out$divergences, "rhat", out$rhat_max, "\n")
}
for (name in commandArgs(TRUE)) run(name)
