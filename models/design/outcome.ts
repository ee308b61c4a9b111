import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { CensoringSyntax, StandardErrorSyntax } from '../formula/ast.ts';
import { type Arith, describeArith, type Outcome } from '../formula/index.ts';
import { type CensoredValues, censoredValues } from './censoring.ts';
import { isDeclared } from './declared.ts';
import type { Categories, Response, StandardErrors, Strata } from './design.ts';
import { disguiseOf, explainDisguise } from './disguise.ts';
import { checkedValues, computeValues, evaluate } from './evaluate.ts';
import { columnOf, type Frame, placeOf, showSome } from './frame.ts';
import { factorOf, toKnownLevels } from './levels.ts';
import { dateOrderOf } from './numbers.ts';
import { areProportions, countsOf, ROUNDING } from './proportions.ts';

/** A two-level factor as 0 and 1, the second level being 1. */
function declaredOutcome(name: string, frame: Frame): Float64Array {
  const { levels, codes } = factorOf(frame, name);
  if (levels.length === 2) return Float64Array.from(codes);
  const shown = showSome(levels.map((level) => `"${level}"`));
  throw new InputError(
    `data: outcome "${name}" as a factor must have 2 levels, got ${levels.length}: ${shown}`,
  );
}

function refuseText(name: string, frame: Frame): void {
  const column = columnOf(frame.table, name);
  if (column.kind !== 'factor' || dateOrderOf(frame, name) !== null) return;
  const disguise = disguiseOf(frame.table, name);
  if (disguise !== undefined)
    throw new InputError(worded`data: outcome ${explainDisguise(frame.table, name, disguise, false)}`, {
      column: name,
    });
  const { levels } = factorOf(frame, name);
  const shown = showSome(
    levels.map((level) => `"${level}"`),
    4,
  );
  const remedy =
    levels.length === 2
      ? worded`; code it 0 and 1, or count the second by declaring a factor, ${{ kind: 'order', column: name, levels }}`
      : [];
  throw new InputError(worded`data: outcome "${name}" must hold numbers, got text: ${shown}${remedy}`, {
    column: name,
    levels,
  });
}

interface CategoryValues {
  readonly read: Float64Array;
  readonly labels: Categories['labels'];
}

/** Ordered categories, from 1: the levels of a factor whose order is stated, or numbers as they are. */
function orderedValues(arith: Arith, frame: Frame): CategoryValues {
  if (arith.kind !== 'column') return { read: evaluate(arith, frame), labels: null };
  const { name } = arith;
  if (isDeclared(frame, name)) {
    const { levels, codes } = factorOf(frame, name);
    return { read: Float64Array.from(codes, (code) => code + 1), labels: levels };
  }
  if (columnOf(frame.table, name).kind === 'factor') refuseUnordered(name, frame);
  return { read: evaluate(arith, frame), labels: null };
}

/** The levels of a factor, from 1 in the order given. */
function namedValues(arith: Arith, labels: readonly string[], frame: Frame): CategoryValues {
  if (arith.kind !== 'column') return { read: evaluate(arith, frame), labels };
  const { codes } = toKnownLevels(factorOf(frame, arith.name), labels);
  return { read: Float64Array.from(codes, (code) => code + 1), labels };
}

/** Categories, where the options say that the outcome is of such. */
function categoryValues(arith: Arith, frame: Frame): CategoryValues | null {
  const { ordered, categories } = frame.options;
  if (categories !== undefined) return namedValues(arith, categories, frame);
  return ordered === true ? orderedValues(arith, frame) : null;
}

function refuseUnordered(name: string, frame: Frame): never {
  const { levels } = factorOf(frame, name);
  throw new InputError(
    worded`data: outcome "${name}" is text, whose order is not said: ${showSome(levels.map((level) => `"${level}"`))}; declare its levels, lowest first: ${{ kind: 'order', column: name, levels: ['LOW', '...', 'HIGH'] }}`,
    { column: name, levels },
  );
}

function values(arith: Arith, frame: Frame): Float64Array {
  if (arith.kind !== 'column') return evaluate(arith, frame);
  if (isDeclared(frame, arith.name)) return declaredOutcome(arith.name, frame);
  refuseText(arith.name, frame);
  return evaluate(arith, frame);
}

/** Whole numbers >= 0, with rounding of the arithmetic undone. */
function counts(of: Arith, what: string, frame: Frame): Float64Array {
  return evaluate(of, frame).map((value, i) => {
    const whole = Math.round(value);
    if (whole >= 0 && Math.abs(value - whole) <= ROUNDING * Math.max(1, whole)) return whole;
    const where = placeOf(frame.table, frame.kept[i]);
    const hint = of.kind === 'column' || value < 0 ? '' : `; round(${describeArith(of)}) makes it whole`;
    throw new InputError(`data: ${what} must be whole numbers >= 0, got ${value} at ${where}${hint}`, {
      value,
    });
  });
}

/** Successes of proportions and their trials. Throws InputError where they are not those of whole numbers. */
function successesOf(
  outcome: Outcome & { kind: 'trials' },
  trials: Float64Array,
  frame: Frame,
): Float64Array {
  const { name } = outcome;
  const values = evaluate(outcome.successes, frame);
  if (!areProportions(values)) return counts(outcome.successes, `successes in ${name}`, frame);
  const counted = countsOf(values, trials);
  const [proportion, of] = [describeArith(outcome.successes), describeArith(outcome.trials)];
  if (counted.kind === 'counts') {
    const text = `${proportion} is read as proportions of ${of}: successes are ${proportion} times ${of}, rounded`;
    frame.notes.set('proportions', { kind: 'proportions', text });
    return counted.counts;
  }
  const { at } = counted;
  const where = placeOf(frame.table, frame.kept[at]);
  const [value, n] = [values[at], trials[at]];
  const problem =
    counted.kind === 'no count'
      ? `is neither counts nor proportions of ${of}: ${value} times ${n} is ${Number((value * n).toPrecision(6))} at ${where}`
      : `has proportions of ${counted.decimals} decimals, too few to tell counts of ${n} at ${where} apart; give counts`;
  throw new InputError(`data: ${name} ${problem}`, { value, trials: n });
}

function successesAndTrials(outcome: Outcome & { kind: 'trials' | 'cbind' }, frame: Frame): Response {
  const { name } = outcome;
  if (outcome.kind === 'cbind') {
    const successes = counts(outcome.successes, `successes in ${name}`, frame);
    const failures = counts(outcome.failures, `failures in ${name}`, frame);
    return { kind: 'counts', name, successes, trials: failures.map((value, i) => value + successes[i]) };
  }
  const trials = counts(outcome.trials, `trials in ${name}`, frame);
  const successes = successesOf(outcome, trials, frame);
  const i = successes.findIndex((value, row) => value > trials[row]);
  if (i < 0) return { kind: 'counts', name, successes, trials };
  const where = placeOf(frame.table, frame.kept[i]);
  throw new InputError(`data: ${name} has ${successes[i]} successes in ${trials[i]} trials at ${where}`, {
    successes: successes[i],
    trials: trials[i],
  });
}

function standardErrorsOf({ of, withSigma }: StandardErrorSyntax, frame: Frame): StandardErrors {
  const values = evaluate(of, frame);
  const bad = values.findIndex((s) => !(s > 0));
  if (bad < 0) return { values, withSigma };
  throw new InputError(
    `data: known standard errors must be positive, got ${values[bad]} at ${placeOf(frame.table, frame.kept[bad])}`,
    { value: values[bad] },
  );
}

/** An interval may start at -Inf, other values are finite. */
function censoredOutcome(value: Arith, syntax: CensoringSyntax, frame: Frame): CensoredValues {
  const mayBeOpen = syntax.upper !== null && value.kind === 'column' && !isDeclared(frame, value.name);
  if (!mayBeOpen) return censoredValues(syntax, values(value, frame), frame);
  refuseText(value.name, frame);
  const read = censoredValues(syntax, computeValues(value, frame), frame);
  checkedValues(value, read.values, frame);
  return read;
}

function strataOf(name: string, frame: Frame): Strata {
  const { levels, codes } = factorOf(frame, name);
  return { name, labels: levels, codes: Float64Array.from(codes) };
}

/** The left side at the kept rows. */
export function responseOf(outcome: Outcome, frame: Frame): Response {
  if (outcome.kind !== 'values') return successesAndTrials(outcome, frame);
  const { name, value, censoring, standardError, thresholds } = outcome;
  const categories = censoring === null ? categoryValues(value, frame) : null;
  const read =
    censoring === null
      ? { values: categories?.read ?? values(value, frame), censoring }
      : censoredOutcome(value, censoring, frame);
  const { count = null, by = null } = thresholds ?? {};
  return {
    kind: 'values',
    name,
    ...read,
    ...(categories === null && thresholds === undefined
      ? {}
      : {
          categories: {
            count: count === null ? null : count + 1,
            labels: categories?.labels ?? null,
            strata: by === null ? null : strataOf(by, frame),
          },
        }),
    standardErrors: standardError === null ? null : standardErrorsOf(standardError, frame),
  };
}
