import type { Verdict } from '../../diagnostics/index.ts';
import type { LaplaceMethod } from '../../models/laplace/laplaceOptions.ts';
import type { Remedy } from '../../models/posterior/compareLaplace.ts';
import type { ComparedParameter } from '../../models/posterior/compareParameters.ts';
import {
  type Finding,
  isSkew,
  largestShift,
  mostShift,
  widthRatios,
  wordyShift,
} from '../../models/posterior/findings.ts';

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
}

export interface CompareVerdict {
  /** The posterior can be trusted and the approximation is near enough. */
  readonly ok: boolean;
  readonly text: string;
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
export function compareVerdict(posterior: Verdict, fit: ComparedFit): CompareVerdict {
  const { converged, findings } = fit;
  const parts = [
    ...(posterior.ok
      ? []
      : [`The posterior is not to be trusted yet, so this is provisional. ${posterior.text}`]),
    ...(converged ? [] : [`${capital(fit.title)} did not converge: its numbers are not those of a maximum.`]),
    findings.length === 0 ? fineWords(fit) : offWords(fit),
  ];
  return {
    ok: posterior.ok && converged && findings.length === 0,
    text: parts.join(' '),
    trusted: posterior.ok,
  };
}

function fineWords({ title, rows, remedies, isPosterior = false }: ComparedFit): string {
  const worst = largestShift(rows);
  const remark =
    Math.abs(worst.shift) > wordyShift
      ? ` The largest shift: ${shiftWords(worst)}${skewWords(worst)}${nearerWords(worst, remedies)}.`
      : '';
  return `${capital(title)} ${isPosterior ? 'says the same' : 'is fine here'}: no estimate is more than ${mostShift} posterior sds from the posterior mean, no standard error outside ${widthRatios.least} to ${widthRatios.most} posterior sds, Monte Carlo error allowed for.${remark}`;
}

/** What another fit makes of a shift that is worth a word. */
function nearerWords({ name, shift }: ComparedParameter, remedies: readonly Remedy[]): string {
  const nearer = remedies.flatMap((remedy) => {
    const row = remedy.parameters.find((other) => other.name === name);
    return row !== undefined && Math.abs(row.shift) < Math.abs(shift) / 2 ? [{ remedy, row }] : [];
  });
  if (nearer.length === 0) return '';
  const { remedy, row } = nearer[0];
  return `; \`${flags(remedy)}\` brings it to ${Math.abs(row.shift).toFixed(2)}`;
}

function offWords({ title, findings, remedies, isPosterior = false }: ComparedFit): string {
  const words = findings.slice(0, named).map(findingWords);
  const rest = findings.length - words.length;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  if (isPosterior) return `${capital(title)} differs: ${[...words, ...more].join('; ')}.`;
  const mends = remedies.filter((remedy) => remedy.findings.length === 0 && remedy.kind !== 'priors');
  const options = ['use the posterior', ...mends.slice(0, 1).map((remedy) => `\`${flags(remedy)}\``)];
  const notes = remedies.map((remedy) => remedyWords(remedy, findings)).filter((text) => text !== '');
  return [`${[...words, ...more].join('; ')}: ${options.join(' or ')}.`, ...notes].join(' ');
}

function findingWords({ row, shifted, width }: Finding): string {
  const parts = [
    ...(shifted ? [`${shiftWords(row)}${skewWords(row)}`] : []),
    ...(width === 'fine' ? [] : [widthWords(row, width)]),
  ];
  return shifted ? parts.join(', ') : `${row.name}: ${parts.join(', ')}`;
}

/** Per cent where that means something: sds and other positive parameters. */
function shiftWords({ name, estimate, mean, shift, q5 }: ComparedParameter): string {
  const size = Math.abs(shift);
  const sds = `${size.toFixed(size < 1 ? 2 : 1)} posterior sds`;
  const direction = shift > 0 ? 'large' : 'small';
  if (name.startsWith('b_') || name.startsWith('r_') || name.startsWith('cor_') || !(q5 > 0))
    return `${name} is off by ${sds} (too ${direction === 'large' ? 'high' : 'low'})`;
  const percent = Math.abs(100 * (estimate / mean - 1));
  return `${name} is too ${direction} by ${percent.toFixed(percent < 10 ? 1 : 0)} % (${sds})`;
}

function skewWords(row: ComparedParameter): string {
  return isSkew(row) ? ', as its posterior is skewed and a maximum lies to one side of the mean' : '';
}

function widthWords({ widthRatio }: ComparedParameter, width: Finding['width']): string {
  if (width === 'unknown') return 'and has no standard error, as at the edge of what is possible';
  const percent = Math.abs(100 * (widthRatio - 1)).toFixed(0);
  return `the standard error is ${percent} % too ${width === 'narrow' ? 'small' : 'large'}`;
}

/** Whose doing it is, by what another fit changes. */
function remedyWords({ kind, findings, options }: Remedy, before: readonly Finding[]): string {
  const still = new Set(findings.map(({ row }) => row.name));
  const cured = before.filter(({ row }) => !still.has(row.name)).map(({ row }) => row.name);
  const left = before.filter(({ row }) => still.has(row.name)).map(({ row }) => row.name);
  if (kind === 'priors' && cured.length > 0)
    return `${list(cured)}: the priors' doing, gone with them counted (\`${flags({ options })}\`).`;
  if (kind === 'quadrature' && cured.length > 0 && left.length > 0)
    return `\`${flags({ options })}\` mends ${list(cured)}, not ${list(left)}.`;
  return '';
}

function flags({ options: { method = 'ml', quadrature = 1 } }: Pick<Remedy, 'options'>): string {
  return [
    ...(method === 'ml' ? [] : [`--method ${method}`]),
    ...(quadrature > 1 ? [`--quadrature ${quadrature}`] : []),
  ].join(' ');
}

function list(names: readonly string[]): string {
  return names.length < 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
