import type { Fit } from '../../../models/posterior/fit.ts';
import { ranking } from '../../../models/variance/ranking.ts';
import type { FitFile } from '../fitSchema.ts';
import { html, type Markup, raw } from '../html.ts';
import { type EffectTerm, type GroupEffect, shownTerms, sortedByMean } from '../parameterGroups.ts';
import { type CaterpillarWords, caterpillarPlot } from '../plot/caterpillar.ts';
import { rankingTable } from '../rankingTable.ts';
import { orReason } from '../stored/orReason.ts';
import { extremes } from '../summaryText.ts';
import { levelText } from '../textTable.ts';
import type { Section } from './htmlPage.ts';
import { details, estimateTable, printedTable } from './htmlTables.ts';

/** Fewer levels are not ranked. */
const leastRanked = 4;
/** Levels times draws that a page ranks. */
const mostRanked = 4e6;
/** Levels in a table; what is more is in the fit's own files. */
const mostLevels = 500;

/** Group effects, a picture, the extremes in numbers and all levels behind them, for every varying coefficient. */
export function groupEffectsSection(file: FitFile, fit: Fit): Section | null {
  const terms = shownTerms(file);
  if (terms.length === 0) return null;
  const content = html`<p class="soft">How far each level lies from the population's coefficient, on the scale of the linear predictor: mean and ${levelText(file.level)} interval, sorted by mean; the dashed line is zero.</p>
${terms.map((term) => termMarkup(term, file.level, fit))}`;
  return { id: 'groups', title: 'Group effects', content };
}

function termMarkup(term: EffectTerm, level: number, fit: Fit): Markup {
  const { group, coef, effects } = term;
  const picture = effectsPicture(effects, {
    group,
    interval: `${levelText(level)} interval`,
    middle: 'mean',
    label: `effect on ${coef}`,
  });
  const named = sortedByMean(effects)
    .reverse()
    .map(({ level: name, row }) => ({ name, row }));
  const tableOf = (title: string, some: typeof named): Markup => estimateTable(title, group, some, level);
  return html`<h3>${group}, ${coef}</h3>
<div class="beside">${picture === null ? null : html`<figure>${picture}</figure>\n`}${levelTables(`${group}, ${coef}`, group, named, tableOf)}</div>
${effects.length < leastRanked ? null : ranked(fit, term, level)}
`;
}

/** Where levels stand among each other, and how sure that is. */
function ranked(fit: Fit, { group, coef, effects: { length: levels } }: EffectTerm, level: number): Markup {
  const { draws } = fit;
  if (levels * draws.chains * draws.draws > mostRanked)
    return html`<p><code>poolwise ranking</code> ranks the ${levels} levels of ${group}.</p>
`;
  const found = orReason(() => rankingTable(ranking(fit, { group, coef, level })));
  if (typeof found === 'string')
    return html`<p>Not ranked: ${found}.</p>
`;
  return details(`Ranking of ${group} with its uncertainty`, printedTable(found));
}

/** The ends of sorted levels in a table, and all of them behind a line where that is more. */
export function levelTables<Row>(
  title: string,
  group: string,
  sorted: readonly Row[],
  tableOf: (title: string, rows: Row[]) => Markup,
): Markup {
  if (sorted.length <= 2 * extremes) return tableOf(title, [...sorted]);
  const ends = [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
  const summary =
    sorted.length > mostLevels
      ? `The ${mostLevels} highest of ${sorted.length} levels of ${group} in numbers`
      : `All ${sorted.length} levels of ${group} in numbers`;
  return html`<div>${tableOf(`${title}: ${extremes} highest and lowest`, ends)}${details(summary, tableOf(`${title}: all, highest first`, sorted.slice(0, mostLevels)))}</div>`;
}

/** The levels' means and intervals as a caterpillar; nothing where no mean is finite. */
export function effectsPicture(effects: readonly GroupEffect[], words: CaterpillarWords): Markup | null {
  if (!effects.some(({ row }) => Number.isFinite(row.mean))) return null;
  const rows = effects.map(({ level: name, row: { lower, mean, upper } }) => ({
    name,
    lower,
    middle: mean,
    upper,
  }));
  return raw(caterpillarPlot(rows, words, { width: 400, theme: 'page' }));
}
