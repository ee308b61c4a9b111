import { equalTailed } from '../../../diagnostics/index.ts';
import { responseCheck } from '../../../models/families/responses.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { categoriesOf } from '../../../models/predict/categoriesOf.ts';
import { html, type Markup, raw } from '../html.ts';
import { predictivePlot } from '../plot/predictive.ts';
import { orReason } from '../stored/orReason.ts';
import { decimalsFor, fixed } from '../textTable.ts';
import { cell, heading, table } from './htmlTables.ts';
import {
  type CheckedStatistic,
  checkedStatistics,
  type PredictiveCheck,
  predictiveCheck,
} from './predictiveCheck.ts';

/**
 * The outcome beside data sets that the model draws: what a model that fits would have made likely. With `values` false a sentence,
 * since the outcome's density, counts and ends show values of rows.
 */
export function predictiveMarkup(model: Model, fit: Fit<Model>, values = true): Markup {
  return html`<h3>Does the model draw data like these?</h3>
${
  values
    ? content(model, fit)
    : html`<p>Not shown: the data were left out.</p>
`
}`;
}

function content(model: Model, fit: Fit<Model>): Markup {
  if (model.outcome.censoring !== null && model.outcome.censoring !== undefined)
    return html`<p>Not shown: censored outcomes are known in part, and those that the model draws are whole.</p>
`;
  const check = orReason(() => predictiveCheck(fit));
  if (typeof check === 'string')
    return html`<p>Not shown: ${check}.</p>
`;
  return html`<p class="soft">${check.replicates.length} data sets drawn at ${check.y.length === model.outcome.y.length ? 'the rows' : `${check.y.length} rows`} of the data, each from another draw of the posterior (${check.statement}).</p>
<figure>${raw(picture(model, check))}</figure>
${statisticsTable(checkedStatistics(model, check))}`;
}

function picture(model: Model, { y, replicates }: PredictiveCheck): string {
  const { family } = model.family.chosen;
  const categories =
    family.chances === undefined && family.thresholds === undefined ? null : categoriesOf(model);
  const fromZero = (values: Float64Array): Float64Array =>
    categories === null ? values : values.map((k) => k - 1);
  return predictivePlot(
    {
      outcome: model.design.response.name,
      y: fromZero(y),
      replicates: replicates.map(fromZero),
      whole: responseCheck(family.response).whole === true,
      categories,
    },
    { width: 520, theme: 'page' },
  );
}

function statisticsTable(statistics: readonly CheckedStatistic[]): Markup {
  const rows = statistics.map(({ name, observed, replicated }) => {
    const { lower, upper } = equalTailed([replicated], 0.95);
    const above = replicated.filter((value) => value >= observed).length / replicated.length;
    const decimals = decimalsFor(Math.max(upper - lower, Math.abs(observed) / 100), 3);
    const numbers = [observed, lower, upper].map((x) => cell(fixed(x, decimals)));
    return [heading(name), ...numbers, cell(fixed(above, 2))];
  });
  return table(
    'The data among data sets drawn from the model',
    ['statistic', 'data', '2.5%', '97.5%', 'share at or above'],
    rows,
  );
}
