import {
  compile,
  type Expression,
  emit,
  evaluateSource,
  gradient,
  mul,
  splitSum,
  sum,
  variable,
} from '../../src/autodiff/index.ts';
import type { RowDerivatives } from '../../src/laplace/latentModel.ts';
import type { Program } from './program.ts';

/** One generated loop over the rows: reads arrays, writes arrays, returns sums in `sumsOut`. */
type RowLoop = (
  auxiliary: Float64Array,
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
  sumsOut: Float64Array,
) => void;

/**
 * Compiles the passes from the family's expression by repeated reverse mode, in plain JavaScript.
 * Throws RangeError where an operation has no derivative high enough (trigamma of eta).
 */
export function compileRowDerivatives(program: Program): RowDerivatives {
  const names = program.auxiliary.map((a) => a.name);
  const { depends, rest } = splitSum(program.rows.density, new Set(['eta', ...names]));
  const { depends: curved, rest: flat } = splitSum(depends, new Set(['eta']));
  const f = weighted(program, curved);
  const [d1] = gradient(f, ['eta']);
  const [d2] = gradient(d1, ['eta']);
  const [d3] = gradient(d2, ['eta']);
  const traced = sum([f, weighted(program, flat), mul(variable('u'), d1), mul(mul(0.5, variable('h')), d2)]);
  const level = rowLoop(program, [], [], [weighted(program, flat)]);
  const slopes = rowLoop(program, ['eta'], [d1, d2], [f]);
  const third = rowLoop(program, ['eta'], [d3], []);
  const adjoint = rowLoop(program, ['eta', 'u', 'h'], [], gradient(traced, names));
  const constant = normaliser(program, rest);
  const total = new Float64Array(1);
  const sums = new Float64Array(names.length);
  return {
    level(auxiliary) {
      level(auxiliary, [], [], total);
      return constant + total[0];
    },
    slopes(eta, auxiliary, d1Out, d2Out) {
      slopes(auxiliary, [eta], [d1Out, d2Out], total);
      return total[0];
    },
    third(eta, auxiliary, d3Out) {
      third(auxiliary, [eta], [d3Out], sums);
    },
    adjoint(eta, auxiliary, u, h, auxiliaryOut) {
      if (names.length === 0) return;
      adjoint(auxiliary, [eta, u, h], [], sums);
      for (let a = 0; a < names.length; a++) auxiliaryOut[a] += sums[a];
    },
  };
}

function weighted({ rows }: Program, e: Expression): Expression {
  return rows.weights === null ? e : mul(variable('weight'), e);
}

function rowLoop(
  { rows, auxiliary }: Program,
  inputs: readonly string[],
  stores: readonly Expression[],
  totals: readonly Expression[],
): RowLoop {
  const perRow = new Set(['y', 'trials', 'weight', ...inputs]);
  const columns: Readonly<Record<string, string>> = {
    y: 'y[i]',
    weight: 'weights[i]',
    trials: rows.trials === null ? '1' : 'trials[i]',
  };
  const position = new Map(auxiliary.map((a, at) => [a.name, at]));
  const reference = (name: string): string =>
    inputs.includes(name) ? `in_${name}[i]` : (columns[name] ?? `aux${position.get(name)}`);
  const { prelude, body, results } = emit([...stores, ...totals], reference, perRow);
  const source = [
    'return ({ y, trials, weights, count }) => (aux, inputs, outputs, sums) => {',
    ...inputs.map((name, k) => `const in_${name} = inputs[${k}];`),
    ...stores.map((_, k) => `const out${k} = outputs[${k}];`),
    ...auxiliary.map((_, k) => `const aux${k} = aux[${k}];`),
    ...totals.map((_, k) => `let sum${k} = 0;`),
    ...prelude,
    'for (let i = 0; i < count; i++) {',
    ...body,
    ...stores.map((_, k) => `out${k}[i] = ${results[k]};`),
    ...totals.map((_, k) => `sum${k} += ${results[stores.length + k]};`),
    '}',
    ...totals.map((_, k) => `sums[${k}] = sum${k};`),
    '};',
  ];
  return evaluateSource<(data: Program['rows']) => RowLoop>(source.join('\n'))(rows);
}

/** The part of the log likelihood that no parameter enters, summed once. */
function normaliser({ rows }: Program, rest: Expression): number {
  const evaluate = compile([rest], ['y', 'trials']);
  const out = new Float64Array(1);
  let total = 0;
  for (let i = 0; i < rows.count; i++) {
    evaluate([rows.y[i], rows.trials === null ? 1 : rows.trials[i]], out);
    total += (rows.weights === null ? 1 : rows.weights[i]) * out[0];
  }
  return total;
}
