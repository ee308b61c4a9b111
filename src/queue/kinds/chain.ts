import * as v from 'valibot';
import type { Model } from '../../../models/glmm.ts';
import { withSharedRows } from '../../engine/density/rowMemory.ts';
import { walkSchema } from '../../report/stored/chainPlaces.ts';
import type { Plan } from '../../run/plan.ts';
import { planOf } from '../../run/planOf.ts';
import { type ChainResult, type Progress, runChain } from '../../run/runChain.ts';
import { readsRowsItself } from '../../run/settings.ts';
import { modelOfInput, modelSchema } from '../modelInput.ts';
import { anyNumber, count, doubles, text } from '../schemas.ts';
import { checkMeant, weighted } from './declared.ts';
import type { JobKind } from './kind.ts';
import { chainSchema, settingsSchema, strategies } from './reports.ts';

const askSchema = v.strictObject({
  /** `modelHash` of the model, its weights included. */
  fingerprint: text,
  strategy: v.picklist(strategies),
  plainWalk: v.boolean(),
  ...{ chain: count, seed: text, settings: settingsSchema, every: v.pipe(count, v.minValue(1)) },
});
const extraSchema = v.strictObject({ weights: v.nullable(doubles), warm: v.nullable(walkSchema) });
const foundSchema = v.intersect([chainSchema, v.object({ values: doubles })]);

/** What a chain tells of itself, as `Progress` has it. */
export const progressSchema: v.GenericSchema<unknown, Progress> = v.object({
  ...{ chain: count, phase: v.picklist(['warmup', 'sampling']), done: count, total: count },
  /** JSON has no NaN. */
  stepSize: v.pipe(
    v.nullable(anyNumber),
    v.transform((x) => x ?? Number.NaN),
  ),
  ...{ divergences: count, secondsLeft: v.number() },
});

/** One chain of a fit, as a thread runs it. The plan is made here anew: it is a function of the model and the strategy's name. */
export const chain: JobKind<
  v.InferOutput<typeof modelSchema>,
  Model,
  v.InferOutput<typeof askSchema>,
  v.InferOutput<typeof extraSchema>,
  ChainResult
> = {
  given: modelSchema,
  prepare: modelOfInput,
  ask: askSchema,
  extra: v.nullable(extraSchema),
  found: foundSchema,
  async work(declared, { fingerprint, strategy, plainWalk, ...task }, extra, tell) {
    const model = weighted(declared, extra?.weights ?? null);
    checkMeant(model, fingerprint);
    const plan = planFor(model, strategy, plainWalk);
    const program = readsRowsItself(plan) ? model.program : withSharedRows(model.program);
    const warm = extra?.warm ?? null;
    const steps = runChain({
      ...task,
      target: { kind: 'program', program, plan },
      ...(warm === null ? {} : { warm }),
    });
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value;
      tell(step.value.progress);
    }
  },
};

/** Plans of models that have no weights of a job's own, which several chains share. */
const plans = new WeakMap<Model, Map<string, Plan>>();

function planFor(model: Model, strategy: (typeof strategies)[number], plainWalk: boolean): Plan {
  const known = plans.get(model) ?? new Map<string, Plan>();
  plans.set(model, known);
  const key = `${strategy} ${plainWalk}`;
  const plan = known.get(key) ?? planOf(model.program, { strategy, ...(plainWalk ? { plainWalk } : {}) });
  known.set(key, plan);
  return plan;
}
