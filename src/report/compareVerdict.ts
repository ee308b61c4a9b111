import type { Verdict } from '../../diagnostics/index.ts';
import type { Remedy } from '../../models/compare/compareLaplace.ts';
import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import {
  type Finding,
  isSkew,
  largestShift,
  mostShift,
  widthRatios,
  wordyShift,
} from '../../models/compare/findings.ts';
import type { LaplaceMethod } from '../../models/likelihood/laplaceOptions.ts';
import { byOptions, type Say } from '../engine/advice.ts';
import type { Quantity } from '../engine/program/quantity.ts';

/** What a verdict on an approximation speaks of. */
export interface ComparedFit {
  /** Such as "Laplace" or "quadrature with 9 nodes". */
  readonly title: string;
  readonly converged: boolean;
  readonly rows: readonly ComparedParameter[];
  readonly findings: readonly Finding[];
  /** What was tried where something is off. */
  readonly remedies: readonly Remedy[];
  /** Another posterior rather than an approximation of this one. */
  readonly isPosterior?: boolean;
  /** What the draws are of where they are no posterior's. */
  readonly approximation?: string;
  /** What else to know before the differences, a sentence; left out where there is nothing. */
  readonly note?: string;
  /** How other fits are said that may do better; as the command's options if left out. */
  readonly say?: Say;
}

/** Whether a Laplace fit would have done, in words. */
export interface CompareVerdict {
  /** The posterior can be trusted and the approximation is near enough. */
  readonly ok: boolean;
  readonly text: string;
  /** The same without what the posterior's own verdict says, for readers who have that before them. */
  readonly brief: string;
  /** Whether the posterior's own draws can be trusted. */
  readonly trusted: boolean;
}

/** Findings named one by one; more are counted. */
const named = 4;

/** How a fit is called in a sentence. */
export function fitTitle(method: LaplaceMethod, quadrature: number, fast = false): string {
  const base = quadrature > 1 ? `quadrature with ${quadrature} nodes` : fast ? 'the fast fit' : 'Laplace';
  if (method === 'reml') return 'REML';
  return method === 'map' ? `${base} with priors` : base;
}

/** The posterior's own trouble first, then what is off and what to use instead. */
export function compareVerdict(posterior: Pick<Verdict, 'ok' | 'text'>, fit: ComparedFit): CompareVerdict {
  const { converged, findings, note, isPosterior = false } = fit;
  if (fit.approximation !== undefined) return noPosterior(fit, fit.approximation);
  const untrusted = isPosterior ? 'Not both posteriors are' : 'The posterior is not';
  const provisional = posterior.ok ? [] : [`${untrusted} to be trusted yet, so this is provisional.`];
  const parts = [
    ...(converged ? [] : [`${capital(fit.title)} did not converge: its numbers are not those of a maximum.`]),
    ...(note === undefined ? [] : [note]),
    findings.length === 0 ? fineWords(fit, posterior.ok) : offWords(fit, posterior.ok),
  ];
  return {
    ok: posterior.ok && converged && findings.length === 0,
    text: [...provisional, ...(posterior.ok ? [] : [posterior.text]), ...parts].join(' '),
    brief: [...provisional, ...parts].join(' '),
    trusted: posterior.ok,
  };
}

/** Agreement with draws of an approximation is none with the posterior. */
function noPosterior({ title, findings }: ComparedFit, approximation: string): CompareVerdict {
  const names = findings.slice(0, named).map(({ row }) => row.name);
  const apart = names.length === 0 ? 'The two agree' : `The two differ in ${names.join(', ')}`;
  const text = `These draws are of an approximation themselves, ${approximation}: this holds ${title} against an approximation, not against the posterior, and says nothing of how near it is. ${apart}. Sample the model to find out.`;
  return { ok: false, text, brief: text, trusted: false };
}

function fineWords(fit: ComparedFit, isSure: boolean): string {
  const { title, rows, isPosterior = false } = fit;
  const worst = largestShift(rows);
  const remark =
    Math.abs(worst.shift) > wordyShift
      ? ` The largest shift: ${shiftWords(worst, isPosterior)}${nearerWords(worst, fit)}.`
      : '';
  if (isPosterior)
    return `${capital(title)} says the same${isSure ? '' : ' so far'}: beyond Monte Carlo error, no mean is more than ${mostShift} posterior sds from the other, no sd outside ${widthRatios.least} to ${widthRatios.most} of the other.${remark}`;
  return `${capital(title)} ${isSure ? 'is fine here' : 'looks fine so far'}: beyond Monte Carlo error, no estimate is more than ${mostShift} posterior sds from the posterior mean, no standard error outside ${widthRatios.least} to ${widthRatios.most} posterior sds.${remark}`;
}

/** What another fit makes of a shift that is worth a word. */
function nearerWords({ name, shift }: ComparedParameter, { remedies, say }: ComparedFit): string {
  const nearer = remedies.flatMap((remedy) => {
    const row = remedy.parameters.find((other) => other.name === name);
    return row !== undefined && Math.abs(row.shift) < Math.abs(shift) / 2 ? [{ remedy, row }] : [];
  });
  if (nearer.length === 0) return '';
  const { remedy, row } = nearer[0];
  return `; ${otherFit(remedy, say)} brings it to ${Math.abs(row.shift).toFixed(2)}`;
}

function offWords(
  { title, findings, remedies, say, isPosterior = false }: ComparedFit,
  isSure: boolean,
): string {
  const words = findings.slice(0, named).map((finding) => findingWords(finding, isPosterior));
  const rest = findings.length - words.length;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  if (isPosterior) return `${capital(title)} differs: ${[...words, ...more].join('; ')}.`;
  const mends = remedies.filter((remedy) => remedy.kind !== 'priors' && mendsAll(remedy, findings));
  const best = isSure ? 'use the posterior' : 'use the posterior once its draws can be trusted';
  const options = [best, ...mends.slice(0, 1).map((remedy) => otherFit(remedy, say))];
  const notes = remedies.map((remedy) => remedyWords(remedy, findings, say)).filter((text) => text !== '');
  return [`${[...words, ...more].join('; ')}: ${options.join(' or ')}.`, ...notes].join(' ');
}

/** Whether nothing is off in another fit, all that was off before having been looked at. */
function mendsAll({ parameters, findings }: Remedy, before: readonly Finding[]): boolean {
  const tried = new Set(parameters.map(({ name }) => name));
  return findings.length === 0 && before.every(({ row }) => tried.has(row.name));
}

function findingWords({ row, shifted, width }: Finding, isPosterior: boolean): string {
  if (!Number.isFinite(row.shift))
    return `${row.name} cannot be compared: its draws are all alike, or something is not finite`;
  const has = isPosterior
    ? 'has no sd to compare'
    : 'has no standard error, as at the edge of what is possible';
  if (!shifted)
    return width === 'unknown' ? `${row.name} ${has}` : `${row.name}: ${widthWords(row, isPosterior)}`;
  const shift = shiftWords(row, isPosterior);
  if (width === 'fine') return shift;
  return `${shift}, ${width === 'unknown' ? `and ${has}` : widthWords(row, isPosterior)}`;
}

/** Per cent where that means something: sds and other positive parameters. */
function shiftWords(row: ComparedParameter, isPosterior: boolean): string {
  const { name, quantity, estimate, mean, shift, q5 } = row;
  const size = Math.abs(shift);
  const sds = `${size.toFixed(size < 1 ? 2 : 1)} posterior sds`;
  const isHigh = shift > 0;
  const isSigned = !mayBePositive(quantity) || !(q5 > 0);
  const percent = Math.abs(100 * (estimate / mean - 1));
  const share = `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
  if (isPosterior)
    return isSigned
      ? `${name} is ${sds} ${isHigh ? 'higher' : 'lower'}`
      : `${name} is ${share} ${isHigh ? 'larger' : 'smaller'} (${sds})`;
  return isSigned
    ? `${name} is off by ${sds} (too ${isHigh ? 'high' : 'low'})${skewWords(row)}`
    : `${name} is too ${isHigh ? 'large' : 'small'} by ${share} (${sds})${skewWords(row)}`;
}

/** Sds and parameters that are not of a predictor: what a share of their size means something for. */
function mayBePositive({ kind }: Quantity): boolean {
  return kind === 'sd' || kind === 'residualSd' || kind === 'auxiliary' || kind === 'own';
}

function skewWords(row: ComparedParameter): string {
  return isSkew(row) ? ', as its posterior is skewed and a maximum lies to one side of the mean' : '';
}

function widthWords({ widthRatio }: ComparedParameter, isPosterior: boolean): string {
  const percent = Math.abs(100 * (widthRatio - 1)).toFixed(0);
  const isWide = widthRatio > 1;
  return isPosterior
    ? `its sd is ${percent} % ${isWide ? 'larger' : 'smaller'}`
    : `the standard error is ${percent} % too ${isWide ? 'large' : 'small'}`;
}

/** What another fit mends, among the quantities that it was compared by. */
function remedyWords(
  { kind, findings, options, parameters }: Remedy,
  before: readonly Finding[],
  say: Say | undefined,
): string {
  const tried = new Set(parameters.map(({ name }) => name));
  const still = new Set(findings.map(({ row }) => row.name));
  const names = before.map(({ row }) => row.name).filter((name) => tried.has(name));
  const cured = names.filter((name) => !still.has(name));
  const left = names.filter((name) => still.has(name));
  if (kind === 'priors' && cured.length > 0)
    return `${list(cured)}: gone with ${otherFit({ options }, say)}, which counts the priors.`;
  if (kind === 'quadrature' && cured.length > 0 && left.length > 0)
    return `${otherFit({ options }, say)} mends ${list(cured)}, not ${list(left)}.`;
  return '';
}

function otherFit(
  { options: { method = 'ml', quadrature = 1 } }: Pick<Remedy, 'options'>,
  say: Say = byOptions,
): string {
  return say({ kind: 'laplace', method, nodes: quadrature });
}

function list(names: readonly string[]): string {
  return names.length < 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
