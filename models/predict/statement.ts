import type { Family } from '../families/family.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import type { RowsAt } from './rowsAt.ts';
import type { Asked, Posterior, Scale } from './types.ts';

/** In words what is predicted: what of the outcome, and what became of groups. */
export function statementOf(
  { model, draws }: Posterior,
  rows: RowsAt,
  { scale, groups }: Asked,
  note?: string,
): string {
  const approximation = draws.approximation === undefined ? [] : [`by ${draws.approximation}`];
  const parts = [
    scaleWords(rows, scale),
    ...trialWords(rows, scale),
    ...groupWords(rows, groups),
    ...(note === undefined ? [] : [note]),
    ...newWords(rows),
    ...approximation,
  ];
  return `${parts.join(', ')}${model.weights === null ? '' : '; case weights do not enter'}`;
}

function scaleWords(rows: RowsAt, scale: Scale): string {
  const { design, family } = rows.model;
  const { name } = design.response;
  if (scale === 'link') return `linear predictor of ${name} (${family.link} scale)`;
  if (scale === 'mean') return meanWords(rows);
  if (scale === 'outcome') return `outcomes of ${name}`;
  if (scale === 'sd') return `sd of ${name}`;
  if ('quantile' in scale) return `quantile ${scale.quantile} of ${name}`;
  if ('above' in scale) return `chance that ${name} is above ${scale.above}`;
  if ('parameter' in scale) return `${scale.parameter} of ${name}`;
  return `a quantity of ${name} of your own`;
}

/** Where rows do not say how many trials they are of, or are not asked. */
function trialWords({ known }: RowsAt, scale: Scale): string[] {
  const isSaid = scale === 'mean' || scale === 'link' || (typeof scale === 'object' && 'parameter' in scale);
  return known.trials === 'one' && !isSaid ? ['of one trial a row'] : [];
}

function meanWords({ model, known }: RowsAt): string {
  const { name } = model.design.response;
  const { family } = model.family.chosen;
  if (family.chances !== undefined) return `chances of the categories of ${name}`;
  const check = responseCheck(family.response);
  if (known.trials === 'one') return `expected successes of one trial in ${name} (probability)`;
  if (known.trials !== null) return `expected number of successes in ${name}`;
  if (isBinary(family)) return `expected ${name} (probability)`;
  return check.whole === true ? `expected ${name} (count)` : `expected ${name}`;
}

/** Whether what is predicted is a probability. */
export function isChance({ model, known }: RowsAt, scale: Scale): boolean {
  if (scale !== 'mean') return typeof scale === 'object' && 'above' in scale;
  const { family } = model.family.chosen;
  return family.chances !== undefined || known.trials === 'one' || isBinary(family);
}

/** Whether an outcome is 0 or 1. */
function isBinary({ response }: Family): boolean {
  const check = responseCheck(response);
  return check.whole === true && check.holds(0) && check.holds(1) && !check.holds(2);
}

/** Smooths are no groups. */
export function groupNames({ design }: Model): string[] {
  const all = [...design.groups, ...design.further.flatMap(({ groups }) => groups)];
  return [...new Set(all.filter(({ smooth }) => smooth === undefined).map(({ group }) => group))];
}

function groupWords({ model }: RowsAt, rule: Asked['groups']): string[] {
  const names = groupNames(model).join(' and ');
  if (names === '') return [];
  switch (rule) {
    case 'given':
      return [`given each row's ${names}`];
    case 'typical':
      return [`at the average ${names} (group effects zero)`];
    case 'averaged':
      return [`averaged over ${names}`];
  }
}

function newWords({ terms }: RowsAt): string[] {
  const fresh = new Map(terms.map(({ group, levels, seen }) => [group, levels.length - seen]));
  return [...fresh].flatMap(([group, count]) =>
    count === 0 ? [] : [`${count} new ${count === 1 ? 'level' : 'levels'} of ${group} drawn`],
  );
}
