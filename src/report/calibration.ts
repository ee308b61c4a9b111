import { html, raw } from './html.ts';
import { page } from './page/htmlPage.ts';
import { cell, heading, table } from './page/htmlTables.ts';
import { calibrationPlot, type RankBand } from './plot/calibration.ts';
import { textTable } from './textTable.ts';

/** What `poolwise verify` found, as verify.json has it. */
export interface CalibrationFile {
  readonly poolwise: string;
  readonly formula: string;
  readonly family: { readonly name: string; readonly link: string };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly verdict: { readonly ok: boolean; readonly warns: boolean; readonly text: string };
  /** Draws that each truth was ranked among. */
  readonly draws: number;
  readonly dataSets: {
    readonly ranked: number;
    readonly refused: readonly string[];
    readonly failed: readonly string[];
    readonly withDivergences: number;
    /** With fewer effective draws than twice those ranked. */
    readonly shortOfEss: number;
  };
  readonly quantities: readonly CalibratedQuantity[];
}

export interface CalibratedQuantity {
  readonly name: string;
  readonly p: number;
  /** Left out for group effects pooled. */
  readonly ranks?: readonly number[];
}

/** Quantities in the printed table, and in the pictures of the page. */
const mostRows = 12;
const mostPictures = 24;
const histogramCells = 8;

/** The verdict, and the quantities where ranks are furthest from uniform. */
export function calibrationText(file: CalibrationFile): string {
  const rows = worstFirst(file)
    .slice(0, mostRows)
    .map(({ name, p, ranks }) => [
      name,
      p.toPrecision(2),
      ranks === undefined ? 'pooled' : counts(ranks, file.draws).join(' '),
    ]);
  const more = file.quantities.length - rows.length;
  return [
    `${file.formula}   [${file.family.name}, ${file.family.link}]`,
    file.verdict.text,
    ...remarks(file),
    '',
    ...textTable(['least uniform first', 'p', `ranks of the truth in ${histogramCells} cells`], rows),
    ...(more > 0 ? [`and ${more} more`] : []),
    '',
  ].join('\n');
}

/** The same as a page that needs nothing else, with histograms and distribution functions of the ranks. */
export function calibrationHtml(file: CalibrationFile, band: RankBand): string {
  const { verdict, formula, family } = file;
  const sorted = worstFirst(file);
  const shown = sorted.flatMap(({ name, ranks }) => (ranks === undefined ? [] : [{ name, ranks }]));
  const rows = sorted.map(({ name, p }) => [heading(name), cell(p.toPrecision(2))]);
  const picture = calibrationPlot(shown.slice(0, mostPictures), file.draws, band, { theme: 'page' });
  const title = verdict.ok ? (verdict.warns ? '? Doubtful' : '\u2713 Calibrated') : '\u2717 Not calibrated';
  return page({
    title: `Calibration: ${formula}`,
    heading: formula,
    lead: [`${family.name} (${family.link} link): simulation-based calibration`],
    sections: [
      {
        ...{ id: 'verdict', entry: 'Verdict', title },
        verdict: verdict.ok ? (verdict.warns ? 'caution' : 'ok') : 'bad',
        content: html`<p>${verdict.text}</p>${remarks(file).map((line) => html`<p>${line}</p>\n`)}`,
      },
      ...(shown.length === 0
        ? []
        : [{ id: 'ranks', title: 'Ranks', content: html`<figure>${raw(picture)}</figure>` }]),
      { id: 'tests', title: 'Tests', content: table('p-values of uniform ranks', ['quantity', 'p'], rows) },
    ],
    foot: `poolwise ${file.poolwise}. Every rank is in verify.json.`,
  });
}

function worstFirst({ quantities }: CalibrationFile): CalibratedQuantity[] {
  return [...quantities].sort((a, b) => a.p - b.p);
}

function remarks({ dataSets: { ranked, withDivergences, shortOfEss }, draws }: CalibrationFile): string[] {
  return [
    ...(withDivergences > 0 ? [`${withDivergences} of ${ranked} fits had divergences`] : []),
    ...(shortOfEss > 0
      ? [
          `in ${shortOfEss} of ${ranked} fits the draws are worth fewer than ${2 * draws} independent ones, however long the chain`,
        ]
      : []),
  ];
}

function counts(ranks: readonly number[], draws: number): number[] {
  const out = new Array<number>(histogramCells).fill(0);
  for (const rank of ranks) out[Math.floor((rank * histogramCells) / (draws + 1))]++;
  return out;
}
