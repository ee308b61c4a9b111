import type { Model } from '../../../../models/glmm.ts';
import type { Prior, WholePrior } from '../../../../models/priors/prior.ts';
import { priorKeys } from '../../../../models/priors/priorKeys.ts';
import { rowOf } from '../../../../models/priors/resolve.ts';
import { endsOf, type Support } from '../../../../models/priors/support.ts';
import { quantitiesOf } from '../../../engine/program/program.ts';
import { mainPredictor, type Quantity } from '../../../engine/program/quantity.ts';
import { coefName, refuse, rText } from './text.ts';

/** Where brms has a prior. */
interface Place {
  readonly class: string;
  readonly coef?: string;
  readonly group?: string;
  readonly dpar?: string;
}

/** The priors of a model as brms writes them, each once, defaults included. Throws InputError for what brms has not. */
export function brmsPriors(model: Model, plain: (coef: string) => string): string[] {
  const smooths = smoothTexts(model);
  const said = new Map<string, string>();
  for (const quantity of quantitiesOf(model.program)) {
    const row = rowOf(model.priors, quantity);
    if (row === null || isOfSmooth(quantity, smooths)) continue;
    const width = priorKeys(quantity).indexOf(row.parameter);
    const place = placeOf(quantity, width, (coef) => coefName(plain(withoutClass(model, coef))));
    if (place === null) continue;
    const text = setPrior(row.prior, place, supportOfQuantity(quantity));
    const key = JSON.stringify(place);
    if ((said.get(key) ?? text) !== text)
      refuse(
        `it has one prior of the sds of ${place.group} for all classes of gr(by), and they have several here`,
      );
    said.set(key, text);
  }
  return [...said.values()];
}

/** A coefficient of a group without the class that `gr(g, by = f)` tells apart, whose sds share a prior there. */
function withoutClass({ design }: Model, coef: string): string {
  const all = [...design.groups, ...design.further.flatMap(({ groups }) => groups)];
  const names = all.flatMap(({ classes }) => classes?.names ?? []);
  const found = names.find((name) => coef.endsWith(`:${name}`));
  return found === undefined ? coef : coef.slice(0, -found.length - 1);
}

/** What smooths are called in the model; brms scales their bases in another way, and their priors would mean something else. */
export function smoothTexts({ design }: Model): string[] {
  const all = [...design.groups, ...design.further.flatMap(({ groups }) => groups)];
  return all.flatMap(({ smooth }) => (smooth === undefined ? [] : [smooth]));
}

function isOfSmooth(quantity: Quantity, smooths: readonly string[]): boolean {
  if (quantity.kind === 'sd') return smooths.includes(quantity.group);
  return quantity.kind === 'coefficient' && smooths.some((text) => quantity.coef.startsWith(text));
}

/** @param width 0 for a prior of the quantity alone, more for one that others share */
function placeOf(quantity: Quantity, width: number, nameOf: (coef: string) => string): Place | null {
  switch (quantity.kind) {
    case 'intercept':
      return { class: 'Intercept', ...dparOf(quantity) };
    case 'threshold':
      if (width > 0) return { class: 'Intercept', ...dparOf(quantity) };
      return {
        class: 'Intercept',
        coef: String(quantity.number),
        ...(quantity.stratum === undefined ? {} : { group: quantity.stratum }),
      };
    case 'coefficient':
    case 'monotone':
      return { class: 'b', ...(width > 0 ? {} : { coef: nameOf(quantity.coef) }), ...dparOf(quantity) };
    case 'sd':
      return {
        class: 'sd',
        ...(width > 0 ? {} : { coef: nameOf(quantity.coef) }),
        ...(width > 1 ? {} : { group: quantity.group }),
        ...dparOf(quantity),
      };
    case 'correlation':
      return { class: 'cor', ...(width > 0 ? {} : { group: quantity.group }) };
    case 'auxiliary':
      return { class: quantity.parameter };
    default:
      return null;
  }
}

const dparOf = ({ predictor }: { readonly predictor: string }): { dpar?: string } =>
  predictor === mainPredictor ? {} : { dpar: predictor };

function supportOfQuantity(quantity: Quantity): Support {
  if (quantity.kind === 'auxiliary') return quantity.support;
  return quantity.kind === 'sd' ? { kind: 'positive' } : { kind: 'real' };
}

function setPrior(prior: Prior, place: Place, support: Support): string {
  const { density, lower, upper } = densityOf(prior, place);
  const own = endsOf(support);
  const isShared = place.coef === undefined && place.group === undefined;
  const bounds = [
    ...(lower > own.lower ? [`lb = ${lower}`] : []),
    ...(upper < own.upper ? [`ub = ${upper}`] : []),
  ];
  if (bounds.length > 0 && !isShared)
    refuse(
      `it has bounds for all ${place.class} together alone, and ${density} is cut for ${place.coef ?? place.group}; take another prior`,
    );
  const where = Object.entries(place).map(([name, value]) => `${name} = ${rText(value)}`);
  return `set_prior(${[rText(density), ...where, ...bounds].join(', ')})`;
}

interface Density {
  readonly density: string;
  readonly lower: number;
  readonly upper: number;
}

const [none, infinite] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const whole = (density: string): Density => ({ density, lower: none, upper: infinite });
const positive = (density: string): Density => ({ density, lower: 0, upper: infinite });

/** As Stan writes it, and between which bounds. */
function densityOf(prior: Prior, place: Place): Density {
  switch (prior.kind) {
    case 'lkj':
      return whole(`lkj(${prior.eta})`);
    case 'flat':
      return whole('');
    case 'constant':
      return whole(`constant(${prior.value})`);
    case 'invWishart':
    case 'horseshoe':
    case 'R2D2':
      return refuse(
        `a prior of ${prior.kind} is parametrised in another way there, or not at all; take another`,
      );
    case 'custom':
      return refuse(`the prior ${prior.name} of your own would have to be written in Stan (stanvar)`);
    case 'truncated': {
      const { density, lower, upper } = wholeDensity(prior.of);
      return { density, lower: Math.max(lower, prior.lower), upper: Math.min(upper, prior.upper) };
    }
    default:
      return place.class === 'cor' ? refuse('correlations have lkj priors there') : wholeDensity(prior);
  }
}

function wholeDensity(prior: WholePrior): Density {
  switch (prior.kind) {
    case 'normal':
      return whole(`normal(${prior.mean}, ${prior.sd})`);
    case 'studentT':
      return whole(`student_t(${prior.df}, ${prior.location}, ${prior.scale})`);
    case 'cauchy':
      return whole(`cauchy(${prior.location}, ${prior.scale})`);
    case 'halfNormal':
      return positive(`normal(0, ${prior.sd})`);
    case 'halfStudentT':
      return positive(`student_t(${prior.df}, 0, ${prior.scale})`);
    case 'halfCauchy':
      return positive(`cauchy(0, ${prior.scale})`);
    case 'exponential':
      return positive(`exponential(${prior.rate})`);
    case 'gamma':
      return positive(`gamma(${prior.shape}, ${prior.rate})`);
    case 'invGamma':
      return positive(`inv_gamma(${prior.shape}, ${prior.scale})`);
    case 'logNormal':
      return positive(`lognormal(${prior.mean}, ${prior.sd})`);
    case 'beta':
      return { density: `beta(${prior.a}, ${prior.b})`, lower: 0, upper: 1 };
    case 'uniform':
      return {
        density: `uniform(${prior.lower}, ${prior.upper})`,
        lower: prior.lower,
        upper: prior.upper,
      };
  }
}
