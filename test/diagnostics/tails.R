# POSTERIOR_R=posterior/R Rscript test/diagnostics/tails.R > test/diagnostics/tails.json
# R 4.2.2, posterior 1.4.0 for rhat, ess_bulk and ess_tail, 2026-11-27. Nested R-hat and Pareto diagnostics are not in that version: POSTERIOR_R is
# the folder R/ of posterior's repository, of which gpd.R (commit 040db33), pareto_smooth.R (01f464a) and nested_rhat.R (04f30ab) are read in its
# namespace. Draws are those of test/reference/diagnostics.oracle.json and, with heavier tails, those made here, rounded to 9 digits first.
suppressMessages({ library(posterior); library(jsonlite) })
space <- new.env(parent = asNamespace("posterior"))
for (file in c("gpd.R", "pareto_smooth.R", "nested_rhat.R")) sys.source(file.path(Sys.getenv("POSTERIOR_R"), file), space)
known <- fromJSON("test/reference/diagnostics.oracle.json", simplifyVector = FALSE)$cases
cases <- lapply(known, function(case) sapply(case$draws_by_chain, function(chain) sapply(chain, function(x) {
  if (is.character(x)) switch(x, "NA" = NA, "NaN" = NaN, "Inf" = Inf, "-Inf" = -Inf) else x
})))
set.seed(20261127)
made <- list(
  cauchy_200 = matrix(rcauchy(800), 200),
  t3 = matrix(rt(4 * 300, 3), 300),
  half_cauchy = matrix(abs(rcauchy(6 * 150)), 150),
  lognormal = matrix(exp(2 * rnorm(4 * 250)), 250),
  left_heavy = matrix(-rexp(400)^3, 100),
  uniform = matrix(runif(400), 100),
  slow = apply(matrix(rt(4 * 500, 2), 500), 2, function(e) as.numeric(filter(e, 0.9, "recursive"))),
  ten = matrix(rnorm(40), 10)
)
made <- lapply(made, function(x) matrix(as.numeric(formatC(x, digits = 9, format = "g")), nrow(x)))
print_number <- function(x) if (is.finite(x)) unbox(x) else unbox(if (is.nan(x)) "NaN" else if (is.na(x)) "NA" else if (x > 0) "Inf" else "-Inf")
# posterior's rhat, but for draws equally far from the median, which rounding tells apart there and 12 digits do not
rhat_tied <- function(x) {
  parts <- lapply(list(x, signif(abs(x - median(x)), 12)), function(part) posterior:::.rhat(posterior:::z_scale(posterior:::.split_chains(part))))
  max(parts[[1]], parts[[2]])
}
one <- function(x) {
  x <- as.matrix(x)
  tails <- lapply(c(both = "both", right = "right", left = "left"), function(tail) {
    d <- suppressWarnings(space$pareto_diags.default(x, tail = tail))
    s <- suppressWarnings(space$pareto_smooth.default(x, tail = tail, verbose = FALSE))
    list(khat = print_number(d$khat), min_ss = print_number(d$min_ss), threshold = print_number(d$khat_threshold),
         rate = print_number(d$convergence_rate),
         smoothed_mean = print_number(mean(s)), smoothed_sum = print_number(sum(s * seq_along(s))))
  })
  chains <- ncol(x)
  groups <- Filter(function(k) chains %% k == 0 && chains / k > 1, c(1, 2, 3))
  nested <- lapply(groups, function(k) list(size = unbox(k), rhat = print_number(space$.rhat_nested(x, rep(seq_len(chains / k), each = k)))))
  heads <- Filter(function(n) n <= nrow(x), c(20, 50, 100, 150))
  time <- lapply(heads, function(n) {
    h <- x[seq_len(n), , drop = FALSE]
    list(draws = unbox(n), rhat = print_number(rhat_tied(h)), ess_bulk = print_number(ess_bulk(h)), ess_tail = print_number(ess_tail(h)))
  })
  list(tails = tails, nested = nested, time = time)
}
out <- list(
  recipe = unbox("test/diagnostics/tails.R, R 4.2.2, posterior 1.4.0 and files of its repository, 2026-11-27"),
  draws = lapply(made, t),
  cases = lapply(c(cases, made), one)
)
cat(toJSON(out, digits = I(15), auto_unbox = FALSE))
