import {
  add,
  constant,
  div,
  type Expression,
  exp,
  expm1,
  log,
  mul,
  neg,
  select,
  sqrt,
  square,
} from '../../src/engine/autodiff/index.ts';
import type { FamilyParameters, LinkDensity, RowLogDensity, RowVariables, Tails } from './family.ts';
import type { Link } from './links.ts';

/** A positive mean as densities ask for it. */
export interface Mean {
  readonly mu: Expression;
  readonly logMu: Expression;
  /** 1 / mu */
  readonly inverseMu: Expression;
}

/** log p(y | mu, parameters) of one row. */
export type MeanDensity = (row: Omit<RowVariables, 'eta'> & Mean, parameters: FamilyParameters) => Expression;

/** A range of eta that a mean is asked about within, and nowhere else. */
interface Within {
  /** eta inside, some number inside for all others. */
  readonly safe: Expression;
  /** 0 inside, -Infinity outside; to be added, so that what does not depend on eta can still be taken out. */
  readonly outside: Expression;
}

/** eta > 0 alone makes a mean. */
function positive(eta: Expression): Within {
  return { safe: select(0, eta, eta, 1), outside: select(0, eta, 0, Number.NEGATIVE_INFINITY) };
}

const everywhere = (eta: Expression): Within => ({ safe: eta, outside: constant(0) });

const means = {
  log: {
    within: everywhere,
    of: (eta: Expression): Mean => ({ mu: exp(eta), logMu: eta, inverseMu: exp(neg(eta)) }),
  },
  identity: {
    within: positive,
    of: (eta: Expression): Mean => ({ mu: eta, logMu: log(eta), inverseMu: div(1, eta) }),
  },
  inverse: {
    within: positive,
    of: (eta: Expression): Mean => ({ mu: div(1, eta), logMu: neg(log(eta)), inverseMu: eta }),
  },
  sqrt: {
    within: positive,
    of: (eta: Expression): Mean => ({
      mu: square(eta),
      logMu: mul(2, log(eta)),
      inverseMu: div(1, square(eta)),
    }),
  },
  '1/mu^2': {
    within: positive,
    of: (eta: Expression): Mean => ({
      mu: div(1, sqrt(eta)),
      logMu: mul(-0.5, log(eta)),
      inverseMu: sqrt(eta),
    }),
  },
};

type MeanLink = keyof typeof means;

/**
 * A density in a positive mean under each of the links named; what is given for a link replaces what `links.ts` says of it.
 * Where eta gives no mean that is positive, the log density is -Infinity.
 */
export function underMeanLinks<K extends MeanLink>(
  density: MeanDensity,
  names: readonly K[],
  own: { readonly [name in K]?: Partial<Link & { readonly tails: Tails }> } = {},
): Record<K, LinkDensity> {
  const rows = names.map((name) => [name, { density: underMeanLink(density, name), ...own[name] }]);
  return Object.fromEntries(rows) as Record<K, LinkDensity>;
}

/** As `underMeanLinks`, of an outcome whose survival function is exp(-hazard), so that it may be censored. */
export function underMeanLinksWithHazard<K extends MeanLink>(
  density: MeanDensity,
  hazard: MeanDensity,
  names: readonly K[],
): Record<K, LinkDensity> {
  const tails = names.map((name) => [name, { tails: tailsOf(hazard, name) }]);
  return underMeanLinks(density, names, Object.fromEntries(tails) as { [name in K]: { tails: Tails } });
}

function underMeanLink(density: MeanDensity, name: MeanLink): RowLogDensity {
  const { within, of } = means[name];
  return ({ y, eta, trials }, parameters) => {
    const { safe, outside } = within(eta);
    return add(density({ y, trials, ...of(safe) }, parameters), outside);
  };
}

function tailsOf(hazard: MeanDensity, name: MeanLink): Tails {
  return {
    above: underMeanLink((row, parameters) => neg(hazard(row, parameters)), name),
    below: underMeanLink((row, parameters) => log(neg(expm1(neg(hazard(row, parameters))))), name),
  };
}
