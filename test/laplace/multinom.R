# Multinomial logit by nnet::multinom, for categorical in ordinal.test.ts.
# Recipe: Rscript test/laplace/multinom.R, R 4.2.2, nnet 7.3-18, 2026-11-27.
suppressMessages(library(nnet))
options(digits = 15)
d <- read.csv("test/laplace/wine.csv")
d$level <- cut(d$rating, c(0, 2, 3, 5), labels = c("low", "middle", "top"))
fit <- multinom(level ~ temp + contact + judge, data = d, trace = FALSE, reltol = 1e-15, maxit = 1000)
print(logLik(fit)); print(t(coef(fit)))
