# Data of lme4 and mlmRev for bench:scale, which has no copy of them: Rscript --vanilla bench/scaleData.R writes bench/data/*.csv.
#
# Debian: apt-get install r-cran-lme4 r-cran-mlmrev
suppressPackageStartupMessages({
  library(lme4)
  library(mlmRev)
})
folder <- "bench/data"
dir.create(folder, showWarnings = FALSE)
guPrenat$prenat <- as.integer(guPrenat$prenat == "Modern")
VerbAgg$r2 <- as.integer(VerbAgg$r2 == "Y")
tables <- list(
  Chem97 = Chem97, egsingle = egsingle, InstEval = InstEval, guPrenat = guPrenat, Arabidopsis = Arabidopsis,
  VerbAgg = VerbAgg
)
for (name in names(tables)) write.csv(tables[[name]], file.path(folder, paste0(name, ".csv")), row.names = FALSE)
