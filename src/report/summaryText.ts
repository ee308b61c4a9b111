import { type FitFile, type ParameterRow, verdictOf } from './fitFile.ts';
import { decimalsFor, fixed, textTable } from './textTable.ts';

/** How many groups are shown at each end. */
const extremes = 3;

/**
 * What a statistician wants to see of a fit: the model, the priors, population effects, group sds and correlations,
 * the residual, the most extreme groups, how it was sampled, and the verdict in words.
 */
export function summaryText(file: FitFile): string {
  const { parameters } = file;
  const starting = (prefix: string): ParameterRow[] => parameters.filter((p) => p.name.startsWith(prefix));
  const population = starting('b_');
  const groups = [...starting('sd_'), ...starting('cor_')];
  const effects = starting('r_');
  const known = new Set([...population, ...groups, ...effects]);
  const rest = parameters.filter((p) => !known.has(p));
  return [
    ...header(file),
    ...priorSection(file),
    ...section('Population effects', population, ratioColumn(file)),
    ...section('Group sds and correlations', groups),
    ...section(file.family.name === 'gaussian' ? 'Residual' : 'Family parameters', rest),
    ...extremeGroups(effects),
    ...samplerSection(file),
    ...file.warnings.filter((w) => w.includes('missing values')).map((w) => `Note: ${w}.`),
    verdictOf(file).text,
    '',
  ].join('\n');
}

function header({ formula, family, data }: FitFile): string[] {
  const groups = Object.entries(data.groups).map(([name, levels]) => `${levels} levels of ${name}`);
  const dropped = data.dropped === 0 ? '' : `, ${data.dropped} incomplete rows dropped`;
  return [
    formula,
    `${family.name} (${family.link} link), ${data.source}: ${[`${data.rows} rows`, ...groups].join(', ')}${dropped}`,
    '',
  ];
}

/** The priors as a table: printed before sampling, and in the summary. */
export function priorSection({ priors }: Pick<FitFile, 'priors'>): string[] {
  const rows = priors.map((p) => [p.parameter, p.prior, p.default ? 'default' : 'given']);
  return ["Priors (Intercept: at the predictors' means)", ...textTable(['', '', ''], rows).slice(1).map(indent), ''];
}

const indent = (line: string): string => `  ${line}`;

interface ExtraColumn {
  readonly title: string;
  readonly cell: (row: ParameterRow) => string;
}

/** Odds or rate ratio of a coefficient, from its median. */
function ratioColumn({ family }: FitFile): ExtraColumn | null {
  const title = { logit: 'OR', log: 'RR' }[family.link];
  if (title === undefined) return null;
  return { title, cell: (row) => (row.name === 'b_Intercept' ? '' : fixed(Math.exp(row.q50), 3)) };
}

function section(title: string, rows: readonly ParameterRow[], extra: ExtraColumn | null = null): string[] {
  if (rows.length === 0) return [];
  const head = ['', 'mean', 'sd', '5%', '50%', '95%', ...(extra ? [extra.title] : []), 'R-hat', 'ESS bulk', 'ESS tail'];
  const cells = rows.map((row) => {
    const decimals = decimalsFor(row.sd, 3);
    const number = (x: number): string => fixed(x, decimals);
    return [
      row.name,
      number(row.mean),
      number(row.sd),
      number(row.q5),
      number(row.q50),
      number(row.q95),
      ...(extra ? [extra.cell(row)] : []),
      fixed(row.rhat, 3),
      fixed(Math.floor(row.essBulk), 0),
      fixed(Math.floor(row.essTail), 0),
    ];
  });
  return [title, ...textTable(head, cells).map(indent), ''];
}

/** For every group and coefficient, the lowest and highest means. */
function extremeGroups(effects: readonly ParameterRow[]): string[] {
  const families = new Map<string, ParameterRow[]>();
  for (const row of effects) {
    const key = `${row.name.slice(2, row.name.indexOf('['))}, ${row.name.slice(row.name.lastIndexOf(',') + 1, -1)}`;
    const rows = families.get(key);
    if (rows === undefined) families.set(key, [row]);
    else rows.push(row);
  }
  return [...families].flatMap(([key, rows]) => {
    const sorted = [...rows].sort((a, b) => a.mean - b.mean);
    if (sorted.length <= 2 * extremes) return section(`Groups of ${key}`, sorted);
    const ends = [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
    return section(`${key}: ${extremes} lowest and highest of ${sorted.length}`, ends);
  });
}

function samplerSection({ sampler, parameters }: FitFile): string[] {
  const sum = (seconds: readonly number[]): number => seconds.reduce((a, b) => a + b, 0);
  const worst = parameters.reduce((a, b) => (b.essBulk < a.essBulk ? b : a));
  return [
    `Sampled by ${sampler.strategy} (${sampler.reason}): ${sampler.chains} chains, ${sampler.warmup} warmup + ${sampler.draws} draws each, seed ${sampler.seed}`,
    `${sampler.wallSeconds.toFixed(1)} s in all; a chain took ${(sum(sampler.warmupSeconds) / sampler.chains).toFixed(1)} s of warmup and ${(sum(sampler.sampleSeconds) / sampler.chains).toFixed(1)} s of sampling; ${sampler.gradients} gradients; ${sampler.divergences} divergences`,
    `Least effective draws: ${Math.floor(worst.essBulk)} (${worst.name})`,
    '',
  ];
}
