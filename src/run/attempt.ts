import type { Plan } from './plan.ts';
import type { Trouble } from './trouble.ts';

/** What is put into a run beyond a plan's defaults. */
export interface Effort {
  /** Whether steps are kept small: target acceptance of at least `fineAccept`, and twice the warmup. */
  readonly fine: boolean;
  /** Transitions a draw. */
  readonly every: number;
}

/** A way to sample, and why it is taken. */
export interface Attempt {
  readonly plan: Plan;
  readonly effort: Effort;
  readonly reason: string;
}

export const usualEffort: Effort = { fine: false, every: 1 };

/** Target acceptance of small steps; Stan's advice ends there too. */
export const fineAccept = 0.99;

/** More than the shortage asks for: it was estimated from few effective draws. */
const margin = 1.5;
/** A shortage that more transitions of a reference make up for. */
const slightShortage = 2;
/** Most transitions a draw; whoever needs more should know. */
const mostEvery = 10;

/**
 * What to try after a run in trouble; null where nothing is left. A reference's rotations get more transitions a draw where
 * those of several factors are worth a little too few, else they give way to NUTS in the same coordinates, stretched; where even so the energy moves slowly, or warmup gave the reference up, to NUTS in the
 * program's own. NUTS gets smaller steps where it diverges, and more transitions a draw where the draws are worth too few.
 */
export function nextAttempt({ plan, effort, reason }: Attempt, trouble: Trouble): Attempt | null {
  const because = (way: string, from: string): string =>
    reason.startsWith(switched)
      ? `${reason}; then ${way}: ${trouble.reason}`
      : `${switched}${from} to ${way}: ${trouble.reason}`;
  const walk = (next: Plan, way: string): Attempt => ({
    plan: next,
    effort: usualEffort,
    reason: because(way, nameOf(plan, trouble)),
  });
  switch (plan.kind) {
    case 'laplace':
      return null;
    case 'gibbs':
      if (trouble.kind === 'poor') return walk({ kind: 'nuts' }, 'NUTS');
      break;
    case 'reference':
      if (trouble.kind === 'poor') return walk({ kind: 'nuts' }, 'NUTS');
      if (mixesNearlyWell(plan, effort, trouble)) break;
      return walk({ kind: 'whitened', transport: plan.transport }, 'NUTS in its coordinates');
    case 'collapsed':
      if (plan.gaussian !== null) return walk({ ...plan, gaussian: null }, 'NUTS');
      break;
    case 'quadrature':
      if (plan.proposal !== null) return walk({ ...plan, proposal: null }, 'NUTS');
      break;
    case 'whitened':
      if (trouble.kind === 'energy' || (trouble.kind === 'mixing' && trouble.shortage > mostEvery))
        return walk({ kind: 'nuts' }, 'NUTS');
      break;
    case 'nuts':
      break;
  }
  const more = harder(effort, trouble);
  return more === null ? null : { plan, effort: more.effort, reason: because(more.way, usualSettings) };
}

/** Begins every reason that tells of a switch. */
const switched = 'switched from ';

function nameOf(plan: Plan, trouble: Trouble): string {
  if (plan.kind === 'gibbs' && trouble.kind === 'poor') return 'gibbs';
  if (plan.kind === 'quadrature' && plan.proposal !== null) return 'independent proposals';
  return plan.kind === 'reference' || (plan.kind === 'collapsed' && plan.gaussian !== null)
    ? 'a Gaussian reference'
    : usualSettings;
}

const usualSettings = 'the usual settings';

/**
 * Whether more transitions of a reference are tried before a walk by NUTS, which takes several times as many gradients a
 * draw and 2.5 times the warmup. Only with several factors: with one, a shortage is a heavy tail as a rule.
 */
function mixesNearlyWell(
  { transport }: Extract<Plan, { kind: 'reference' }>,
  effort: Effort,
  trouble: Trouble,
): boolean {
  return (
    trouble.kind === 'mixing' &&
    trouble.shortage <= slightShortage &&
    effort.every === 1 &&
    transport.stages.length > 1
  );
}

function harder(effort: Effort, trouble: Trouble): { effort: Effort; way: string } | null {
  if (trouble.kind === 'mixing') {
    if (effort.every > 1) return null;
    const every = Math.min(mostEvery, Math.ceil(margin * trouble.shortage));
    return { effort: { ...effort, every }, way: `one draw in ${every} transitions` };
  }
  return effort.fine ? null : { effort: { ...effort, fine: true }, way: 'smaller steps' };
}
