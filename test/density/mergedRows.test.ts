import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePlainKernel } from '../../bench/plainKernel.ts';
import { glmm } from '../../models/glmm.ts';
import type { Column, Table } from '../../models/table.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { mergedRows } from '../../src/engine/density/mergedRows.ts';
import { compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { compileRowDerivatives } from '../../src/engine/laplace/rowDerivatives.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { arbitraryGlmm } from '../../src/testing.ts';
import { distance, runKernel, type Trial } from '../wasm/programs.ts';

/** A table's rows, by number. */
function rowsOf(table: Table, taken: readonly number[]): Table {
  const take = (column: Column): Column => {
    switch (column.kind) {
      case 'number':
        return { kind: 'number', values: Float64Array.from(taken, (row) => column.values[row]) };
      case 'factor':
        return { ...column, codes: Int32Array.from(taken, (row) => column.codes[row]) };
      case 'boolean':
        return { kind: 'boolean', values: Int8Array.from(taken, (row) => column.values[row]) };
    }
  };
  const columns = new Map([...table.columns].map(([name, column]) => [name, take(column)]));
  return { source: table.source, rows: taken.length, columns };
}

/** Every row two to four times, in an order of its own. */
function repeated({ rows }: Table, seed: string): number[] {
  const rng = stream(seed, 'repeated');
  const all = Array.from({ length: rows }, (_, row) =>
    new Array<number>(2 + rng.integer(3)).fill(row),
  ).flat();
  return all
    .map((row) => ({ row, key: rng.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ row }) => row);
}

/** Not far from the prior's middle. */
function trialAt(program: Program, seed: string): Trial {
  const { uniform } = stream(seed, 'point');
  const near = (length: number): Float64Array => Float64Array.from({ length }, () => 0.6 * uniform() - 0.3);
  const alpha = near(program.alpha.length);
  const valuesOf = (e: Parameters<typeof compile>[0]): Float64Array => {
    const out = new Float64Array(e.length);
    compile(e, program.alpha)(alpha, out);
    return out;
  };
  return {
    program,
    linear: valuesOf(program.linear),
    auxiliary: valuesOf(program.auxiliary.map(({ expression }) => expression)),
    effects: program.terms.map(({ levels, coefs }) => near(levels.length * coefs.length)),
  };
}

describe('equal rows', () => {
  property.prop([arbitraryGlmm(fc, { generative: true, independent: true }), fc.nat({ max: 1000 })], {
    numRuns: 25,
  })('merged and apart have the same log likelihood and gradient', ({ formula, table, options }, number) => {
    const seed = `${number}`;
    const taken = repeated(table, seed);
    const { program } = glmm(formula, rowsOf(table, taken), options);
    // the plain kernel has one linear predictor, and the trial an effect a level
    fc.pre(program.rows.further.length === 0 && program.terms.every(({ mixing }) => mixing === undefined));
    expect((mergedRows(program)?.rows.count ?? 0) <= table.rows).toBe(true);
    expect(mergedRows(program)).not.toBeNull();
    const trial = trialAt(program, seed);
    const ours = runKernel(compileRowKernel(program), trial);
    const apart = runKernel(compilePlainKernel(program), trial);
    expect(distance([ours.value as number], [apart.value as number])).toBeLessThan(1e-12);
    expect(distance(ours.linear, apart.linear)).toBeLessThan(1e-12);
    expect(distance(ours.auxiliary, apart.auxiliary)).toBeLessThan(1e-12);
    ours.effects.forEach((b, t) => {
      expect(distance(b, apart.effects[t])).toBeLessThan(1e-12);
    });
  });

  const table = tableFromColumns({
    y: [0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1],
    x: [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1],
    w: [2, 1, 3, 0, 1, 1, 1, 2, 5, 1, 1, 1, 0.5, 1, 1, 1],
    g: [...'aaaaaaaabbbbbbbb'],
  });

  test('in any order make the same rows, and as many as there are distinct ones', () => {
    const make = (taken: readonly number[]) =>
      mergedRows(glmm('y ~ x + (1 | g)', rowsOf(table, taken), { family: 'bernoulli' }).program)?.rows;
    const once = make(Array.from({ length: 16 }, (_, i) => i));
    expect(once?.weights).toEqual(Float64Array.of(1, 2, 3, 2, 1, 3, 3, 1));
    expect(make(repeated(table, 'a').filter((row, i, all) => all.indexOf(row) === i))).toEqual(once);
  });

  test('a Laplace fit knows the slopes and curvatures of every row', () => {
    const { program } = glmm('y ~ x + (1 | g)', table, { family: 'bernoulli', weights: 'w' });
    expect(mergedRows(program)?.rows.count).toBe(8);
    const { rows, auxiliary } = { ...fitLaplace(program), auxiliary: new Float64Array(0) };
    const [d1, d2] = [new Float64Array(16), new Float64Array(16)];
    compileRowDerivatives(program).slopes(rows.eta, auxiliary, [d1], [d2]);
    expect(distance(rows.d1[0], d1)).toBeLessThan(1e-13);
    expect(distance(rows.d2[0], d2)).toBeLessThan(1e-13);
  });

  test('stay apart where few are equal, and where residuals have a structure', () => {
    const columns = { y: [1, 2, 1, 2, 3, 1], t: [0, 1, 2, 0, 1, 2], x: [1, 1, 1, 1, 1, 2], g: [...'aaabbb'] };
    const declared = (options: object): Program => glmm('y ~ x', tableFromColumns(columns), options).program;
    expect(mergedRows(declared({ family: 'poisson' }))).toBeNull();
    expect(mergedRows(declared({ residual: 'ar1(t | g)' }))).toBeNull();
  });
});
