import { modelHash } from '../../models/fingerprint.ts';
import type { Model } from '../../models/glmm.ts';
import { InputError } from '../engine/errors.ts';
import type { SbcOptions } from '../testing/sbcOptions.ts';
import type { SbcReplicate } from '../testing/sbcPlan.ts';
import type { SbcSource } from '../testing/sbcSource.ts';
import type { GivenOf } from './kinds/index.ts';
import { modelInput } from './modelInput.ts';
import type { Producer } from './producer.ts';
import { inTurn } from './slots.ts';
import { packed } from './store.ts';

/** A calibration: of what model, by what options, with what truths where they are draws of a posterior. */
export interface SbcSubject {
  readonly model: Model;
  readonly options: SbcOptions;
  readonly source: SbcSource & { readonly truths?: readonly Float64Array[] };
}

/**
 * What comes after the earlier data sets of a calibration, in order, up to `simulations`: as `SbcPlan.rest` has it, a job a
 * data set. Here they are only drawn, to know which of them there is something to fit to.
 */
export async function* sbcByQueue(
  producer: Producer,
  subject: SbcSubject,
  earlier: readonly SbcReplicate[],
  simulations: number,
): AsyncGenerator<SbcReplicate> {
  const given = packed(givenOf(subject));
  const { signal } = subject.options;
  let place = earlier.filter(({ kind }) => kind !== 'refused').length;
  function* starts(): Generator<() => Promise<SbcReplicate>> {
    for (let dataSet = earlier.length; dataSet < simulations; dataSet++) {
      const known = subject.source.dataSet(dataSet);
      if ('refused' in known) {
        producer.expect(-1);
        yield async () => ({ kind: 'refused', reason: known.refused });
      } else {
        const ask = { dataSet, place: place++ };
        yield () => producer.ask('sbc', { given, extra: null, ask }, () => {}, signal);
      }
    }
  }
  producer.expect(simulations - earlier.length);
  yield* inTurn(starts(), producer.atOnce);
}

function givenOf({ model, options, source }: SbcSubject): GivenOf<'sbc'> {
  const { draws, warmup, seed = '1', sampler, metric, targetAccept, maxDepth } = options;
  if (typeof sampler === 'function')
    throw new InputError('queue: a sampler of your own is a function, and no code goes through a queue');
  const settings = { draws, warmup, seed, sampler, metric, targetAccept, maxDepth };
  return {
    ...{ model: modelInput(model), fingerprint: modelHash(model) },
    settings: Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== undefined),
    ) as GivenOf<'sbc'>['settings'],
    truths: source.truths === undefined ? null : [...source.truths],
  };
}
