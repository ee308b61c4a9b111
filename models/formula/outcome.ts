import { onlyArgument, toArith } from './arith.ts';
import type { FormulaSyntax, Outcome, Syntax } from './ast.ts';
import { formulaError } from './complain.ts';
import { describeArith } from './text.ts';

function trialsOutcome(text: string, left: Syntax, addition: Syntax): Outcome {
  if (addition.kind !== 'call' || addition.fn !== 'trials') {
    throw formulaError(text, addition.at, 'expected trials(n) after "|"');
  }
  const successes = toArith(text, left);
  const trials = toArith(text, onlyArgument(text, addition));
  const name = `${describeArith(successes)} | trials(${describeArith(trials)})`;
  return { kind: 'trials', name, successes, trials };
}

function cbindOutcome(text: string, call: Syntax & { kind: 'call' }): Outcome {
  if (call.args.length !== 2) {
    const message = `cbind() takes successes and failures, as in cbind(s, n - s), got ${call.args.length},`;
    throw formulaError(text, call.at, message);
  }
  const [successes, failures] = call.args.map((arg) => toArith(text, arg));
  const name = `cbind(${describeArith(successes)}, ${describeArith(failures)})`;
  return { kind: 'cbind', name, successes, failures };
}

/** Reads the left side: arithmetic, `cbind(successes, failures)` or `successes | trials(n)`. */
export function readOutcome(text: string, { left, addition }: FormulaSyntax): Outcome {
  if (addition !== null) return trialsOutcome(text, left, addition);
  if (left.kind === 'call' && left.fn === 'cbind') return cbindOutcome(text, left);
  const value = toArith(text, left);
  return { kind: 'values', name: describeArith(value), value };
}
