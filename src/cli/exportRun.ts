import { basename, join, resolve, sep } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { didYouMean } from '../engine/nearest.ts';
import { checkExport, type ExportKind, type ExportOptions } from '../report/export/exportFit.ts';
import { refuseOccupied, saveExport } from '../report/export/saveExport.ts';
import { folderData } from '../report/reproduce/dataFile.ts';
import { type CodeKind, codeKinds, fitCode } from '../report/reproduce/fitCode.ts';
import { loadFolder } from '../report/stored/loadFolder.ts';
import { writeResults } from '../report/stored/writeResults.ts';
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

/** What is of draws, as it is typed. */
const flagNames: Readonly<Record<keyof ExportOptions, string>> = {
  thin: 'thin',
  predictive: 'predictive',
  logLikelihood: 'log-likelihood',
};

/** Prints code that fits the same again, or writes it. */
async function runCode(path: string, kind: CodeKind, { out, force = false }: ExportFlags): Promise<number> {
  if (out !== undefined) refuseInside(path, out);
  if (out !== undefined && !force) await refuseOccupied(out);
  const fit = await loadFolder(path, {}, 'export');
  const text = `${fitCode(fit, kind, { data: join(path, folderData.name) }).trimEnd()}\n`;
  if (out !== undefined) await writeResults([{ path: out, content: text }], null);
  process.stdout.write(out === undefined ? text : `${out}\n`);
  return judge(fit);
}

/** Writes the export and says where. The exit code is as `judge` has it. */
export async function runExport(path: string, options: ExportFlags): Promise<number> {
  const { as, out, force = false, ...asked } = options;
  const code = codeKinds.find((kind) => kind === as);
  if (code !== undefined) {
    const [ofDraws] = Object.keys(asked);
    if (ofDraws !== undefined)
      throw new InputError(
        `export: ${code} is code, which has no draws; leave --${flagNames[ofDraws as keyof typeof flagNames]} out`,
      );
    return runCode(path, code, options);
  }
  if (!Object.hasOwn(endings, as)) {
    const have = [...Object.keys(endings), ...codeKinds];
    throw new InputError(`export: no format "${as}" (have: ${have.join(', ')})${didYouMean(as, have)}`);
  }
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
