# Rscript test/reference/hypothesis.R > test/reference/hypothesis.json
# R 4.2.2, brms 2.18.0, 2026-11-27. hypothesis() of draws in a data frame; alpha such that brms's interval is the 95 % one.
suppressMessages({ library(brms); library(jsonlite) })
set.seed(3)
n <- 300
rounded <- function(x) as.numeric(formatC(x, digits = 10, format = "g"))
draws <- list(b_Intercept = rnorm(n, 1.2, 0.4), b_Age = rnorm(n, 0.05, 0.04), "b_Age:Sexmale" = rnorm(n, -0.2, 0.1),
              sd_DID__Intercept = abs(rnorm(n, 1.5, 0.3)), "r_DID[17,Intercept]" = rnorm(n, -0.6, 0.5))
draws <- lapply(draws, rounded)
prior <- rounded(rnorm(n, 0, 1))
frame <- as.data.frame(draws, check.names = FALSE)
statements <- c("b_Age > 0", "b_Age * 10 < 0.3", "b_Age:Sexmale + b_Age < 0", "exp(b_Intercept) = 3",
  "sd_DID__Intercept^2 / (sd_DID__Intercept^2 + 3.29) > 0.35", "plogis(b_Intercept) - plogis(b_Intercept + b_Age) = 0",
  "r_DID[17,Intercept] > b_Age", "-b_Age^2 * 2 - 1 < -(1 - 2) / 4", "b_Age > -1")
one <- function(text) {
  two <- grepl("=", text)
  h <- hypothesis(frame, text, alpha = if (two) 0.05 else 0.025)$hypothesis
  list(text = text, estimate = h$Estimate, se = h$Est.Error, lower = h$CI.Lower, upper = h$CI.Upper,
       ratio = if (two) NULL else if (is.finite(h$Evid.Ratio)) h$Evid.Ratio else "Inf", probability = if (two) NULL else h$Post.Prob)
}
density <- brms:::density_ratio(frame$b_Age, prior, point = 0)
cat(toJSON(list(draws = draws, prior = prior, statements = lapply(statements, one), densityRatio = density), digits = NA, auto_unbox = TRUE, null = "null"), "\n")
