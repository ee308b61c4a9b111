import type { Arith, Formula, Outcome, PredictorFormula, Terms, Variable } from './ast.ts';

/** Every column the arithmetic reads, each once, in order of appearance. */
export function columnsOf(arith: Arith, into: Set<string> = new Set()): Set<string> {
  switch (arith.kind) {
    case 'number':
      return into;
    case 'column':
      return into.add(arith.name);
    case 'power':
      columnsOf(arith.base, into);
      return columnsOf(arith.exponent, into);
    case 'chain':
      columnsOf(arith.first, into);
      for (const { operand } of arith.rest) columnsOf(operand, into);
      return into;
    default:
      return columnsOf(arith.of, into);
  }
}

function columnsOfVariable(variable: Variable, into: Set<string>): void {
  switch (variable.kind) {
    case 'column':
    case 'factor':
    case 'monotone':
      into.add(variable.name);
      return;
    case 'arith':
      columnsOf(variable.value, into);
      return;
    case 'poly':
    case 'spline':
      columnsOf(variable.of, into);
      return;
    case 'smooth':
      columnsOf(variable.of, into);
      if (variable.by !== null) into.add(variable.by);
  }
}

function columnsOfTerms({ terms }: Terms, into: Set<string>): void {
  for (const term of terms) for (const variable of term.variables) columnsOfVariable(variable, into);
}

/** Every column the left side reads. */
export function outcomeColumns(outcome: Outcome, into: Set<string> = new Set()): Set<string> {
  if (outcome.kind === 'values') {
    columnsOf(outcome.value, into);
    // the upper end is asked for where there is an interval, not in every row
    if (outcome.censoring !== null) into.add(outcome.censoring.code);
    if (outcome.thresholds?.by) into.add(outcome.thresholds.by);
    if (outcome.standardError !== null) columnsOf(outcome.standardError.of, into);
  } else columnsOf(outcome.successes, into);
  if (outcome.kind === 'trials') columnsOf(outcome.trials, into);
  if (outcome.kind === 'cbind') columnsOf(outcome.failures, into);
  return into;
}

/** Every column the right side reads: predictors, offsets, then random terms, each once. */
export function predictorColumns(formula: PredictorFormula, into: Set<string> = new Set()): Set<string> {
  columnsOfTerms(formula.fixed, into);
  for (const offset of formula.offsets) columnsOf(offset, into);
  for (const random of formula.random) {
    columnsOfTerms(random.coefs, into);
    for (const name of random.columns) into.add(name);
    if (random.by !== null) into.add(random.by);
    for (const weight of random.members?.weights ?? []) columnsOf(weight, into);
  }
  return into;
}

/** Every column the formula reads, the outcome's first. A row needs them all. */
export function formulaColumns(formula: Formula): Set<string> {
  return predictorColumns(formula, outcomeColumns(formula.outcome));
}
