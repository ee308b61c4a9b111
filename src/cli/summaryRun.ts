import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { drawsDigest } from '../../models/posterior/drawsDigest.ts';
import { summariseDraws } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { readComparison } from '../report/compareSchema.ts';
import { compareText } from '../report/compareText.ts';
import { formatFitFile } from '../report/fitFile.ts';
import type { FitFile } from '../report/fitSchema.ts';
import { verdictOf } from '../report/fitVerdict.ts';
import { readLaplace } from '../report/laplaceSchema.ts';
import { laplaceFileText } from '../report/laplaceText.ts';
import { ratioOf } from '../report/ratio.ts';
import { checkOneFit } from '../report/stored/oneFit.ts';
import { readFitFile } from '../report/stored/readFitFile.ts';
import { readStoredFit } from '../report/stored/storedFit.ts';
import { summaryText } from '../report/summaryText.ts';
import { levelText } from '../report/textTable.ts';
import { terminalWidth } from './terminal.ts';

export interface SummaryOptions {
  readonly json?: boolean;
  readonly level?: number;
  readonly effects?: boolean;
  readonly digest?: boolean;
}

/** What can be summarised, by the file that a folder of it holds. */
const kinds = {
  'fit.json': posteriorSummary,
  'laplace.json': laplaceSummary,
  'compare.json': comparisonSummary,
} as const;

/** Prints a stored fit or comparison; 0, or 2 where it should not be trusted as it is. */
export async function runSummary(path: string, options: SummaryOptions): Promise<number> {
  const folder = await isFolder(path);
  const name = folder ? await resultIn(path) : await kindOf(path);
  if (options.digest === true && name !== 'fit.json')
    throw new InputError(`summary: --digest is of draws, and "${path}" is no posterior; leave it out`);
  if (options.digest === true && (options.json === true || options.level !== undefined))
    throw new InputError('summary: --digest prints nothing else; leave --json and --level out');
  return kinds[name](folder ? join(path, name) : path, folder ? path : null, options);
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function resultIn(folder: string): Promise<keyof typeof kinds> {
  for (const name of Object.keys(kinds) as (keyof typeof kinds)[]) {
    const there = await stat(join(folder, name)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (there) return name;
  }
  throw new InputError(
    `summary: folder "${folder}" holds none of ${Object.keys(kinds).join(', ')}; give one that --out wrote`,
  );
}

/** By what it holds, whatever it is called; what cannot be told is read as a posterior, whose reader says what is wrong. */
async function kindOf(path: string): Promise<keyof typeof kinds> {
  const json = await readFile(path, 'utf8').then(tryJson, () => null);
  if (typeof json !== 'object' || json === null || 'sampler' in json) return 'fit.json';
  if ('approximation' in json) return 'compare.json';
  return 'method' in json ? 'laplace.json' : 'fit.json';
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function posteriorSummary(
  path: string,
  folder: string | null,
  { json, level, digest }: SummaryOptions,
): Promise<number> {
  const stored = await readFitFile(path);
  if (folder !== null) await checkOneFit(folder, { name: 'fit.json', mark: stored.fingerprint });
  if (digest === true) {
    process.stdout.write(`${drawsDigest((await drawsAt(path)).draws)}\n`);
    return verdictOf(stored).ok ? 0 : 2;
  }
  const file = level === undefined || level === stored.level ? stored : await atLevel(path, stored, level);
  const { ok, text } = verdictOf(file);
  process.stdout.write(json === true ? formatFitFile(file) : summaryText(file, terminalWidth()));
  if (json === true && !ok) process.stderr.write(`${text}\n`);
  return ok ? 0 : 2;
}

/** The same fit with other intervals, from its draws. */
async function atLevel(path: string, file: FitFile, level: number): Promise<FitFile> {
  if (!(level > 0 && level < 1))
    throw new InputError(`summary: --level must lie between 0 and 1, got ${level}`);
  const fit = await drawsAt(path);
  const ends = new Map(summariseDraws(fit.draws, level).map((row, q) => [fit.draws.names[q], row]));
  const parameters = file.parameters.map((row) => {
    const { lower = Number.NaN, upper = Number.NaN } = ends.get(row.name) ?? {};
    const ratio = row.ratio === undefined ? null : ratioOf(row.quantity, row.q50, { lower, upper });
    return { ...row, lower, upper, ...(ratio === null ? {} : { ratio }) };
  });
  return { ...file, level, parameters };
}

async function drawsAt(
  path: string,
): Promise<Extract<Awaited<ReturnType<typeof readStoredFit>>, { kind: 'posterior' }>> {
  const fit = await readStoredFit(path, 'summary');
  if (fit.kind === 'posterior') return fit;
  throw new InputError(`summary: "${path}" is no posterior`);
}

async function laplaceSummary(
  path: string,
  folder: string | null,
  { json, level, effects }: SummaryOptions,
): Promise<number> {
  const text = await readFile(path, 'utf8');
  const file = readLaplace(path, JSON.parse(text), 'summary');
  if (folder !== null) await checkOneFit(folder, { name: 'laplace.json', mark: file.fingerprint });
  if (level !== undefined && level !== file.level)
    throw new InputError(
      `summary: a stored Laplace fit keeps its level of ${levelText(file.level)}; run poolwise laplace with --level ${level}`,
    );
  process.stdout.write(json === true ? text : laplaceFileText(file, effects ?? false, terminalWidth()));
  return file.verdict.ok ? 0 : 2;
}

async function comparisonSummary(
  path: string,
  _: string | null,
  { json, level }: SummaryOptions,
): Promise<number> {
  if (level !== undefined) throw new InputError('summary: a comparison has no --level');
  const text = await readFile(path, 'utf8');
  const { formula, approximation, parameters, verdict, importance } = readComparison(path, JSON.parse(text));
  const title = `${formula}\n${approximation} (estimate, se) beside the posterior (mean, sd, median)`;
  process.stdout.write(json === true ? text : compareText(title, parameters, verdict.text, importance));
  return verdict.posteriorTrusted ? 0 : 2;
}
