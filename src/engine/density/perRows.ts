import type { Program } from '../program/program.ts';

/**
 * Makes something of a program's rows once, and hands the same out while the rows live. For kernels, which keep their
 * memory as long as the rows: they take everything in with each call, so that one serves all who ask on a thread.
 */
export function perRows<T>(make: (program: Program) => T): (program: Program) => T {
  const made = new WeakMap<Program['rows'], { readonly program: Program; readonly result: T }>();
  return (program) => {
    const known = made.get(program.rows);
    if (known !== undefined && readsTheSame(known.program, program)) return known.result;
    const result = make(program);
    made.set(program.rows, { program, result });
    return result;
  };
}

/** Whether kernels of two programs over the same rows would be equal. */
function readsTheSame(a: Program, b: Program): boolean {
  return a.terms === b.terms && a.auxiliary === b.auxiliary && a.linear === b.linear;
}
