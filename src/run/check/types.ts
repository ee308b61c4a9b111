import type { DoubtKind, RemarkKind } from '../../../diagnostics/index.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import type { Quantity } from '../../engine/program/quantity.ts';
import type { SampleOptions } from '../settings.ts';

/** What findings of draws are about. */
export type DrawFinding = DoubtKind | RemarkKind;

/** What `check` found of a fit. */
export interface Check<Kind extends string = DrawFinding> {
  /** False where a doubt was found: the fit should not be used as it is. */
  readonly trusted: boolean;
  /** The verdict, in words. */
  readonly text: string;
  /** Doubts first, then what is worth knowing. */
  readonly findings: readonly CheckFinding<Kind>[];
  /** Why, probably, and what is worth knowing of the posterior besides. */
  readonly causes: readonly Cause[];
  /** Remedies, in the order they were tried, the last one the best that was found; empty where nothing is to mend. */
  readonly tried: readonly Tried[];
  /** Why nothing was tried though something is to mend, to end a sentence; null else. */
  readonly untried: string | null;
  /** Draws a chain in all that should do; null where those that there are do, or nobody can say. */
  readonly enoughDraws: number | null;
}

/** One thing that is wrong, or worth knowing. */
export interface CheckFinding<Kind extends string = DrawFinding> {
  readonly kind: Kind;
  /** A doubt keeps the fit from being trusted, a remark does not. */
  readonly severity: 'doubt' | 'remark';
  readonly text: string;
  /** The quantities that it shows in most, worst first; empty where it is of the whole run. */
  readonly worst: readonly WorstQuantity[];
}

/** A quantity with the numbers that it is judged by. */
export interface WorstQuantity {
  readonly name: string;
  readonly quantity: Quantity;
  readonly rhat: number;
  readonly essBulk: number;
  readonly essTail: number;
}

/** Kinds of causes; docs/checks.md says of each what it is told by. */
export type CauseKind =
  | 'nonFinite'
  | 'constant'
  | 'ties'
  | 'stuckChain'
  | 'strayChain'
  | 'severalModes'
  | 'drift'
  | 'shortRun'
  | 'longSteps'
  | 'divergentPlace'
  | 'funnel'
  | 'sdAtZero'
  | 'oneWayLevels'
  | 'fewLevels'
  | 'separation'
  | 'collinear'
  | 'heavyTails'
  | 'slowEnergy'
  | 'deepTrees'
  | 'poorProposal';

/** What probably lies behind findings, with the numbers that say so. */
export interface Cause {
  readonly kind: CauseKind;
  readonly text: string;
  /** What a user may do about it. */
  readonly advice: string;
  /** The parameters it is about. */
  readonly names: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
  /** The findings that it may be behind; none where it is only worth knowing. */
  readonly explains: readonly DrawFinding[];
}

/** What `extend` adds: draws of every chain, or chains. */
export type More = { readonly draws: number } | { readonly chains: number };

/** What gives the same draws: `sample(model, options)`, or `extend(fit, options)`. */
export type How =
  | { readonly kind: 'sample'; readonly options: SampleOptions }
  | { readonly kind: 'extend'; readonly options: More };

/** A remedy that was tried, or why it was not. */
export type Tried = {
  /** What was done otherwise, in words. */
  readonly what: string;
  readonly how: How;
} & (
  | {
      readonly kind: 'run';
      readonly seconds: number;
      readonly trusted: boolean;
      /** The verdict on the new draws. */
      readonly text: string;
      readonly fit: Fit;
    }
  | { readonly kind: 'notRun'; readonly why: string }
);
