import {
  compile,
  type Expression,
  emit,
  evaluateSource,
  gradient,
  mul,
  splitSum,
  variable,
} from '../src/engine/autodiff/index.ts';
import type { RowKernel } from '../src/engine/density/rowKernel.ts';
import type { Program } from '../src/engine/program/program.ts';

/** Up to this many columns are spelled out, so that their sums stay in registers; more are looped over. */
const unrolledWidth = 32;

/**
 * The row kernel as generated JavaScript, one plain loop over the rows: what the WebAssembly kernels are checked against
 * in test/wasm and measured against in the bench. eta, the family's density and derivatives from its expression, and
 * the sums X'r and Z'r, with what does not change from row to row taken out of the loop.
 */
export function compilePlainKernel(program: Program): RowKernel {
  const { rows, terms, auxiliary } = program;
  const names = auxiliary.map((a) => a.name);
  const { depends, rest } = splitSum(rows.density, new Set(['eta', ...names]));
  const weighted = rows.weights === null ? depends : mul(variable('weight'), depends);
  const roots = [weighted, ...gradient(weighted, ['eta', ...names])];
  const perRow = new Set(['y', 'eta', 'trials', 'weight']);
  const reference = (name: string): string => rowReference(name, names, rows.trials !== null);
  const { prelude, body, results } = emit(roots, reference, perRow);
  const [value, slope, ...auxiliarySlopes] = results;
  const loops = rows.width > unrolledWidth;
  const source = [
    'const { x, y, trials, weights, offset, index, columns, count, width } = data;',
    'return (linear, aux, effects, linearOut, auxOut, effectsOut) => {',
    ...terms.map((_, t) => `const b${t} = effects[${t}], g${t} = effectsOut[${t}], index${t} = index[${t}];`),
    ...terms.flatMap((term, t) =>
      term.columns.map((column, c) => (column === null ? '' : `const z${t}_${c} = columns[${t}][${c}];`)),
    ),
    ...coefficientLocals(program, loops),
    ...names.map((_, a) => `let sum_aux${a} = 0; const aux${a} = aux[${a}];`),
    ...prelude,
    'let lp = 0;',
    'for (let i = 0; i < count; i++) {',
    'const row = i * width;',
    ...terms.map((term, t) => `const at${t} = index${t}[i]${times(term.coefs.length)};`),
    `let eta = ${etaOf(program, loops)};`,
    loops ? `for (let j = 0; j < width; j++) eta += x[row + j] * linear[j + first];` : '',
    ...body,
    `lp += ${value};`,
    `const r = ${slope};`,
    ...accumulate(program, loops),
    ...auxiliarySlopes.map((s, a) => `sum_aux${a} += ${s};`),
    '}',
    ...finish(program, loops),
    ...names.map((_, a) => `auxOut[${a}] += sum_aux${a};`),
    'return lp;',
    '};',
  ];
  const bind = evaluateSource<(data: unknown) => RowKernel>(
    `return (data) => {\n${source.filter((line) => line !== '').join('\n')}\n};`,
  );
  const kernel = bind({
    ...rows,
    index: terms.map((t) => t.index),
    columns: terms.map((t) => t.columns),
  });
  const constant = normaliser(program, rest);
  return (...args) => constant + kernel(...args);
}

function rowReference(name: string, auxiliary: readonly string[], hasTrials: boolean): string {
  if (name === 'eta') return 'eta';
  if (name === 'y') return 'y[i]';
  if (name === 'weight') return 'weights[i]';
  if (name === 'trials') return hasTrials ? 'trials[i]' : '1';
  return `aux${auxiliary.indexOf(name)}`;
}

const times = (k: number): string => (k === 1 ? '' : ` * ${k}`);

function coefficientLocals({ rows }: Program, loops: boolean): string[] {
  const first = rows.hasIntercept ? 1 : 0;
  const lines = [`const first = ${first};`];
  if (rows.hasIntercept) lines.push('const intercept = linear[0]; let sum_intercept = 0;');
  if (!loops)
    for (let j = 0; j < rows.width; j++)
      lines.push(`const beta${j} = linear[${j + first}]; let sum${j} = 0;`);
  return lines;
}

function etaOf({ rows, terms }: Program, loops: boolean): string {
  const parts = rows.hasIntercept ? ['intercept'] : [];
  if (rows.offset !== null) parts.push('offset[i]');
  if (!loops) for (let j = 0; j < rows.width; j++) parts.push(`x[row + ${j}] * beta${j}`);
  terms.forEach((term, t) => {
    term.columns.forEach((column, c) => {
      parts.push(`${column === null ? '' : `z${t}_${c}[i] * `}b${t}[at${t}${c === 0 ? '' : ` + ${c}`}]`);
    });
  });
  return parts.length === 0 ? '0' : parts.join(' + ');
}

function accumulate({ rows, terms }: Program, loops: boolean): string[] {
  const lines = rows.hasIntercept ? ['sum_intercept += r;'] : [];
  if (loops) lines.push('for (let j = 0; j < width; j++) linearOut[j + first] += r * x[row + j];');
  else for (let j = 0; j < rows.width; j++) lines.push(`sum${j} += r * x[row + ${j}];`);
  terms.forEach((term, t) => {
    term.columns.forEach((column, c) => {
      lines.push(
        `g${t}[at${t}${c === 0 ? '' : ` + ${c}`}] += ${column === null ? 'r' : `r * z${t}_${c}[i]`};`,
      );
    });
  });
  return lines;
}

function finish({ rows }: Program, loops: boolean): string[] {
  const first = rows.hasIntercept ? 1 : 0;
  const lines = rows.hasIntercept ? ['linearOut[0] += sum_intercept;'] : [];
  if (!loops) for (let j = 0; j < rows.width; j++) lines.push(`linearOut[${j + first}] += sum${j};`);
  return lines;
}

/** The part of the log likelihood that no parameter enters, summed once. */
function normaliser({ rows }: Program, rest: Expression): number {
  const evaluate = compile([rest], ['y', 'trials']);
  const out = new Float64Array(1);
  let sum = 0;
  for (let i = 0; i < rows.count; i++) {
    evaluate([rows.y[i], rows.trials === null ? 1 : rows.trials[i]], out);
    sum += (rows.weights === null ? 1 : rows.weights[i]) * out[0];
  }
  return sum;
}
