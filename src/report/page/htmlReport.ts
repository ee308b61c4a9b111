import type { Fit } from '../../../models/posterior/fit.ts';
import type { FitFile } from '../fitSchema.ts';
import { stoppedWords, verdictOf } from '../fitVerdict.ts';
import { html, type Markup } from '../html.ts';
import { familyTitle, groupParameters } from '../parameterGroups.ts';
import { dataLine, missingTitle, mostMissing } from '../summaryText.ts';
import { levelText } from '../textTable.ts';
import { besideSection } from './htmlBeside.ts';
import { checksSection, hasModel } from './htmlChecks.ts';
import { curvesSection } from './htmlCurves.ts';
import { dataSection } from './htmlData.ts';
import { groupEffectsSection } from './htmlGroups.ts';
import { modelSection, priorsSection } from './htmlModel.ts';
import { page, type Section } from './htmlPage.ts';
import { reproduceSection } from './htmlReproduce.ts';
import { parameterTable } from './htmlTables.ts';
import { wordsSection } from './htmlWords.ts';

/**
 * A fit as one page that needs nothing else: no scripts, no network, pictures and style within. The verdict comes
 * first, then the model, its data and priors, what was found in words and numbers, how it was checked, and how to do it again;
 * numbers are those of the text summary. Whatever comes from the user's data is escaped. With `data` false nothing shows the value
 * of a row.
 */
export function reportHtml(file: FitFile, fit: Fit, { data = true } = {}): string {
  const { model } = fit;
  const { ok } = verdictOf(file);
  const sections = [
    verdictSection(file),
    model === null ? null : modelSection(model),
    model === null ? null : dataSection(file, model, data),
    file.priors.length === 0 ? null : priorsSection(file.priors),
    model === null ? null : wordsSection(model, file, fit, ok),
    numbersSection(file),
    groupEffectsSection(file, fit),
    hasModel(fit) ? curvesSection(fit.model, fit, file.level, data) : null,
    checksSection(file, fit, data),
    model === null ? null : besideSection(model, file, fit),
    reproduceSection(file, fit, data),
  ];
  return page({
    title: file.formula,
    heading: file.formula,
    lead: file.kind === 'density' ? [] : [dataLine(file)],
    sections: sections.filter((section): section is Section => section !== null),
    foot: `poolwise ${file.poolwise}, seed ${file.sampler.seed}. Every number is in fit.json, every draw in draws.parquet.`,
    fingerprint: file.fingerprint,
  });
}

/** The verdict in words and a sign, so that it does not hang on a colour. */
function verdictSection(file: FitFile): Section {
  const { ok, text, warnings } = verdictOf(file);
  const place = { id: 'verdict', entry: 'Verdict' };
  if (ok) return { ...place, title: '\u2713 OK', verdict: 'ok', content: html`<p>${text}</p>` };
  const doubts = warnings.map((warning) => html`<li>${warning}</li>`);
  const stopped = stoppedWords(file.sampler);
  const content = html`${stopped === null ? null : html`<p>${stopped}</p>`}<p>Do not trust these draws yet:</p><ul>${doubts}</ul>`;
  return { ...place, title: '\u2717 Not OK', verdict: 'bad', content };
}

/** Everything but the group effects. */
function numbersSection(file: FitFile): Section {
  const { population, groupSds, family, own, missing } = groupParameters(file);
  const { ratio } = file.family;
  const interval = levelText(file.level);
  const ratioWords =
    ratio === null
      ? ''
      : ` ${ratio.title} is the ${ratio.words}, exp of the median, with its ${interval} interval.`;
  const tables: (Markup | null)[] = [
    parameterTable('Population effects', population, file, ratio),
    parameterTable('Group sds and correlations', groupSds, file),
    parameterTable(familyTitle(file.family), family, file),
    parameterTable('Parameters', own, file),
    parameterTable(missingTitle(missing.length), missing.slice(0, mostMissing), file),
  ];
  const content = html`<p class="soft">The pictures show median and ${interval} interval, each on a scale of its own; the dashed line is zero.${ratioWords} Bold and underlined: not as good as the verdict asks.</p>
${tables}`;
  return { id: 'numbers', title: 'Results in numbers', content };
}
