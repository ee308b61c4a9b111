import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import type { LaplaceTails } from '../../models/compare/paretoK.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { columnAt } from '../../models/posterior/draws.ts';
import { naturalSupport } from '../engine/program/quantity.ts';
import type { CompareFile } from './compareFile.ts';
import { compareCells, compareHead, tailLines } from './compareText.ts';
import { noteLines } from './describeModel.ts';
import { html, type Markup, raw } from './html.ts';
import { page } from './htmlPage.ts';
import { cell, heading, table } from './htmlTables.ts';
import { compareDensityPlot } from './plot/compareDensity.ts';
import { compareIntervalsPlot } from './plot/compareIntervals.ts';

/** Parameters whose densities are drawn, and whose intervals. */
const mostDensities = 12;
const mostIntervals = 60;

/**
 * Comparisons with one posterior, whose draws these are, as one page that needs nothing else: no scripts, no network. Names
 * from the user's data are escaped.
 */
export function compareHtml(compared: readonly Compared[], draws: Draws): string {
  const { formula, family, notes, poolwise, fingerprint } = compared[0].file;
  const names = compared.map(({ file }) => file.approximation).join(', ');
  const body = html`<header><h1>${formula}</h1>
<p class="soft">${family.name} (${family.link} link): ${names} beside the posterior</p></header>
${compared.map((one) => comparedSections(one, draws, compared.length > 1))}
${noteLines(notes).map((note) => html`<p>${note}</p>`)}
<footer>poolwise ${poolwise}. Every number is in compare.json.</footer>`;
  return page(`${names} and posterior: ${formula}`, body, fingerprint);
}

/** What is held against the posterior: the file, and its own draws where it has some. */
interface Compared {
  readonly file: CompareFile;
  readonly draws: Draws | null;
}

function comparedSections({ file, draws: own }: Compared, draws: Draws, isOneOfMany: boolean): Markup {
  const { verdict, parameters, approximation } = file;
  const title = `${isOneOfMany ? `${approximation}: ` : ''}${headline(verdict, own !== null)}`;
  return html`<section class="verdict ${verdict.ok ? 'ok' : 'bad'}"><h2>${title}</h2><p>${verdict.text}</p></section>
${intervalSection(parameters, approximation, own !== null)}
${densitySection(parameters, draws, approximation, own)}
${tableSection(parameters)}
${tailSection(file.importance)}
`;
}

function headline({ ok, posteriorTrusted }: CompareFile['verdict'], isPosterior: boolean): string {
  if (ok) return isPosterior ? '\u2713 The same' : '\u2713 Near enough';
  if (!posteriorTrusted) return '\u2717 Provisional: draws not to be trusted yet';
  return isPosterior ? '\u2717 They differ' : '\u2717 Not near enough';
}

function intervalSection(
  parameters: readonly ComparedParameter[],
  approximation: string,
  isPosterior: boolean,
): Markup {
  const shown = worst(parameters, mostIntervals);
  const left = parameters.length - shown.length;
  const selection =
    left > 0 ? ` The ${shown.length} with the largest shifts; ${left} others are in the table.` : '';
  return html`<section><h2>Intervals</h2>
<p class="soft">90% intervals in posterior sds from the posterior mean. Above, the posterior: median, 5% and 95% quantiles; below, ${approximation}: ${isPosterior ? 'mean \u00b1 1.645 sds' : 'estimate \u00b1 1.645 standard errors'}.${selection}</p>
<figure>${raw(compareIntervalsPlot(shown, ['posterior', approximation], { theme: 'page' }))}</figure></section>
`;
}

function densitySection(
  parameters: readonly ComparedParameter[],
  draws: Draws,
  approximation: string,
  own: Draws | null,
): Markup {
  const drawable = parameters.filter(({ sd }) => Number.isFinite(sd) && sd > 0);
  const shown = worst(drawable, mostDensities);
  const names = ['posterior', approximation] as const;
  const figures = shown.map((row) => {
    const other = own === null ? null : together(own, row.name);
    const picture = compareDensityPlot(row, together(draws, row.name), other, lowestOf(row), names, chart);
    return html`<figure>${raw(picture)}</figure>`;
  });
  return html`<section><h2>Densities</h2>
<p class="soft">${own === null ? "The posterior's density, and the normal density that estimate and standard error stand for (dashed)." : 'The densities of both posteriors.'}</p>
<div class="charts">${figures}</div></section>
`;
}

const chart = { width: 320, theme: 'page' } as const;

/** The draws of a quantity, all chains. */
function together(draws: Draws, name: string): Float64Array {
  const all = new Float64Array(draws.chains * draws.draws);
  columnAt(draws, draws.names.indexOf(name)).forEach((chain, c) => {
    all.set(chain, c * draws.draws);
  });
  return all;
}

/** Sds and whatever else is positive end at 0. */
function lowestOf({ quantity }: ComparedParameter): number {
  return naturalSupport(quantity).kind === 'positive' ? 0 : Number.NEGATIVE_INFINITY;
}

/** Those with the largest shifts, in the order given. */
function worst(rows: readonly ComparedParameter[], most: number): ComparedParameter[] {
  const size = ({ shift }: ComparedParameter): number => (Number.isNaN(shift) ? 0 : Math.abs(shift));
  const chosen = new Set([...rows].sort((a, b) => size(b) - size(a)).slice(0, most));
  return rows.filter((row) => chosen.has(row));
}

function tableSection(parameters: readonly ComparedParameter[]): Markup {
  const rows = parameters.map((row) => [heading(row.name), ...compareCells(row).map(cell)]);
  return html`<section><h2>Numbers</h2>
<p class="soft">Shift: (estimate \u2212 mean) / sd. se / sd: how wide the approximation's interval is beside the posterior's.</p>
${table(['', ...compareHead], rows)}</section>
`;
}

function tailSection(tails: LaplaceTails | null): Markup | null {
  if (tails === null) return null;
  return html`<section><h2>Importance weights</h2>
${tailLines(tails).map((line) => html`<p>${line}</p>`)}
<p class="soft">Pareto k-hat is the shape of the tail of the weights that turn draws of the approximation into draws of the posterior.</p></section>
`;
}
