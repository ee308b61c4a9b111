import type { Content } from '../../data/content.ts';
import { formatCsv } from '../../data/formatCsv.ts';
import { tableFromColumns } from '../../data/tableFromColumns.ts';
import { coefficientLabel, type Quantity } from '../../engine/program/quantity.ts';
import { formatLaplaceFile, laplaceFile } from '../laplaceFile.ts';
import type { LaplaceReport } from '../laplaceReport.ts';
import { laplaceText } from '../laplaceText.ts';
import { laplaceHtml } from '../page/laplaceHtml.ts';
import { modelFiles } from './modelFiles.ts';

/**
 * The files of a Laplace fit: its numbers, summary and page, the group effects where it has some, and unless `data` is false
 * what the model was declared on.
 */
export function laplaceFiles(
  report: LaplaceReport,
  { allEffects = false, data = true } = {},
): ReadonlyMap<string, Content> {
  const file = laplaceFile(report);
  return new Map<string, Content>([
    ['laplace.json', formatLaplaceFile(file)],
    ...(data ? modelFiles(report.result.model, file.fingerprint) : []),
    ['summary.txt', laplaceText(report, allEffects)],
    ['report.html', laplaceHtml(report, { data })],
    ...(report.effects.length > 0 ? [['effects.csv', formatCsv(effectTable(report))] as const] : []),
  ]);
}

function effectTable({ effects }: LaplaceReport): ReturnType<typeof tableFromColumns> {
  return tableFromColumns({
    group: effects.map((e) => e.group),
    level: effects.map((e) => e.level),
    coef: effects.map(({ coef, quantity }) => labelOf(coef, quantity)),
    mode: effects.map((e) => e.mode),
    sd: effects.map((e) => e.conditionalSd),
    lower: effects.map((e) => e.lower),
    upper: effects.map((e) => e.upper),
    total_sd: effects.map((e) => e.sd),
  });
}

/** A coefficient with its linear predictor, where that is not the mean's. */
function labelOf(coef: string, quantity: Quantity): string {
  return quantity.kind === 'groupEffect' ? coefficientLabel(quantity.predictor, coef) : coef;
}
