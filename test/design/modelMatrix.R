# Writes modelMatrix.json: the columns R's model.matrix() makes. Run: Rscript modelMatrix.R > modelMatrix.json
# R version and date are in its "made" field; the data are in its "data" field.
data <- list(
  y = c(3.1, 4.2, 1.7, 5.5, 2.9, 6.3, 4.8, 7.2, 5.1, 8.4, 6.6, 9.9, 2.2, 3.3, 4.4, 5.6, 1.9, 7.7),
  x = c(1.5, 2, 3, 4.25, 5, 7, 8, 9, 10, 12, 13, 17, 0.5, 6, 11, 14, 15.5, 16),
  z = c(2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 13, 0.25, 3.5, 8.5, 1.5, 6.5),
  year = 1990 + c(0, 3, 1, 7, 2, 9, 11, 4, 6, 8, 5, 10, 12, 15, 13, 14, 17, 16),
  n = c(1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 3, 2, 1),
  a = c("p", "q", "p", "q", "q", "p", "p", "q", "p", "q", "p", "q", "p", "q", "q", "p", "q", "p"),
  b = c("k", "l", "m", "k", "l", "m", "m", "l", "k", "k", "m", "l", "l", "k", "m", "k", "m", "l"),
  w = c(TRUE, FALSE, FALSE, TRUE, TRUE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, TRUE, FALSE),
  `my col` = c(1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1))
frame <- as.data.frame(data, stringsAsFactors = TRUE, optional = TRUE)
sides <- c("x", "x + z", "0 + x", "a", "0 + a", "b", "0 + b", "a + b", "0 + a + b", "0 + b + a", "0 + x + a", "a*b",
  "a:b", "0 + a:b", "a + a:b", "b + a:b", "a/b", "b/a", "0 + a/b", "a:x", "x + a:x", "x*a", "a*x", "0 + a*x", "0 + a:x",
  "a/x", "0 + a/x", "w", "0 + w", "w*x", "w*a", "a*b*x", "a*b*w", "a*b*x - a", "(a+b+x)^2", "(a+b+x)^2 - a:x", "b:a:x + x:b",
  "x:a + a:b", "0 + x:a + b", "0 + b:x + a:b", "a:b:w", "a*b - b", "a:b + b:w", "factor(n)", "factor(n)*a", "0 + factor(n)",
  "n:a", "`my col`*a", "log(x+1) + I(x^2)", "sqrt(x)*a", "I(x/2*3 - z)", "exp(-x/10)", "scale(x)", "scale(x)*a", "log(x):log(z)",
  "poly(x,1)", "poly(x,2)", "poly(x,3)", "poly(x, 5)", "poly(year, 4)", "poly(n, 2)", "poly(x,2):a", "poly(x,2)*b",
  "poly(x,2):poly(z,2)", "poly(log(x), 3)", "I(scale(x)^2)", "I(w + x)", "a + I(x^3) + poly(z, 2) + w:z",
  "bs(x)", "bs(x, df = 5)", "bs(x, df = 4, degree = 2)", "bs(x, knots = c(4, 9.5, 12))", "bs(x, knots = 9, degree = 1)", "ns(x, df = 2)",
  "ns(x, df = 4)", "ns(x, knots = c(4, 9.5, 12))", "ns(log(x), df = 3)", "a*bs(x, df = 4)", "ns(x, df = 3):a")
library(splines)
text <- function(s) paste0('"', gsub('(["\\\\])', '\\\\\\1', s), '"')
number <- function(v) paste(formatC(v, digits = 17, format = "g", width = 1), collapse = ", ")
value <- function(v) if (is.character(v)) paste(text(v), collapse = ", ") else if (is.logical(v)) paste(tolower(v), collapse = ", ") else number(v)
columns <- paste(vapply(names(data), function(k) paste0('    ', text(k), ': [', value(data[[k]]), ']'), ""), collapse = ",\n")
own <- matrix(c(1, -1, 0, 0.5, 0.5, -1), 3)
colnames(own) <- c("kl", "m")
# contrasts of our options by those of R
ways <- list(`{ "a": "sum", "b": "sum" }` = list(a = "contr.sum", b = "contr.sum"), `{ "b": "helmert" }` = list(b = "contr.helmert"),
  `{ "b": "poly" }` = list(b = "contr.poly"), `{ "b": "sdif" }` = list(b = MASS::contr.sdif(c("k", "l", "m"))),
  `{ "b": "treatment(l)", "a": "poly" }` = list(b = contr.treatment(c("k", "l", "m"), 2), a = "contr.poly"),
  `{ "b": { "matrix": [[1, 0.5], [-1, 0.5], [0, -1]], "names": ["kl", "m"] } }` = list(b = own),
  `{ "b": { "matrix": [[1], [-1], [0]] } }` = list(b = unname(own[, 1, drop = FALSE])))
coded <- c("b", "0 + b", "a*b", "b:x", "x + b:x", "a:b", "b + a:b", "0 + a + b")
plan <- c(lapply(sides, function(s) list(s, NULL)), unlist(lapply(names(ways), function(w) lapply(coded, function(s) list(s, w))), FALSE))
cases <- vapply(plan, function(one) {
  side <- one[[1]]
  terms <- all.vars(as.formula(paste("~", side)))
  way <- if (is.null(one[[2]])) NULL else ways[[one[[2]]]]
  m <- model.matrix(as.formula(paste("~", side)), frame, contrasts.arg = way[names(way) %in% terms])
  inner <- paste(vapply(seq_len(ncol(m)), function(j) paste0('[', number(m[, j]), ']'), ""), collapse = ",\n      ")
  said <- if (is.null(one[[2]])) "" else paste0(', "contrasts": ', one[[2]])
  paste0('    { "side": ', text(side), said, ', "fullRank": ', tolower(qr(m)$rank == ncol(m)), ',\n      "names": [',
    paste(text(colnames(m)), collapse = ", "), '],\n      "columns": [', inner, '] }')
}, "")
cat('{\n  "made": "', R.version.string, ", ", format(Sys.Date()), '",\n  "data": {\n', columns, '\n  },\n  "cases": [\n',
  paste(cases, collapse = ",\n"), "\n  ]\n}\n", sep = "")
