import { formulaColumns, predictorColumns } from '../../../../models/formula/index.ts';
import type { Model } from '../../../../models/glmm.ts';
import type { DrawOptions } from '../../../run/drawOptions.ts';
import type { DataFile } from '../dataFile.ts';
import { brmsData, plainFactors } from './data.ts';
import { brmsFormulas } from './formulas.ts';
import { brmsPriors, smoothTexts } from './priors.ts';
import { checkNames, refuse, rText } from './text.ts';

/** Stan adapts many more numbers than our samplers do. */
const warmup = 1000;

/**
 * R code that fits a model by brms: the same likelihood, and the priors that it has here, defaults included. What brms means
 * otherwise stands in comments. Throws InputError for what brms cannot say.
 */
export function brmsCode(model: Model, file: DataFile, settings: DrawOptions): string {
  const { family, design, terms } = model;
  const { brms } = family.chosen.family;
  if (brms === undefined) refuse(`it has no family ${family.name}`);
  const columns = formulaColumns(terms);
  for (const one of design.further) predictorColumns(one.terms, columns);
  checkNames([...columns, ...(model.weightedBy === null ? [] : [model.weightedBy])]);
  const plain = plainFactors(model);
  const formulas = brmsFormulas(model).map(plain);
  const matrices = Object.keys(model.declaration.options.cov ?? {});
  const data2 =
    matrices.length === 0 ? [] : [`data2 = list(${matrices.map((one) => `${one} = ${one}`).join(', ')})`];
  return [
    ...remarks(model, matrices),
    'library(brms)',
    ...(usesSplines(model) ? ['library(splines)'] : []),
    ...(usesCenter(formulas) ? ['center <- function(x) x - mean(x)'] : []),
    '',
    ...brmsData(model, file),
    '',
    `formula <- bf(${breaking(formulas)})`,
    `priors <- c(${breaking(brmsPriors(model, plain))})`,
    `fit <- brm(${breaking([
      'formula',
      'data = data',
      `family = brmsfamily(${rText(brms.family)}, link = ${rText(family.link)})`,
      'prior = priors',
      ...data2,
      ...drawn(settings),
    ])})`,
    'summary(fit)',
    '',
  ].join('\n');
}

const breaking = (parts: readonly string[]): string => `\n  ${parts.join(',\n  ')}\n`;

function drawn({ chains = 4, draws = 1000, seed = '1', prior }: DrawOptions): string[] {
  const number = Number(seed);
  const isSeed = Number.isInteger(number) && number >= 0 && number < 2 ** 31;
  return [
    `chains = ${chains}`,
    `warmup = ${warmup}`,
    `iter = ${warmup + draws}`,
    ...(isSeed ? [`seed = ${number}`] : []),
    ...(prior === 'only' ? ['sample_prior = "only"'] : []),
  ];
}

/** What is meant otherwise there, and what the reader has to bring. */
function remarks(model: Model, matrices: readonly string[]): string[] {
  const atMeans = model.priors.some((row) => row.atMeans === true);
  const hasSmooths = smoothTexts(model).length > 0;
  const same = atMeans || hasSmooths ? 'but for this:' : 'so the same posterior.';
  return [
    `# The same model in brms: same likelihood, same priors, ${same}`,
    ...(atMeans
      ? [
          "# The prior of a group intercept's sd is at the predictors' means in poolwise, at their zero in brms.",
        ]
      : []),
    ...(hasSmooths
      ? ['# Smooths have other bases there, and the priors that brms gives them: curves agree, sds do not.']
      : []),
    ...matrices.map((name) => `# ${name} has to be a matrix with the levels as its row names.`),
  ];
}

function usesSplines({ terms, design }: Model): boolean {
  return [terms, ...design.further.map((one) => one.terms)].some(({ fixed, random }) =>
    [...fixed.terms, ...random.flatMap(({ coefs }) => coefs.terms)].some(({ variables }) =>
      variables.some(({ kind }) => kind === 'spline'),
    ),
  );
}

const usesCenter = (formulas: readonly string[]): boolean => formulas.some((text) => /\bcenter\(/.test(text));
