import { verdictOf } from '../report/fitVerdict.ts';
import type { LoadedFit } from '../report/stored/loadedFit.ts';

/** The exit code of whatever was made of a stored fit: 0, or 2 with a word on standard error where it should not be trusted as it is. */
export function judge(fit: LoadedFit): number {
  const { ok, text } = judged(fit);
  if (!ok) process.stderr.write(`${text}\n`);
  return ok ? 0 : 2;
}

function judged(fit: LoadedFit): { readonly ok: boolean; readonly text: string } {
  switch (fit.kind) {
    case 'posterior':
    case 'density':
    case 'draws':
      return verdictOf(fit.file);
    case 'laplace':
    case 'estimates':
      return fit.file.verdict;
  }
}
