import {
  type EffectNormality,
  type EffectsNormality,
  effectNormality,
} from '../../models/checks/effectNormality.ts';
import { type GroupInfluence, groupInfluence } from '../../models/checks/groupInfluence.ts';
import { type PredictiveCheck, predictiveCheck } from '../../models/checks/predictiveCheck.ts';
import { type PriorSensitivity, priorSensitivity } from '../../models/checks/priorSensitivity.ts';
import { shrinkage, type TermShrinkage } from '../../models/checks/shrinkage.ts';
import { checkWords, faultsFound } from '../../models/checks/words.ts';
import { refusePriorOnly } from '../../models/posterior/priorOnly.ts';
import { posteriorOf } from '../../models/predict/index.ts';
import { groupNames } from '../../models/predict/statement.ts';
import { InputError } from '../engine/errors.ts';
import { effectsTable, effectsWords, influenceTable, influenceWords } from './groupCheckTables.ts';
import { predictiveTable } from './predictiveTable.ts';
import { renderTable } from './renderTable.ts';
import { sensitivityTable, sensitivityWords } from './sensitivityTable.ts';
import { orReason } from './stored/orReason.ts';

/** What a model's checks found; in the place of one that this fit cannot have, why. */
export interface ModelCheck {
  /** How the draws were made where they are no draws of the posterior, to end a sentence. */
  readonly approximation: string | null;
  /** New outcomes of the groups of the data. */
  readonly kept: PredictiveCheck | string;
  /** Of new groups; null where the model has none. */
  readonly fresh: PredictiveCheck | string | null;
  readonly sensitivity: PriorSensitivity | string;
  readonly effects: EffectsNormality | string;
  readonly shrinkage: readonly TermShrinkage[] | string;
  /** Of each grouping factor. */
  readonly influence: readonly (GroupInfluence | string)[];
}

/** As many data sets as tests are asked of. */
const fewestDraws = 99;

/** All checks of a fit's model. Throws InputError for what is no fit with a model, draws of the prior alone, and fewer than 99 draws. */
export function modelCheck(fit: unknown, seed: string): ModelCheck {
  const { model, draws } = posteriorOf('check', fit);
  refusePriorOnly('check', fit);
  const count = draws.chains * draws.draws;
  if (count < fewestDraws)
    throw new InputError(
      `check: ${count} draws are too few to say whether the model makes data like these; at least ${fewestDraws} are needed`,
    );
  return {
    kept: orReason(() => predictiveCheck(fit, { seed })),
    fresh:
      groupNames(model).length === 0 ? null : orReason(() => predictiveCheck(fit, { groups: 'new', seed })),
    approximation: draws.approximation ?? null,
    sensitivity: orReason(() => priorSensitivity(fit)),
    effects: orReason(() => effectNormality(fit, seed)),
    shrinkage: orReason(() => shrinkage(fit)),
    influence: groupNames(model).map((group) => orReason(() => groupInfluence(fit, { group }))),
  };
}

/** Sentences first, numbers below. */
export function modelCheckText(found: ModelCheck, width: number | undefined): string {
  const checks = [found.kept, found.fresh].filter((one) => one !== null);
  const said = typeof found.kept === 'string' ? [] : faultsFound(found.kept);
  const made = found.approximation === null ? [] : [`The draws asked are by ${found.approximation}.`];
  const words = checks.flatMap((one) =>
    typeof one === 'string' ? [notChecked(one)] : checkWords(one, one === found.kept ? [] : said),
  );
  const { sensitivity, effects, influence } = found;
  const shrunken = typeof found.shrinkage === 'string' ? [] : found.shrinkage;
  const orWhy = <T>(one: T | string, say: (of: T) => string[]): string[] =>
    typeof one === 'string' ? [notChecked(one)] : say(one);
  const others = [
    orWhy(sensitivity, sensitivityWords),
    orWhy(effects, effectsWords),
    ...influence.map((one) => orWhy(one, influenceWords)),
  ].filter((lines) => lines.length > 0);
  const tables = [
    ...checks.flatMap((one) => (typeof one === 'string' ? [] : [predictiveTable(one)])),
    ...(typeof sensitivity === 'string' ? [] : [sensitivityTable(sensitivity)]),
    ...(typeof effects === 'string' || effects.effects.length === 0 ? [] : [effectsTable(effects, shrunken)]),
    ...influence.flatMap((one) => (typeof one === 'string' ? [] : [influenceTable(one)])),
  ];
  const printed = tables.map((table) => renderTable(table, 'text', width === undefined ? {} : { width }));
  const paragraphs = [[...made, ...words], ...others].map((lines) => lines.join('\n'));
  return [`${paragraphs.join('\n\n')}\n`, ...printed].join('\n');
}

/** Whether the priors alone make data like these: a sentence first, numbers below. */
export function priorCheckText(check: PredictiveCheck, width: number | undefined): string {
  const table = renderTable(predictiveTable(check), 'text', width === undefined ? {} : { width });
  return `${checkWords(check).join('\n')}\n\n${table}`;
}

/** A predictive check as JSON: without the data sets themselves. */
export function predictiveJson(check: PredictiveCheck): unknown {
  const { replicates: _, rows, ...others } = check;
  return { words: checkWords(check), checkedRows: rows.length, ...others };
}

const notChecked = (why: string): string => `Not checked: ${why.replace(/^check: /, '')}.`;

/** As JSON. */
export function modelCheckJson(found: ModelCheck): unknown {
  const told = (one: PredictiveCheck | string | null): unknown => {
    if (one === null || typeof one === 'string') return one === null ? null : { refused: one };
    return predictiveJson(one);
  };
  const orWhy = (one: object | string): unknown => (typeof one === 'string' ? { refused: one } : one);
  const { effects } = found;
  const named = typeof effects === 'string' ? effects : { ...effects, effects: effects.effects.map(plain) };
  return {
    approximation: found.approximation,
    kept: told(found.kept),
    new: told(found.fresh),
    sensitivity: orWhy(found.sensitivity),
    effects: orWhy(named),
    shrinkage: orWhy(found.shrinkage),
    influence: found.influence.map(orWhy),
  };
}

/** Typed arrays as lists. */
const plain = ({ means, ...one }: EffectNormality): unknown => ({ ...one, means: Array.from(means) });
