import { add, constant, type Expression, variable, variablesOf } from '../src/engine/autodiff/index.ts';
import { InputError } from '../src/engine/errors.ts';
import { didYouMean } from '../src/engine/nearest.ts';
import { noCapabilities } from '../src/engine/program/capabilities.ts';
import type { Program, ReportedQuantity } from '../src/engine/program/program.ts';
import type { Quantity } from '../src/engine/program/quantity.ts';
import { constrain, endsOf, type Support } from './priors/support.ts';

/**
 * A whole log density of the user's own, as an expression of named parameters: compiled, differentiated and sampled
 * through the same door as a mixed model, in worker threads too. Jacobians of the supports are added here.
 * Throws InputError for no parameters, a support that is none, and a density that is no expression, reads what is no
 * parameter, or does not read one that would then run off.
 * @example expressionModel({ mu: { kind: 'real' }, tau: { kind: 'positive' } }, ({ mu, tau }) => ...)
 */
export function expressionModel<Name extends string>(
  parameters: Readonly<Record<Name, Support>>,
  logDensity: (parameters: Readonly<Record<Name, Expression>>) => Expression,
): Program {
  const alpha: string[] = [];
  const reported: ReportedQuantity[] = [];
  let jacobian: Expression = constant(0);
  for (const [name, support] of Object.entries(parameters) as [Name, Support][]) {
    checkSupport(name, support);
    const { value, logJacobian } = constrain(support, variable(`a${alpha.length}`), 1);
    alpha.push(`a${alpha.length}`);
    jacobian = add(jacobian, logJacobian);
    const quantity: Quantity = { kind: 'own', parameter: name, support };
    reported.push({ name, expression: value, quantity, support, priorKeys: [] });
  }
  if (alpha.length === 0) throw new InputError('expressionModel: needs at least one parameter');
  const density = logDensity(declaredOnly(reported) as Record<Name, Expression>);
  checkDensity(density, alpha, reported);
  return {
    alpha,
    linear: [],
    linearPriors: [],
    capabilities: noCapabilities,
    auxiliary: [],
    terms: [],
    logPrior: add(density, jacobian),
    otherLogPrior: add(density, jacobian),
    reported,
    rows: {
      count: 0,
      hasIntercept: false,
      x: new Float64Array(0),
      width: 0,
      y: new Float64Array(0),
      trials: null,
      weights: null,
      offset: null,
      further: [],
      density: constant(0),
    },
  };
}

/** Throws InputError for what is no support. */
function checkSupport(name: string, support: Support): void {
  const wanted = `{ kind: 'real' }, { kind: 'positive' }, { kind: 'above', lower }, { kind: 'below', upper } or { kind: 'interval', lower, upper }`;
  const kinds: readonly unknown[] = ['real', 'positive', 'above', 'below', 'interval'];
  if (typeof support !== 'object' || support === null || !kinds.includes(support.kind))
    throw new InputError(
      `expressionModel: the support of "${name}" must be ${wanted}, got ${JSON.stringify(support)}`,
    );
  const { lower, upper } = endsOf(support);
  if (support.kind !== 'interval') {
    const end = support.kind === 'below' ? upper : support.kind === 'above' ? lower : 0;
    if (Number.isFinite(end)) return;
    throw new InputError(`expressionModel: the support of "${name}" needs a finite end, got ${end}`);
  }
  if (!(Number.isFinite(lower) && Number.isFinite(upper) && lower < upper))
    throw new InputError(
      `expressionModel: the interval of "${name}" needs two finite numbers, lower < upper, got ${lower} and ${upper}`,
    );
}

/** The parameters as expressions by name; asking for another one is an InputError, not undefined. */
function declaredOnly(reported: readonly ReportedQuantity[]): Readonly<Record<string, Expression>> {
  const values = Object.fromEntries(reported.map(({ name, expression }) => [name, expression]));
  return new Proxy(values, {
    get(target, name) {
      if (typeof name !== 'string' || Object.hasOwn(target, name)) return Reflect.get(target, name);
      const known = Object.keys(target);
      throw new InputError(
        `expressionModel: the log density reads "${name}", which is no parameter (have: ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''})${didYouMean(name, known)}`,
      );
    },
  });
}

function checkDensity(
  density: unknown,
  alpha: readonly string[],
  reported: readonly ReportedQuantity[],
): asserts density is Expression {
  if (!isExpression(density))
    throw new InputError(
      `expressionModel: the log density must be an expression of the parameters, as expression.add and the like make them, got ${describe(density)}`,
    );
  const reads = variablesOf(density);
  const stranger = [...reads].find((name) => !alpha.includes(name));
  if (stranger !== undefined)
    throw new InputError(`expressionModel: the log density reads "${stranger}", which is no parameter`);
  const unread = reported.find(({ support }, i) => support.kind !== 'interval' && !reads.has(alpha[i]));
  if (unread !== undefined)
    throw new InputError(
      `expressionModel: the log density does not read "${unread.name}", which could then be anything; leave it out or give it a prior`,
    );
}

function isExpression(value: unknown): value is Expression {
  const kinds: readonly unknown[] = ['constant', 'variable', 'unary', 'binary', 'select'];
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(value.kind);
}

function describe(value: unknown): string {
  return typeof value === 'number' ? `the number ${value}` : value === undefined ? 'nothing' : typeof value;
}
