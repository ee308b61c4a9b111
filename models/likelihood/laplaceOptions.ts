import { InputError } from '../../src/engine/errors.ts';
import { checkCriterion } from '../../src/engine/laplace/checkCriterion.ts';
import { checkDeterminant } from '../../src/engine/laplace/chooseDeterminant.ts';
import type { Criterion } from '../../src/engine/laplace/criterion.ts';
import { type DeterminantRule, determinantRules } from '../../src/engine/laplace/determinant.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { wholeNumber } from '../../src/engine/wholeNumber.ts';
import { checkModel } from '../arguments.ts';
import type { Model } from '../glmm.ts';
import { describePrior, isShrinkage } from '../priors/prior.ts';

/** Maximum likelihood, restricted maximum likelihood, or the mode of the posterior. */
export type LaplaceMethod = 'ml' | 'reml' | 'map';

/** Of `laplace`: what is maximised, and how exactly. */
export interface LaplaceOptions {
  /**
   * 'ml' (default): priors do not count. 'reml': the coefficients are integrated out as well, under a flat prior;
   * gaussian models only. 'map': the mode of the marginal posterior of the parameters on their unconstrained scale.
   */
  readonly method?: LaplaceMethod;
  /** Nodes of adaptive Gauss-Hermite quadrature for every coefficient of a level; 1 (default) is Laplace's method. */
  readonly quadrature?: number;
  /** Coefficients at their joint mode with the group effects, as lme4's nAGQ = 0: quicker, less exact. */
  readonly fast?: boolean;
  /**
   * The log determinant of the group effects' curvature: 'exact', by a sparse factor; 'estimated', from random vectors that
   * stay the same, its error stated, for crossed factors whose factor would be too dense; 'auto' (default): exact unless a
   * marginal with its gradient takes more than 6e9 multiplications or 1 GB.
   */
  readonly logDeterminant?: DeterminantRule;
}

/** Options as a fit has them. */
export type LaplaceSettings = Required<LaplaceOptions>;

const optionKinds: OptionKinds<LaplaceSettings> = {
  method: 'text',
  quadrature: 'a number',
  fast: 'true or false',
  logDeterminant: 'text',
};

const methods: readonly LaplaceMethod[] = ['ml', 'reml', 'map'];

/** As `LaplaceOptions`, words not yet looked at. */
type Unchecked = Omit<LaplaceOptions, 'method' | 'logDeterminant'> & {
  readonly method?: string;
  readonly logDeterminant?: string;
};

/** Fills in what is left out. Throws InputError for what a model cannot be fitted by. */
export function laplaceSettings(model: Model, options: Unchecked): LaplaceSettings {
  checkModel('laplace', model);
  checkOptions('laplace', options, optionKinds);
  const { quadrature = 1, fast = false } = options;
  const method = methodOf(options.method ?? 'ml');
  refuseShrinkage(model);
  refuseMissing(model);
  refuseMonotone(model);
  const logDeterminant = ruleOf(options.logDeterminant ?? 'auto');
  const settings = { method, quadrature, fast, logDeterminant };
  wholeNumber('laplace: quadrature', quadrature, 1);
  if (method === 'reml') checkReml(model, settings);
  if (fast && quadrature > 1)
    throw new InputError('laplace: quadrature and fast exclude each other; choose one');
  if (fast && method === 'map')
    throw new InputError('laplace: fast fits leave priors out; use method ml with fast, or map without');
  checkCriterion(model.program, criterionOf(settings), method === 'map' ? 'include' : 'exclude');
  checkDeterminant(model.program, criterionOf(settings), logDeterminant);
  return settings;
}

/** Coefficients that are products of parameters have no mode of their own, and without their prior no place at all. */
function refuseShrinkage({ priors }: Model): void {
  const shared = priors.find(({ prior }) => isShrinkage(prior));
  if (shared === undefined) return;
  throw new InputError(
    `laplace: under ${describePrior(shared.prior)} coefficients are products of scales and have no mode that means anything; sample instead, or take ${shared.parameter}=normal(0, 5)`,
  );
}

/** A fit has no draws of outcomes that rows lack; all else it has without them. */
function refuseMissing({ design: { missing, response } }: Model): void {
  if (missing === null) return;
  throw new InputError(
    `laplace: missing outcomes, ${response.name}, are drawn, and a fit by Laplace's method draws nothing; sample instead, or leave mi() out, and the rows with it`,
  );
}

/** Where the effect is 0 its steps have no place, and at the maximum the share of a step is often 0, where nothing is normal. */
function refuseMonotone({ design }: Model): void {
  const [monotone] = [design, ...design.further].flatMap(({ fixed }) => fixed.monotone);
  if (monotone === undefined) return;
  throw new InputError(
    `laplace: ${monotone.text} is made of shares of steps, whose maxima often lie at 0, where nothing is normal; sample instead, or write the column as a factor with contrasts sdif, or as poly(x, 2)`,
  );
}

function methodOf(name: string): LaplaceMethod {
  const found = methods.find((method) => method === name);
  if (found !== undefined) return found;
  throw new InputError(
    `laplace: no method "${name}" (have: ${methods.join(', ')})${didYouMean(name, methods)}`,
  );
}

function ruleOf(name: string): DeterminantRule {
  const found = determinantRules.find((rule) => rule === name);
  if (found !== undefined) return found;
  throw new InputError(
    `laplace: no log determinant "${name}" (have: ${determinantRules.join(', ')})${didYouMean(name, determinantRules)}`,
  );
}

function checkReml({ program, family, design }: Model, { quadrature, fast }: LaplaceSettings): void {
  if (program.rows.further.length > 0) return; // the criterion refuses it
  if (!program.capabilities.quadraticInEta)
    throw new InputError(
      `laplace: reml needs an outcome that is normal around its linear predictor, got ${design.response.name} of family ${family.name} (${family.link} link); use ml`,
    );
  if (quadrature > 1)
    throw new InputError(
      `laplace: reml goes without quadrature (got ${quadrature} nodes); for gaussian models one node is exact`,
    );
  if (fast) throw new InputError('laplace: reml goes without fast; for gaussian models it is quick already');
}

/** What a fit with these settings maximises. */
export function criterionOf({ method, quadrature, fast }: LaplaceSettings): Criterion {
  if (method === 'reml') return { kind: 'reml' };
  if (fast) return { kind: 'fast' };
  return quadrature > 1 ? { kind: 'quadrature', nodes: quadrature } : { kind: 'laplace' };
}
