export type { Arith, Formula, Outcome, PredictorFormula, RandomTerm, Term, Terms, Variable } from './ast.ts';
export { columnsOf, formulaColumns, outcomeColumns, predictorColumns } from './columns.ts';
export { parseFormula, parsePredictor } from './compile.ts';
export { LIMITS } from './limits.ts';
export { matrixNames } from './matrices.ts';
export { describeArith, describeFormula, describeTerm, quoteName } from './text.ts';
