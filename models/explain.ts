import type { Model } from './glmm.ts';
import { describePrior } from './priors/prior.ts';

/** Subscripts of the grouping factors; i is the row. */
const subscripts = ['j', 'k', 'l', 'm', 'n', 'o', 'p', 'q'];
/** Names of the factors' random effects. */
const effectNames = ['u', 'v', 'w', 's', 't', 'x', 'z', 'c'];

/** A coefficient of level 1 with its fixed and random parts. */
interface Coefficient {
  /** Column it multiplies; null for the intercept. */
  readonly column: string | null;
  readonly number: number;
  readonly fixed: boolean;
  readonly random: readonly { readonly effect: string; readonly subscript: string }[];
}

/**
 * The model in equations: by levels and in mixed form, then the distributions of the random effects, and the names
 * under which the parameters are reported. Long formulas show their first terms.
 */
export function explain(model: Model): string {
  return [
    model.formula,
    '',
    ...outcomeLines(model),
    '',
    ...levelOne(model),
    ...levelTwo(model),
    '',
    'Mixed form',
    `  ${predictorSymbol(model)} = ${mixedForm(model)}${residualPart(model)}`,
    '',
    ...distributions(model),
    'Reported as',
    ...names(model).map((line) => `  ${line}`),
    '',
    "Priors (Intercept: at the predictors' means)",
    ...model.priors.map(
      ({ parameter, prior, isDefault }) =>
        `  ${parameter} ~ ${describePrior(prior)}${isDefault ? '   [default, scaled to the data]' : ''}`,
    ),
    '',
  ].join('\n');
}

const isLinear = ({ family }: Model): boolean => family.name === 'gaussian' && family.link === 'identity';

function allSubscripts({ design }: Model): string {
  return `i${design.groups.map((_, t) => subscriptAt(t)).join('')}`;
}

/** The same factor keeps its subscript when it appears in several terms. */
function subscriptAt(t: number): string {
  return subscripts[t] ?? `[${t + 1}]`;
}

function effectAt(t: number): string {
  return effectNames[t] ?? `r${t + 1}`;
}

function predictorSymbol(model: Model): string {
  return isLinear(model) ? `Y_${allSubscripts(model)}` : `eta_${allSubscripts(model)}`;
}

function residualPart(model: Model): string {
  return isLinear(model) ? ` + e_${allSubscripts(model)}` : '';
}

function outcomeLines(model: Model): string[] {
  const { design, family } = model;
  const all = allSubscripts(model);
  const lines = [`Outcome: Y is ${design.response.name}, ${design.rows} rows`];
  design.groups.forEach((g, t) => {
    lines.push(`  ${subscriptAt(t)} = 1, ..., ${g.levels.length}: ${g.group}`);
  });
  if (isLinear(model)) return lines;
  const notation = family.notation.replaceAll('_ij', `_${all}`);
  return [...lines, `  Y_${all} ~ ${notation}`, `  ${family.link}(mu_${all}) = eta_${all}`];
}

function coefficients({ design }: Model): Coefficient[] {
  const columns: (string | null)[] = [];
  const note = (column: string | null): void => {
    if (!columns.includes(column)) columns.push(column);
  };
  if (design.fixed.intercept) note(null);
  for (const name of design.fixed.names) note(name);
  for (const group of design.groups) for (const coef of group.coefs) note(coef === 'Intercept' ? null : coef);
  return columns.map((column, number) => ({
    column,
    number,
    fixed: column === null ? design.fixed.intercept : design.fixed.names.includes(column),
    random: design.groups.flatMap((group, t) => {
      const varies = group.coefs.includes(column ?? 'Intercept');
      return varies ? [{ effect: effectAt(t), subscript: subscriptAt(t) }] : [];
    }),
  }));
}

/** `b_1j`: with the subscript of every factor, whether the coefficient varies or not. */
function coefficientSymbol({ design }: Model, { number }: Coefficient): string {
  return `b_${number}${design.groups.map((_, t) => subscriptAt(t)).join('')}`;
}

function termsOf({ number, fixed, random }: Coefficient): string {
  const parts = random.map((r) => `${r.effect}_${number}${r.subscript}`);
  return [...(fixed ? [`gamma_${number}0`] : []), ...parts].join(' + ');
}

/** The random coefficients of term t with their symbols, `u_0j` and so on. */
function randomSymbols(model: Model, t: number): { coef: string; symbol: string }[] {
  const all = coefficients(model);
  return model.design.groups[t].coefs.map((coef) => {
    const { number } = all.find((c) => (c.column ?? 'Intercept') === coef) as Coefficient;
    return { coef, symbol: `${effectAt(t)}_${number}${subscriptAt(t)}` };
  });
}

const offsetPart = ({ design }: Model): string => (design.offset === null ? '' : ' + offset');

function levelOne(model: Model): string[] {
  const all = allSubscripts(model);
  const terms = coefficients(model).map(
    (c) => `${coefficientSymbol(model, c)}${c.column === null ? '' : ` ${c.column}_${all}`}`,
  );
  return [
    'Level 1 (rows)',
    `  ${predictorSymbol(model)} = ${terms.join(' + ')}${offsetPart(model)}${residualPart(model)}`,
  ];
}

function levelTwo(model: Model): string[] {
  return ['Level 2', ...coefficients(model).map((c) => `  ${coefficientSymbol(model, c)} = ${termsOf(c)}`)];
}

function mixedForm(model: Model): string {
  const all = allSubscripts(model);
  const parts = coefficients(model).map((c) => {
    const several = (c.fixed ? 1 : 0) + c.random.length > 1;
    const terms = several ? `(${termsOf(c)})` : termsOf(c);
    return c.column === null ? terms : `${terms} ${c.column}_${all}`;
  });
  return parts.join(' + ') + offsetPart(model);
}

function distributions(model: Model): string[] {
  const lines = model.design.groups.map((_, t) => `  ${distributionOf(model, t)}`);
  if (isLinear(model)) lines.push(`  e_${allSubscripts(model)} ~ Normal(0, sigma^2)`);
  return lines.length === 0 ? [] : ['Distributions', ...lines, ''];
}

function distributionOf(model: Model, t: number): string {
  const { group, coefs, correlated } = model.design.groups[t];
  const symbols = randomSymbols(model, t).map((r) => r.symbol);
  const k = coefs.length;
  if (k === 1) return `${symbols[0]} ~ Normal(0, sd_${group}__${coefs[0]}^2)`;
  const shape = correlated ? `${(k * (k + 1)) / 2} distinct elements` : 'diagonal, no correlations';
  return `(${symbols.join(', ')}) ~ Normal(0, G), G ${k} x ${k} over ${group}: ${shape}`;
}

function names(model: Model): string[] {
  const lines = coefficients(model)
    .filter((c) => c.fixed)
    .map((c) => `gamma_${c.number}0: b_${c.column ?? 'Intercept'}`);
  model.design.groups.forEach(({ group }, t) => {
    for (const { coef, symbol } of randomSymbols(model, t))
      lines.push(`${symbol}: r_${group}[level,${coef}], with sd sd_${group}__${coef}`);
  });
  return lines;
}
