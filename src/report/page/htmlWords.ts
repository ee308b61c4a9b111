import { probabilityOfDirection } from '../../../diagnostics/index.ts';
import type { Model } from '../../../models/glmm.ts';
import type { ParameterEstimate } from '../../../models/likelihood/waldIntervals.ts';
import { columnAt } from '../../../models/posterior/draws.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { isFixed } from '../../engine/program/quantity.ts';
import type { FitFile } from '../fitSchema.ts';
import { html, type Markup } from '../html.ts';
import { pText } from '../laplaceText.ts';
import type { Section } from './htmlPage.ts';
import { resultSentences, scaleSentence, type ToldRow } from './resultWords.ts';

/** Sentences listed; what is more stands in the tables. */
const most = 40;

/** A posterior's results in words. */
export function wordsSection(model: Model, file: FitFile, fit: Fit, trusted: boolean): Section | null {
  const rows = toldRows(file, fit);
  const doubt = trusted
    ? null
    : html`<p><strong>The draws are not to be trusted yet, nor are these sentences: see the verdict.</strong></p>
`;
  return section(model, rows, file.level, 'Numbers are posterior medians.', doubt);
}

/** What sentences are made of: every quantity that was estimated, its median and interval. */
export function toldRows({ parameters }: FitFile, { draws }: Fit): ToldRow[] {
  const places = new Map(draws.names.map((name, q) => [name, q]));
  return parameters
    .filter(({ quantity }) => !isFixed(quantity))
    .map(({ name, quantity, q50, sd, lower, upper }) => {
      const sureness = directionOf(() => columnAt(draws, places.get(name) as number), q50);
      return { quantity, middle: q50, sd, lower, upper, sureness };
    });
}

/** A Laplace fit's. */
export function laplaceWordsSection(
  model: Model,
  parameters: readonly ParameterEstimate[],
  level: number,
): Section | null {
  const rows = parameters.map(
    ({ quantity, estimate, se, lower, upper, p }): ToldRow => ({
      ...{ quantity, middle: estimate, sd: se, lower, upper },
      sureness: () => (Number.isFinite(p) ? `p ${/^[<>]/.test(pText(p)) ? '' : '= '}${pText(p)}` : null),
    }),
  );
  return section(model, rows, level, 'Numbers are estimates.', null);
}

function section(
  model: Model,
  rows: readonly ToldRow[],
  level: number,
  kind: string,
  doubt: Markup | null,
): Section | null {
  const sentences = resultSentences(model, rows, level);
  if (sentences.length === 0) return null;
  const more = sentences.length - most;
  const content = html`${doubt}<p class="soft">${scaleSentence(model)} ${kind}</p>
<ul class="words">
${sentences.slice(0, most).map((sentence) => html`<li dir="auto">${sentence}</li>\n`)}</ul>
${more > 0 ? html`<p>${more} more coefficients are in the tables.</p>` : null}`;
  return { id: 'words', title: 'Results in words', content };
}

/** Draws from which on a share of all of them is a probability above 0.999. */
const enough = 1000;

/** `lower with probability 0.973`: the share of draws on the median's side of zero. */
function directionOf(chains: () => readonly Float64Array[], middle: number): ToldRow['sureness'] {
  return (below, above) => {
    const drawn = chains();
    const share = probabilityOfDirection(drawn);
    if (Number.isNaN(share) || !Number.isFinite(middle)) return null;
    const count = drawn.reduce((sum, chain) => sum + chain.length, 0);
    return `${middle < 0 ? below : above} ${share === 1 && count < enough ? `in all ${count} draws` : `with probability ${shareText(share)}`}`;
  };
}

function shareText(share: number): string {
  return share > 0.999 ? 'above 0.999' : share.toFixed(3);
}
