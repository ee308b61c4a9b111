import {
  add,
  atan,
  constant,
  div,
  type Expression,
  exp,
  expm1,
  log,
  log1pexp,
  logNormalCdf,
  mul,
  neg,
  select,
  sub,
} from '../../src/engine/autodiff/index.ts';
import { type CategoryChances, inverseOf } from './categories.ts';
import { cauchyCdf, logAny } from './chances.ts';
import type { Family, LinkDensity, RowLogDensity } from './family.ts';
import type { Ratio } from './links.ts';
import {
  aboveEta,
  thresholdAt,
  thresholdLink,
  thresholdLinks,
  thresholdNames,
  thresholdParameters,
} from './thresholds.ts';

/** The interval of a latent outcome that a row's category stands for, and which ends are missing. */
interface Interval {
  /** Ends less eta, a > b; where one is missing it is the other, so that all is finite. */
  readonly a: Expression;
  readonly b: Expression;
  /** a - b, or 1 where an end is missing. */
  readonly width: Expression;
  /** The first where there is no lower end, the second where there is no upper one, else the third. */
  readonly byEnds: (first: Expression, last: Expression, inside: Expression) => Expression;
}

/** log(F(a) - F(b)) of a row, with F(a) = 1 or F(b) = 0 where an end is missing. */
type LogBetween = (interval: Interval) => Expression;

const none = constant(0);

/** F(a) - F(b) = F(a) (1 - F(b)) (1 - exp(b - a)): nothing cancels, and each end counts by itself. */
const logit: LogBetween = ({ a, b, width, byEnds }) => {
  const [below, above] = [log1pexp(neg(a)), log1pexp(b)];
  const inside = sub(log(neg(expm1(neg(width)))), add(below, above));
  return byEnds(neg(below), neg(above), inside);
};

/** For F symmetric around 0, the ends of the interval or of its mirror image, whichever lies in the lower tail. */
function inLowerTail({ a, b, byEnds }: Interval): { readonly upper: Expression; readonly lower: Expression } {
  const middle = add(a, b);
  return {
    upper: byEnds(a, neg(b), select(middle, 0, a, neg(b))),
    lower: select(middle, 0, b, neg(a)),
  };
}

const probit: LogBetween = (interval) => {
  const { upper, lower } = inLowerTail(interval);
  const logUpper = logNormalCdf(upper);
  const ratio = interval.byEnds(constant(-1), constant(-1), sub(logNormalCdf(lower), logUpper));
  return add(logUpper, interval.byEnds(none, none, log(neg(expm1(ratio)))));
};

/** The difference of two arctangents is that of (a - b) / (1 + ab) where both are of one sign; else nothing cancels. */
const cauchit: LogBetween = (interval) => {
  const { a, b, byEnds } = interval;
  const product = mul(a, b);
  const oneSide = atan(div(sub(a, b), add(1, select(0, product, product, none))));
  const angle = select(0, product, oneSide, sub(atan(a), atan(b)));
  const end = cauchyCdf(inLowerTail(interval).upper);
  return log(byEnds(end, end, mul(1 / Math.PI, angle)));
};

/** Beyond this exp(b) overflows, and the chance is 0 long before. */
const mostExponent = 700;

/** F(a) - F(b) = exp(-exp(b)) (1 - exp(-(exp(a) - exp(b)))). */
const cloglog: LogBetween = ({ a, b, width, byEnds }) => {
  const passed = exp(select(b, mostExponent, b, mostExponent));
  const come = logAny(add(a, byEnds(none, none, log(neg(expm1(neg(width)))))));
  return byEnds(come, neg(passed), sub(come, passed));
};

const betweens = { logit, probit, cloglog, cauchit };

function densityOf(names: readonly string[], logBetween: LogBetween): RowLogDensity {
  return ({ y, eta }, parameters) => {
    const [upper, lower] = [y, sub(y, 1)].map((k) => thresholdAt(names, parameters, k));
    const byEnds: Interval['byEnds'] = (first, last, inside) =>
      select(y, 1.5, first, select(names.length + 0.5, y, last, inside));
    const one = constant(1);
    const width = byEnds(one, one, sub(upper, lower));
    return logBetween({ a: sub(upper, eta), b: sub(lower, eta), width, byEnds });
  };
}

function linkOf(link: keyof typeof betweens, names: readonly string[]): LinkDensity {
  const inverse = inverseOf(link);
  const chances: CategoryChances = (row) => {
    const below = aboveEta(names, row).map(inverse);
    return [...below, 1].map((p, k) => p - (below[k - 1] ?? 0));
  };
  return thresholdLink(link, densityOf(names, betweens[link]), chances, link === 'logit' ? ratio : null);
}

/** Of outcomes above any threshold: P(Y <= k) = F(threshold_k - eta), so what raises eta raises the outcome. */
const ratio: Ratio = { title: 'OR', words: 'odds ratio of a higher category' };

function ofCategories(labels: readonly string[]): Family {
  const names = thresholdNames(labels.length);
  return {
    name: 'cumulative',
    brms: { family: 'cumulative' },
    response: 'ordered',
    parameters: thresholdParameters(names),
    thresholds: { names, ordered: true, staysBelow: (y, k) => y <= k },
    links: thresholdLinks((link) => linkOf(link, names)),
    defaultLink: 'logit',
    predicted: (link) => [`${link}(Pr(Y_ij <= k)) = threshold_k - eta_ij`],
    notation: `one of 1, ..., ${labels.length}`,
    ofCategories,
  };
}

/** Ordered categories: Pr(Y <= k) = F(threshold_k - eta), F the link's inverse; as in brms. */
export const cumulative: Family = ofCategories(['1', '2', '3']);
