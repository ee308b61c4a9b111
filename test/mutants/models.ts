import { type Mutant, mutants, type Run } from './mutant.ts';
import { mutantTable } from './mutantTable.ts';

/** Priors that no algebra takes out of the log density. */
async function heldPriors() {
  const { studentT, gamma } = await import('../../models/priors/constructors.ts');
  return { Intercept: studentT(4, 0.3, 1), b: studentT(4, 0, 1), sigma: gamma(4, 4) };
}

const joint =
  (formula: string, options: Readonly<Record<string, unknown>>): Run =>
  async (seed) => {
    const { checkJointDensity } = await import('../../src/testing/jointDensityCheck.ts');
    const table = await mutantTable();
    return checkJointDensity({ formula, table, options }, { seed });
  };

const residualJoint =
  (residual: string): Run =>
  async (seed) =>
    joint('y ~ x', { residual, priors: await heldPriors() })(seed);

const gradient =
  (formula: string, options: Readonly<Record<string, unknown>>): Run =>
  async (seed) => {
    const { checkGradient } = await import('../../src/engine/logDensity.ts');
    const { declare } = await import('../../src/testing/declaration.ts');
    const { logDensityOf } = await import('../../src/testing/logDensityOf.ts');
    const { stream } = await import('../../src/engine/rng.ts');
    const density = logDensityOf(declare({ formula, table: await mutantTable(), options }));
    const rng = stream(String(seed), 'point');
    return checkGradient(
      density,
      Array.from({ length: density.dimension }, () => 0.5 * rng.normal()),
    );
  };

/** Of a gaussian model with its effects and coefficients integrated out. */
const collapsedGradient: Run = async (seed) => {
  const { checkGradient } = await import('../../src/engine/logDensity.ts');
  const { compileCollapsed } = await import('../../src/engine/collapsed/density.ts');
  const { demandCollapsed } = await import('../../src/engine/collapsed/integrate.ts');
  const { declare } = await import('../../src/testing/declaration.ts');
  const { stream } = await import('../../src/engine/rng.ts');
  const { program } = declare({
    formula: 'y ~ x + (1 + x + z | g)',
    table: await mutantTable(),
    options: {},
  });
  const density = compileCollapsed(program, demandCollapsed(program));
  const rng = stream(String(seed), 'point');
  return checkGradient(
    density,
    Array.from({ length: density.dimension }, () => 0.5 * rng.normal()),
  );
};

/** Whether the coordinates in which reference samplers walk are those of the model. */
const referenceJoint: Run = async (seed) => {
  const { checkJointDensity } = await import('../../src/testing/jointDensityCheck.ts');
  const { compileReference } = await import('../../src/engine/reference/density.ts');
  const { buildTransport } = await import('../../src/engine/reference/transport.ts');
  const { stretchedReference } = await import('../../src/engine/reference/stretched.ts');
  const { fitLaplace } = await import('../../src/engine/laplace/fitProgram.ts');
  return checkJointDensity(
    { formula: 'y ~ x + (1 | g)', table: await mutantTable(), options: { family: 'poisson' } },
    {
      seed,
      walk: ({ program }) => {
        const transport = buildTransport(program, fitLaplace(program));
        if (transport === null) throw new Error('no transport');
        const density = stretchedReference(compileReference(program, transport));
        return { density, toTheta: density.toTheta };
      },
    },
  );
};

const invariant =
  (formula: string, options: Readonly<Record<string, unknown>>): Run =>
  async (seed) => {
    const { checkInvariance } = await import('../../src/testing/invariance.ts');
    return checkInvariance({ formula, table: await mutantTable(), options }, { seed, points: 12 });
  };

const slopes = joint('y ~ x + (1 + x + z | g)', { family: 'poisson' });
const counts = joint('y ~ x + offset(o) + (1 | g)', { family: 'poisson', weights: 'w' });
const inflated = joint('y ~ x + (1 | g)', { family: 'zero_inflated_poisson' });
const categories = joint('c ~ x + (1 | g)', { family: 'cumulative' });
const successes = joint('y | trials(n) ~ x', { family: 'binomial' });

const support = 'models/priors/support.ts';
const rows = 'models/layout/rows.ts';
const correlation = 'models/covariance/correlation.ts';
const effects = 'src/engine/program/groupEffects.ts';
const decay = 'src/engine/residual/decay.ts';

export const ofTransforms: readonly Mutant[] = [
  ...mutants('checkJointDensity', counts, [
    [
      'the Jacobian of positive parameters left out',
      support,
      [
        "case 'positive':\n      return { value: mul(unit, exp(x)), logJacobian: add(x, log(unit)) };",
        "case 'positive':\n      return { value: mul(unit, exp(x)), logJacobian: log(unit) };",
      ],
    ],
  ]),
  ...mutants('checkJointDensity', inflated, [
    ['half of the Jacobian of a chance', support, ['add(log1pexp(x), log1pexp(neg(x)))', 'log1pexp(x)']],
  ]),
  ...mutants('checkJointDensity', categories, [
    [
      'the Jacobian of ordered thresholds left out',
      'models/layout/thresholds.ts',
      ['if (ordered) builder.count(sub(sum', 'if (!ordered) builder.count(sub(sum'],
    ],
  ]),
  ...mutants('checkJointDensity', slopes, [
    [
      'the Jacobian of partial correlations without what is left of the row',
      correlation,
      ['add(logOneMinusSquare, mul(0.5, logLeft))', 'logOneMinusSquare'],
    ],
    [
      'an exponent of the LKJ prior off by one',
      correlation,
      ['k - (i + 1) + 2 * eta - 2', 'k - i + 2 * eta - 2'],
    ],
    [
      'group effects by the transposed Cholesky factor',
      effects,
      [
        'for (let c = 0; c <= r; c++) s += factor[r * k + c] * z[at + c];',
        'for (let c = r; c < k; c++) s += factor[c * k + r] * z[at + c];',
      ],
    ],
    [
      'slopes at zero taken for those at the mean',
      'models/covariance/basis.ts',
      [
        'columns: columns.map((column, j) => column.map((x) => (x - means[j]) / spreads[j])),',
        'columns: columns.map((column, j) => column.map((x) => x / spreads[j])),',
      ],
    ],
  ]),
];

export const ofDesigns: readonly Mutant[] = [
  ...mutants('checkJointDensity', counts, [
    ['the offset forgotten', rows, ['offset: offset === null ? null : share(offset)', 'offset: null']],
    ['case weights forgotten', rows, ['weights: weights === null ? null : share(weights)', 'weights: null']],
    ['weights in the order of the table', rows, ['weights: takeOptional(weights)', 'weights']],
    [
      'predictors not centred where the intercept is',
      rows,
      ['(column[i] - means[j]) / scales[j]', 'column[i] / scales[j]'],
    ],
    [
      'levels of groups in the order of the table',
      'models/design/takeRows.ts',
      ['Int32Array.from(rows, (row) => group.index[row])', 'group.index'],
    ],
  ]),
  ...mutants('checkJointDensity', successes, [
    [
      'trials in the order of the table',
      rows,
      ['trials: takeOptional(outcome.trials)', 'trials: outcome.trials'],
    ],
  ]),
  ...mutants('checkInvariance', invariant('y ~ x + (1 | g)', { family: 'poisson' }), [
    [
      'rows summed in the order of the table',
      rows,
      ['return order.sort((a, b) => {', 'return order.toSorted((a, b) => a - b) ?? order.sort((a, b) => {'],
    ],
    ['an outcome that stays where it was when rows are sorted', rows, ['y: take(outcome.y)', 'y: outcome.y']],
  ]),
];

export const ofResiduals: readonly Mutant[] = [
  ...mutants('checkJointDensity', residualJoint('ar1(t | person)'), [
    [
      'the lag of an autoregression off by one',
      decay,
      ['combiner.add(i - 1, -1)', 'combiner.add(Math.max(i - 2, starts[block]), -1)'],
    ],
    [
      'the determinant of one neighbour too many',
      decay,
      ['logDeterminant += counts[g] * log(left)', 'logDeterminant += (counts[g] + blocks) * log(left)'],
    ],
  ]),
  ...mutants('checkJointDensity', residualJoint('cs(1 | person)'), [
    [
      'compound symmetry with a row too many',
      'src/engine/residual/exchangeable.ts',
      ['const others = sizes[s] - 1', 'const others = sizes[s]'],
    ],
  ]),
  ...mutants('checkGradient', gradient('y ~ x + (1 | person)', { residual: 'ar1(t | person)' }), [
    [
      'the slope of an autoregression with the wrong sign in it',
      decay,
      ['(dr * (1 + r * r))', '(dr * (1 - r * r))'],
    ],
  ]),
];

export const ofMaps: readonly Mutant[] = [
  ...mutants('checkJointDensity', referenceJoint, [
    [
      'the volume of the map of group effects left out',
      'src/engine/reference/density.ts',
      ['return lp + logJacobian;', 'return lp;'],
    ],
    [
      'the volume of stretched coordinates left out',
      'src/engine/reference/stretched.ts',
      ['lp += log(slope[i]);', ''],
    ],
  ]),
];

export const ofGradients: readonly Mutant[] = [
  ...mutants('checkGradient', gradient('y ~ x + (1 | g)', { family: 'negbinomial' }), [
    [
      'the derivative of log gamma with the wrong sign',
      'src/engine/autodiff/gradient.ts',
      ['lgamma: (a) => digamma(a)', 'lgamma: (a) => neg(digamma(a))'],
    ],
  ]),
  ...mutants('checkGradient', gradient('y | trials(n) ~ x', { family: 'binomial' }), [
    [
      'the derivative of log(1 + exp) with the wrong sign',
      'src/engine/autodiff/gradient.ts',
      ['log1pexp: (a) => logistic(a)', 'log1pexp: (a) => logistic(neg(a))'],
    ],
  ]),
  ...mutants('checkGradient', gradient('y ~ x + (1 + x | g)', { family: 'poisson' }), [
    [
      'gradients by the transposed factor',
      effects,
      ['zOut[at] = l00 * g0 + l10 * g1', 'zOut[at] = l00 * g0'],
    ],
  ]),
  ...mutants('checkGradient', collapsedGradient, [
    [
      'the determinant of integrated coefficients left out',
      'src/engine/collapsed/marginal.ts',
      ['logDeterminant(factor, n) -\n', '0 -\n'],
    ],
    [
      'effects that are integrated out without their spread',
      'src/engine/collapsed/gradient.ts',
      ['for (let x = 0; x < k * k; x++) zzMean[x] += inverse[x];', ''],
    ],
  ]),
];
