import { InputError } from '../../src/engine/errors.ts';
import type { ResidualKind } from '../../src/engine/program/residual.ts';
import { structures } from '../covariance/structures.ts';
import { defaultFamily } from '../families/builtin.ts';
import { type ChosenFamily, chooseFamily } from '../families/choose.ts';
import { predictorFormulas, splitFormulas } from '../families/parameterFormulas.ts';
import { type Formula, parseFormula } from '../formula/index.ts';
import type { GlmmOptions } from '../glmm.ts';
import { residualSdOf } from '../layout/rowDensity.ts';
import { parseResidual, type ResidualSyntax } from '../residual/parse.ts';
import { NotSummed } from './notSummed.ts';
import type { SummedSource } from './questions.ts';
import { seriesOf } from './reading.ts';

/** A model before there are rows. */
export interface Declared {
  readonly formula: string;
  readonly chosen: ChosenFamily;
  readonly terms: Formula;
  readonly options: GlmmOptions;
  /** How residuals vary together; null where rows are independent. */
  readonly residual: ResidualSyntax | null;
}

/** Kinds of residuals whose structure is one of sums. */
const summedKinds: readonly ResidualKind[] = ['strata', 'decay'];

/** Throws NotSummed for what sums by group do not say. */
export function declare(formula: string, options: GlmmOptions): Declared {
  const chosen = chooseFamily(options.family ?? defaultFamily, options.link);
  const { outcome, parameters } = splitFormulas(formula);
  const formulas = predictorFormulas(chosen.family, options, parameters, parseFormula(outcome));
  const terms = formulas.outcome;
  const no = (why: string, isNews = true): never => {
    throw new NotSummed(why, isNews);
  };
  if (residualSdOf(chosen) === null)
    no(`${chosen.family.name} with link ${chosen.link.name} has no normal residual of one sd`, false);
  if (formulas.parameters.length > 0) no(`${formulas.parameters[0].parameter} has a formula`);
  const residual = options.residual === undefined ? null : parseResidual(options.residual);
  if (residual !== null && !summedKinds.includes(residual.structure.kind))
    no(`residuals ${residual.text} are of rows`);
  const ordered = seriesOf(residual)?.by.find((name) => Object.hasOwn(options.factors ?? {}, name));
  if (ordered !== undefined) no(`the levels of ${ordered}, which are stated, are those of series`);
  const { outcome: left } = terms;
  if (
    left.kind !== 'values' ||
    left.censoring !== null ||
    left.standardError !== null ||
    left.drawMissing === true ||
    left.thresholds
  )
    no(`${left.name} says more than a value`);
  for (const { text, structure, coefs } of terms.random) {
    const { coefficients } = structures[structure];
    if (coefficients === 'times' || coefficients === 'places' || coefficients === 'points')
      no(`(${text}) has its times from rows`);
    if (coefficients === 'levels' && !coefs.intercept) no(`(${text}) has a coefficient a level`);
  }
  return { formula, chosen, terms, options, residual };
}

export function refuseMissing(
  rows: number,
  complete: number,
  { name }: SummedSource,
  { missing }: GlmmOptions,
): void {
  if (rows === 0) throw new InputError(`data: ${name} has no rows`);
  if (complete === 0)
    throw new InputError(`data: no row of ${name} has a value in every column that the model reads`);
  if (missing === 'error' && complete < rows)
    throw new InputError(
      `data: a value is missing in ${rows - complete} of ${rows} rows of ${name}; with missing "drop" such rows are left out`,
    );
}
