import { InputError } from '../engine/errors.ts';

/** What a property found. It never throws for what it tries: a sampler that throws has failed. */
export interface PropertyResult {
  readonly ok: boolean;
  /** One sentence with the evidence. */
  readonly text: string;
}

/** The two limits of a statistical test, as chances that something correct is taken for wrong, over all tests of one property. */
export interface Limits {
  /** Below this it fails; 1e-4 if left out. */
  readonly level?: number;
  /** Below this it warns: run more; 0.01 if left out, and never less than `level`. */
  readonly warnLevel?: number;
}

/** One test, and the chance of evidence as strong as this if nothing is wrong. */
export interface StatisticalTest {
  readonly name: string;
  readonly p: number;
}

/** What many tests together say. */
export interface StatisticalResult extends PropertyResult {
  /** Not ok, or between the limits. */
  readonly warns: boolean;
  readonly tests: readonly StatisticalTest[];
  /** The smallest p-value times the number of tests (Bonferroni), and where it is. */
  readonly adjustedP: number;
  readonly worst: string;
}

/** How a verdict begins, when all is well and when it is not: "invariant as far as 500 runs can tell". */
export interface VerdictWords {
  readonly passes: string;
  readonly fails: string;
}

/**
 * Judges tests by two limits. The smallest p-value is multiplied by the number of tests, so whatever depends on what, something
 * correct fails at most `level` of the time and warns at most `warnLevel` of it. A p-value of NaN fails: what cannot be
 * told is not fine. Throws InputError for limits that are no chances in order.
 */
export function judge(
  tests: readonly StatisticalTest[],
  limits: Limits,
  { passes, fails }: VerdictWords,
): StatisticalResult {
  const { level, warnLevel } = checkLimits(limits);
  const unclear = tests.find(({ p }) => Number.isNaN(p));
  if (tests.length === 0 || unclear !== undefined)
    return failure(
      `${fails}: ${unclear === undefined ? 'nothing to test' : `no p-value of ${unclear.name}`}`,
    );
  const worst = tests.reduce((a, b) => (b.p < a.p ? b : a));
  const adjustedP = Math.min(1, worst.p * tests.length);
  const ok = adjustedP >= level;
  const warns = adjustedP < warnLevel;
  const said = !ok ? fails : warns ? `DOUBTFUL, run more: ${passes}` : passes;
  const evidence = `smallest p over ${tests.length} tests ${adjustedP.toPrecision(2)} after correction, at ${worst.name}`;
  return { ok, warns, text: `${said}: ${evidence}`, tests, adjustedP, worst: worst.name };
}

/** The limits with what was left out. */
export function checkLimits({ level = 1e-4, warnLevel }: Limits): Required<Limits> {
  const warns = warnLevel ?? Math.max(0.01, level);
  if (level > 0 && level <= warns && warns < 1) return { level, warnLevel: warns };
  throw new InputError(
    `the limits must be chances, level at most warnLevel, got level ${level} and warnLevel ${warns}`,
  );
}

/** Of something that failed before it could be tested. */
export function failure(text: string): StatisticalResult {
  return { ok: false, warns: true, text, tests: [], adjustedP: Number.NaN, worst: '' };
}

/** What the work returns, or the words of what it threw. */
export function tried<T>(work: () => T): { readonly value: T } | { readonly thrown: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { thrown: thrownWords(error) };
  }
}

/** `tried` of what takes its time. */
export async function triedLater<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly thrown: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { thrown: thrownWords(error) };
  }
}

function thrownWords(error: unknown): string {
  return `threw ${error instanceof Error ? error.message : String(error)}`;
}
