import type { ParameterEstimate } from '../../../models/likelihood/waldIntervals.ts';
import { isCoefficient } from '../../engine/program/quantity.ts';
import { describePriors } from '../describeModel.ts';
import type { ParameterRow } from '../fitSchema.ts';
import { html, type Markup } from '../html.ts';
import { type LaplaceFile, laplaceFile } from '../laplaceFile.ts';
import type { EffectRow, LaplaceReport } from '../laplaceReport.ts';
import { criteriaLine, intervalLine, methodLine, numbers, pText } from '../laplaceText.ts';
import {
  type EffectTerm,
  familyTitle,
  groupParameters,
  shownTerms,
  sortedByMean,
} from '../parameterGroups.ts';
import { intervalSpark } from '../plot/spark.ts';
import { ratioCells, ratioOf } from '../ratio.ts';
import { dataLine } from '../summaryText.ts';
import { endTitles, fixed, levelText } from '../textTable.ts';
import { dataSection } from './htmlData.ts';
import { effectsPicture, levelTables } from './htmlGroups.ts';
import { modelSection, priorsSection } from './htmlModel.ts';
import { page, type Section } from './htmlPage.ts';
import { cell, heading, ratioTitlesOf, table } from './htmlTables.ts';
import { laplaceWordsSection } from './htmlWords.ts';

/** Colour and sign of each level of a verdict. */
const signs = {
  ok: { verdict: 'ok', title: '\u2713 OK' },
  caution: { verdict: 'caution', title: '! With caution' },
  not: { verdict: 'bad', title: '\u2717 Not OK' },
} as const;

/**
 * A Laplace fit as one page, in the manner of a posterior's: verdict, model, data, results in words and numbers, group effects,
 * criteria. No scripts, no network; whatever comes from the user's data is escaped. With `data` false
 * nothing shows the value of a row.
 */
export function laplaceHtml(report: LaplaceReport, { data = true } = {}): string {
  const file = laplaceFile(report);
  const { model, method } = report.result;
  const { level, text } = report.verdict;
  const verdict: Section = {
    id: 'verdict',
    entry: 'Verdict',
    ...signs[level],
    content: html`<p>${text}</p>`,
  };
  const sections = [
    verdict,
    modelSection(model),
    dataSection(file, model, data),
    method === 'map' ? priorsSection(describePriors(model)) : null,
    laplaceWordsSection(model, report.parameters, report.level),
    parametersSection(report),
    effectsSection(report),
    fitSection(report, file),
  ];
  return page({
    title: file.formula,
    heading: file.formula,
    lead: [dataLine(file), methodLine(file)],
    sections: sections.filter((section): section is Section => section !== null),
    foot: `poolwise ${file.poolwise}. Every number is in laplace.json.`,
    fingerprint: file.fingerprint,
  });
}

/** Criteria, where the intervals come from, and what the verdict was told. */
function fitSection({ warnings }: LaplaceReport, file: LaplaceFile): Section {
  const lines = [criteriaLine(file), intervalLine(file), ...warnings];
  return { id: 'fit', title: 'Fit', content: html`${lines.map((line) => html`<p>${line}</p>\n`)}` };
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

function parametersSection(report: LaplaceReport): Section {
  const { population, groupSds, family } = groupParameters(report);
  const familyWord = familyTitle(report.result.model.program.capabilities);
  const content = html`<p class="soft">The pictures show estimate and interval, each on a scale of its own; the dashed line is zero.</p>
${estimates('Population effects', report, population)}${estimates('Group sds and correlations', report, groupSds)}${estimates(familyWord, report, family)}`;
  return { id: 'numbers', title: 'Results in numbers', content };
}

function estimates(
  title: string,
  { level, result }: LaplaceReport,
  rows: readonly ParameterEstimate[],
): Markup | null {
  if (rows.length === 0) return null;
  const tested = rows.some(({ quantity }) => isCoefficient(quantity));
  const { ratio } = result.model.family.chosen.link;
  const interval = levelText(level);
  const ratioTitles = tested && ratio !== null ? ratioTitlesOf(ratio, level) : [];
  const head = [
    'parameter',
    `${interval} interval`,
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
  return table(title, head, cells);
}

/** Modes of the group effects with their intervals given the population estimates. */
function effectsSection({ effects, level }: LaplaceReport): Section | null {
  const byName = new Map(effects.map((effect) => [effect.name, effect]));
  const rows = effects.map((effect) => asRow(effect, effect.mode, effect.conditionalSd));
  const terms = shownTerms({ parameters: rows });
  if (terms.length === 0) return null;
  const content = html`<p class="soft">How far each level lies from the population's coefficient, on the scale of the linear predictor: mode and interval given the population estimates; the dashed line is zero. Total sd: the uncertainty of those estimates included.</p>
${terms.map((term) => termMarkup(term, level, byName))}`;
  return { id: 'groups', title: 'Group effects', content };
}

function termMarkup(
  { group, coef, effects }: EffectTerm,
  level: number,
  byName: ReadonlyMap<string, EffectRow>,
): Markup {
  const named = sortedByMean(effects)
    .reverse()
    .map(({ level: name, row }) => ({ name, effect: byName.get(row.name) as EffectRow }));
  const picture = effectsPicture(effects, {
    group,
    interval: `${levelText(level)} interval`,
    middle: 'mode',
    label: `effect on ${coef}`,
  });
  const tableOf = (title: string, some: typeof named): Markup => modes(title, group, level, some);
  return html`<h3>${group}, ${coef}</h3>
<div class="beside">${picture === null ? null : html`<figure>${picture}</figure>\n`}${levelTables(`${group}, ${coef}`, group, named, tableOf)}</div>
`;
}

function modes(
  title: string,
  group: string,
  level: number,
  rows: readonly { readonly name: string; readonly effect: EffectRow }[],
): Markup {
  return table(
    title,
    [group, 'mode', 'sd', ...endTitles(level), 'total sd'],
    rows.map(({ name, effect: { mode, conditionalSd, lower, upper, sd } }) => [
      heading(name),
      ...numbers(mode, conditionalSd, [lower, upper, sd]).map(cell),
    ]),
  );
}
