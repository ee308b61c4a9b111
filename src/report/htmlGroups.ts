import type { FitFile } from './fitSchema.ts';
import { html, type Markup } from './html.ts';
import { estimateTable } from './htmlTables.ts';
import { type EffectTerm, type GroupEffect, shownTerms, sortedByMean } from './parameterGroups.ts';
import { extremes } from './summaryText.ts';
import { caterpillar, mostLines } from './svgCaterpillar.ts';
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
  const apart = effects.filter(({ row }) => row.lower > 0 || row.upper < 0).length;
  const thinned = sorted.length > mostLines ? ` ${mostLines} are drawn, evenly spread over the ranks.` : '';
  const unknown =
    sorted.length < effects.length ? ` ${effects.length - sorted.length} have no finite mean.` : '';
  const label = `${group}, ${coef}: effects of ${effects.length} levels, sorted by mean`;
  const picture = sorted.length === 0 ? null : caterpillar(effects, label);
  return html`<figure class="term"><figcaption><h3>${group}, ${coef}</h3><p class="soft">${effects.length} levels; the ${levelText(level)} intervals of ${apart} leave out zero.${thinned}${unknown}</p></figcaption><div class="row">${picture}
${endsTable(group, sorted, level)}</div></figure>`;
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
