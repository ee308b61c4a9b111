import { effectNormality } from '../../../models/checks/effectNormality.ts';
import { groupInfluence } from '../../../models/checks/groupInfluence.ts';
import { type PredictiveCheck, predictiveCheck } from '../../../models/checks/predictiveCheck.ts';
import type { Model } from '../../../models/glmm.ts';
import { categoriesOf } from '../../../models/predict/categoriesOf.ts';
import { groupNames } from '../../../models/predict/statement.ts';
import { InputError } from '../../engine/errors.ts';
import { binnedPlot, ecdfPlot, effectsQqPlot, rootogramPlot } from '../plot/checks.ts';
import { intervalsPlot } from '../plot/intervals.ts';
import { predictivePlot } from '../plot/predictive.ts';
import type { PlotOptions } from '../plot/spec.ts';
import { oneOf } from './oneOf.ts';
import type { PlotRequest } from './request.ts';
import { posteriorIn, type Source } from './source.ts';

/** Data sets of a picture. */
const dataSets = 199;

function checkOf(source: Source, groups: 'kept' | 'new' = 'kept'): PredictiveCheck {
  const posterior = posteriorIn(source);
  const { draws, chains } = posterior.draws;
  return predictiveCheck(posterior, { groups, dataSets: Math.min(dataSets, draws * chains) });
}

const outcomeOf = ({ replicates }: PredictiveCheck): string => replicates.model.design.response.name;

/** The outcome beside data sets that the model draws. */
export function predictiveOf(source: Source, request: PlotRequest): string {
  return predictiveCheckPlot(checkOf(source), request);
}

/**
 * A picture of what `predictiveCheck` found, of a posterior or of priors alone: the outcome beside data sets that the model draws. SVG
 * text.
 */
export function predictiveCheckPlot(check: PredictiveCheck, options: PlotOptions = {}): string {
  const { model, y, sets } = check.replicates;
  const categories = check.kind.named || check.kind.ordered ? categoriesOf(model) : null;
  const fromZero = (values: Float64Array): Float64Array =>
    categories === null ? values : values.map((k) => k - 1);
  return predictivePlot(
    {
      outcome: outcomeOf(check),
      y: fromZero(y),
      replicates: sets.map(fromZero),
      whole: check.kind.whole,
      categories,
    },
    options,
  );
}

function drawsNewGroups(model: Model): boolean {
  const groups = [...model.design.groups, ...model.design.further.flatMap((one) => one.groups)];
  return groupNames(model).length > 0 && groups.every(({ known }) => known === undefined);
}

/** Distribution functions of uniform residuals, of the groups of the data and of new ones. */
export function pitOf(source: Source, request: PlotRequest): string {
  const { model } = posteriorIn(source);
  const isNewDrawn = drawsNewGroups(model);
  const checks = [checkOf(source), ...(isNewDrawn ? [checkOf(source, 'new')] : [])];
  const panels = checks.flatMap(({ ecdf, groups }) =>
    ecdf === null
      ? []
      : [
          {
            title: isNewDrawn ? (groups === 'kept' ? 'the same groups' : 'new groups') : '',
            x: ecdf.at,
            y: ecdf.observed,
            lower: ecdf.lower,
            upper: ecdf.upper,
          },
        ],
  );
  if (panels.length === 0)
    throw new InputError('plot: categories without order have no distribution function; take predictive');
  return ecdfPlot(outcomeOf(checks[0]), panels, request);
}

/** Of new groups where there are groups: effects that are known from the rows themselves would bend the residuals of a true model. */
export function binnedOf(source: Source, request: PlotRequest): string {
  const { model } = posteriorIn(source);
  const check = checkOf(source, drawsNewGroups(model) ? 'new' : 'kept');
  if (check.bins === null)
    throw new InputError(`plot: binned residuals are of outcomes that are 0 or 1; take pit or predictive`);
  return binnedPlot(
    outcomeOf(check),
    {
      x: check.bins.map(({ expected }) => expected),
      y: check.bins.map(({ residual }) => residual),
      lower: check.bins.map(({ lower }) => lower),
      upper: check.bins.map(({ upper }) => upper),
    },
    { note: `Of ${check.statement}.`, ...request },
  );
}

export function rootogramOf(source: Source, request: PlotRequest): string {
  const check = checkOf(source);
  const { counts, kind } = check;
  if (counts === null || kind.named || kind.ordered)
    throw new InputError('plot: a rootogram is of counts; take predictive');
  return rootogramPlot(
    outcomeOf(check),
    {
      edges: [...counts.map(({ from }) => from - 0.5), counts[counts.length - 1].to + 0.5],
      observed: counts.map(({ observed }) => observed),
      expected: counts.map(({ expected }) => expected),
      lower: counts.map(({ lower }) => lower),
      upper: counts.map(({ upper }) => upper),
    },
    request,
  );
}

/** Panels of group effects, at most. */
const mostPanels = 9;

export function qqOf(source: Source, request: PlotRequest): string {
  const { effects, left } = effectNormality(posteriorIn(source));
  const shown = effects.slice(0, mostPanels);
  if (shown.length === 0)
    throw new InputError(
      left.length === 0
        ? 'plot: the model has no groups'
        : `plot: no group effects to draw (${left.join('; ')})`,
    );
  return effectsQqPlot(
    shown.map(({ group, coef, quantiles }) => ({
      title: `${group}: ${coef}`,
      x: quantiles.normal,
      y: quantiles.effects,
      lower: quantiles.lower,
      upper: quantiles.upper,
    })),
    request,
  );
}

/** Levels of a picture of influence. */
const mostLevels = 30;

export function influenceOf(source: Source, request: PlotRequest): string {
  const posterior = posteriorIn(source);
  const names = groupNames(posterior.model);
  if (names.length === 0) throw new InputError('plot: the model has no groups');
  const group = oneOf('group', request.group, names);
  const { levels } = groupInfluence(posterior, { group });
  const rows = levels.slice(0, mostLevels).map(({ level, shifts, largest }) => ({
    name: level,
    middle: largest.shift,
    lower: Math.min(...shifts),
    upper: Math.max(...shifts),
  }));
  const left = levels.length > mostLevels ? ` The ${mostLevels} most influential of ${levels.length}.` : '';
  return intervalsPlot(
    rows,
    {
      label: 'shift without the level',
      unit: 'posterior sds',
      middle: 'largest shift',
      interval: 'range over quantities',
    },
    {
      title: `Influence of the levels of ${group}`,
      description: `How far the means of the population's quantities would move without each level of ${group}, by importance weights, in posterior sds: the one that moves most, and the range over all.${left}`,
      ...request,
      ...(left === '' || request.note !== undefined ? {} : { note: left.trim() }),
    },
  );
}
