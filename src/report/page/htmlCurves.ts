import { type EffectCurve, effectCurve } from '../../../models/effects/curve.ts';
import { type Predictor, predictorsOf } from '../../../models/effects/predictors.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { categoriesOf } from '../../../models/predict/categoriesOf.ts';
import type { GroupRule } from '../../../models/predict/index.ts';
import { groupNames } from '../../../models/predict/statement.ts';
import { html, type Markup, raw } from '../html.ts';
import { evenly } from '../plot/chains.ts';
import { effectPlot } from '../plot/effect.ts';
import { orReason } from '../stored/orReason.ts';
import { decimalsFor, fixed, levelText } from '../textTable.ts';
import { thinned } from '../thinned.ts';
import type { Section } from './htmlPage.ts';
import { cell, details, heading, table } from './htmlTables.ts';

/** Predictors whose curves are drawn; the others are left to `poolwise plot`. */
const mostCurves = 4;
/** Places along a number. */
const places = 17;
/** Draws of all chains that curves are made of. */
const wanted = 400;
const mostPoints = 600;
/** Values a curve is made of, at most. */
const mostGrid = 1000;

/**
 * The outcome's mean along each predictor, at the average group and averaged over groups, over the data. With `values` false no value
 * of a row: neither points nor curves along numbers, which end at the least and the largest one.
 */
export function curvesSection(model: Model, fit: Fit<Model>, level: number, values = true): Section | null {
  const all = [...predictorsOf(model).values()];
  const predictors = all.filter(({ kind }) => values || kind === 'levels');
  if (all.length === 0) return null;
  const draws = thinned(fit.draws, Math.ceil(wanted / fit.draws.chains));
  const few = { ...fit, draws };
  const shown = predictors.slice(0, mostCurves);
  const others = all.filter((one) => !shown.includes(one)).map(({ name }) => name);
  const rest =
    others.length === 0
      ? ''
      : ` Not drawn: ${others.join(', ')}.${values ? '' : ' Curves along numbers are between values of the data, which were left out.'}`;
  const content = html`<p class="soft">The expected outcome as one predictor changes, the others held where each picture says, with ${levelText(level)} intervals, from ${draws.chains * draws.draws} draws.${average(model)}${rest}</p>
<div class="curves">${shown.map((predictor) => curveMarkup(model, few, predictor, level))}</div>
`;
  return { id: 'curves', title: 'Effect curves', content };
}

function average(model: Model): string {
  const names = groupNames(model);
  return names.length === 0
    ? ''
    : ` At the average ${names.join(' and ')} (group effects zero) and averaged over ${names.join(' and ')} are two answers, which differ where the link bends.`;
}

function curveMarkup(model: Model, fit: Fit<Model>, predictor: Predictor, level: number): Markup {
  const rules: readonly GroupRule[] = groupNames(model).length === 0 ? ['typical'] : ['typical', 'averaged'];
  if (gridOf(model, predictor) > mostGrid)
    return html`<p>No curve of ${predictor.name} here: too many levels and categories to average over.</p>`;
  const found = orReason(() =>
    rules.map((groups) => effectCurve(fit, { variable: predictor.name, groups, level, points: places })),
  );
  if (typeof found === 'string') return html`<p>No curve of ${predictor.name}: ${found}.</p>`;
  return html`<figure>${raw(picture(model, found, predictor, level))}${details(`${predictor.name} in numbers`, curveTable(model, found, predictor.name))}</figure>`;
}

/** Values that a curve is made of: places, levels of all other factors, pairs of categories. */
function gridOf(model: Model, predictor: Predictor): number {
  const sizes = [...predictorsOf(model).values()].map((one) =>
    one.kind === 'levels' ? one.levels.length : one.name === predictor.name ? places : 1,
  );
  const { chances, thresholds } = model.family.chosen.family;
  const categories = chances === undefined && thresholds === undefined ? 1 : categoriesOf(model).length ** 2;
  return sizes.reduce((product, size) => product * size, categories);
}

interface NamedCurve {
  readonly name: string;
  readonly middle: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** One for each category and way of taking groups. */
function named(model: Model, curves: readonly EffectCurve[]): NamedCurve[] {
  const groups = groupNames(model).join(' and ');
  const rules = groups === '' ? [''] : [`at the average ${groups}`, `averaged over ${groups}`];
  return curves.flatMap(({ curves: each }, k) =>
    each.map(({ category, mean, lower, upper }) => ({
      name: [...(category === null ? [] : [category]), ...(rules[k] === '' ? [] : [rules[k]])].join(', '),
      middle: mean,
      lower,
      upper,
    })),
  );
}

function picture(model: Model, found: readonly EffectCurve[], predictor: Predictor, level: number): string {
  const { x, statement, over } = found[0];
  const isOfCategories = found[0].curves.some(({ category }) => category !== null);
  const points =
    isOfCategories || predictor.kind !== 'number' || model.condensed !== undefined
      ? undefined
      : dataPoints(model, predictor.values);
  return effectPlot(
    {
      x: x as readonly number[] | readonly string[],
      curves: named(model, found),
      ...(points === undefined ? {} : { points }),
    },
    {
      variable: predictor.name,
      outcome: isOfCategories
        ? `chance of ${model.design.response.name}`
        : `expected ${model.design.response.name}`,
      interval: `${levelText(level)} interval`,
      statement: found.length > 1 ? over : `${statement} ${over}`,
    },
    { width: 400, theme: 'page' },
  );
}

/** The outcome over the predictor at some rows, evenly spread. */
function dataPoints({ outcome }: Model, values: Float64Array) {
  const rows = evenly(values.length, mostPoints);
  return { x: rows.map((row) => values[row]), y: rows.map((row) => outcome.y[row]) };
}

function curveTable(model: Model, found: readonly EffectCurve[], variable: string): Markup {
  const curves = named(model, found);
  const spread = Math.max(...curves.flatMap(({ lower, upper }) => upper.map((x, i) => x - lower[i])));
  const decimals = decimalsFor(spread, 3);
  const rows = found[0].x.map((place, i) => [
    heading(typeof place === 'number' ? String(Number(place.toPrecision(4))) : String(place)),
    ...curves.map(({ middle, lower, upper }) =>
      cell(`${fixed(middle[i], decimals)} (${fixed(lower[i], decimals)} to ${fixed(upper[i], decimals)})`),
    ),
  ]);
  return table(`Along ${variable}`, [variable, ...curves.map(({ name }) => name || 'mean')], rows);
}
