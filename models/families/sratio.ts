import { constant, type Expression, neg, select, sub, sum } from '../../src/engine/autodiff/index.ts';
import { type CategoryChances, inverseOf } from './categories.ts';
import { chances } from './chances.ts';
import type { Family, LinkDensity, RowLogDensity } from './family.ts';
import type { Ratio } from './links.ts';
import {
  aboveEta,
  thresholdLink,
  thresholdLinks,
  thresholdNames,
  thresholdParameters,
} from './thresholds.ts';

/** log F(x) where the category is that one, log(1 - F(x)) where it is a higher one. */
type LogStep = (x: Expression, isHere: (yes: Expression, no: Expression) => Expression) => Expression;

/** Of F symmetric around 0, one call does for both. */
const symmetric =
  (link: keyof typeof chances): LogStep =>
  (x, isHere) =>
    chances[link](isHere(x, neg(x))).logMu;

const steps = {
  logit: symmetric('logit'),
  probit: symmetric('probit'),
  cauchit: symmetric('cauchit'),
  cloglog(x, isHere) {
    const { logMu, logRest } = chances.cloglog(x);
    return isHere(logMu, logRest);
  },
} satisfies Record<string, LogStep>;

/** Every category up to the outcome was reached, and none but the outcome stopped at. */
function densityOf(names: readonly string[], step: LogStep): RowLogDensity {
  return ({ y, eta }, parameters) =>
    sum(
      names.map((name, i) => {
        const [k, x] = [i + 1, sub(parameters[name], eta)];
        const taken = step(x, (here, higher) => select(y, k + 0.5, here, higher));
        return select(y, k - 0.5, constant(0), taken);
      }),
    );
}

function linkOf(link: keyof typeof steps, names: readonly string[]): LinkDensity {
  const inverse = inverseOf(link);
  const chancesOf: CategoryChances = (row) => {
    let reached = 1;
    const stopped = aboveEta(names, row).map((x) => {
      const p = reached * inverse(x);
      reached -= p;
      return p;
    });
    return [...stopped, reached];
  };
  return thresholdLink(link, densityOf(names, steps[link]), chancesOf, link === 'logit' ? ratio : null);
}

/** Of going on from any category, once there: P(Y = k | Y >= k) = F(threshold_k - eta). */
const ratio: Ratio = { title: 'OR', words: 'odds ratio of going on to a higher category' };

function ofCategories(labels: readonly string[]): Family {
  const names = thresholdNames(labels.length);
  return {
    name: 'sratio',
    brms: { family: 'sratio' },
    response: 'ordered',
    parameters: thresholdParameters(names),
    thresholds: { names, ordered: false, staysBelow: (y, k) => (y < k ? null : y === k) },
    links: thresholdLinks((link) => linkOf(link, names)),
    defaultLink: 'logit',
    predicted: (link) => [`${link}(Pr(Y_ij = k given Y_ij >= k)) = threshold_k - eta_ij`],
    notation: `one of 1, ..., ${labels.length}`,
    ofCategories,
  };
}

/** Stopping ratio, for categories that are gone through one after the other; as in brms. Thresholds need not ascend. */
export const sratio: Family = ofCategories(['1', '2', '3']);
