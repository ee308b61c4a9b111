import { structures } from '../covariance/structures.ts';
import type { Formula, PredictorFormula, RandomTerm, Syntax } from './ast.ts';
import { formulaError } from './complain.ts';
import { expand } from './expand.ts';
import { LIMITS } from './limits.ts';
import { readOutcome } from './outcome.ts';
import { parse, parseRight } from './parse.ts';
import { readRandom } from './random.ts';
import { scan } from './scan.ts';
import { newScope, type Scope } from './scope.ts';

/** Coefficients that two random terms may not share: both would be called, say, `sd_g__Intercept`. */
function coefficientsOf(term: RandomTerm): readonly string[] {
  const { coefficients } = structures[term.structure];
  const isTimes = coefficients === 'times' || coefficients === 'places' || coefficients === 'points';
  const names = term.coefs.terms.map((coef) => (isTimes ? `effects at each ${coef.text}` : coef.text));
  return term.coefs.intercept ? ['1', ...names] : names;
}

function refuseOverlap(
  text: string,
  at: number,
  term: RandomTerm,
  taken: Map<string, Set<string>>,
  before: Iterable<RandomTerm>,
): void {
  const isKnown = [term, ...before].some(({ group, known }) => group === term.group && known !== null);
  const cure = isKnown ? `give one term a copy of ${term.group} by another name` : 'start one term with 0 +';
  const names = taken.get(term.group) ?? new Set<string>();
  taken.set(term.group, names);
  for (const name of coefficientsOf(term)) {
    if (!names.has(name)) {
      names.add(name);
      continue;
    }
    const what = name === '1' ? 'the intercept' : `"${name}"`;
    throw formulaError(text, at, `${what} varies by ${term.group} twice; ${cure},`);
  }
}

/** Every random term once, in order of appearance. */
function readRandoms(
  text: string,
  bars: readonly (Syntax & { kind: 'bar' })[],
  work: Scope['work'],
): RandomTerm[] {
  const terms = new Map<string, RandomTerm>();
  const taken = new Map<string, Set<string>>();
  for (const bar of bars) {
    for (const term of readRandom(text, bar, work)) {
      if (terms.has(term.text)) continue;
      refuseOverlap(text, bar.at, term, taken, terms.values());
      terms.set(term.text, term);
      if (terms.size > LIMITS.terms) {
        throw formulaError(text, bar.at, `has more than ${LIMITS.terms} random terms`);
      }
    }
  }
  return [...terms.values()];
}

/**
 * Compiles a formula such as `y ~ x * z + (1 + x | g)`.
 * Operators mean what they mean in R and lme4; inside calls and left of `~` they are arithmetic.
 * Throws InputError, with a caret under the place, on anything it cannot read and beyond `LIMITS`.
 */
export function parseFormula(text: string): Formula {
  const syntax = parse(text, scan(text));
  const outcome = readOutcome(text, syntax);
  return { ...readRight(text, syntax.right), outcome };
}

/**
 * Compiles the right side of a linear predictor of `parameter`, such as `~ x + (1 | g)`.
 * Throws InputError as `parseFormula` does, and for an outcome before `~`.
 */
export function parsePredictor(text: string, parameter: string): PredictorFormula {
  return readRight(text, parseRight(text, scan(text), parameter));
}

function readRight(text: string, right: Syntax): PredictorFormula {
  const scope = newScope(text);
  const { fixed, offsets, bars } = expand(scope, right);
  return { text: text.trim(), fixed, offsets, random: readRandoms(text, bars, scope.work) };
}
