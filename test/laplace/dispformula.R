# Makes the numbers in dispformula.test.ts: Rscript dispformula.R, with glmmTMB 1.1.5 and nlme 3.1-162, 2026-11-27.
# A gaussian dispformula of that glmmTMB is for the log of the variance, hence the halves.
suppressMessages({ library(glmmTMB); library(nlme) })
options(digits = 12)
d <- read.csv("../reference/sleepstudy.csv")
d$half <- ifelse(d$Days > 4, "late", "early")
m <- glmmTMB(Reaction ~ Days + (Days | Subject), dispformula = ~ Days, data = d)
print(logLik(m)); print(fixef(m)$cond); print(fixef(m)$disp / 2)
print(attr(VarCorr(m)$cond$Subject, "stddev")); print(sqrt(diag(vcov(m, full = TRUE))))
g <- gls(Reaction ~ Days, weights = varIdent(form = ~ 1 | half), method = "ML", data = d)
print(logLik(g)); print(coef(g)); print(g$sigma); print(coef(g$modelStruct$varStruct, unconstrained = FALSE))
l <- lme(Reaction ~ Days, ~ 1 | Subject, d, weights = varIdent(form = ~ 1 | half), method = "ML")
print(logLik(l)); print(fixef(l)); print(l$sigma)
print(coef(l$modelStruct$varStruct, unconstrained = FALSE)); print(VarCorr(l))
t <- transform(read.csv("../reference/grouseticks.csv"), YEAR = factor(YEAR), HEIGHT = (HEIGHT - 460) / 10)
n <- glmmTMB(TICKS ~ YEAR + (1 | BROOD), dispformula = ~ HEIGHT, family = nbinom2, data = t)
print(logLik(n)); print(fixef(n)); print(sqrt(diag(vcov(n, full = TRUE))))
# Owls.csv: the data of that name in glmmTMB (Roulin & Bersier 2007), the columns used
z <- glmmTMB(SiblingNegotiation ~ FoodTreatment + ArrivalTime + offset(log(BroodSize)) + (1 | Nest),
  ziformula = ~ ArrivalTime + (1 | Nest), family = poisson, data = read.csv("Owls.csv"))
print(logLik(z)); print(fixef(z)); print(sqrt(diag(vcov(z, full = TRUE))))
print(sapply(VarCorr(z)$cond, attr, "stddev")); print(sapply(VarCorr(z)$zi, attr, "stddev"))
