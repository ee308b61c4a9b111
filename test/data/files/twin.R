# The table that every file of this folder holds, as CSV, gzip, XLSX, SPSS and JSON.
# Rscript twin.R   (R 4.2.2; haven, openxlsx, jsonlite of Debian 12; 2026-11-27)
suppressPackageStartupMessages({library(haven); library(openxlsx); library(jsonlite)})
d <- data.frame(
  id = 1:6,
  y = c(1.5, NA, 0.1 + 0.2, 1e-7, -12345678.9, 3),
  clinic = c("north", "south", "\u00e9ast", "north", NA, "a b"),
  smoker = c(TRUE, FALSE, NA, TRUE, TRUE, FALSE),
  visit = as.Date("2020-02-28") + 0:5,
  seen = as.POSIXct("2020-02-28 10:30:00", tz = "UTC") + 86400 * (0:5))
write.csv(d, "twin.csv", row.names = FALSE, na = "", fileEncoding = "UTF-8")
con <- gzfile("twin.csv.gz", "w"); writeLines(readLines("twin.csv"), con); close(con)
write.csv2(d, "twin-semicolon.csv", row.names = FALSE, na = "")
write.table(d, "twin.tsv", sep = "\t", row.names = FALSE, na = "")
con <- file("twin-utf16.csv", "wb")
writeBin(as.raw(c(0xff, 0xfe)), con)
writeBin(iconv(paste0(readLines("twin.csv"), "\r\n", collapse = ""), "UTF-8", "UTF-16LE", toRaw = TRUE)[[1]], con); close(con)
wb <- createWorkbook()
addWorksheet(wb, "notes", visible = FALSE); writeData(wb, "notes", "hidden")
addWorksheet(wb, "trial"); writeData(wb, "trial", d, startRow = 3, startCol = 2)   # not in the corner
addWorksheet(wb, "other"); writeData(wb, "other", data.frame(z = 1:2))
addWorksheet(wb, "merged"); writeData(wb, "merged", data.frame(g = c("a", NA), y = 1:2)); mergeCells(wb, "merged", cols = 1, rows = 2:3)
addWorksheet(wb, "formula"); writeData(wb, "formula", data.frame(x = 1:2, y = 0)); writeFormula(wb, "formula", "A2*2", startCol = 2, startRow = 2)
addWorksheet(wb, "empty")
saveWorkbook(wb, "twin.xlsx", overwrite = TRUE)
rows <- transform(d, visit = format(visit), seen = format(seen, "%Y-%m-%d %H:%M:%S"))
write_json(rows, "twin.json", digits = NA)
con <- file("twin.ndjson", "wb"); stream_out(rows, con, digits = NA, verbose = FALSE)
write_json(as.list(rows), "twin-columns.json", digits = NA, na = "null")
