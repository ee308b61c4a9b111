import type { ComparedParameter } from '../../../models/compare/compareParameters.ts';
import type { LaplaceTails } from '../../../models/compare/paretoK.ts';
import type { Draws } from '../../../models/posterior/draws.ts';
import { columnAt } from '../../../models/posterior/draws.ts';
import { naturalSupport } from '../../engine/program/quantity.ts';
import type { CompareFile } from '../compareFile.ts';
import { compareCells, compareHead, tailLines } from '../compareText.ts';
import { noteLines } from '../describeModel.ts';
import { html, raw } from '../html.ts';
import { compareDensityPlot } from '../plot/compareDensity.ts';
import { compareIntervalsPlot } from '../plot/compareIntervals.ts';
import { page, type Section } from './htmlPage.ts';
import { cell, heading, table } from './htmlTables.ts';

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
  const told = noteLines(notes);
  const sections = [
    ...compared.flatMap((one, k) => comparedSections(one, draws, compared.length > 1 ? k + 1 : null)),
    told.length === 0 ? null : notesSection(told),
  ];
  return page({
    title: `${names} and posterior: ${formula}`,
    heading: formula,
    lead: [`${family.name} (${family.link} link): ${names} beside the posterior`],
    sections: sections.filter((section): section is Section => section !== null),
    foot: `poolwise ${poolwise}. Every number is in compare.json.`,
    fingerprint,
  });
}

function notesSection(notes: readonly string[]): Section {
  return { id: 'notes', title: 'Notes', content: html`${notes.map((note) => html`<p>${note}</p>\n`)}` };
}

/** What is held against the posterior: the file, and its own draws where it has some. */
interface Compared {
  readonly file: CompareFile;
  readonly draws: Draws | null;
}

/** @param number among several fits; null for the only one */
function comparedSections(
  { file, draws: own }: Compared,
  draws: Draws,
  number: number | null,
): (Section | null)[] {
  const { verdict, parameters, approximation } = file;
  const of = number === null ? '' : `${approximation}: `;
  const sections = [
    {
      id: 'verdict',
      entry: `${of}Verdict`,
      title: headline(verdict, own !== null),
      verdict: verdict.ok ? ('ok' as const) : ('bad' as const),
      content: html`<p>${verdict.text}</p>`,
    },
    intervalSection(parameters, approximation, own !== null),
    densitySection(parameters, draws, approximation, own),
    tableSection(parameters),
    tailSection(file.importance),
  ];
  return sections.map(
    (section) =>
      section && { ...section, id: `${section.id}${number ?? ''}`, title: `${of}${section.title}` },
  );
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
): Section {
  const shown = worst(parameters, mostIntervals);
  const left = parameters.length - shown.length;
  const selection =
    left > 0 ? ` The ${shown.length} with the largest shifts; ${left} others are in the table.` : '';
  const content = html`<p class="soft">90% intervals in posterior sds from the posterior mean. Above, the posterior: median, 5% and 95% quantiles; below, ${approximation}: ${isPosterior ? 'mean \u00b1 1.645 sds' : 'estimate \u00b1 1.645 standard errors'}.${selection}</p>
<figure>${raw(compareIntervalsPlot(shown, ['posterior', approximation], { theme: 'page' }))}</figure>
`;
  return { id: 'intervals', title: 'Intervals', content };
}

function densitySection(
  parameters: readonly ComparedParameter[],
  draws: Draws,
  approximation: string,
  own: Draws | null,
): Section {
  const drawable = parameters.filter(({ sd }) => Number.isFinite(sd) && sd > 0);
  const shown = worst(drawable, mostDensities);
  const names = ['posterior', approximation] as const;
  const figures = shown.map((row) => {
    const other = own === null ? null : together(own, row.name);
    const picture = compareDensityPlot(row, together(draws, row.name), other, lowestOf(row), names, chart);
    return html`<figure>${raw(picture)}</figure>`;
  });
  const content = html`<p class="soft">${own === null ? "The posterior's density, and the normal density that estimate and standard error stand for (dashed)." : 'The densities of both posteriors.'}</p>
<div class="charts">${figures}</div>
`;
  return { id: 'densities', title: 'Densities', content };
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

function tableSection(parameters: readonly ComparedParameter[]): Section {
  const rows = parameters.map((row) => [heading(row.name), ...compareCells(row).map(cell)]);
  const content = html`<p class="soft">Shift: (estimate \u2212 mean) / sd. se / sd: how wide the approximation's interval is beside the posterior's.</p>
${table('Posterior and approximation', ['parameter', ...compareHead], rows)}`;
  return { id: 'numbers', title: 'Numbers', content };
}

function tailSection(tails: LaplaceTails | null): Section | null {
  if (tails === null) return null;
  const content = html`${tailLines(tails).map((line) => html`<p>${line}</p>`)}
<p class="soft">Pareto k-hat is the shape of the tail of the weights that turn draws of the approximation into draws of the posterior.</p>
`;
  return { id: 'weights', title: 'Importance weights', content };
}
