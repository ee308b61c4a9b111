import {
  compile,
  dependence,
  type Expression,
  splitSum,
  topologicalOrder,
  variable,
} from '../autodiff/index.ts';
import { etasOf, type Program, rowVariables } from '../program/program.ts';
import { withOperands } from './hoist.ts';
import { perRows } from './perRows.ts';

/** A part of the row density that only what is known of a row enters, as a column worked out once: log y. */
export interface DerivedColumn {
  readonly name: string;
  readonly expression: Expression;
}

interface Derived {
  readonly columns: readonly DerivedColumn[];
  /** Nodes of the density, and what stands for each. */
  readonly stands: ReadonlyMap<Expression, Expression>;
}

/** The columns that a program's kernels read besides those it has; a function of the program alone. */
export const derivedColumns = (program: Program): readonly DerivedColumn[] => derive(program).columns;

/** Expressions made from the row density and its derivatives, reading those columns. */
export function withDerived(program: Program, roots: readonly Expression[]): readonly Expression[] {
  const { stands } = derive(program);
  if (stands.size === 0) return roots;
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) as Expression;
  for (const node of topologicalOrder(roots)) done.set(node, stands.get(node) ?? withOperands(node, at));
  return roots.map(at);
}

const derive = perRows(({ rows, auxiliary }: Program): Derived => {
  const parameters = new Set([...etasOf(rows), ...auxiliary.map(({ name }) => name)]);
  const { depends } = splitSum(rows.density, parameters);
  const varying = dependence([depends], parameters);
  const known = dependence([depends], new Set(rowVariables(rows)));
  const columns = new Map<string, DerivedColumn>();
  const stands = new Map<Expression, Expression>();
  for (const node of topologicalOrder([depends])) {
    if (!isCostly(node) || varying.has(node) || !known.has(node)) continue;
    const key = keyOf(node);
    const column = columns.get(key) ?? { name: `derived ${columns.size}`, expression: node };
    columns.set(key, column);
    stands.set(node, variable(column.name));
  }
  return { columns: [...columns.values()], stands };
});

const cheap: ReadonlySet<string> = new Set(['neg', 'abs', 'sqrt']);

/** Whether a node takes more than an instruction. */
export const isCostly = (node: Expression): boolean => node.kind === 'unary' && !cheap.has(node.op);

/** The same for equal expressions; JSON has no infinite numbers. */
function keyOf(e: Expression): string {
  return JSON.stringify(e, (_, value) =>
    Object.is(value, -0) ? '-0' : typeof value === 'number' ? `${value}` : value,
  );
}

/** A derived column's number in each row. */
export function derivedValues(program: Program, name: string): Float64Array {
  const { rows } = program;
  const column = derivedColumns(program).find((one) => one.name === name);
  if (column === undefined) throw new RangeError(`rows: no column "${name}"`);
  const evaluate = compile([column.expression], rowVariables(rows));
  const known = [rows.y, rows.trials, ...(rows.known ?? []).map(({ values }) => values)];
  const input = new Float64Array(known.length);
  const out = new Float64Array(1);
  return rows.y.map((_, i) => {
    known.forEach((values, k) => {
      input[k] = values === null ? 1 : values[i];
    });
    evaluate(input, out);
    return out[0];
  });
}
