# The models that posteriors are made of (brms.R) and that the bench runs in brms (bench/stan.R).
#
# A model says `data`, brms's `formula`, `family` and `priors`, how poolwise spells the same (`ours`: formula and options of
# glmm), and where names or scales differ, `quantities`: poolwise's numbers from brms's draws; `other_basis`: the terms whose
# coefficients are of another basis, and are not compared.
suppressMessages({ library(brms); library(posterior) })

# poolwise's priors as text, one named list for both programs; `extra` are priors that only brms has to be told.
brms_priors <- function(priors, extra = NULL) {
  one <- function(key, text) {
    dpar <- if (grepl("_(sigma|zi|hu|shape|phi)$", key)) sub(".*_", "", key) else ""
    class <- if (dpar == "") key else sub("_[a-z]+$", "", key)
    text <- sub("^half_normal\\(", "normal(0, ", text)
    text <- sub("^truncated\\((.*), [^,]+, [^,]+\\)$", "\\1", text) # brms cuts off at the parameter's own bounds
    text <- gsub("^flat\\(\\)$", "", text)
    set_prior(text, class = class, dpar = dpar)
  }
  all <- Map(one, names(priors), unlist(priors))
  Reduce(`+`, c(all, if (is.null(extra)) list() else list(extra)))
}

orthodont <- function() {
  d <- as.data.frame(nlme::Orthodont)
  data.frame(distance = d$distance, age = d$age, visit = as.integer((d$age - 6) / 2), Subject = as.character(d$Subject), Sex = as.character(d$Sex))
}
wine <- function() {
  d <- ordinal::wine
  data.frame(share = d$response / 100, rating = as.integer(d$rating), temp = as.character(d$temp), contact = as.character(d$contact),
    judge = paste0("j", d$judge))
}
salamanders <- function() {
  data("Salamanders", package = "glmmTMB", envir = environment())
  data.frame(count = Salamanders$count, mined = as.character(Salamanders$mined), site = as.character(Salamanders$site))
}
relatives <- function() {
  # 40 animals of 8 sires: half sibs share a quarter, a sire's own offspring a half
  set.seed(20261127)
  n <- 40
  A <- diag(n)
  sire <- rep(1:8, length.out = n)
  for (i in 1:n) for (j in 1:n) if (i != j && sire[i] == sire[j]) A[i, j] <- if (min(i, j) <= 8) 0.5 else 0.25
  dimnames(A) <- list(paste0("a", 1:n), paste0("a", 1:n))
  u <- as.vector(t(chol(A)) %*% rnorm(n))
  animal <- rep(1:n, each = 3)
  x <- round(rnorm(3 * n), 2)
  list(A = A, rows = data.frame(y = round(10 + 0.5 * x + 1.2 * u[animal] + rnorm(3 * n), 2), x = x, animal = paste0("a", animal)))
}
# Intercept and slope of the straight line nearest a curve over the rows, and how far the curve strays from it
smooth_quantities <- function(draws, standata) {
  line <- cbind(1, standata$x)
  project <- solve(crossprod(line), t(line))
  Z <- standata$Zs_1_1
  on_x <- project %*% standata$Xs; on_z <- project %*% Z
  beta <- as.matrix(draws[, grep("^bs_", names(draws)), drop = FALSE])
  bends <- as.matrix(draws[, grep("^s_.*\\[", names(draws)), drop = FALSE])
  lines <- beta %*% t(on_x) + bends %*% t(on_z)
  list(b_Intercept = draws$b_Intercept + lines[, 1], `b_s(times)` = lines[, 2],
    `sd_s(times)__bend` = draws[[grep("^sds_", names(draws))]] * strays(standata))
}
# how far brms's bends stray from a straight line where their sd is 1, root mean square over the rows
strays <- function(standata) {
  line <- cbind(1, standata$x)
  sqrt(mean(rowSums((standata$Zs_1_1 - line %*% solve(crossprod(line), t(line) %*% standata$Zs_1_1))^2)))
}

models <- list(
  epilepsy_negbinomial = list(
    data = function() { d <- brms::epilepsy; data.frame(count = d$count, age = round(d$zAge, 6), base = round(d$zBase, 6), trt = d$Trt, patient = paste0("p", d$patient)) },
    formula = bf(count ~ age + base * trt + (1 | patient)), family = negbinomial(),
    ours = list(formula = "count ~ age + base * trt + (1 | patient)", family = "negbinomial"),
    factors = list(trt = c("0", "1")),
    priors = list(Intercept = "normal(2, 2)", b = "normal(0, 2)", sd = "half_normal(1)", shape = "gamma(2, 0.5)")),
  wine_beta = list(
    data = wine, formula = bf(share ~ temp + contact + (1 | judge)), family = Beta(),
    ours = list(formula = "share ~ temp + contact + (1 | judge)", family = "beta"),
    priors = list(Intercept = "normal(0, 2)", b = "normal(0, 1)", sd = "half_normal(1)", phi = "gamma(2, 0.1)")),
  cake_gamma = list(
    data = function() { d <- lme4::cake; data.frame(angle = d$angle, recipe = as.character(d$recipe), temp = d$temp, batch = paste(d$recipe, d$replicate, sep = "")) },
    formula = bf(angle ~ recipe + temp + (1 | batch)), family = Gamma("log"),
    ours = list(formula = "angle ~ recipe + temp + (1 | batch)", family = "gamma"),
    priors = list(Intercept = "normal(3.5, 1)", b = "normal(0, 0.5)", sd = "half_normal(0.5)", shape = "gamma(2, 0.02)")),
  wine_cumulative = list(
    data = wine, formula = bf(rating ~ temp + contact + (1 | judge)), family = cumulative("logit"),
    ours = list(formula = "rating ~ temp + contact + (1 | judge)", family = "cumulative"),
    priors = list(Intercept = "normal(0, 4)", b = "normal(0, 2)", sd = "half_normal(2)")),
  wine_sratio = list(
    data = wine, formula = bf(rating ~ temp + contact + (1 | judge)), family = sratio("logit"),
    ours = list(formula = "rating ~ temp + contact + (1 | judge)", family = "sratio"),
    priors = list(Intercept = "normal(0, 4)", b = "normal(0, 2)", sd = "half_normal(2)")),
  salamanders_zip = list(
    data = salamanders, formula = bf(count ~ mined + (1 | site), zi ~ mined), family = zero_inflated_poisson(),
    ours = list(formula = "count ~ mined + (1 | site)", family = "zero_inflated_poisson", zi = "~ mined"),
    priors = list(Intercept = "normal(0, 2)", b = "normal(0, 2)", sd = "half_normal(1)", Intercept_zi = "normal(0, 1.5)", b_zi = "normal(0, 1.5)")),
  sleepstudy_sigma = list(
    data = function() { d <- lme4::sleepstudy; data.frame(Reaction = d$Reaction, Days = d$Days, Subject = as.character(d$Subject)) },
    formula = bf(Reaction ~ Days + (1 | Subject), sigma ~ Days + (1 | Subject)), family = gaussian(),
    ours = list(formula = "Reaction ~ Days + (1 | Subject)", family = "gaussian", sigma = "~ Days + (1 | Subject)"),
    priors = list(Intercept = "normal(300, 100)", b = "normal(0, 20)", sd = "half_normal(50)", Intercept_sigma = "normal(3, 1)", b_sigma = "normal(0, 0.5)", sd_sigma = "half_normal(0.5)")),
  sleepstudy_across = list(
    data = function() { d <- lme4::sleepstudy; data.frame(Reaction = d$Reaction, Days = d$Days, Subject = as.character(d$Subject)) },
    formula = bf(Reaction ~ Days + (1 |p| Subject), sigma ~ (1 |p| Subject)), family = gaussian(),
    ours = list(formula = "Reaction ~ Days + (1 |p| Subject)", family = "gaussian", sigma = "~ (1 |p| Subject)"),
    priors = list(Intercept = "normal(300, 100)", b = "normal(0, 20)", sd = "half_normal(50)", cor = "lkj(2)", Intercept_sigma = "normal(3, 1)", sd_sigma = "half_normal(0.5)")),
  orthodont_ar1 = list(
    # brms's sigma is the innovations' sd and ours the residuals': the prior is put on ours, with the Jacobian
    data = orthodont, formula = bf(distance ~ age + Sex + (1 | Subject) + ar(time = visit, gr = Subject, cov = TRUE)), family = gaussian(),
    ours = list(formula = "distance ~ age + Sex + (1 | Subject)", family = "gaussian", residual = "ar1(visit | Subject)"),
    priors = list(Intercept = "normal(24, 10)", b = "normal(0, 5)", sd = "half_normal(3)"),
    only_ours = list(sigma = "half_normal(3)", ar = "uniform(-1, 1)"),
    extra = set_prior("", class = "sigma"),
    stanvars = stanvar(block = "model", scode = "target += normal_lpdf(sigma / sqrt(1 - square(ar[1])) | 0, 3) - 0.5 * log1m(square(ar[1]));"),
    quantities = function(draws, standata) list(sigma = draws$sigma / sqrt(1 - draws$`ar[1]`^2), ar = draws$`ar[1]`)),
  orthodont_cs = list(
    data = orthodont, formula = bf(distance ~ age * Sex + cosy(gr = Subject)), family = gaussian(),
    ours = list(formula = "distance ~ age * Sex", family = "gaussian", residual = "cs(1 | Subject)"),
    priors = list(Intercept = "normal(24, 10)", b = "normal(0, 5)", sigma = "half_normal(3)"),
    only_ours = list(cosy = "uniform(0, 1)"),
    quantities = function(draws, standata) list(cosy = draws$cosy)),
  mcycle_smooth = list(
    data = function() { d <- MASS::mcycle; data.frame(accel = d$accel, times = d$times) },
    formula = bf(accel ~ s(times, bs = "cr", k = 10)), family = gaussian(),
    other_basis = list("s(times)"), ours = list(formula = "accel ~ s(times, k = 10)", family = "gaussian"),
    priors = list(Intercept = "normal(-25, 50)", sigma = "half_normal(50)"),
    only_ours = list(b = "flat()", sd = "half_normal(100)"),
    extra = set_prior("", class = "b"), # flat, as ours
    sds = function(scale) set_prior(sprintf("normal(0, %.17g)", 100 / scale), class = "sds"),
    quantities = smooth_quantities),
  relatives_cov = list(
    data = function() relatives()$rows, data2 = function() list(A = relatives()$A),
    formula = bf(y ~ x + (1 | gr(animal, cov = A))), family = gaussian(),
    ours = list(formula = "y ~ x + (1 | gr(animal, cov = A))", family = "gaussian"),
    priors = list(Intercept = "normal(10, 5)", b = "normal(0, 2)", sd = "half_normal(2)", sigma = "half_normal(2)")),
  sleepstudy_mo = list(
    data = function() { d <- lme4::sleepstudy; d <- d[d$Days %in% c(0, 3, 6, 9), ]; data.frame(Reaction = d$Reaction, visit = as.integer(d$Days / 3), Subject = as.character(d$Subject)) },
    formula = bf(Reaction ~ mo(visit) + (1 | Subject)), family = gaussian(),
    ours = list(formula = "Reaction ~ mo(visit) + (1 | Subject)", family = "gaussian"),
    priors = list(Intercept = "normal(300, 100)", b = "normal(0, 50)", sd = "half_normal(50)", sigma = "half_normal(50)")),
  kidney_weibull = list(
    data = function() { d <- brms::kidney; data.frame(time = d$time, censored = ifelse(d$censored == 1, "right", "none"), age = d$age, sex = as.character(d$sex), patient = paste0("p", d$patient)) },
    formula = bf(time | cens(censored) ~ age + sex + (1 | patient)), family = weibull(),
    ours = list(formula = "time | cens(censored) ~ age + sex + (1 | patient)", family = "weibull"),
    priors = list(Intercept = "normal(4, 3)", b = "normal(0, 2)", sd = "half_normal(1)", shape = "gamma(2, 1)")),
  orthodont_student = list(
    data = orthodont, formula = bf(distance ~ age + Sex + (1 | Subject)), family = student(),
    ours = list(formula = "distance ~ age + Sex + (1 | Subject)", family = "student_t"),
    priors = list(Intercept = "normal(24, 10)", b = "normal(0, 5)", sd = "half_normal(3)", sigma = "half_normal(3)", nu = "truncated(gamma(2, 0.1), 1, Inf)"))
)


# A model's data as its CSV holds them.
read_model <- function(m, csv) {
  d <- m$data()
  d <- read.csv(csv, colClasses = sapply(d, function(x) if (is.numeric(x)) "numeric" else "character"))
  for (f in names(m$factors)) d[[f]] <- factor(d[[f]], levels = m$factors[[f]])
  d
}

# What brm() is called with.
brms_arguments <- function(m, d) {
  data2 <- if (is.null(m$data2)) list() else m$data2()
  priors <- brms_priors(m$priors, m$extra)
  standata <- c(make_standata(m$formula, data = d, family = m$family, data2 = data2), list(x = d[[2]]))
  if (!is.null(m$sds)) priors <- priors + m$sds(strays(standata))
  list(standata = standata, call = list(m$formula, data = d, family = m$family, prior = priors, data2 = data2, stanvars = m$stanvars))
}

# The draws of a fit under poolwise's names, chain after chain.
our_draws <- function(m, fit, standata) {
  flat <- as.data.frame(as_draws_df(fit))
  made <- if (is.null(m$quantities)) list() else m$quantities(flat, standata)
  kept <- grep("^(b_|bsp_|simo_|sd_|cor_|r_|sigma$|nu$|shape$|phi$|zi$)", names(flat), value = TRUE)
  c(flat[setdiff(kept, names(made))], made)
}
