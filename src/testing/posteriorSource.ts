import { groupsOf } from '../../models/design/terms.ts';
import type { Declaration, Model } from '../../models/glmm.ts';
import { checkGenerative } from '../../models/simulate/generative.ts';
import { simulateGiven } from '../../models/simulate/prior.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { stream } from '../engine/rng.ts';
import { sample } from '../run/sample.ts';
import { declare, withOutcome, withResolvedPriors } from './declaration.ts';
import { drawsPerRank, longEnough, thinned } from './sbcFits.ts';
import type { SbcOptions } from './sbcOptions.ts';
import { sampleOptionsOf } from './sbcPlan.ts';
import { orRefused, type SbcSource, sameQuantities } from './sbcSource.ts';

/**
 * Truths from the posterior given the declaration's data, and data sets of those data with as many simulated rows below them: the
 * truth is then one more draw of the posterior given both. What it tests is the posterior where the data are, not all over the prior.
 * Throws InputError for residual structures, whose rows cannot be repeated, and where doubled data mean other coefficients.
 * Source: Sailynoja et al. 2025, "Posterior SBC".
 */
export async function posteriorSource(
  declaration: Declaration,
  simulations: number,
  options: SbcOptions,
): Promise<PosteriorSource> {
  const doubling = doublingOf(declaration);
  const truths = await posteriorDraws(doubling.first, simulations, options);
  return sourceOf(doubling, truths, String(options.seed ?? '1'));
}

/** A source whose truths are known. */
export interface PosteriorSource extends SbcSource {
  readonly truths: readonly Float64Array[];
}

/** The same source from truths that were drawn before. Throws InputError as `posteriorSource` does. */
export function posteriorSourceOf(
  declaration: Declaration,
  truths: readonly Float64Array[],
  seed: string,
): PosteriorSource {
  return sourceOf(doublingOf(declaration), truths, seed);
}

/** The model of the data, and that of the data with as many rows below. */
interface Doubling {
  readonly first: Model;
  readonly doubled: Declaration;
  readonly template: Model;
}

function doublingOf(declaration: Declaration): Doubling {
  const first = declare(declaration);
  checkGenerative(first);
  if (first.program.residual !== undefined || first.design.missing !== null)
    throw new InputError(
      'posterior calibration: rows of a residual structure, or of an outcome with mi(), cannot be repeated; calibrate given the prior',
    );
  const fixed = withResolvedPriors(declaration, first);
  const doubled = { ...fixed, table: twice(declaration.table) };
  const template = sameQuantities(declare(doubled), first);
  checkColumns(first, template);
  return { first, doubled, template };
}

function sourceOf(
  { first, doubled, template }: Doubling,
  truths: readonly Float64Array[],
  seed: string,
): PosteriorSource {
  const observed = first.outcome.y;
  return {
    template,
    truths,
    dataSet: (s) =>
      orRefused(() => {
        const simulated = simulateGiven(stream(seed, 'data', s), first, truths[s]);
        const outcome = below(new Float64Array(2 * observed.length), observed, simulated);
        const model = sameQuantities(declare(withOutcome(doubled, template, outcome)), template);
        return { truth: truths[s], model };
      }),
  };
}

async function posteriorDraws(model: Model, count: number, options: SbcOptions): Promise<Float64Array[]> {
  const { sampler = 'auto', warmup = 300, seed = '1' } = options;
  const run = (draws: number) => {
    const settings = { seed: `${seed}/posterior`, warmup, draws };
    if (typeof sampler === 'function') return sampler(model, settings);
    return sample(model, { ...sampleOptionsOf(options), ...settings, sampler, chains: 1 });
  };
  const fit = await longEnough(await run(drawsPerRank * count), count, run);
  if (fit === null) throw new InputError('posterior calibration: the sampler leaves the data themselves out');
  return thinned(fit.draws, count);
}

/** The table with all its rows once more below. */
function twice(table: Table): Table {
  const { lines: _, ...rest } = table;
  const columns = new Map([...table.columns].map(([name, column]) => [name, repeated(column, table.rows)]));
  return { ...rest, rows: 2 * table.rows, columns };
}

/** The second under the first, in an array of both lengths. */
function below<Values extends Float64Array | Int32Array | Int8Array>(
  out: Values,
  first: Values,
  second: Values,
): Values {
  out.set(first);
  out.set(second, first.length);
  return out;
}

function repeated(column: Column, rows: number): Column {
  switch (column.kind) {
    case 'factor':
      return { ...column, codes: below(new Int32Array(2 * rows), column.codes, column.codes) };
    case 'boolean':
      return { kind: 'boolean', values: below(new Int8Array(2 * rows), column.values, column.values) };
    case 'number': {
      const values = below(new Float64Array(2 * rows), column.values, column.values);
      if (column.spelt === undefined) return { kind: 'number', values };
      const again = column.spelt.map(({ rows: at, texts }) => ({ rows: at.map((row) => row + rows), texts }));
      return { kind: 'number', values, spelt: [...column.spelt, ...again] };
    }
  }
}

/** Doubling rounds means a little. */
const tolerance = 1e-9;

/** Throws InputError where a column depends on how many rows there are, as those of scale() and poly() do. */
function checkColumns(first: Model, doubled: Model): void {
  const [before, after] = [first, doubled].map(({ design }) => [
    ...[design, ...design.further].flatMap(({ fixed }) =>
      fixed.columns.map((values, c) => ({ name: fixed.names[c], values })),
    ),
    ...groupsOf(design).flatMap(({ coefs, columns }) =>
      columns.map((values, c) => ({ name: coefs[c], values })),
    ),
  ]);
  const changed = before.find(({ values }, c) =>
    values.some((value, i) => !(Math.abs(value - after[c].values[i]) <= tolerance * (1 + Math.abs(value)))),
  );
  if (changed !== undefined)
    throw new InputError(
      `posterior calibration: "${changed.name}" means something else in data twice as long; make that column beforehand`,
    );
}
