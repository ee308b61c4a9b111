import { basename, resolve, sep } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { checkExport, type ExportKind, type ExportOptions } from '../report/export/exportFit.ts';
import { refuseOccupied, saveExport } from '../report/export/saveExport.ts';
import { loadFolder } from '../report/stored/loadFolder.ts';
import { judge } from './judge.ts';

export interface ExportFlags extends ExportOptions {
  /** As it was typed. */
  readonly as: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** What comes after the fit's name where none is given. */
const endings: Readonly<Record<ExportKind, string>> = {
  cmdstan: '-cmdstan',
  arviz: '.json',
  arrow: '.arrow',
  parquet: '.parquet',
  csv: '.csv',
};

/** Writes the export and says where. The exit code is as `judge` has it. */
export async function runExport(path: string, options: ExportFlags): Promise<number> {
  const { as, out, force = false, ...asked } = options;
  checkExport(as, asked);
  const kind = as as ExportKind;
  const to = out ?? `${basename(resolve(path))}${endings[kind]}`;
  refuseInside(path, to);
  if (!force) await refuseOccupied(to);
  const fit = await loadFolder(path, {}, 'export');
  await saveExport(fit, kind, to, { ...asked, force });
  process.stdout.write(`${to}\n`);
  return judge(fit);
}

/** A fit's folder is replaced as a whole, so that nothing in it is of another fit. */
function refuseInside(fit: string, to: string): void {
  const [inner, outer] = [resolve(to), resolve(fit)];
  if (inner !== outer && !inner.startsWith(outer + sep)) return;
  throw new InputError(`output: --out "${to}" is in the folder of the fit; choose another place`, {
    path: to,
  });
}
