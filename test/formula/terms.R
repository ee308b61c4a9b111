# Writes terms.json: how R expands formulas. Run: Rscript terms.R > terms.json
# R version and date are in its "made" field.
formulas <- c(
  "y ~ 1", "y ~ 0", "y ~ x", "y ~ -1 + x", "y ~ x - 1", "y ~ x + -1", "y ~ x + 0", "y ~ 0 + x + 1", "y ~ x - 0",
  "y ~ a + b", "y ~ a:b", "y ~ a*b", "y ~ a*b*c", "y ~ b:a + a", "y ~ a:b + b:a", "y ~ a:a", "y ~ a + a",
  "y ~ (a+b)^2", "y ~ (a+b+c)^2", "y ~ (a+b+c)^3", "y ~ (a+b+c+d)^2 - a:b", "y ~ (a+b+c)^3 - a:b:c",
  "y ~ a/b", "y ~ a/b/c", "y ~ (a+b)/c", "y ~ a/(b+c)", "y ~ a/b*c", "y ~ a*b/c", "y ~ a:b/c", "y ~ a/b:c",
  "y ~ a*b:c", "y ~ a:b*c", "y ~ a*b*c - a:b", "y ~ a*b - a", "y ~ a - a", "y ~ a - b", "y ~ a + b - (a + c)",
  "y ~ (a*b)^2", "y ~ (a/b)^2", "y ~ (a:b+c)^2", "y ~ (a+b)*(b+c)", "y ~ a:(b+c):d", "y ~ (a+b):(c+d)",
  "y ~ d*c + a*b + c:a", "y ~ x + z + -z", "y ~ -x", "y ~ x + +z", "y ~ -(a + b) + c", "y ~ y + x",
  "y ~ (x+1)*z - 1", "y ~ (x+0)*z", "y ~ a + (b - 1)", "y ~ a - (b - 1)", "y ~ (((a)))", "y ~ a*(b + c:d)",
  "y ~ log(x+1)*I(x^2/3) + a*log(x + 1)", "y ~ poly(x,2):a + poly( x , 2 )", "y ~ I(a*b) + I( a * b )",
  "y ~ I(-x*2 + 3) + I(2^-1*x) + I((x+1)*2)", "y ~ exp(-x)/b", "y ~ `my col`*a", "y ~ my.col + .x + x_1",
  "y ~ a + offset(x) + b", "y ~ offset(x) + offset(log(z))", "y ~ (a+b+c+d+e)^4 - (a+b)^2", "y ~ (a*b + c)^2 - b:c")
quote <- function(s) paste0('"', gsub('(["\\\\])', '\\\\\\1', s), '"')
rows <- vapply(formulas, function(f) {
  t <- terms(as.formula(f))
  labels <- attr(t, "term.labels")
  paste0('    { "formula": ', quote(f), ', "intercept": ', tolower(attr(t, "intercept") == 1), ', "terms": [',
    paste(vapply(labels, quote, ""), collapse = ", "), '] }')
}, "")
cat('{\n  "made": "', R.version.string, ", ", format(Sys.Date()), '",\n  "rows": [\n', paste(rows, collapse = ",\n"), "\n  ]\n}\n", sep = "")
