# Rscript test/reference/intervals.R > test/reference/intervals.json
# R 4.2.2, bayestestR 0.13.0, 2026-11-27. Draws are written first and read back, so that both sides see the same numbers.
suppressMessages({ library(bayestestR); library(jsonlite) })
set.seed(10)
round_ <- function(x) as.numeric(formatC(x, digits = 12, format = "g"))
draws <- list(
  normal = round_(rnorm(200, 0.4)),
  skewed = round_(rexp(101)),
  modes = round_(c(rnorm(60, -3), rnorm(60, 3))),
  counts = rpois(80, 2) - 1,
  constant = rep(2.5, 40)
)
one <- function(x) {
  per <- function(ci) {
    h <- hdi(x, ci = ci, verbose = FALSE); e <- eti(x, ci = ci)
    list(level = ci, hdi = c(h$CI_low, h$CI_high), eti = unname(c(e$CI_low, e$CI_high)),
         rope = rope(x, range = c(-0.1, 0.6), ci = ci, ci_method = "HDI", verbose = FALSE)$ROPE_Percentage)
  }
  list(draws = x, levels = lapply(c(0.5, 0.8, 0.89, 0.95), per), direction = as.numeric(p_direction(x)),
       rope = rope(x, range = c(-0.1, 0.6), ci = 1, verbose = FALSE)$ROPE_Percentage)
}
cat(toJSON(lapply(draws, one), digits = NA, auto_unbox = TRUE), "\n")
