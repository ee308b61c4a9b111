import { byOptions, saidBy, type Worded, worded } from '../../src/engine/advice.ts';

/** Something to know of leave-one-out estimates. */
export interface LooWarning {
  readonly kind:
    | 'notNumbers'
    | 'fewDraws'
    | 'paretoK'
    | 'refit'
    | 'quadrature'
    | 'parameters'
    | 'waic'
    | 'oneChain';
  /** Whether the numbers cannot be relied on for it. */
  readonly grave: boolean;
  readonly text: string;
  /** The same with its advice as data, where there is some. */
  readonly worded?: Worded;
}

/** What warnings are made of. */
interface Warned {
  readonly unit: 'row' | 'group';
  readonly data: { readonly unit: string };
  readonly points: number;
  readonly labels: readonly string[];
  readonly chains: number;
  readonly draws: number;
  readonly pointwise: { readonly elpd: Float64Array; readonly paretoK: Float64Array };
  readonly threshold: number;
  readonly tails: { readonly bad: number; readonly veryBad: number; readonly unknown: number };
  readonly p: { readonly estimate: number };
  readonly parameters: number;
  readonly quadratureError: number;
  readonly waic: { readonly above: number };
}

/** A log likelihood by quadrature that may be off by more moves elpd. */
const mostQuadratureError = 1e-3;
/** Points named. */
const mostNamed = 5;

/** What is to be said, the gravest first. */
export function warningsOf(of: Warned): LooWarning[] {
  return [
    ...notNumbers(of),
    ...fewDraws(of),
    ...badTails(of),
    ...quadrature(of),
    ...tooManyParameters(of),
    ...waicWarning(of),
    ...oneChain(of),
  ];
}

const warning =
  (grave: boolean) =>
  (kind: LooWarning['kind'], said: string | Worded): LooWarning[] => {
    const worded = typeof said === 'string' ? [said] : said;
    return [{ kind, grave, text: saidBy(byOptions, worded), worded }];
  };
const grave = warning(true);
const remark = warning(false);

/** `3 of 180 rows`, `1 of 18 levels of Subject`. */
function share(count: number, { unit, points, data }: Warned): string {
  return `${count} of ${points} ${unit === 'row' ? 'rows' : `levels of ${data.unit}`}`;
}

/** The points chosen, by name, the first few. */
function namePoints(places: readonly number[], { unit, labels, data }: Warned): string {
  const named = places
    .slice(0, mostNamed)
    .map((point) => (unit === 'row' ? labels[point] : `"${labels[point]}"`));
  const more = places.length > mostNamed ? `, and ${places.length - mostNamed} more` : '';
  const word = unit === 'row' ? (places.length === 1 ? 'row' : 'rows') : data.unit;
  return `${word} ${named.join(', ')}${more}`;
}

function notNumbers(of: Warned): LooWarning[] {
  const places = [...of.pointwise.elpd.keys()].filter((point) => Number.isNaN(of.pointwise.elpd[point]));
  if (places.length === 0) return [];
  return grave(
    'notNumbers',
    `the log likelihood of ${share(places.length, of)} is not a finite number at some draw (${namePoints(places, of)}), so that nothing can be said of leaving them out; are draws or outcomes out of range?`,
  );
}

function fewDraws(of: Warned): LooWarning[] {
  const total = of.chains * of.draws;
  if (total >= 21) return [];
  return grave(
    'fewDraws',
    `${total} draws are too few for importance weights, which need at least 21; draw 1000 or more`,
  );
}

/** The points above the threshold, the worst first. */
function badPoints({ pointwise: { paretoK, elpd }, threshold }: Warned): number[] {
  return [...paretoK.keys()]
    .filter((point) => paretoK[point] > threshold && !Number.isNaN(elpd[point]))
    .sort((a, b) => paretoK[b] - paretoK[a]);
}

function badTails(of: Warned): LooWarning[] {
  const bad = badPoints(of);
  if (of.chains * of.draws < 21 || bad.length === 0) return [];
  const most = of.pointwise.paretoK[bad[0]];
  return grave(
    'paretoK',
    worded`k-hat is above ${of.threshold.toFixed(2)} for ${share(bad.length, of)}, up to ${most.toFixed(2)} (${namePoints(bad, of)}): the posterior hangs on them so much that draws which saw them cannot say how it is without; sample the model again without each of them (${{ kind: 'exactLoo' }})`,
  );
}

function quadrature(of: Warned): LooWarning[] {
  if (of.quadratureError <= mostQuadratureError) return [];
  return grave(
    'quadrature',
    `a log likelihood of a group may be off by ${round(of.quadratureError)}, the difference of the last two rules of quadrature`,
  );
}

function tooManyParameters(of: Warned): LooWarning[] {
  if (!(of.p.estimate > of.parameters)) return [];
  return remark(
    'parameters',
    worded`p_loo, ${round(of.p.estimate)}, is above the number of parameters${of.unit === 'row' ? ' and group effects' : ''}, ${of.parameters}: the model is likely wrong for some ${of.unit === 'row' ? 'rows' : 'levels'}; see which by k-hat and by predictive checks (${{ kind: 'predictiveCheck' }})`,
  );
}

function waicWarning(of: Warned): LooWarning[] {
  if (of.waic.above === 0) return [];
  return remark('waic', `WAIC is not to be relied on: its p is above 0.4 for ${share(of.waic.above, of)}`);
}

function oneChain(of: Warned): LooWarning[] {
  if (of.chains > 1) return [];
  return remark('oneChain', 'one chain cannot show whether draws come from all of the posterior; run four');
}

const round = (value: number): string => String(Number(value.toPrecision(2)));
