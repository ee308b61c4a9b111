/**
 * Writes the tables of docs/benchmarks.md and docs/scale.md from the latest bench/results/*.json, between their markers.
 * @example npm run build && node dist/bench/table.js
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Cells, cell, markdownTable } from './cells.ts';
import { type CheckedStage, checkTable, paperTable } from './costTables.ts';
import { type FamilyResults, familyTable, fitTable, groupTable, residualTable } from './familyTables.ts';
import { forecastTable } from './foretold.ts';
import { type GrowthRow, growthTableOf } from './growthTables.ts';
import { type LaplaceRow, laplaceTable } from './laplaceTables.ts';
import { busyWarning, machineLine } from './machine.ts';
import { latestResults, type Results } from './results.ts';
import { type ScaleRow, scaleTable } from './scaleTables.ts';
import type { StanRow } from './stanModel.ts';
import { smallMean, stanTable } from './stanTables.ts';
import { gradientTable, linearityTable, samplingTable, type ZooRow } from './zooTables.ts';

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`bench: the page has no ${open} ... ${close}`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function section<Row>(
  results: Results<Row> | null,
  table: (rows: readonly Row[]) => Cells,
  after: readonly string[] = [],
): string {
  if (results === null) return 'Not measured yet.';
  const { machine, note, rows } = results;
  return [
    markdownTable(table(rows)),
    ...after,
    `${machineLine(machine)}; ${note}.${busyWarning(machine)}`,
  ].join('\n\n');
}

const measured = latestResults<ZooRow>('zoo');
const scaled = latestResults<ScaleRow>('scale');
const forecastsOfZoo = (rows: readonly ZooRow[]) =>
  forecastTable(rows.map(({ name, sampling }) => ({ ...sampling, name, sampler: sampling.strategy })));
const compared = latestResults<StanRow>('stan');
const mean =
  compared === null ? [] : [`Geometric mean of the small models' ratios: ${cell(smallMean(compared.rows))}.`];
const families = latestResults<FamilyResults>('families');
const sections: Readonly<Record<string, string>> = {
  sampling: section(measured, samplingTable),
  gradients: section(measured, gradientTable),
  linearity: section(measured, linearityTable),
  stan: section(compared, stanTable, mean),
  growth: section(latestResults<GrowthRow>('growth'), growthTableOf),
  scale: section(scaled, scaleTable),
  'forecast-zoo': section(measured, forecastsOfZoo),
  'forecast-scale': section(scaled, forecastTable),
  families: section(families, ([of]) => familyTable(of.families)),
  groups: section(families, ([of]) => groupTable(of.groups)),
  residuals: section(families, ([of]) => residualTable(of.residuals)),
  fits: section(families, ([of]) => fitTable([...of.fits, ...of.structureFits])),
  laplace: section(latestResults<LaplaceRow>('laplace'), laplaceTable),
};
const scale = latestResults<CheckedStage>('cost');
const onPaper: Readonly<Record<string, string>> = {
  cost: section(scale, checkTable),
  paper: section(scale, paperTable),
};

function fillPage(name: string, tables: Readonly<Record<string, string>>): void {
  const page = new URL(`../../docs/${name}`, import.meta.url);
  const text = Object.entries(tables).reduce(
    (page, [name, content]) => fill(page, name, content),
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, text);
}

fillPage('benchmarks.md', sections);
fillPage('scale.md', onPaper);
