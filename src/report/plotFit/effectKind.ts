import { mean, sd } from '../../../diagnostics/moments.ts';
import { type Curve, type EffectCurve, effectCurve } from '../../../models/effects/curve.ts';
import {
  type Predictor,
  type Predictors,
  predictorNamed,
  predictorsOf,
} from '../../../models/effects/predictors.ts';
import type { Model } from '../../../models/glmm.ts';
import type { GroupRule, Posterior } from '../../../models/predict/index.ts';
import { groupNames } from '../../../models/predict/statement.ts';
import { InputError } from '../../engine/errors.ts';
import { effectPlot } from '../plot/effect.ts';
import { dataPoints, outcomeUnit } from './dataPoints.ts';
import { intervalWords } from './intervalKinds.ts';
import type { PlotRequest } from './request.ts';
import { posteriorIn, type Source, thinned } from './source.ts';

/** Draws that curves and their bands are of, at most: of chances of categories, which each cost much, fewer. */
const curveDraws = { usual: 4000, ofCategories: 600 } as const;
/** Places along a curve. */
const places = 24;

/** The expected outcome along a variable, at the average group and averaged over groups, or one curve a level of another. */
export function effectOf(source: Source, request: PlotRequest): string {
  const whole = posteriorIn(source);
  const { model } = whole;
  const hasCategories = model.family.chosen.family.chances !== undefined;
  const posterior = thinned(whole, hasCategories ? curveDraws.ofCategories : curveDraws.usual);
  const predictors = predictorsOf(model);
  const variable = request.variable ?? predictors.keys().next().value;
  if (variable === undefined) throw new InputError('plot: the model has no predictor to draw an effect of');
  const predictor = predictorNamed('plot', model, predictors, variable);
  const few = fewValues(predictor);
  const at = { ...(few === null ? {} : { [variable]: few }), ...apartBy(predictors, request.by) };
  const found = differing(
    rulesOf(model, request).map((rule) => ({ rule, curve: curveOf(posterior, variable, rule, at, request) })),
  );
  const [{ curve: first }] = found;
  const points = dataPoints(model, predictor, few);
  const unit = outcomeUnit(model);
  const { note: said, ...words } = wordsOf(found.map(({ curve }) => curve));
  const note = [said, ...ofSomeDraws(whole, posterior)].join(' ').trim();
  const picture = {
    x: few === null ? (first.x as readonly number[] | readonly string[]) : first.x.map(String),
    curves: found.flatMap(({ rule, curve }) =>
      curve.curves.map((one) => ({ ...one, middle: one.median, name: nameOf(one, rule, found.length > 1) })),
    ),
    ...(points === null ? {} : { points }),
  };
  return effectPlot(
    picture,
    {
      ...{ variable, ...words, outcome: model.design.response.name, interval: intervalWords(request.level) },
      ...(unit === undefined ? {} : { outcomeUnit: unit }),
    },
    note === '' ? request : { ...request, note },
  );
}

/** Both ways of taking groups, unless one is asked for, rows belong to several levels, or there is another thing to tell apart. */
function rulesOf(model: Model, { groups: asked, by }: PlotRequest): readonly GroupRule[] {
  if (asked === 'given')
    throw new InputError(
      'plot: curves are at the average group ("typical") or averaged over groups ("averaged"); the lines of given levels are kinds spaghetti and subjects',
    );
  if (asked !== undefined) return [asked];
  const groups = [...model.design.groups, ...model.design.further.flatMap((one) => one.groups)];
  const noOneGroup = groups.some(({ members }) => members !== undefined);
  if (groupNames(model).length === 0 || noOneGroup) return ['typical'];
  return by === undefined ? ['typical', 'averaged'] : ['averaged'];
}

interface Ruled {
  readonly rule: GroupRule;
  readonly curve: EffectCurve;
}

/** Under an identity link both ways of taking groups give one curve, which is then drawn once. */
function differing(found: readonly Ruled[]): readonly Ruled[] {
  const [first, second] = found.map(({ curve }) => curve.curves.flatMap(({ median }) => median));
  if (second === undefined) return found;
  const size = Math.max(...first.map(Math.abs));
  return first.some((value, k) => Math.abs(value - second[k]) > 1e-9 * size) ? found : found.slice(0, 1);
}

/** Of a number that has only these: they stand side by side, as levels do. */
const levelLike = 2;

function fewValues(predictor: Predictor): number[] | null {
  if (predictor.kind !== 'number') return null;
  const distinct = [...new Set(predictor.values)];
  return distinct.length <= levelLike ? distinct.sort((a, b) => a - b) : null;
}

/** A number with more values than this is told apart at three places: its mean and an sd to either side. */
const mostValues = 5;

/** Where curves of another number are; those of a factor are by its levels. */
function apartBy(predictors: Predictors, by: string | undefined): Readonly<Record<string, number[]>> {
  const predictor = by === undefined ? undefined : predictors.get(by);
  if (by === undefined || predictor?.kind !== 'number' || new Set(predictor.values).size <= mostValues)
    return {};
  const [centre, apart] = [mean([predictor.values]), sd([predictor.values])];
  return { [by]: [centre - apart, centre, centre + apart].map((x) => Number(x.toPrecision(3))) };
}

function curveOf(
  posterior: Posterior,
  variable: string,
  groups: GroupRule,
  at: Readonly<Record<string, number[]>>,
  { by, level }: PlotRequest,
): EffectCurve {
  const options = {
    ...{ variable, groups, at, points: places },
    ...(by === undefined || Object.hasOwn(at, by) ? {} : { by }),
    ...(level === undefined ? {} : { level }),
  };
  return effectCurve(posterior, options, 'plot');
}

const ruleWords: Readonly<Record<GroupRule, string>> = {
  typical: 'at the average group',
  averaged: 'averaged over groups',
  given: 'given the group',
};

function nameOf({ setting, category }: Curve, rule: GroupRule, severalRules: boolean): string {
  return [
    ...(category === null ? [] : [category]),
    ...Object.entries(setting).map(([name, value]) => `${name} ${value}`),
    ...(severalRules ? [ruleWords[rule]] : []),
  ].join(', ');
}

function ofSomeDraws(whole: Posterior, used: Posterior): string[] {
  const [all, some] = [whole, used].map(({ draws }) => draws.chains * draws.draws);
  return some < all ? [`By ${some} of ${all} draws.`] : [];
}

function wordsOf(curves: readonly EffectCurve[]): { readonly statement: string; readonly note: string } {
  const statement = curves.map((curve) => curve.statement).join('; ');
  const others = [...new Set(curves.flatMap(({ over, notes }) => [over, ...notes]))].filter(
    (text) => text !== '',
  );
  return {
    statement,
    note: others.map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`).join(' '),
  };
}
