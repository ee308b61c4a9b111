import { quantileOfSorted } from '../../../diagnostics/quantile.ts';
import type { Ratio } from '../../../models/families/links.ts';
import { columnAt, type Draws } from '../../../models/posterior/draws.ts';
import { defaultLevel } from '../../../models/posterior/summaries.ts';
import { InputError } from '../../engine/errors.ts';
import { coefficientLabel, mainPredictor, type Quantity } from '../../engine/program/quantity.ts';
import { caterpillarPlot } from '../plot/caterpillar.ts';
import { joined } from '../plot/chains.ts';
import { type IntervalRow, intervalsPlot } from '../plot/intervals.ts';
import { levelText } from '../textTable.ts';
import { chooseQuantities } from './chosen.ts';
import { oneOf } from './oneOf.ts';
import type { PlotRequest } from './request.ts';
import type { Source } from './source.ts';
import { unitOf } from './units.ts';

const middle = 'median';
export const intervalWords = (level = defaultLevel): string => `${levelText(level)} interval`;

/** Median, interval of a level, and that of the middle half. */
function intervalRow(draws: Draws, q: number, name: string, level = defaultLevel): IntervalRow {
  const sorted = joined(columnAt(draws, q)).sort();
  const at = (p: number): number => quantileOfSorted(sorted, p);
  return {
    name,
    lower: at((1 - level) / 2),
    middle: at(0.5),
    upper: at((1 + level) / 2),
    inner: [at(0.25), at(0.75)],
  };
}

/** Of quantities in units of their own, all on one axis. */
export function intervalsOf(source: Source, request: PlotRequest): string {
  const { draws, model } = source;
  const { level, parameters } = request;
  const { places, note } = chooseQuantities(source, parameters, 60);
  const units = new Set(places.map((q) => unitOf(draws.quantities[q], model)));
  const [unit] = units.size === 1 ? [...units] : ['each in its own unit'];
  return intervalsPlot(
    places.map((q) => intervalRow(draws, q, draws.names[q], level)),
    { interval: intervalWords(level), middle, label: 'value', ...(unit === undefined ? {} : { unit }) },
    note === undefined ? request : { ...request, note },
  );
}

/** exp of the coefficients of the mean, on a log axis. */
export function ratiosOf(source: Source, request: PlotRequest): string {
  const { draws } = source;
  const { words } = ratioIn(source);
  const { level, parameters } = request;
  const asked = chooseQuantities(source, parameters, Number.POSITIVE_INFINITY).places;
  const places = asked.filter((q) => isRatio(draws.quantities[q]));
  const none = asked.find((q) => !isRatio(draws.quantities[q]));
  if (parameters !== undefined && none !== undefined)
    throw new InputError(`plot: ${draws.names[none]} is no coefficient of the mean, so it has no ${words}`);
  if (places.length === 0)
    throw new InputError(`plot: the mean has no coefficients besides its intercept, so there is no ${words}`);
  const rows = places.map((q) => exponentiated(intervalRow(draws, q, labelOf(draws.quantities[q]), level)));
  return intervalsPlot(
    rows,
    { interval: intervalWords(level), middle, label: words, unit: 'per unit', ratio: true },
    { ...request, title: request.title ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}s` },
  );
}

function ratioIn({ model }: Source): Ratio {
  const ratio = model?.family.chosen.link.ratio ?? null;
  if (ratio !== null) return ratio;
  throw new InputError(
    model === null
      ? 'plot: ratios need the model, which this fit does not have'
      : `plot: exp of a coefficient means nothing under the ${model.family.link} link; take intervals`,
  );
}

const isRatio = (quantity: Quantity): boolean =>
  quantity.kind === 'coefficient' && quantity.predictor === mainPredictor;
const labelOf = (quantity: Quantity): string => (quantity.kind === 'coefficient' ? quantity.coef : '');

function exponentiated({ name, lower, middle: centre, upper, inner = [NaN, NaN] }: IntervalRow): IntervalRow {
  return {
    name,
    lower: Math.exp(lower),
    middle: Math.exp(centre),
    upper: Math.exp(upper),
    inner: [Math.exp(inner[0]), Math.exp(inner[1])],
  };
}

/** All levels of a factor, one of its coefficients. */
export function caterpillarOf(source: Source, request: PlotRequest): string {
  const { draws, model } = source;
  const { level } = request;
  const { group, coef, places } = effectsOf(source, request);
  const quantity = draws.quantities[places[0]];
  const unit = unitOf(quantity, model);
  return caterpillarPlot(
    places.map((q) => intervalRow(draws, q, levelOf(draws.quantities[q]), level)),
    {
      group,
      interval: intervalWords(level),
      middle,
      label: `effect on ${coef}`,
      ...(unit === undefined ? {} : { unit }),
    },
    request,
  );
}

const levelOf = (quantity: Quantity): string => (quantity.kind === 'groupEffect' ? quantity.level : '');

/** A coefficient that varies over a factor, and the places of its levels among the draws. */
interface Effects {
  readonly group: string;
  readonly coef: string;
  readonly places: readonly number[];
}

/** Throws InputError for a factor or coefficient that there is not. */
function effectsOf({ draws }: Source, { group, coef, levels }: PlotRequest): Effects {
  const all = draws.quantities.flatMap((quantity, q) =>
    quantity.kind === 'groupEffect'
      ? [{ ...quantity, q, label: coefficientLabel(quantity.predictor, quantity.coef) }]
      : [],
  );
  if (all.length === 0) throw new InputError('plot: the fit has no group effects');
  const chosenGroup = oneOf(
    'group',
    group,
    all.map((effect) => effect.group),
  );
  const ofGroup = all.filter((effect) => effect.group === chosenGroup);
  const chosenCoef = oneOf(
    `coefficient of ${chosenGroup}`,
    coef,
    ofGroup.map(({ label }) => label),
  );
  const ofCoef = ofGroup.filter(({ label }) => label === chosenCoef);
  for (const level of levels ?? [])
    oneOf(
      `level of ${chosenGroup}`,
      level,
      ofCoef.map((effect) => effect.level),
    );
  const shown = levels === undefined ? ofCoef : ofCoef.filter((effect) => levels.includes(effect.level));
  return { group: chosenGroup, coef: chosenCoef, places: shown.map(({ q }) => q) };
}
