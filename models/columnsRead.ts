import { residualColumns } from './design/build.ts';
import { defaultFamily } from './families/builtin.ts';
import { chooseFamily } from './families/choose.ts';
import { predictorFormulas, splitFormulas } from './families/parameterFormulas.ts';
import { formulaColumns, parseFormula, predictorColumns } from './formula/index.ts';
import type { GlmmOptions } from './glmm.ts';
import { parseResidual } from './residual/parse.ts';

/**
 * The columns that `glmm(formula, table, options)` would read, told before there is a table. Throws InputError as `glmm` for a
 * formula that cannot be read.
 */
export function columnsRead(formula: string, options: Omit<GlmmOptions, 'cov'> = {}): Set<string> {
  const { outcome, parameters } = splitFormulas(formula);
  const { family } = chooseFamily(options.family ?? defaultFamily, options.link);
  const formulas = predictorFormulas(family, options, parameters, parseFormula(outcome));
  const columns = formulaColumns(formulas.outcome);
  for (const { terms } of formulas.parameters) predictorColumns(terms, columns);
  if (options.residual !== undefined)
    for (const name of residualColumns({ residual: parseResidual(options.residual) })) columns.add(name);
  if (options.weights !== undefined) columns.add(options.weights);
  return columns;
}

/** Whether a formula says something of single rows: outcomes that are censored, or missing and drawn. */
export function needsSingleRows(formula: string): boolean {
  const { outcome } = parseFormula(splitFormulas(formula).outcome);
  return outcome.kind === 'values' && (outcome.censoring !== null || outcome.drawMissing === true);
}
