import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import { middleOf } from '../../models/families/parameterLinks.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { ownParameters } from '../../models/families/thresholds.ts';
import { rowDrawer } from '../../models/simulate/drawRows.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { stream } from '../../src/engine/rng.ts';
import { explain, glmm, type Model, type Table } from '../../src/index.ts';
import { worstError } from './gradients.ts';
import { smallTable } from './models.ts';

const table = smallTable();
const cases = builtinFamilies.flatMap((family) =>
  ownParameters(family).map(({ name }) => [family.name, name] as const),
);

/** A model of outcomes that the family draws, with a formula for one of its parameters. */
function modelOf(familyName: string, parameter: string, formula: string): Model {
  const chosen = chooseFamily(familyName);
  const { family } = chosen;
  // where a skewness is 0 the likelihood is flat in it
  const parameters = Object.fromEntries(
    family.parameters.map(({ name, support }) => [name, support.kind === 'real' ? 3 : middleOf(support)]),
  );
  const x = table.columns.get('x');
  if (x?.kind !== 'number') throw new Error('x');
  const rng = stream('families', familyName);
  const trials = responseCheck(family.response).trials === true;
  const n = new Float64Array(table.rows).fill(7);
  const eta = x.values.map((value) => 0.2 + 0.3 * value);
  const y = rowDrawer(chosen)(rng, eta, { trials: trials ? n : null, parameters });
  const columns = new Map(table.columns)
    .set('y', { kind: 'number', values: y })
    .set('n', { kind: 'number', values: n });
  const drawn: Table = { ...table, columns };
  return glmm(`y${trials ? ' | trials(n)' : ''} ~ x + (1 | class)`, drawn, {
    family: familyName,
    parameters: { [parameter]: formula },
  });
}

describe.each(cases)('%s, a formula for %s', (family, parameter) => {
  const model = modelOf(family, parameter, '~ x2 + (1 | school)');
  const { program } = model;

  test('exact gradients, of the posterior and of Laplace’s marginal', () => {
    const rng = stream('points', `${family} ${parameter}`);
    expect(worstError(compileLogDensity(program), rng, 2)).toBeLessThan(1e-6);
    expect(worstError(laplaceMarginal(latentModel(program, 'include')), rng, 1)).toBeLessThan(1e-5);
  });

  test('is fitted, drawn from its prior and written out', () => {
    expect(fitLaplace(modelOf(family, parameter, '~ x2').program).converged).toBe(true);
    const { parameters, outcome } = simulatePrior(stream('prior', family), modelOf(family, parameter, '~ 1'));
    expect(Object.keys(parameters)).toContain(`b_${parameter}_Intercept`);
    expect(outcome.every(responseCheck(chooseFamily(family).family.response).holds)).toBe(true);
    expect(explain(model)).toContain(`Linear predictor of ${parameter}`);
  });
});
