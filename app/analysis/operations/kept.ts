import { drawsDigest, type Fit, fitFiles, loadFit, type Model } from 'poolwise';
import { createKept } from '../../state/kept.ts';
import type { FitReport } from '../../state/session.ts';
import { reportOf } from '../fit/report.ts';
import { held } from '../held.ts';

const kept = createKept();

/** Keeps the files of a fit in the browser; false where the worker has no such fit. */
export async function keepFit(id: string): Promise<boolean> {
  const found = held.fits.get(id);
  if (found === undefined) return false;
  const files = await fitFiles(found.fit);
  const { 'report.html': _, ...needed } = Object.fromEntries(files);
  await kept.keepFit(id, new Map(Object.entries(needed)));
  return true;
}

export interface FitWanted {
  readonly id: string;
  /** Of the draws that the session tells of, where it does. */
  readonly digest: string | undefined;
}

export interface FitsBrought {
  /** Ids of those that could not be. */
  readonly lost: readonly string[];
  /** How those went whose draws are others than the session tells of, as where the page was closed in the midst of keeping. */
  readonly others: readonly (readonly [id: string, report: FitReport])[];
}

/** Loads the fits that the worker does not hold, with their models; what is asked after this waits for it. */
export async function bringFits(wanted: readonly FitWanted[]): Promise<FitsBrought> {
  const [lost, others]: [string[], [string, FitReport][]] = [[], []];
  for (const { id, digest } of wanted) {
    const fit = held.fits.get(id)?.fit ?? (await bringFit(id));
    if (fit === null) lost.push(id);
    else if (digest !== undefined && digest !== drawsDigest(fit)) others.push([id, await reportOf(fit)]);
  }
  return { lost, others };
}

async function bringFit(id: string): Promise<Fit<Model> | null> {
  const files = await kept.fit(id).catch(() => null);
  if (files === null) return null;
  const loaded = await loadFit(files).catch(() => null);
  if (loaded?.kind !== 'posterior') return null;
  held.fits.set(id, { fit: loaded });
  return loaded;
}
