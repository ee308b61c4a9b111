import { momentsOf } from '../../../../diagnostics/moments.ts';
import { responseCheck, responses } from '../../../../models/families/responses.ts';
import type { Model } from '../../../../models/glmm.ts';
import { oneWayLevels } from '../../../../models/likelihood/oneWay.ts';
import { isCoefficient, mainPredictor } from '../../../engine/program/quantity.ts';
import type { JudgedQuantity } from '../evidence.ts';
import { drawsOfQuantity, foundAmong, lesserEss, namesText, type Signs, short } from '../signs.ts';
import type { Cause, DrawFinding } from '../types.ts';

const ofCoefficients: readonly DrawFinding[] = [
  ...(['divergences', 'energy', 'disagreement', 'fewEffectiveDraws', 'depthLimit'] as const),
];

/** Share of levels all one way from which that is worth a word. */
const manyOneWay = 0.3;
/** Levels up to which their sd is hardly told by the data. */
const few = 5;
/** Correlations of two slopes from which the data hardly tell them apart: where there is trouble, and where there is none. */
const alike = { inTrouble: 0.95, always: 0.99 } as const;
/** Coefficients whose pairs are looked at. */
const most = 60;

/** What the data cannot tell: levels and predictors whose outcomes are all one way, factors of few levels, slopes that go together. */
export function dataCauses(signs: Signs): Cause[] {
  const { model } = signs;
  return [
    ...(model === null
      ? []
      : [
          ...(model.condensed === undefined ? oneWay(signs, model) : []),
          ...fewLevels(signs, model),
          ...(model.condensed === undefined ? separation(signs, model) : []),
        ]),
    ...collinear(signs),
  ];
}

function oneWay(signs: Signs, model: Model): Cause[] {
  return oneWayLevels(model).flatMap(({ group, oneWay: count, levels }): Cause[] => {
    const sds = signs.population.filter(({ quantity }) => quantity.kind === 'sd' && quantity.group === group);
    if (count < manyOneWay * levels || sds.length === 0) return [];
    return [
      {
        kind: 'oneWayLevels',
        text: `${count} of ${levels} levels of ${group} have outcomes all one way: the data say on which side their effects lie, how far out says the prior of ${sds[0].name} (${short(sds[0].mean)} on average)`,
        advice:
          'a prior of the sd that says which sizes are sensible; the quadrature sampler takes the shape of such effects exactly',
        names: sds.map(({ name }) => name),
        numbers: { oneWay: count, levels },
        explains: isInvolved(signs, sds) ? foundAmong(signs, ofCoefficients) : [],
      },
    ];
  });
}

function fewLevels(signs: Signs, { program }: Model): Cause[] {
  const terms = new Map(program.terms.map((term) => [term.group, term.levels.length]));
  return [...terms].flatMap(([group, levels]): Cause[] => {
    const sds = signs.population.filter(({ quantity }) => quantity.kind === 'sd' && quantity.group === group);
    if (levels < 2 || levels > few || sds.length === 0) return [];
    const [{ name, mean, sd }] = sds;
    return [
      {
        kind: 'fewLevels',
        text: `${group} has ${levels} levels, which tell little of ${name}: its posterior sd is ${short(sd)} for a mean of ${short(mean)}, and its upper tail is the prior's`,
        advice: `a prior of ${name} that you can defend, and a look at how the answer changes with it; or ${group} as a fixed factor, if no other levels are asked about`,
        names: sds.map((q) => q.name),
        numbers: { levels, mean, sd },
        explains: isInvolved(signs, sds) ? foundAmong(signs, ofCoefficients) : [],
      },
    ];
  });
}

/** Whether one of them is among the worst tenth, or stands out where transitions diverge. */
function isInvolved(signs: Signs, quantities: readonly JudgedQuantity[]): boolean {
  const standing = new Set(signs.atDivergences.map(({ name }) => name));
  return quantities.some((q) => {
    const worse = signs.judged.filter((other) => lesserEss(other) < lesserEss(q)).length;
    return standing.has(q.name) || worse <= Math.max(2, signs.judged.length / 10);
  });
}

/** Predictors of the mean that tell outcomes at one end from the others without a miss: their coefficients run off, held by the prior alone. */
function separation(signs: Signs, { design, outcome, family }: Model): Cause[] {
  const check = responseCheck(family.chosen.family.response);
  if (check.whole !== true || check.ordered === true || check.named === true || check.holds(0) === false)
    return [];
  const isBounded = check.trials === true || check === responses.binary;
  const { y, trials } = outcome;
  const rows = [...y.keys()];
  const above = rows.filter((i) => y[i] > 0);
  const below = rows.filter((i) => (isBounded ? y[i] < (trials === null ? 1 : trials[i]) : y[i] === 0));
  if (above.length === 0 || below.length === 0) return [];
  return design.fixed.names.flatMap((coef, k): Cause[] => {
    const x = design.fixed.columns[k];
    if (!separates(x, above, below, isBounded)) return [];
    const q = signs.population.find(
      ({ quantity }) =>
        quantity.kind === 'coefficient' && quantity.predictor === mainPredictor && quantity.coef === coef,
    );
    if (q === undefined) return [];
    return [
      {
        kind: 'separation',
        text: `${coef} separates the outcomes: ${isBounded ? "no row with a success has a value on the failures' side" : 'every row with an outcome above 0 has one end of it'}, so the likelihood rises without end in ${q.name} and its prior alone holds it (mean ${short(q.mean)}, sd ${short(q.sd)})`,
        advice: `a prior of ${q.name} of a sensible size, such as normal(0, 2.5) on the log odds scale; say that the estimate is as much the prior's as the data's`,
        names: [q.name],
        numbers: { mean: q.mean, sd: q.sd },
        explains: isInvolved(signs, [q]) ? foundAmong(signs, ofCoefficients) : [],
      },
    ];
  });
}

/** Whether all of one kind of rows lie at or beyond all of the other; of counts, whether all above 0 lie at one end of the column. */
function separates(
  x: Float64Array,
  above: readonly number[],
  below: readonly number[],
  isBounded: boolean,
): boolean {
  const [most, least] = [endOf(x, above, Math.max), endOf(x, above, Math.min)];
  const [mostBelow, leastBelow] = [endOf(x, below, Math.max), endOf(x, below, Math.min)];
  if (Math.max(most, mostBelow) === Math.min(least, leastBelow)) return false;
  if (isBounded) return mostBelow <= least || most <= leastBelow;
  return most === least && (leastBelow >= most || mostBelow <= most);
}

function endOf(x: Float64Array, rows: readonly number[], end: (a: number, b: number) => number): number {
  return rows.reduce((value, i) => end(value, x[i]), x[rows[0]]);
}

/** The two slopes of a linear predictor that go together most closely. Intercepts are left out: they stand at the predictors' zero, the sampler's at their means. */
function collinear(signs: Signs): Cause[] {
  const slopes = signs.population
    .filter(
      ({ quantity }) =>
        isCoefficient(quantity) && quantity.kind !== 'intercept' && quantity.kind !== 'threshold',
    )
    .slice(0, most);
  const columns = slopes.map((q) => standardised(drawsOfQuantity(signs, q)));
  const pairs = slopes.flatMap((first, i) =>
    slopes
      .slice(i + 1)
      .map((second, j) => ({ first, second, correlation: product(columns[i], columns[i + 1 + j]) })),
  );
  const explains = foundAmong(signs, ofCoefficients);
  const limit = explains.length > 0 ? alike.inTrouble : alike.always;
  const found = pairs
    .filter(({ correlation }) => Math.abs(correlation) >= limit)
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
  if (found.length === 0) return [];
  const [{ first, second, correlation }] = found;
  const names = [...new Set(found.flatMap((pair) => [pair.first.name, pair.second.name]))];
  return [
    {
      kind: 'collinear',
      text: `the data hardly tell ${first.name} from ${second.name}: their draws correlate by ${short(correlation)}, so that only ${correlation < 0 ? 'their sum' : 'their difference'} is known well${found.length > 1 ? ` (and so for ${found.length - 1} more pairs, of ${namesText(names, 5)})` : ''}`,
      advice:
        'leave one of the predictors out, put them together, or centre what is multiplied; sampler settings change nothing',
      names,
      numbers: { correlation },
      explains: isInvolved(signs, [first, second]) ? explains : [],
    },
  ];
}

function standardised(drawn: readonly Float64Array[]): Float64Array {
  const values = Float64Array.from(drawn.flatMap((chain) => [...chain]));
  const { mean, variance } = momentsOf(values);
  return values.map((value) => (value - mean) / Math.sqrt(variance * (values.length - 1)));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
