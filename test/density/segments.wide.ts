/** Passes over more rows than one thread should go through alone, on the compiled package. */
import { glmm, sample, tableFromColumns } from 'poolwise';
import { expect, test } from 'vitest';
import { glmm as glmmOfSources } from '../../models/glmm.ts';
import { pickRows, pickTerm } from '../../src/engine/density/mergedRows.ts';
import { compileRowKernel, compileRowValue } from '../../src/engine/density/rowKernel.ts';
import { type Program, placeCount } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';

const rows = 120_000;

/** Counts of two factors, one whose levels stand together and one whose levels are scattered. */
function columnsOfMany() {
  const rng = stream('segments');
  const level = (count: number): number[] =>
    Array.from({ length: rows }, () => Math.floor(count * rng.uniform()));
  const [g, h] = [level(700), level(11)];
  const x = Array.from({ length: rows }, () => rng.normal());
  return { y: level(4), x, g: g.map((k) => `g${k}`), h: h.map((k) => `h${k}`) };
}

const columns = columnsOfMany();

/** Value and slopes of some rows. */
function passOver(program: Program): Float64Array {
  const rng = stream('point');
  const some = (length: number): Float64Array => Float64Array.from({ length }, () => 0.3 * rng.normal());
  const effects = program.terms.map((term) => some(placeCount(term) * term.coefs.length));
  const linear = some(program.linear.length);
  const auxiliary = some(program.auxiliary.length);
  const linearOut = new Float64Array(linear.length);
  const effectsOut = effects.map((b) => new Float64Array(b.length));
  const value = compileRowKernel(program)(
    linear,
    auxiliary,
    effects,
    linearOut,
    new Float64Array(auxiliary.length),
    effectsOut,
  );
  const alone = compileRowValue(program)(linear, auxiliary, effects);
  return Float64Array.from([value, alone, ...linearOut, ...effectsOut.flatMap((b) => [...b])]);
}

function partOf(program: Program, from: number, to: number): Program {
  const some = Array.from({ length: to - from }, (_, i) => from + i);
  const { weights } = program.rows;
  return {
    ...program,
    rows: { ...pickRows(program.rows, some), weights: weights === null ? null : weights.slice(from, to) },
    terms: program.terms.map((term) => pickTerm(term, some)),
  };
}

test('a pass in segments is the sum of passes over parts that are not split', () => {
  const { program } = glmmOfSources('y ~ x + (x | g) + (1 | h)', tableFromColumns(columns), {
    family: 'poisson',
  });
  const whole = passOver(program);
  const [first, second] = [partOf(program, 0, 70_001), partOf(program, 70_001, rows)].map(passOver);
  expect(whole.length).toBeGreaterThan(1400);
  whole.forEach((value, i) => {
    const wanted = first[i] + second[i];
    expect(Math.abs(value - wanted), `number ${i}`).toBeLessThan(1e-9 * (1 + Math.abs(wanted)));
  });
});

test('draws do not depend on the threads that share the rows', async () => {
  const model = glmm('y ~ x + (1 | g)', tableFromColumns(columns), { family: 'poisson' });
  const settings = { chains: 2, warmup: 40, draws: 5, maxDepth: 3, sampler: 'nuts' } as const;
  const runs = [];
  for (const workers of [0, 2, 3, 6]) runs.push(await sample(model, { ...settings, workers }));
  for (const { draws } of runs.slice(1)) expect(draws.values).toEqual(runs[0].draws.values);
});
