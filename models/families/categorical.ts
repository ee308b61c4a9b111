import { constant, type Expression, exp, log, select, sub, sum } from '../../src/engine/autodiff/index.ts';
import { exp as expOf } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type CategoryChances, ofChances } from './categories.ts';
import type { Family, RowLogDensity } from './family.ts';

/** The linear predictor of a category: `muB`, signs that no name may have left out, as in brms. */
const predictorOf = (label: string): string => `mu${label.replaceAll(/\W/g, '')}`;

/** The largest of several. */
function largest(values: readonly Expression[]): Expression {
  return values.reduce((a, b) => select(a, b, b, a));
}

/** The linear predictors of all categories: of the first 0, of the second eta, of the others parameters. */
function densityOf(others: readonly string[]): RowLogDensity {
  return ({ y, eta }, parameters) => {
    const etas = [constant(0), eta, ...others.map((name) => parameters[name])];
    const most = largest(etas);
    const total = log(sum(etas.map((one) => exp(sub(one, most)))));
    const [last, ...rest] = [...etas].reverse();
    const own = rest.reduce((above, one, i) => select(y, rest.length - i + 0.5, one, above), last);
    return sub(sub(own, most), total);
  };
}

function chancesOf(others: readonly string[]): CategoryChances {
  return ({ mu, parameters }) => {
    const etas = [0, mu, ...others.map((name) => parameters[name])];
    const most = Math.max(...etas);
    const weights = etas.map((eta) => expOf(eta - most));
    const total = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / total);
  };
}

function ofCategories(labels: readonly string[]): Family {
  const [reference, ...alternatives] = labels;
  const names = alternatives.map(predictorOf);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError(
      `categorical: two categories would both be called ${twice}; name them by other letters or digits`,
    );
  const nameless = names.indexOf(predictorOf(''));
  if (nameless >= 0)
    throw new InputError(
      `categorical: category "${alternatives[nameless]}" has no letter or digit to name its coefficients by; name it otherwise`,
    );
  const [main, ...others] = names;
  return {
    name: 'categorical',
    brms: { family: 'categorical' },
    response: 'named',
    parameters: others.map((name) => ({ name, support: { kind: 'real' } })),
    predictors: { main, alike: others },
    links: {
      logit: {
        density: densityOf(others),
        ...ofChances(chancesOf(others)),
        inverse: (eta) => eta,
        locate: () => ({ location: 0, unit: 1 }),
        ratio: null,
      },
    },
    defaultLink: 'logit',
    predicted: () =>
      names.map(
        (name, k) =>
          `log(Pr(Y_ij = ${alternatives[k]}) / Pr(Y_ij = ${reference})) = ${name === main ? 'eta' : name}_ij`,
      ),
    notation: `one of ${labels.join(', ')}`,
    ofCategories,
  };
}

/** Unordered categories: a linear predictor for each but the first, whose own is 0; as in brms. */
export const categorical: Family = ofCategories(['1', '2', '3']);
