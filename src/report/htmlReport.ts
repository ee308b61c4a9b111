import type { Fit } from '../../models/posterior/fit.ts';
import type { FitFile } from './fitSchema.ts';
import { verdictOf } from './fitVerdict.ts';
import { html, type Markup } from './html.ts';
import { chainsSection } from './htmlChains.ts';
import { groupEffectsSection } from './htmlGroups.ts';
import { modelSection, priorsSection } from './htmlModel.ts';
import { page } from './htmlPage.ts';
import { samplerSection } from './htmlSampler.ts';
import { parameterTable } from './htmlTables.ts';
import { familyTitle, groupParameters } from './parameterGroups.ts';
import { dataLine, missingTitle, mostMissing } from './summaryText.ts';
import { levelText } from './textTable.ts';

/**
 * A fit as one page that needs nothing else: no scripts, no network, pictures and style within. The verdict comes
 * first, then the model, what was estimated, and how it was sampled; numbers are those of the text summary.
 * Whatever comes from the user's data is escaped, and the page's own policy forbids scripts and requests.
 */
export function reportHtml(file: FitFile, fit: Fit): string {
  const body = html`<header><h1>${file.formula}</h1>
${file.kind === 'density' ? null : html`<p class="soft">${dataLine(file)}</p>`}</header>
${verdictBox(file)}
${fit.model === null ? null : modelSection(fit.model)}
${parametersSection(file)}
${groupEffectsSection(file)}
${chainsSection(file, fit)}
${samplerSection(file, fit)}
${file.priors.length === 0 ? null : priorsSection(file.priors)}
${warningsSection(file)}
<footer>poolwise ${file.poolwise}, seed ${file.sampler.seed}. Every number is in fit.json, every draw in draws.parquet.</footer>`;
  return page(file.formula, body, file.fingerprint);
}

/** The verdict in words and a sign, so that it does not hang on a colour. */
function verdictBox(file: FitFile): Markup {
  const { ok, text, warnings } = verdictOf(file);
  if (ok) return html`<section class="verdict ok"><h2>\u2713 OK</h2><p>${text}</p></section>`;
  const doubts = warnings.map((warning) => html`<li>${warning}</li>`);
  return html`<section class="verdict bad"><h2>\u2717 Not OK</h2><p>Do not trust these draws yet:</p><ul>${doubts}</ul></section>`;
}

/** Everything but the group effects. */
function parametersSection(file: FitFile): Markup {
  const { population, groupSds, family, own, missing } = groupParameters(file);
  const { ratio } = file.family;
  const interval = levelText(file.level);
  const ratioWords =
    ratio === null
      ? ''
      : ` ${ratio.title} is the ${ratio.words}, exp of the median, with its ${interval} interval.`;
  const part = (title: string, content: Markup | null): Markup | null =>
    content &&
    html`<h3>${title}</h3>
${content}
`;
  return html`<section><h2>Parameters</h2>
<p class="soft">The pictures show median and ${interval} interval, each on a scale of its own; the dashed line is zero.${ratioWords} Bold and underlined: not as good as the verdict asks.</p>
${part('Population effects', parameterTable(population, file, ratio))}${part('Group sds and correlations', parameterTable(groupSds, file))}${part(familyTitle(file.family), parameterTable(family, file))}${part('Parameters', parameterTable(own, file))}${part(missingTitle(missing.length), parameterTable(missing.slice(0, mostMissing), file))}</section>
`;
}

/** What the verdict at the top does not say already. */
function warningsSection(file: FitFile): Markup {
  const content =
    file.notes.length > 0
      ? html`<ul>${file.notes.map(({ text }) => html`<li>${text}</li>`)}</ul>`
      : html`<p>None${verdictOf(file).found.length > 0 ? ' besides those at the top' : ''}.</p>`;
  return html`<section><h2>Warnings</h2>
${content}</section>
`;
}
