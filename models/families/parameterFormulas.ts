import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { nearestName } from '../../src/engine/nearest.ts';
import { describeValue } from '../../src/engine/options.ts';
import type { ParameterFormula } from '../design/build.ts';
import { type Formula, parsePredictor } from '../formula/index.ts';
import type { Family } from './family.ts';
import { ownParameters } from './thresholds.ts';

/** Parameters of the families that poolwise knows, as options are named after them; a test holds the two together. */
export const parameterNames = ['sigma', 'nu', 'alpha', 'shape', 'phi', 'zi', 'hu'] as const;

/** A formula for one of the family's own parameters, `sigma: '~ x + (1 | g)'`. */
export type ParameterOptions = { readonly [name in (typeof parameterNames)[number]]?: string };

/** Options of `glmm` that say what the family's parameters depend on. */
export interface FormulaOptions extends ParameterOptions {
  /** The same by name, for a family of the user's own: `{ scale: '~ x' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A formula as text, `y ~ x; sigma ~ x`: the outcome's, and those of parameters. */
export interface FormulaText {
  readonly outcome: string;
  readonly parameters: readonly (readonly [name: string, formula: string])[];
}

const secondOutcome = worded`; a second column is not modelled beside the outcome: where predictors lack values, impute them several times and fit all files at once (${{ kind: 'imputed' }})`;

/** Takes formulas apart at semicolons outside backquotes. Throws InputError for what is no formula of a parameter. */
export function splitFormulas(text: string): FormulaText {
  const [outcome, ...rest] = text.split(/;(?=(?:[^`]*`[^`]*`)*[^`]*$)/);
  const parameters = rest.map((part) => {
    const found = /^\s*([A-Za-z]\w*)\s*(~.*)$/s.exec(part);
    if (found !== null) return [found[1], found[2].trim()] as const;
    throw new InputError(
      worded`formula: after ";" comes the formula of a parameter, as in "y ~ x; sigma ~ x", got "${part.trim()}"${/^[^~]*\|/.test(part) ? secondOutcome : ''}`,
    );
  });
  return { outcome, parameters };
}

/** The formulas of all linear predictors that a family's outcome has. */
export interface PredictorFormulas {
  readonly outcome: Formula;
  readonly parameters: readonly ParameterFormula[];
}

/** The outcome's formula goes for parameters that are alike; one under the name of its own linear predictor takes its place. */
export function predictorFormulas(
  family: Family,
  options: FormulaOptions,
  written: FormulaText['parameters'],
  outcome: Formula,
): PredictorFormulas {
  const given = parameterFormulas(family, options, written);
  const { main = null, alike = [] } = family.predictors ?? {};
  const own = given.find(({ parameter }) => parameter === main);
  const ofOutcome =
    own === undefined
      ? outcome
      : { ...outcome, ...own.terms, text: `${outcome.text}; ${main} ${own.terms.text}` };
  const parameters = ownParameters(family).flatMap(({ name }): ParameterFormula[] => {
    const found = given.find(({ parameter }) => parameter === name);
    if (found !== undefined) return [found];
    return alike.includes(name) ? [{ parameter: name, terms: outcome, shared: true }] : [];
  });
  return { outcome: ofOutcome, parameters };
}

/**
 * The formulas of a family's own parameters, in the order of the family's: from the options and from the formula's text.
 * Throws InputError for a parameter that the family has not, one given twice, and text that is no `~ x`.
 */
function parameterFormulas(
  family: Family,
  options: FormulaOptions,
  written: FormulaText['parameters'],
): ParameterFormula[] {
  const main = family.predictors === undefined ? [] : [family.predictors.main];
  const have = [...main, ...ownParameters(family).map(({ name }) => name)];
  const direct = parameterNames.flatMap((name) =>
    options[name] === undefined ? [] : [[name, options[name]] as const],
  );
  const given = new Map<string, string>();
  for (const [name, text] of [...written, ...direct, ...Object.entries(options.parameters ?? {})]) {
    if (!have.includes(name)) throw noParameter(family, have, name);
    if (given.has(name)) throw new InputError(`formula: ${name} has two formulas; leave one out`);
    if (typeof text !== 'string')
      throw new InputError(
        `glmm: ${name} must be a formula such as "~ x + (1 | g)", got ${describeValue(text)}`,
      );
    given.set(name, text);
  }
  return have.flatMap((parameter) => {
    const text = given.get(parameter);
    return text === undefined ? [] : [{ parameter, terms: parsePredictor(text, parameter) }];
  });
}

function noParameter({ name }: Family, have: readonly string[], asked: string): InputError {
  if (have.length === 0)
    return new InputError(
      `formula: family ${name} has no parameter "${asked}", and none at all beside the mean`,
    );
  const meant = nearestName(asked, have);
  const hint = meant === null ? '' : `. Did you mean "${meant}"?`;
  return new InputError(
    `formula: family ${name} has no parameter "${asked}" (have: ${have.join(', ')})${hint}`,
  );
}
