import { variable } from '../../src/engine/autodiff/index.ts';
import { droppedCount, rowCount } from '../design/design.ts';
import type { NamedLink } from '../families/choose.ts';
import { describeArith, type Formula } from '../formula/index.ts';
import type { Model } from '../glmm.ts';
import { residualSdOf } from '../layout/rowDensity.ts';
import { sameExpression } from '../likelihood/sameExpression.ts';
import { type Grouping, isNested } from './equations.ts';
import { indexed, type Line, line } from './maths.ts';
import { notationMaths } from './notation.ts';

import { type Context, mostLevels } from './symbols.ts';

/** What the outcome is, how many rows and levels there are, and how it is distributed. */
export function outcomeSection({ model, formula, allGroupings, residualSd, row }: Context): Line[] {
  const { design, family } = model;
  const weighted =
    model.weightedBy === null
      ? ''
      : `, each weighted by ${model.weightedBy}: its log likelihood times the weight`;
  const count = droppedCount(design);
  const dropped = count === 0 ? '' : `, ${count} left out for missing values`;
  const lines = [
    line(
      0,
      `Outcome: Y is ${outcomeText(formula)}${labelled(model)}, ${rowCount(design)} rows${dropped}${weighted}`,
    ),
    ...allGroupings.map((grouping) => line(1, groupingText(grouping, allGroupings))),
  ];
  if (residualSd !== null) return lines;
  const notation = design.further.reduce(
    (text, { parameter }) => text.replaceAll(new RegExp(`\\b${parameter}\\b`, 'g'), `${parameter}_${row}`),
    knownErrorNotation(model).replaceAll('_ij', `_${row}`),
  );
  const hasLabels = family.chosen.family.ofCategories !== undefined; // words, which may be anything
  const predicted = family.chosen.family.predicted?.(family.link) ?? [
    `${linkText(family.chosen.link, 'mu_ij')} = eta_ij`,
  ];
  return [
    ...lines,
    hasLabels
      ? line(1, indexed('Y', row), ` ~ ${notation}`)
      : line(1, notationMaths(`Y_${row} ~ ${notation}`)),
    ...predicted.map((text) => line(1, notationMaths(text.replaceAll('_ij', `_${row}`)))),
  ];
}

/** `logit(mu_ij)`; a link that is spelt as a formula, such as 1/mu^2, as that formula, and identity as nothing. */
function linkText({ name, inverse }: NamedLink, mu: string): string {
  const eta = variable('eta');
  if (inverse !== null && sameExpression(inverse(eta), eta)) return mu;
  return /^\w+$/.test(name) ? `${name}(${mu})` : name.replace(/\bmu\b/, mu);
}

/** The family's, with known residual sds in the place of its own or beside it. */
function knownErrorNotation({ family, outcome }: Model): string {
  const errors = outcome.standardErrors ?? null;
  const sigma = errors === null ? null : residualSdOf(family.chosen);
  if (errors === null || sigma === null) return family.notation;
  const known = errors.withSigma ? `s_ij^2 + ${sigma}^2` : 's_ij^2';
  return family.notation.replaceAll(`${sigma}^2`, known);
}

/** `rating (1 = low, 2 = high)`. */
function labelled({ design: { response } }: Model): string {
  const labels = response.kind === 'values' ? (response.categories?.labels ?? []) : [];
  const shown = labels.slice(0, mostLevels).map((label, k) => `${k + 1} = ${label}`);
  const more = labels.length > mostLevels ? ['...'] : [];
  return labels.length === 0 ? '' : ` (${[...shown, ...more].join(', ')})`;
}

function outcomeText({ outcome }: Formula): string {
  switch (outcome.kind) {
    case 'values':
      return `${describeArith(outcome.value)}${knownText(outcome)}`;
    case 'trials':
      return `${describeArith(outcome.successes)} out of n = ${describeArith(outcome.trials)}`;
    case 'cbind':
      return `${describeArith(outcome.successes)} out of n, the rest being ${describeArith(outcome.failures)}`;
  }
}

/** What a row has besides its outcome: how it is censored, or its standard error, which equations call s. */
function knownText({ censoring, standardError }: Extract<Formula['outcome'], { kind: 'values' }>): string {
  if (standardError !== null) return `, known with standard error s = ${describeArith(standardError.of)}`;
  if (censoring === null) return '';
  return `, censored as ${censoring.code} says${censoring.upper === null ? '' : `, intervals up to ${censoring.upper}`}`;
}

/** `k = 1, ..., 407: DID, 2 to 40 rows each, each within one j`. */
function groupingText(grouping: Grouping, all: readonly Grouping[]): string {
  const { name, subscript, levels, index, members } = grouping;
  if (members !== null)
    return `${subscript} = 1, ..., ${levels}: ${name}; a row has the effects of several levels, ${members}`;
  if (index === null) return `${subscript} = 1, ..., ${levels}: ${name}`;
  const count = new Int32Array(levels);
  for (const level of index) count[level]++;
  const [least, most] = [Math.min(...count), Math.max(...count)];
  const rows = least === most ? `${least}` : `${least} to ${most}`;
  const outer = all.filter((other) => isNested(grouping, other)).map((other) => other.subscript);
  const nested = outer.length === 0 ? '' : `, each within one ${outer.join(' and one ')}`;
  return `${subscript} = 1, ..., ${levels}: ${name}, ${rows} ${most === 1 ? 'row' : 'rows'} each${nested}`;
}
