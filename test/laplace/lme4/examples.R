# lme4's example data and the log-likelihoods of its fits, for ../lme4Examples.test.ts (R 4.2.2, lme4 1.1-31, 2026-11-22).
# Debian: apt-get install r-cran-lme4
library(lme4)
for (name in c("Dyestuff", "Pastes", "cake", "Arabidopsis"))
  write.csv(get(name), paste0(name, ".csv"), row.names = FALSE)
show <- function(fit) cat(sprintf("%.6f\n", as.numeric(logLik(fit))))
show(lmer(Yield ~ 1 + (1 | Batch), Dyestuff, REML = FALSE))
show(lmer(strength ~ 1 + (1 | batch/cask), Pastes, REML = FALSE))
show(lmer(angle ~ recipe * temperature + (1 | recipe:replicate), cake, REML = FALSE))
show(glmer(total.fruits ~ nutrient + rack + (1 | popu) + (1 | gen), Arabidopsis, family = poisson,
           control = glmerControl(tolPwrss = 1e-13, optimizer = "bobyqa")))
