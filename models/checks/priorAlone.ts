import { InputError } from '../../src/engine/errors.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { stream } from '../../src/engine/rng.ts';
import { checkModel } from '../arguments.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import { type Draws, drawsOf } from '../posterior/draws.ts';
import { rowDraws, rowsAt } from '../predict/index.ts';
import type { Prior } from '../priors/prior.ts';
import { rowOf } from '../priors/resolve.ts';
import { checkDrawable } from '../simulate/generative.ts';
import { drawParameters } from '../simulate/prior.ts';
import { priorLayout } from '../simulate/priorLayout.ts';
import { heldLayout, valueAtPrior } from './heldLayout.ts';
import { outcomeKind } from './outcomeKind.ts';

/** What one prior of a model says by itself. */
export interface PriorAlone {
  /** As in the model's table of priors. */
  readonly parameter: string;
  readonly prior: Prior;
  /** Draws of what it is of, of a class its first; intercepts, thresholds, sds and correlations of groups at the predictors' means where their priors are. The first of them make the outcomes. */
  readonly draws: Float64Array;
  /** Null where outcomes of the model cannot be told without its data; `why` says so. */
  readonly outcome: PriorOutcome | null;
  readonly why: string | null;
}

/** What a prior says of outcomes, all others held. */
export interface PriorOutcome {
  /** What is spread out: the chance of a 1, the outcome's mean, outcomes themselves. */
  readonly of: 'chance' | 'mean' | 'outcome';
  /** The outcome's name. */
  readonly name: string;
  /** How many draws make the values, each at several rows. */
  readonly draws: number;
  /** One without a label; of categories one each, with its chances. */
  readonly parts: readonly { readonly label: string; readonly values: Float64Array }[];
}

/** Values that are kept of all draws together, draws of all, of the prior's own parameter, and rows that outcomes are told at. */
const [mostValues, mostDraws, mostAlone, fewestDraws, mostRows] = [4_000_000, 400, 4000, 20, 40];

/**
 * What one prior means on the outcome's scale: draws of it alone, coefficients and the family's parameters held at the middles
 * of their priors and group effects at 0, and the means (or, for priors of the family's own parameters, outcomes) that come of it at
 * rows of the data. `parameter` is one of the model's table, `model.priors`.
 * Deterministic. Throws InputError for a parameter that the table has not, and for priors that cannot be drawn from.
 */
export function priorAlone(model: Model, parameter: string): PriorAlone {
  checkModel('prior', model);
  const row = model.priors.find((one) => one.parameter === parameter);
  if (row === undefined)
    throw new InputError(
      `prior: the model's table has no "${parameter}" (have: ${model.priors.map((one) => one.parameter).join(', ')})`,
    );
  checkDrawable(model, 'prior');
  const layout = priorLayout(model);
  const quantities = quantitiesOf(model.program);
  const isOf = (quantity: Quantity): boolean => rowOf(model.priors, quantity) === row;
  const own = quantities.flatMap((quantity, q) => (isOf(quantity) ? [q] : []));
  const rng = stream('prior', parameter);
  const held = heldLayout(rng, layout, {
    is: isOf,
    at: (place) => own.includes(place),
    correlations: own.some((q) => isCorrelation(quantities[q])),
  });
  const count = Math.max(fewestDraws, Math.min(mostDraws, Math.floor(mostValues / quantities.length)));
  const alone = Math.max(count, Math.min(mostAlone, Math.floor(mostValues / quantities.length)));
  const values = new Float64Array(quantities.length * count);
  const draws = new Float64Array(own.length === 0 ? 0 : alone);
  for (let i = 0; i < Math.max(count, draws.length); i++) {
    const drawn = drawParameters(rng, held);
    if (own.length > 0) draws[i] = valueAtPrior(layout, drawn, own[0]);
    if (i < count) for (let q = 0; q < drawn.length; q++) values[q * count + i] = drawn[q];
  }
  const why = whyNoOutcome(model);
  const told = { parameter, prior: row.prior, draws, why };
  if (why !== null) return { ...told, outcome: null };
  const scale = own.every((q) => isOfMean(model, quantities[q])) ? 'mean' : 'outcome';
  return { ...told, outcome: outcomesOf(model, drawsOf(quantities, count, [values]), scale) };
}

const isCorrelation = ({ kind }: Quantity): boolean => kind === 'correlation' || kind === 'commonCorrelation';

/** Whether the means of outcomes depend on it: a parameter of the mean's linear predictor, or any where there are categories. */
function isOfMean({ design, family }: Model, quantity: Quantity): boolean {
  if (responseCheck(family.chosen.family.response).named === true) return true;
  return 'predictor' in quantity && quantity.predictor === design.predictor;
}

/** What keeps outcomes from being told without the data; null for most models. */
function whyNoOutcome({ design, family }: Model): string | null {
  if (design.residual !== null)
    return 'residuals that vary together are told by those of other rows, which a prior has not';
  if (family.chosen.link.inverse === null) return 'the link does not say what its means are';
  return null;
}

function outcomesOf(model: Model, draws: Draws, scale: 'mean' | 'outcome'): PriorOutcome {
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const found = rowDraws({ model, draws }, rows, { scale, groups: 'given', seed: 'prior' });
  const labels = found.categories ?? [''];
  const shown = Math.min(mostRows, found.rows);
  const parts = labels.map((label) => ({ label, values: new Float64Array(shown * draws.draws) }));
  const out = new Float64Array(labels.length * draws.draws);
  for (let k = 0; k < shown; k++) {
    const row = Math.floor(((k + 0.5) * found.rows) / shown);
    found.fill(row, row + 1, out);
    parts.forEach(({ values }, c) => {
      values.set(out.subarray(c * draws.draws, (c + 1) * draws.draws), k * draws.draws);
    });
  }
  const isChance = scale === 'mean' && (outcomeKind(model).binary || found.categories !== null);
  return { of: isChance ? 'chance' : scale, name: model.design.response.name, draws: draws.draws, parts };
}
