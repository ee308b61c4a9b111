import { EBFMI_LIMIT } from '../../../diagnostics/verdict.ts';
import type { Model } from '../../../models/glmm.ts';
import { columnAt } from '../../../models/posterior/draws.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { endsOf } from '../../../models/priors/support.ts';
import { isFixed, isMissingOutcome, naturalSupport } from '../../engine/program/quantity.ts';
import type { FitFile, ParameterRow } from '../fitSchema.ts';
import { verdictOf } from '../fitVerdict.ts';
import { html, type Markup, type Part, raw } from '../html.ts';
import { groupParameters } from '../parameterGroups.ts';
import { densityPlot } from '../plot/density.ts';
import { rankPlot } from '../plot/rank.ts';
import { colourCount } from '../plot/theme.ts';
import { tracePlot } from '../plot/trace.ts';
import { samplerLines } from '../summaryText.ts';
import { diagnosticCells, fixed } from '../textTable.ts';
import type { Section } from './htmlPage.ts';
import { predictiveMarkup } from './htmlPredictive.ts';
import { cell, details, heading, table, textCell } from './htmlTables.ts';

/** Parameters whose chains are drawn. */
const mostParameters = 12;

/** How the draws were made, how good they are, and the chains of the parameters that need a look most. */
export function checksSection(file: FitFile, fit: Fit, values = true): Section {
  const content = html`${samplerLines(file).map((line) => html`<p>${line}</p>\n`)}
${worstTable(file)}${hasModel(fit) ? predictiveMarkup(fit.model, fit, values) : null}${chainTable(file, fit)}${chainCharts(file, fit)}`;
  return { id: 'checks', title: 'Checks', content };
}

/** Whether a formula made it. */
export function hasModel(fit: Fit): fit is Fit<Model> {
  return fit.model !== null;
}

/** The least good of all quantities, by each diagnostic. */
function worstTable({ parameters }: FitFile): Markup {
  const judged = parameters.filter(({ quantity }) => !isFixed(quantity) && !isMissingOutcome(quantity));
  const worst = (badness: (row: ParameterRow) => number): ParameterRow =>
    judged.reduce((a, b) => (badness(b) > badness(a) || Number.isNaN(badness(b)) ? b : a));
  const rows = [
    worst(({ rhat }) => rhat),
    worst(({ essBulk }) => -essBulk),
    worst(({ essTail }) => -essTail),
  ];
  const titles = ['largest R-hat', 'fewest effective draws, bulk', 'fewest effective draws, tail'];
  return table(
    `The least good of ${judged.length} quantities`,
    ['diagnostic', 'parameter', 'value'],
    rows.map((row, k) => [heading(titles[k]), textCell(row.name), cell(diagnosticCells(row)[k])]),
    1,
  );
}

/** How each chain was sampled. */
function chainTable(file: FitFile, { sampler }: Fit): Markup {
  const rows = sampler.chains.map((chain, c) => [
    heading(`chain ${c + 1}`),
    cell(fixed(chain.warmupSeconds, 2)),
    cell(fixed(chain.sampleSeconds, 2)),
    cell(Number.isNaN(chain.stepSize) ? '-' : Number(chain.stepSize.toPrecision(3))),
    cell(chain.warmupGradients + chain.gradients),
    doubtful(String(chain.divergences.length), chain.divergences.length > 0),
    cell(chain.maxDepthHits),
    energyCell(file.sampler.ebfmi[c]),
  ]);
  const head = [
    ...[
      'chain',
      'warmup s',
      'sampling s',
      'step size',
      'gradients',
      'divergences',
      'at depth limit',
      'E-BFMI',
    ],
  ];
  return table('Chains', head, rows);
}

/** Density, trace and rank histograms by chain of the population parameters; open where something is wrong. */
function chainCharts(file: FitFile, fit: Fit): Markup {
  const { population, groupSds, family, own } = groupParameters(file);
  const all = [...population, ...groupSds, ...family, ...own].filter(({ quantity }) => !isFixed(quantity));
  const shown = fewestEffective(all);
  const divergent = fit.sampler.chains.map((c) => c.stats.divergent);
  const content = html`<p class="soft">Chains that agree give curves that lie together, traces without trend, and flat rank histograms: all draws are ranked together, and the band holds 95% of the counts that independent draws would give. ${selection(all.length, shown.length)} ${chainSelection(file.sampler.chains)}</p>
${legend(Math.min(file.sampler.chains, colourCount), file.sampler.divergences)}
${shown.map((row) => parameterCharts(row, fit, divergent))}`;
  return details('Posterior by chain, in pictures', content, !verdictOf(file).ok);
}

/** Importance resampling has no energies. */
function energyCell(ebfmi: number | undefined): Markup {
  return ebfmi === undefined ? cell('-') : doubtful(fixed(ebfmi, 2), !(ebfmi >= EBFMI_LIMIT));
}

function doubtful(text: string, doubt: boolean): Markup {
  return doubt ? html`<td class="doubt">${text}</td>` : cell(text);
}

/** The ones most in need of a look, in the file's order; "cannot tell" comes before few. */
function fewestEffective(rows: readonly ParameterRow[]): ParameterRow[] {
  const ess = ({ essBulk, essTail }: ParameterRow): number => {
    const least = Math.min(essBulk, essTail);
    return Number.isNaN(least) ? -1 : least;
  };
  const chosen = new Set([...rows].sort((a, b) => ess(a) - ess(b)).slice(0, mostParameters));
  return rows.filter((row) => chosen.has(row));
}

function selection(all: number, shown: number): string {
  if (all === shown) return `All ${all} population parameters are shown.`;
  return `The ${shown} parameters with the fewest effective draws are shown, ${all - shown} others left out.`;
}

function chainSelection(chains: number): string {
  return chains <= colourCount
    ? ''
    : `Of ${chains} chains the first ${colourCount} are drawn, and the rank histograms of all.`;
}

function legend(chains: number, divergences: number): Markup {
  const keys = Array.from({ length: chains }, (_, c) =>
    key(html`<path class="k${c + 1}" stroke-width="1.5" d="M0 6H22"/>`, `chain ${c + 1}`),
  );
  const mark =
    divergences === 0
      ? null
      : key(html`<path class="s-ink" stroke-width="1.6" d="M8 3l6 6m0-6l-6 6"/>`, 'divergent draw');
  return html`<div class="legend">${keys}${mark}</div>`;
}

function key(sign: Markup, text: string): Markup {
  return html`<span><svg class="plot" viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">${sign}</svg>${text}</span>`;
}

function parameterCharts(row: ParameterRow, { draws }: Fit, divergent: readonly Uint8Array[]): Markup {
  const chains = columnAt(draws, draws.names.indexOf(row.name));
  const [rhat, bulk, tail] = diagnosticCells(row);
  return html`<div class="parameter"><h3>${row.name} <span>R-hat ${rhat}, ESS bulk ${bulk}, tail ${tail}</span></h3>
<div class="charts">${charts(row, chains, divergent)}</div></div>
`;
}

function charts(
  { name, quantity }: ParameterRow,
  chains: readonly Float64Array[],
  divergent: readonly Uint8Array[],
): Part {
  if (!drawable(chains)) return html`<p>Not drawn: a draw is not finite, or a chain never changes.</p>`;
  const { lower, upper } = endsOf(naturalSupport(quantity));
  const all = { name, chains, support: [lower, upper] } as const;
  const shown = { ...all, chains: chains.slice(0, colourCount) };
  return [
    densityPlot([shown], chart),
    tracePlot([shown], divergent, chart),
    rankPlot([all], chains.length > beside ? growing : chart),
  ].map((picture) => html`<figure>${raw(picture)}</figure>`);
}

/** Rank histograms that stand side by side; more take further rows. */
const beside = 4;
/** The legend stands above all of them. */
const growing = { width: 320, theme: 'page', legend: false } as const;
const chart = { ...growing, height: 170 };

function drawable(chains: readonly Float64Array[]): boolean {
  return chains.every((values) => values.every(Number.isFinite) && values.some((x) => x !== values[0]));
}
