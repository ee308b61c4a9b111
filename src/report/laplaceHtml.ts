import type { ParameterEstimate } from '../../models/likelihood/waldIntervals.ts';
import { isCoefficient } from '../engine/program/quantity.ts';
import { describePriors } from './describeModel.ts';
import type { ParameterRow } from './fitSchema.ts';
import { html, type Markup } from './html.ts';
import { effectsPicture } from './htmlGroups.ts';
import { modelSection, priorsSection } from './htmlModel.ts';
import { page } from './htmlPage.ts';
import { cell, heading, ratioTitlesOf, table } from './htmlTables.ts';
import { laplaceFile } from './laplaceFile.ts';
import type { EffectRow, LaplaceReport } from './laplaceReport.ts';
import { criteriaLine, intervalLine, methodLine, numbers, pText } from './laplaceText.ts';
import { familyTitle, groupParameters, shownTerms, sortedByMean } from './parameterGroups.ts';
import { intervalSpark } from './plot/spark.ts';
import { ratioCells, ratioOf } from './ratio.ts';
import { dataLine, extremes } from './summaryText.ts';
import { endTitles, fixed, levelText } from './textTable.ts';

/** Colour and sign of each level of a verdict. */
const signs = {
  ok: { style: 'ok', title: '\u2713 OK' },
  caution: { style: 'caution', title: '! With caution' },
  not: { style: 'bad', title: '\u2717 Not OK' },
} as const;

/**
 * A Laplace fit as one page, in the manner of a posterior's: verdict, model, parameters and group effects with pictures,
 * criteria. No scripts, no network; whatever comes from the user's data is escaped.
 */
export function laplaceHtml(report: LaplaceReport): string {
  const file = laplaceFile(report);
  const { level, text } = report.verdict;
  const body = html`<header><h1>${file.formula}</h1>
<p class="soft">${dataLine(file)}</p>
<p class="soft">${methodLine(file)}</p></header>
<section class="verdict ${signs[level].style}"><h2>${signs[level].title}</h2><p>${text}</p></section>
${modelSection(report.result.model)}
${report.result.method === 'map' ? priorsSection(describePriors(report.result.model)) : null}
${parametersSection(report)}
${effectsSection(report)}
<section><h2>Fit</h2>
<p>${criteriaLine(file)}</p>
<p>${intervalLine(file)}</p>
${report.warnings.map((warning) => html`<p>${warning}</p>`)}</section>
<footer>poolwise ${file.poolwise}. Every number is in laplace.json.</footer>`;
  return page(file.formula, body, file.fingerprint);
}

/** An estimate in the shape that pictures of a posterior read. */
function asRow(
  { name, quantity, lower, upper }: Pick<ParameterEstimate, 'name' | 'quantity' | 'lower' | 'upper'>,
  estimate: number,
  sd: number,
): ParameterRow {
  const cannotTell = Number.NaN;
  const unknown = {
    q5: cannotTell,
    q95: cannotTell,
    mcseMean: cannotTell,
    rhat: cannotTell,
    essBulk: cannotTell,
    essTail: cannotTell,
  };
  return { name, quantity, mean: estimate, sd, q50: estimate, lower, upper, ...unknown };
}

function parametersSection(report: LaplaceReport): Markup {
  const { population, groupSds, family } = groupParameters(report);
  const part = (title: string, rows: readonly ParameterEstimate[]): Markup | null =>
    rows.length === 0
      ? null
      : html`<h3>${title}</h3>
${estimates(report, rows)}
`;
  return html`<section><h2>Parameters</h2>
<p class="soft">The pictures show estimate and interval, each on a scale of its own; the dashed line is zero.</p>
${part('Population effects', population)}${part('Group sds and correlations', groupSds)}${part(familyTitle(report.result.model.program.capabilities), family)}</section>
`;
}

function estimates({ level, result }: LaplaceReport, rows: readonly ParameterEstimate[]): Markup {
  const tested = rows.some(({ quantity }) => isCoefficient(quantity));
  const { ratio } = result.model.family.chosen.link;
  const interval = levelText(level);
  const ratioTitles = tested && ratio !== null ? ratioTitlesOf(ratio, level) : [];
  const head = [
    '',
    interval,
    'estimate',
    'se',
    ...endTitles(level),
    ...(tested ? ['z', 'p'] : []),
    ...ratioTitles,
  ];
  const cells = rows.map((row) => {
    const { name, quantity, estimate, se, lower, upper, z, p } = row;
    return [
      heading(name),
      cell(intervalSpark(asRow(row, estimate, se), { centre: 'estimate', interval })),
      ...numbers(estimate, se, [lower, upper]).map(cell),
      ...(tested ? [cell(fixed(z, 2)), cell(pText(p))] : []),
      ...(ratioTitles.length === 0
        ? []
        : ratioCells(ratioOf(quantity, estimate, { lower, upper })).map(cell)),
    ];
  });
  return html`<div class="parameters">${table(head, cells)}</div>`;
}

/** Modes of the group effects with their intervals given the population estimates. */
function effectsSection({ effects, level }: LaplaceReport): Markup | null {
  const byName = new Map(effects.map((effect) => [effect.name, effect]));
  const rows = effects.map((effect) => asRow(effect, effect.mode, effect.conditionalSd));
  const terms = shownTerms({ parameters: rows }).map(({ group, coef, effects: all }) => {
    const sorted = sortedByMean(all).reverse();
    const ends =
      sorted.length <= 2 * extremes ? sorted : [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
    const words = {
      group,
      interval: `${levelText(level)} interval`,
      middle: 'mode',
      label: `effect on ${coef}`,
    };
    return html`<figure class="term"><figcaption><h3>${group}, ${coef}</h3></figcaption><div class="row">${effectsPicture(all, words)}
${modes(
  group,
  level,
  ends.map(({ level: name, row }) => ({ name, effect: byName.get(row.name) as EffectRow })),
)}</div></figure>`;
  });
  if (terms.length === 0) return null;
  return html`<section><h2>Group effects</h2>
<p class="soft">How far each level lies from the population's coefficient, on the scale of the linear predictor: mode and interval given the population estimates; the dashed line is zero. Total sd: the uncertainty of those estimates included.</p>
<div class="row">${terms}</div></section>
`;
}

function modes(
  group: string,
  level: number,
  rows: readonly { readonly name: string; readonly effect: EffectRow }[],
): Markup {
  return table(
    [group, 'mode', 'sd', ...endTitles(level), 'total sd'],
    rows.map(({ name, effect: { mode, conditionalSd, lower, upper, sd } }) => [
      heading(name),
      ...numbers(mode, conditionalSd, [lower, upper, sd]).map(cell),
    ]),
  );
}
