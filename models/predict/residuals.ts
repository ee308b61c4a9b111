import type { Quantity } from '../../src/engine/program/quantity.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import type { ChosenFamily } from '../families/choose.ts';
import { normalSdOf } from '../layout/rowDensity.ts';
import { pairsOf } from '../residual/pairs.ts';
import type { DrawsOf } from './drawsOfQuantity.ts';
import { etaWriter } from './linear.ts';
import { inOne } from './parameters.ts';
import { type ResidualBlock, type ResidualBlocks, residualBlocks } from './residualBlocks.ts';
import { type RowsAt, rowsAt } from './rowsAt.ts';
import { termEffects } from './termEffects.ts';

/** Numbers that are kept of blocks already worked out, about 64 MB; others are worked out again, the same. */
const mostKept = 8_000_000;

/** Residuals of rows, draw by draw. */
export interface ResidualsAt {
  /** Rows in blocks of which the model has rows. */
  readonly ahead: number;
  /** What a row's residual is expected to be. */
  mean(row: number): Float64Array;
  /** Its sd around that. */
  sd(row: number): Float64Array;
  /** Drawn, jointly with those of the other rows of its block. */
  drawn(row: number): Float64Array;
}

/**
 * The residuals of rows whose blocks' vary together: given those of the model's own rows in the same block if `ahead`, which are their
 * outcomes less eta, draw by draw; else new ones. Throws InputError as `residualBlocks` does.
 */
export function residualsAt(rows: RowsAt, find: DrawsOf, ahead: boolean, seed: string): ResidualsAt {
  const found = residualBlocks(rows, ahead);
  const residualOf = ahead ? ownResiduals(rows, find) : () => new Float64Array(0);
  const parameters = structureParameters(rows, find);
  const ofBlock = (block: ResidualBlock) => blockDraws(block, residualOf, parameters, find.count);
  const moments = kept(found, find.count, (block) => ofBlock(block).moments());
  const draws = kept(found, find.count, (block) => ofBlock(block).draws(normals(found, rows, block, seed)));
  return {
    ahead: found.of.filter((b) => found.blocks[b].known.length > 0).length,
    mean: (row) => moments(row)[0],
    sd: (row) => moments(row)[1],
    drawn: (row) => draws(row)[0],
  };
}

/** What is worked out for all rows of a block at once, an array of draws or several a row. */
function kept(
  { blocks, of }: ResidualBlocks,
  count: number,
  make: (block: ResidualBlock) => readonly Float64Array[][],
): (row: number) => readonly Float64Array[] {
  const done = new Map<number, { row: Map<number, number>; values: readonly Float64Array[][] }>();
  let size = 0;
  return (row) => {
    let one = done.get(of[row]);
    if (one === undefined) {
      const block = blocks[of[row]];
      const values = make(block);
      const more = block.fresh.length * count * (values[0]?.length ?? 1);
      if (size + more > mostKept) {
        done.clear();
        size = 0;
      }
      size += more;
      one = { row: new Map(block.fresh.map((own, i) => [own, i])), values };
      done.set(of[row], one);
    }
    return one.values[one.row.get(row) ?? -1];
  };
}

/** The draws of a structure's parameters, in the order that it reads them, and of the sd that is common to rows. */
interface Parameters {
  readonly columns: readonly Float64Array[];
  readonly scale: Float64Array | null;
}

export function structureParameters({ model }: Pick<RowsAt, 'model'>, find: DrawsOf): Parameters {
  const { design, family } = model;
  const { residual } = design;
  if (residual === null) throw new RangeError('the model has no structure of residuals');
  const { structure } = residual.syntax;
  const pairs = structure.freeCorrelations ? pairsOf(residual.points) : [];
  const quantities = [...structure.parameters(residual), ...pairs].map(({ quantity }) => quantity);
  return {
    columns: quantities.map((quantity) => inOne(find(quantity))),
    scale: structure.homogeneous ? inOne(find(sigmaOf(family.chosen))) : null,
  };
}

function sigmaOf(chosen: ChosenFamily): Quantity {
  const name = normalSdOf(chosen);
  const sigma = chosen.family.parameters.find((own) => own.name === name);
  if (sigma === undefined) throw new RangeError(`family ${chosen.family.name} has no normal residual`);
  return { kind: 'auxiliary', parameter: sigma.name, support: sigma.support };
}

/** The residual of one of the model's own rows: its outcome, on the scale where it is normal, less eta given its groups. */
function ownResiduals({ model }: RowsAt, find: DrawsOf): (row: number) => Float64Array {
  const own = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const eta = etaWriter(own, 0, find, termEffects(find, { groups: 'given', seed: '1' }));
  const { normal } = model.family.chosen;
  const y = normal === null ? model.outcome.y : model.outcome.y.map(normal.of);
  return (row) => {
    const out = new Float64Array(find.count);
    eta(row, out);
    for (let d = 0; d < out.length; d++) out[d] = y[row] - out[d];
    return out;
  };
}

/** Standard normal numbers of each row of a block: a stream each, named by the block and the row's time, or number where there is none. */
function normals({ at }: ResidualBlocks, rows: RowsAt, { label, fresh }: ResidualBlock, seed: string): Rng[] {
  const timed = rows.model.design.residual?.syntax.of !== null;
  return fresh.map((row) =>
    stream(seed, 'residual', JSON.stringify([label, timed ? at.place[row] : rows.rowNumbers[row]])),
  );
}

/** All draws of a block, an array each of its new rows. */
function blockDraws(
  { known, fresh, law }: ResidualBlock,
  residualOf: (row: number) => Float64Array,
  { columns, scale }: Parameters,
  count: number,
) {
  const residuals = known.map(residualOf);
  const values = new Float64Array(columns.length);
  const observed = new Float64Array(known.length);
  /** Parameters and known residuals of draw d, over sigma, which is given back. */
  const go = (d: number): number => {
    const sigma = scale === null ? 1 : scale[d];
    for (let p = 0; p < values.length; p++) values[p] = columns[p][d];
    for (let i = 0; i < observed.length; i++) observed[i] = residuals[i][d] / sigma;
    return sigma;
  };
  const make = (): Float64Array[] => fresh.map(() => new Float64Array(count));
  return {
    /** Mean and sd of each. */
    moments(): Float64Array[][] {
      const [means, sds] = [make(), make()];
      const [mean, variance] = [new Float64Array(fresh.length), new Float64Array(fresh.length)];
      for (let d = 0; d < count; d++) {
        const sigma = go(d);
        law.moments(values, observed, mean, variance);
        for (let i = 0; i < fresh.length; i++) {
          means[i][d] = sigma * mean[i];
          sds[i][d] = sigma * Math.sqrt(variance[i]);
        }
      }
      return fresh.map((_, i) => [means[i], sds[i]]);
    },
    draws(rngs: readonly Rng[]): Float64Array[][] {
      const drawn = make();
      const z = new Float64Array(fresh.length);
      for (let d = 0; d < count; d++) {
        const sigma = go(d);
        for (let i = 0; i < z.length; i++) z[i] = rngs[i].normal();
        law.draw(values, observed, z);
        for (let i = 0; i < z.length; i++) drawn[i][d] = sigma * z[i];
      }
      return drawn.map((own) => [own]);
    },
  };
}
