import {
  abs,
  add,
  atan,
  constant,
  div,
  type Expression,
  exp,
  expm1,
  log,
  log1p,
  log1pexp,
  logistic,
  logNormalCdf,
  mul,
  neg,
  select,
  sub,
} from '../../src/engine/autodiff/index.ts';
import type { FamilyParameters, LinkDensity, RowVariables } from './family.ts';
import type { Link } from './links.ts';

/** A chance as densities ask for it: none of the four loses digits where it or its complement is small. */
export interface Chance {
  readonly mu: Expression;
  /** 1 - mu */
  readonly rest: Expression;
  readonly logMu: Expression;
  readonly logRest: Expression;
}

/** log p(y | mu, parameters) of one row. */
export type ChanceDensity = (
  row: Omit<RowVariables, 'eta'> & Chance,
  parameters: FamilyParameters,
) => Expression;

/** The chance that eta makes, and 0 where it makes one, else -Infinity. */
type ChanceOf = (eta: Expression) => Chance & { readonly outside?: Expression };

const logit: ChanceOf = (eta) => ({
  mu: logistic(eta),
  rest: logistic(neg(eta)),
  logMu: neg(log1pexp(neg(eta))),
  logRest: neg(log1pexp(eta)),
});

const probit: ChanceOf = (eta) => {
  const [logMu, logRest] = [logNormalCdf(eta), logNormalCdf(neg(eta))];
  return { mu: exp(logMu), rest: exp(logRest), logMu, logRest };
};

/** Pr(C <= x) of a standard Cauchy C: 1/2 + atan(x) / pi, far down atan(-1 / x) / pi. */
export function cauchyCdf(x: Expression): Expression {
  const far = select(x, -1, x, -1);
  const angle = atan(select(x, -1, div(-1, far), x));
  return mul(1 / Math.PI, add(select(x, -1, 0, Math.PI / 2), angle));
}

const smaller = (x: Expression, bound: number): Expression => select(x, bound, x, bound);
const larger = (x: Expression, bound: number): Expression => select(x, bound, bound, x);

/** The chance on eta's side of a standard Cauchy variate and beyond, and what is left: 1/2 - atan|eta| / pi, far out atan(1 / |eta|) / pi. */
const cauchit: ChanceOf = (eta) => {
  const size = abs(eta);
  const angle = mul(1 / Math.PI, atan(select(size, 1, size, div(1, larger(size, 1)))));
  const less = select(size, 1, sub(0.5, angle), angle);
  const more = sub(1, less);
  const [logLess, logMore] = [log(less), log1p(neg(less))];
  return {
    mu: select(eta, 0, less, more),
    rest: select(eta, 0, more, less),
    logMu: select(eta, 0, logLess, logMore),
    logRest: select(eta, 0, logMore, logLess),
  };
};

/** Below exp(-37) 1 - exp(-m) is m. */
const [isSmall, few] = [-37, 8.533047625744066e-17];
/** From here on exp(-m) is 0. */
const many = 1100;
/** Far below where exp overflows. */
const mostExponent = 700;

const expectedAt = (x: Expression): Expression => exp(smaller(x, mostExponent));

/** log(1 - exp(-m)): the log chance of at least one event where m = exp(x) are expected. */
export function logAny(x: Expression, expected: Expression = expectedAt(x)): Expression {
  const between = smaller(larger(expected, few), many);
  return select(x, isSmall, x, log(neg(expm1(neg(between)))));
}

const cloglog: ChanceOf = (eta) => {
  const expected = expectedAt(eta);
  return {
    mu: neg(expm1(neg(expected))),
    rest: exp(neg(expected)),
    logMu: logAny(eta, expected),
    logRest: neg(expected),
  };
};

const log_: ChanceOf = (eta) => {
  const safe = select(eta, 0, eta, -1);
  const rest = neg(expm1(safe));
  const outside = select(eta, 0, 0, Number.NEGATIVE_INFINITY);
  return { mu: exp(safe), rest, logMu: safe, logRest: log(rest), outside };
};

const identity: ChanceOf = (eta) => {
  const inside = (yes: Expression | number, no: number): Expression =>
    select(0, eta, select(eta, 1, yes, no), no);
  const safe = inside(eta, 0.5);
  const outside = inside(0, Number.NEGATIVE_INFINITY);
  return { mu: safe, rest: sub(1, safe), logMu: log(safe), logRest: log1p(neg(safe)), outside };
};

/** The chance that eta makes, by link. */
export const chances = { logit, probit, cauchit, cloglog, log: log_, identity };

type ChanceLink = keyof typeof chances;

/**
 * A density in a chance under each of the links named; what is given for a link replaces what `links.ts` says of it.
 * Where eta gives no chance, the log density is -Infinity.
 */
export function underChanceLinks<K extends ChanceLink>(
  density: ChanceDensity,
  names: readonly K[],
  own: { readonly [name in K]?: Partial<Link> } = {},
): Record<K, LinkDensity> {
  const rows = names.map((name) => {
    const row = ({ y, eta, trials }: RowVariables, parameters: FamilyParameters): Expression => {
      const { outside = constant(0), ...chance } = chances[name](eta);
      return add(density({ y, trials, ...chance }, parameters), outside);
    };
    return [name, { density: row, ...own[name] }];
  });
  return Object.fromEntries(rows) as Record<K, LinkDensity>;
}
