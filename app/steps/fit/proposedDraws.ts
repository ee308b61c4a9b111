import type { FitEntry } from '../../state/session.ts';

/** Draws of each chain that are proposed beside those that there are. */
export function proposedDraws({ sampling, report }: Pick<FitEntry, 'sampling' | 'report'>): number {
  const lacking = (report?.enoughDraws ?? 0) - (report?.draws ?? sampling.draws);
  return lacking > 0 ? lacking : sampling.draws;
}
