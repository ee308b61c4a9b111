import { worded } from '../../src/engine/advice.ts';
import { onlyArgument, toArith } from './arith.ts';
import type { FormulaSyntax, Outcome, Syntax } from './ast.ts';
import { formulaError } from './complain.ts';
import { describeArith, quoteName } from './text.ts';

type Call = Syntax & { kind: 'call' };

function trialsOutcome(text: string, left: Syntax, addition: Call): Outcome {
  const successes = toArith(text, left);
  const trials = toArith(text, onlyArgument(text, addition));
  const name = `${describeArith(successes)} | trials(${describeArith(trials)})`;
  return { kind: 'trials', name, successes, trials };
}

function censoredOutcome(text: string, left: Syntax, addition: Call): Outcome {
  const [code, upper, ...more] = addition.args;
  const isColumn = upper === undefined || upper.kind === 'name';
  if (code?.kind !== 'name' || !isColumn || more.length + addition.named.length > 0)
    throw formulaError(
      text,
      addition.at,
      'cens() takes a column that says how y is censored, and for intervals a column of upper ends, as in cens(status) or cens(status, y2)',
    );
  if (upper !== undefined && left.kind !== 'name')
    throw formulaError(
      text,
      addition.at,
      'the ends of an interval must be on one scale: make a column of the transformed outcome, and one of the transformed upper ends',
    );
  const value = toArith(text, left);
  const end = upper === undefined ? null : upper.name;
  const inside = [code.name, ...(end === null ? [] : [end])].map(quoteName).join(', ');
  const name = `${describeArith(value)} | cens(${inside})`;
  const censoring = { code: code.name, upper: end };
  return { kind: 'values', name, value, censoring, standardError: null };
}

function knownErrorOutcome(text: string, left: Syntax, addition: Call): Outcome {
  const [errors, ...more] = addition.args;
  const flags = addition.named.map(({ name, value }) =>
    name === 'sigma' && typeof value !== 'string' && value.kind === 'name' ? value.name : '',
  );
  const isFlag = flags.every((flag) => flag === 'TRUE' || flag === 'FALSE');
  if (errors === undefined || more.length > 0 || flags.length > 1 || !isFlag)
    throw formulaError(
      text,
      addition.at,
      'se() takes the known standard errors of y, as in se(s), or se(s, sigma = TRUE) to estimate a residual sd beside them',
    );
  const [value, of] = [toArith(text, left), toArith(text, errors)];
  const withSigma = flags[0] === 'TRUE';
  const name = `${describeArith(value)} | se(${describeArith(of)}${withSigma ? ', sigma = TRUE' : ''})`;
  return { kind: 'values', name, value, censoring: null, standardError: { of, withSigma } };
}

function thresholdOutcome(text: string, left: Syntax, addition: Call): Outcome {
  const [first, ...more] = addition.args;
  const [named, ...others] = addition.named;
  const count = first?.kind === 'number' ? first.value : null;
  const by = typeof named?.value === 'object' && named.value.kind === 'name' ? named.value.name : null;
  const isCount = first === undefined || (count !== null && Number.isInteger(count) && count > 0);
  const isBy = named === undefined || (named.name === 'gr' && by !== null);
  if (!isCount || !isBy || more.length + others.length > 0 || (count === null && by === null))
    throw formulaError(
      text,
      addition.at,
      'thres() takes a number of thresholds, one fewer than there are categories, as in thres(4), or a column by which they differ, as in thres(gr = item)',
    );
  const value = toArith(text, left);
  const inside = [...(count === null ? [] : [`${count}`]), ...(by === null ? [] : [`gr = ${quoteName(by)}`])];
  const name = `${describeArith(value)} | thres(${inside.join(', ')})`;
  const none = { censoring: null, standardError: null };
  return { kind: 'values', name, value, ...none, thresholds: { count, by } };
}

function drawnOutcome(text: string, left: Syntax, addition: Call): Outcome {
  if (addition.args.length + addition.named.length > 0)
    throw formulaError(
      text,
      addition.at,
      'mi() takes nothing, as in y | mi() ~ x; known standard errors of y are y | se(s)',
    );
  const value = toArith(text, left);
  const none = { censoring: null, standardError: null };
  return { kind: 'values', name: `${describeArith(value)} | mi()`, value, ...none, drawMissing: true };
}

/** What may stand after the bar. */
const additions: Readonly<Record<string, (text: string, left: Syntax, addition: Call) => Outcome>> = {
  trials: trialsOutcome,
  cens: censoredOutcome,
  se: knownErrorOutcome,
  thres: thresholdOutcome,
  mi: drawnOutcome,
};

function addedOutcome(text: string, left: Syntax, addition: Syntax): Outcome {
  const read =
    addition.kind === 'call' && Object.hasOwn(additions, addition.fn) ? additions[addition.fn] : null;
  if (read === null || addition.kind !== 'call')
    throw formulaError(
      text,
      addition.at,
      addition.kind === 'call' && addition.fn === 'weights'
        ? worded`weights are ${{ kind: 'weights' }}, not weights(w)`
        : 'expected one of trials(n), cens(c), se(s), thres(k) and mi() after "|"',
    );
  return read(text, left, addition);
}

function cbindOutcome(text: string, call: Call): Outcome {
  if (call.args.length !== 2) {
    const message = `cbind() takes successes and failures, as in cbind(s, n - s), got ${call.args.length},`;
    throw formulaError(text, call.at, message);
  }
  const [successes, failures] = call.args.map((arg) => toArith(text, arg));
  const name = `cbind(${describeArith(successes)}, ${describeArith(failures)})`;
  return { kind: 'cbind', name, successes, failures };
}

/** Reads the left side: arithmetic, `cbind(successes, failures)`, `successes | trials(n)` `y | cens(c)`, `y | se(s)`, `y | thres(k)` or `y | mi()`. */
export function readOutcome(text: string, { left, addition }: FormulaSyntax): Outcome {
  if (addition !== null) return addedOutcome(text, left, addition);
  if (left.kind === 'call' && left.fn === 'cbind') return cbindOutcome(text, left);
  const value = toArith(text, left);
  return { kind: 'values', name: describeArith(value), value, censoring: null, standardError: null };
}
