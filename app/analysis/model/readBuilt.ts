import type { Arith, Formula, OutcomeFormula, RandomTerm } from 'poolwise';
import type { Built, BuiltGroup, BuiltOutcome } from '../../state/built.ts';

/** Arithmetic as formulas write it. */
type Spell = (arith: Arith) => string;

/** A formula taken apart into what the builder shows. */
export function builtOf({ outcome, fixed, offsets, random }: Formula, spell: Spell): Built {
  const [main, products] = [
    fixed.terms.filter(({ variables }) => variables.length === 1),
    fixed.terms.filter(({ variables }) => variables.length > 1),
  ];
  return {
    outcome: outcomeOf(outcome, spell),
    intercept: fixed.intercept,
    predictors: main.map(({ text }) => text),
    interactions: products.map(({ variables }) => variables.map(({ text }) => text)),
    offsets: offsets.map(spell),
    groups: random.map(groupOf),
  };
}

function outcomeOf(outcome: OutcomeFormula, spell: Spell): BuiltOutcome {
  if (outcome.kind === 'trials')
    return { kind: 'trials', value: spell(outcome.successes), trials: spell(outcome.trials) };
  if (outcome.kind === 'cbind') return { kind: 'written', value: outcome.name };
  const { censoring, standardError, thresholds, drawMissing } = outcome;
  if (standardError !== null || thresholds !== undefined || drawMissing === true)
    return { kind: 'written', value: outcome.name };
  const value = spell(outcome.value);
  if (censoring === null) return { kind: 'values', value };
  const column = (name: string): string => spell({ kind: 'column', name });
  const { code, upper } = censoring;
  return { kind: 'censored', value, code: column(code), upper: upper === null ? null : column(upper) };
}

/** Correlated with other terms, by classes, with known covariances or of several levels a row: as it was written. */
function groupOf({ text, coefs, group, structure, id, by, known, members }: RandomTerm): BuiltGroup {
  if (id !== null || by !== null || known !== null || members !== null) return { kind: 'written', text };
  const slopes = coefs.terms.map((term) => term.text);
  return { kind: 'varying', structure, intercept: coefs.intercept, slopes, group };
}
