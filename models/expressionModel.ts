import { add, constant, type Expression, variable, variablesOf } from '../src/engine/autodiff/index.ts';
import { InputError } from '../src/engine/errors.ts';
import { noCapabilities } from '../src/engine/program/capabilities.ts';
import type { Program, ReportedQuantity } from '../src/engine/program/program.ts';
import { constrain, type Support } from './priors/support.ts';

/**
 * A whole log density of the user's own, as an expression of named parameters: compiled, differentiated and sampled
 * through the same door as a mixed model, in worker threads too. Jacobians of the supports are added here.
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
    const { value, logJacobian } = constrain(support, variable(`a${alpha.length}`), 1);
    alpha.push(`a${alpha.length}`);
    jacobian = add(jacobian, logJacobian);
    reported.push({
      name,
      expression: value,
      quantity: { kind: 'own', parameter: name, support },
      support,
      priorKeys: [],
    });
  }
  if (alpha.length === 0) throw new InputError('expressionModel: needs at least one parameter');
  const values = Object.fromEntries(reported.map((r) => [r.name, r.expression])) as Record<Name, Expression>;
  const density = logDensity(values);
  const stranger = [...variablesOf(density)].find((name) => !alpha.includes(name));
  if (stranger !== undefined)
    throw new InputError(`expressionModel: the log density reads "${stranger}", which is no parameter`);
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
      density: constant(0),
    },
  };
}
