export type { Arith, Formula, Outcome, RandomTerm, Term, Terms, Variable } from './ast.ts';
export { formulaColumns, predictorColumns } from './columns.ts';
export { parseFormula } from './compile.ts';
export { LIMITS } from './limits.ts';
export { nearestName } from './nearest.ts';
export { describeFormula, describeTerm } from './text.ts';
