import { constant, type Expression, variable, variablesOf } from '../../src/engine/autodiff/index.ts';
import type { ReportedQuantity } from '../../src/engine/program/program.ts';
import { naturalSupport, type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import type { OutcomeScale } from '../families/outcome.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { type Prior, supportOf } from '../priors/prior.ts';
import { priorKeys } from '../priors/priorKeys.ts';
import type { PriorLookup } from '../priors/resolve.ts';
import { type Constrained, constrain, onlyValue, type Support } from '../priors/support.ts';

/** Gathers alpha's variables and log prior while the parts of the model are laid out. */
export interface Builder {
  readonly alpha: string[];
  readonly logPrior: Expression[];
  /** Entries of `logPrior` that belong to coefficients with normal priors. */
  readonly normalLogPrior: Set<Expression>;
  readonly reported: ReportedQuantity[];
  readonly priors: PriorLookup;
  readonly scale: OutcomeScale;
  readonly rows: number;
  /** Of the family's residual, which is laid out after the coefficients: a variable until then. 1 where there is none. */
  readonly residualScale: Expression;
}

/** Of numbers without bounds. */
export const real: Support = { kind: 'real' };

/** One scalar parameter: a new variable of alpha, its transform into the prior's support, and its log prior; reported. */
export function scalar(builder: Builder, quantity: Quantity, unit: number, fallback: Prior): Expression {
  const natural = naturalSupport(quantity);
  const prior = builder.priors.scalar(priorKeys(quantity), natural, fallback);
  const support = supportOf(prior) ?? natural;
  const { value, logJacobian } = placed(builder, support, unit);
  builder.logPrior.push(priorLogDensity(prior, value), logJacobian);
  report(builder, quantity, value, support);
  return value;
}

/** Reports a number; `prior` is what a prior for it would be declared on, where that is another quantity or none. */
export function report(
  builder: Builder,
  quantity: Quantity,
  expression: Expression,
  support: Support,
  rises?: ReportedQuantity['rises'],
  prior: Quantity | null = quantity,
): void {
  const name = quantityName(quantity);
  const keys = prior !== null && isDeclaredAs(prior, quantity) ? priorKeys(quantity) : [];
  const told: Quantity = variablesOf(expression).size === 0 ? { ...quantity, fixed: true } : quantity;
  const more = rises === undefined ? {} : { rises };
  builder.reported.push({ name, quantity: told, expression, support, priorKeys: keys, ...more });
}

/** Whether a prior of the one can be declared under the names of the other. */
function isDeclaredAs(one: Quantity, other: Quantity): boolean {
  return priorKeys(one)[0] === priorKeys(other)[0];
}

/** A new variable of alpha, of about `unit`, in a support; none in a support of one value. */
export function placed(builder: Builder, support: Support, unit: number, location = 0): Constrained {
  const only = onlyValue(support);
  return only === null
    ? constrain(support, free(builder), unit, location)
    : { value: constant(only), logJacobian: constant(0) };
}

/** A new variable of alpha, unconstrained. */
export function free(builder: Builder): Expression {
  const name = `a${builder.alpha.length}`;
  builder.alpha.push(name);
  return variable(name);
}
