import * as v from 'valibot';
import { packedBytes, unpacked } from '../../data/packed.ts';
import { InputError } from '../../engine/errors.ts';
import { type ChainProgress, copyDraws, emptyStats } from '../../run/checkpoint/chainProgress.ts';
import type { RunCheckpoint } from '../../run/checkpoint/runCheckpoint.ts';
import { version } from '../version.ts';
import { placeSchema } from './chainPlaces.ts';

/** Version of what a checkpoint's bytes hold. */
const format = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** NaN too: a step size where there are no steps. */
const anyNumber = v.custom<number>((x) => typeof x === 'number');
const numbers = v.instance(Float64Array);
const whole = v.instance(Int32Array);

const tallySchema = v.object({
  ...{ warmupDivergences: count, maxDepthHits: count, stepSize: anyNumber, gradients: count },
  ...{ warmupGradients: count, setupSeconds: anyNumber, warmupSeconds: anyNumber, sampleSeconds: anyNumber },
  divergences: v.array(v.object({ draw: count, energyError: anyNumber, theta: numbers })),
});
const progressSchema: v.GenericSchema<unknown, ChainProgress> = v.object({
  ...{ chain: count, draws: count, values: numbers, stride: count },
  stats: v.object({
    ...{ lp: numbers, energy: numbers, acceptStat: numbers, treeDepth: whole, nLeapfrog: whole },
    divergent: v.instance(Uint8Array),
  }),
  ...{ tally: tallySchema, place: placeSchema },
});
const troubleSchema = v.variant('kind', [
  v.object({ kind: v.picklist(['poor', 'steps', 'energy']), reason: v.string() }),
  v.object({ kind: v.literal('mixing'), reason: v.string(), shortage: v.number() }),
]);
const fileSchema = v.object({
  format: v.literal(format),
  poolwise: v.string(),
  checkpoint: v.object({
    of: v.object({ model: v.string(), options: v.record(v.string(), v.string()) }),
    judged: v.array(v.nullable(troubleSchema)),
    chains: v.array(v.nullable(progressSchema)),
  }),
});

/** A checkpoint of `sample` as bytes, to be put away: no larger than the draws so far, with a hash of their own. */
export function checkpointBytes({ of, judged, chains }: RunCheckpoint): Uint8Array {
  const compact = chains.map((chain) => (chain === null ? null : withoutRoom(chain)));
  return packedBytes({ format, poolwise: version, checkpoint: { of, judged, chains: compact } });
}

/**
 * The other way round. Throws InputError where the bytes are none, are damaged, or of another version of poolwise, whose draws
 * might be others.
 * @param place what messages call it
 */
export function readCheckpoint(bytes: Uint8Array, place = 'the checkpoint'): RunCheckpoint {
  const file = contentOf(bytes, place);
  const writer = typeof file === 'object' && file !== null && 'poolwise' in file ? file.poolwise : undefined;
  if (typeof writer === 'string' && writer !== version)
    throw new InputError(
      `resume: ${place} was written by poolwise ${writer.slice(0, 40)}, this is ${version}: its draws might not be those of one run; use that version, or start anew without it`,
    );
  const read = v.safeParse(fileSchema, file);
  if (read.success) return read.output.checkpoint;
  const [issue] = read.issues;
  throw new InputError(
    `resume: ${place} is no checkpoint of sample: "${v.getDotPath(issue) ?? ''}" must be ${issue.expected}, got ${issue.received}; start anew without it`,
  );
}

function contentOf(bytes: Uint8Array, place: string): unknown {
  try {
    return unpacked(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`resume: ${place} is damaged or no checkpoint (${reason}); start anew without it`);
  }
}

/** Without the room for draws to come. */
function withoutRoom(chain: ChainProgress): ChainProgress {
  const { draws, stride } = chain;
  const quantities = stride === 0 ? 0 : chain.values.length / stride;
  const values = new Float64Array(quantities * draws);
  const stats = emptyStats(draws);
  const tally = copyDraws(chain, values, stats, draws);
  return { ...chain, values, stride: draws, stats, tally };
}
