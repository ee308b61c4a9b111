import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { Check, CheckFinding } from '../run/check/types.ts';
import { type LaplaceWarning, laplaceVerdict } from './laplaceVerdict.ts';
import type { LoadedEstimates } from './stored/loadedFit.ts';

/** What findings of a Laplace fit are about; 'stored' where it came back without its model. */
type LaplaceFinding = LaplaceWarning['kind'] | 'stored';

/** Of a Laplace fit: fresh ones are judged by their Wald intervals, stored ones by what was stored besides. */
export function checkLaplace(
  fit: LaplaceResult & { readonly file?: LoadedEstimates['file'] },
): Check<LaplaceFinding> {
  const fresh = laplaceVerdict(fit, { kind: 'wald' });
  const { ok, text } = fit.file?.verdict ?? fresh;
  const findings = fresh.found.map(({ kind, text: words }): CheckFinding<LaplaceFinding> => {
    const isDoubt = kind === 'notConverged' || kind === 'notHighest';
    return { kind, severity: isDoubt ? 'doubt' : 'remark', text: words, worst: [] };
  });
  return { trusted: ok, text, findings, causes: [], tried: [], untried: null, enoughDraws: null };
}

/** Of estimates without their model, as they were stored. */
export function checkEstimates({ file }: LoadedEstimates): Check<LaplaceFinding> {
  const { verdict, warnings } = file;
  const severity = verdict.ok ? 'remark' : 'doubt';
  const findings = warnings.map(
    (text): CheckFinding<LaplaceFinding> => ({ kind: 'stored', severity, text, worst: [] }),
  );
  return {
    trusted: verdict.ok,
    text: verdict.text,
    findings,
    causes: [],
    tried: [],
    untried: null,
    enoughDraws: null,
  };
}
