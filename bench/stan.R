# One model in brms and rstan, a chain at a time, for bench/stan.ts.
#
# Rscript --vanilla stan.R job.json: reads the job, compiles, then answers requests on standard input, one a line:
#   {"chain": 1, "seed": 7, "warmup": 1000, "draws": 1000, "adapt_delta": 0.8, "out": "draws.bin"}
# Answers are lines that start with "@@ ": JSON. The draws go to `out` as doubles, quantity by quantity.
#
# Debian: apt-get install r-cran-brms r-cran-rstan r-cran-bh r-cran-rcppeigen r-cran-jsonlite
suppressPackageStartupMessages({
  library(jsonlite)
  library(rstan)
  library(brms)
})
rstan_options(boost_lib = "/usr/include") # BH of Debian has no headers of its own
options(mc.cores = 1, brms.backend = "rstan")
Sys.setlocale("LC_COLLATE", "C")

answer <- function(...) {
  cat("@@ ", toJSON(list(...), auto_unbox = TRUE, digits = NA), "\n", sep = "")
  flush(stdout())
}

read_data <- function(job) {
  data <- read.csv(job$csv, stringsAsFactors = FALSE)
  for (name in names(job$factors)) {
    data[[name]] <- factor(as.character(data[[name]]), levels = unlist(job$factors[[name]]))
  }
  data
}

read_priors <- function(job) {
  do.call(c, lapply(job$priors, function(p) set_prior(p$prior, class = p$class)))
}

# What a person can see: no log densities, no standardised effects, no intercept at the predictors' means.
visible <- function(fit) {
  draws <- unclass(posterior::as_draws_matrix(fit))
  draws[, grepl("^(b|sd|cor|r)_|^sigma$", colnames(draws))]
}

# What brm() is called with, and its draws under poolwise's names: of a model of the reference, or of the job's own words.
stated <- function(job) {
  call <- list(as.formula(job$formula), data = read_data(job), family = job$family, prior = read_priors(job))
  list(call = call, draws = visible)
}

referenced <- function(job) {
  home <- setwd(job$folder)
  source("models.R", local = globalenv())
  setwd(home)
  m <- models[[job$reference]]
  arguments <- brms_arguments(m, read_model(m, job$csv))
  list(call = arguments$call, draws = function(fit) do.call(cbind, our_draws(m, fit, arguments$standata)))
}

run_chain <- function(empty, request) {
  fit <- update(
    empty,
    recompile = FALSE, chains = 1, cores = 1, refresh = 0, silent = 2,
    iter = request$warmup + request$draws, warmup = request$warmup, seed = request$seed,
    control = list(adapt_delta = request$adapt_delta)
  )
  times <- get_elapsed_time(fit$fit)
  draws <- model$draws(fit)
  to <- file(request$out, "wb")
  writeBin(as.double(draws), to)
  close(to)
  answer(
    names = colnames(draws), draws = nrow(draws), warmupSeconds = times[1, "warmup"], sampleSeconds = times[1, "sample"],
    gradients = sum(get_num_leapfrog_per_iteration(fit$fit)), divergences = get_num_divergent(fit$fit)
  )
}

job <- fromJSON(commandArgs(trailingOnly = TRUE)[1], simplifyVector = FALSE)
started <- proc.time()[["elapsed"]]
model <- if (is.null(job$reference)) stated(job) else referenced(job)
empty <- do.call(brm, c(model$call, list(chains = 0, silent = 2)))
answer(
  compileSeconds = proc.time()[["elapsed"]] - started, brms = as.character(packageVersion("brms")),
  rstan = as.character(packageVersion("rstan")), r = paste(R.version$major, R.version$minor, sep = ".")
)

requests <- file("stdin", "r")
while (length(line <- readLines(requests, n = 1)) > 0) run_chain(empty, fromJSON(line))
