import { describeArith, type PredictorFormula, type RandomTerm } from '../../../../models/formula/index.ts';
import type { Model } from '../../../../models/glmm.ts';
import { refuse } from './text.ts';

/** The formulas of a model as brms reads them: the outcome's first. Throws InputError for what brms cannot say. */
export function brmsFormulas(model: Model): string[] {
  const { design, terms } = model;
  if (design.residual !== null)
    refuse(
      `residuals that vary together, ${model.declaration.options.residual}, are parametrised in another way there; write the formula yourself (ar(), cosy(), unstr())`,
    );
  const own = design.further.map((one) => `${one.parameter} ~ ${rightSide(one.terms)}`);
  const { main = null } = model.family.chosen.family.predictors ?? {};
  const first = rightSide(terms);
  return main === null
    ? [`${leftSide(model)} ~ ${first}`, ...own]
    : [`${leftSide(model)} ~ 1`, `${main} ~ ${first}`, ...own];
}

function leftSide({ terms: { outcome }, weightedBy, family }: Model): string {
  const { addition } = family.chosen.family.brms ?? {};
  const additions = [
    ...(addition === undefined ? [] : [addition]),
    ...(weightedBy === null ? [] : [`weights(${weightedBy})`]),
  ];
  switch (outcome.kind) {
    case 'values': {
      const { censoring, standardError, thresholds, drawMissing } = outcome;
      if (censoring !== null)
        additions.push(
          censoring.upper === null
            ? `cens(${censoring.code})`
            : `cens(${censoring.code}, ${censoring.upper})`,
        );
      if (standardError !== null)
        additions.push(
          `se(${describeArith(standardError.of)}${standardError.withSigma ? ', sigma = TRUE' : ''})`,
        );
      if (thresholds !== undefined)
        additions.push(
          `thres(${[
            ...(thresholds.count === null ? [] : [String(thresholds.count)]),
            ...(thresholds.by === null ? [] : [`gr = ${thresholds.by}`]),
          ].join(', ')})`,
        );
      if (drawMissing === true) additions.push('mi()');
      return withAdditions(describeArith(outcome.value), additions);
    }
    case 'trials':
      return withAdditions(describeArith(outcome.successes), [
        `trials(${describeArith(outcome.trials)})`,
        ...additions,
      ]);
    case 'cbind': {
      const [successes, failures] = [describeArith(outcome.successes), describeArith(outcome.failures)];
      return withAdditions(successes, [`trials(${successes} + ${failures})`, ...additions]);
    }
  }
}

const withAdditions = (outcome: string, additions: readonly string[]): string =>
  additions.length === 0 ? outcome : `${outcome} | ${additions.join(' + ')}`;

function rightSide({ fixed, offsets, random }: PredictorFormula): string {
  return [
    fixed.intercept ? '1' : '0',
    ...fixed.terms.map(({ text }) => text),
    ...offsets.map((offset) => `offset(${describeArith(offset)})`),
    ...random.map(randomText),
  ].join(' + ');
}

function randomText(term: RandomTerm): string {
  if (term.structure !== 'us' && term.structure !== 'diag')
    refuse(`${term.text} has a covariance structure that it has not; take (x | g) or (x || g)`);
  if (term.known?.given === 'prec')
    refuse(
      `${term.text} gives the inverse of a covariance, and brms takes the covariance itself, gr(g, cov = A)`,
    );
  return term.text;
}
