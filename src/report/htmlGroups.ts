import type { FitFile } from './fitSchema.ts';
import { html, type Markup, raw } from './html.ts';
import { estimateTable } from './htmlTables.ts';
import { type EffectTerm, type GroupEffect, shownTerms, sortedByMean } from './parameterGroups.ts';
import { type CaterpillarWords, caterpillarPlot } from './plot/caterpillar.ts';
import { extremes } from './summaryText.ts';
import { levelText } from './textTable.ts';

/** Group effects, a picture and the extremes in numbers for every varying coefficient. */
export function groupEffectsSection(file: FitFile): Markup | null {
  const terms = shownTerms(file);
  if (terms.length === 0) return null;
  return html`<section><h2>Group effects</h2>
<p class="soft">How far each level lies from the population's coefficient, on the scale of the linear predictor: mean and ${levelText(file.level)} interval, sorted by mean; the dashed line is zero.</p>
<div class="row">${terms.map((term) => termFigure(term, file.level))}</div></section>
`;
}

function termFigure({ group, coef, effects }: EffectTerm, level: number): Markup {
  const sorted = sortedByMean(effects).reverse();
  const picture = effectsPicture(effects, {
    group,
    interval: `${levelText(level)} interval`,
    middle: 'mean',
    label: `effect on ${coef}`,
  });
  return html`<figure class="term"><figcaption><h3>${group}, ${coef}</h3></figcaption><div class="row">${picture}
${endsTable(group, sorted, level)}</div></figure>`;
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
  return raw(caterpillarPlot(rows, words, { width: 480, theme: 'page' }));
}

function endsTable(group: string, sorted: readonly GroupEffect[], level: number): Markup {
  const ends =
    sorted.length <= 2 * extremes ? sorted : [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
  return estimateTable(
    group,
    ends.map(({ level: name, row }) => ({ name, row })),
    level,
  );
}
