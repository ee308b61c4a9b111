import { describeArgument } from '../../../models/arguments.ts';
import type { Content } from '../../data/content.ts';
import { InputError } from '../../engine/errors.ts';
import { fitFile } from '../fitFile.ts';
import { type AnyFit, isFit, isLaplaceFit } from '../kindOfFit.ts';
import { laplaceReport } from '../laplaceReport.ts';
import { posteriorFiles } from './fitFolder.ts';
import { laplaceFiles } from './laplaceFolder.ts';

/** Of `fitFiles`. */
export interface FileOptions {
  /** Confidence level of the intervals that are stored; the fit's own, or 0.95, if left out. */
  readonly level?: number;
  /** Whether the columns that the model reads are stored, so that the model comes back too; true if left out. */
  readonly data?: boolean;
}

/** The files that a fit is stored as, and the command whose they are. Throws InputError for what is no fit. */
export function storedAs(
  where: string,
  fit: AnyFit,
  { level, data = true }: FileOptions,
): { readonly kind: 'fit' | 'laplace'; readonly files: ReadonlyMap<string, Content> } {
  if (isLaplaceFit(fit)) return { kind: 'laplace', files: laplaceFiles(laplaceReport(fit, level), { data }) };
  if (isFit(fit)) return { kind: 'fit', files: posteriorFiles(fitFile(fit, level), fit, { data }) };
  throw new InputError(
    `${where}: expected a fit, as sample or laplace makes it, got ${describeArgument(fit)}`,
  );
}
