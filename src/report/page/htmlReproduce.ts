import type { Fit } from '../../../models/posterior/fit.ts';
import type { FitFile } from '../fitSchema.ts';
import { html, type Markup } from '../html.ts';
import { beyondCommand, beyondSettings } from '../reproduce/beyond.ts';
import { fitCommand } from '../reproduce/command.ts';
import { folderData } from '../reproduce/dataFile.ts';
import { settingsDrawn } from '../reproduce/drawn.ts';
import { fitScript } from '../reproduce/script.ts';
import type { Section } from './htmlPage.ts';
import { details, heading, table, textCell } from './htmlTables.ts';

/** What has to be the same for the same draws, bit for bit, on any machine; and how to draw them again. */
export function reproduceSection(file: FitFile, fit: Fit, values = true): Section {
  const { poolwise, sampler, data, fingerprint } = file;
  const { strategy, chains, warmup, draws, seed } = sampler;
  const facts: [string, string | undefined][] = [
    ['poolwise', poolwise],
    ['seed', seed],
    ['sampler', `${strategy}, ${chains} chains of ${warmup} warmup draws and ${draws} draws`],
    ['data', data.source],
    ['hash of the data as the model reads them', data.hash],
    ['fingerprint of the model', fingerprint?.model],
    ['fingerprint of the draws', fingerprint?.run],
  ];
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [[heading(name), textCell(html`<code>${value}</code>`)]],
  );
  const content = html`<p>The draws depend on the model, the data, the seed, these settings and the version of poolwise, and on nothing else: not on the machine, nor on the number of threads.</p>
${table('What has to be the same', ['what', 'value'], rows, 1)}${commands(file, fit, values)}`;
  return { id: 'reproduce', title: 'How to reproduce', content };
}

function commands(
  { declaration, poolwise }: FitFile,
  { sampler, imputations }: Fit,
  values: boolean,
): Markup | null {
  if (declaration === undefined) return null;
  if (imputations !== undefined)
    return html`<p>The draws are of ${imputations} imputed data sets; fit them again with <code>--pool</code> or <code>sampleImputed</code>.</p>
`;
  const beyond = beyondCommand(declaration);
  const lacks =
    beyond.length === 0
      ? ''
      : ` The command cannot say ${beyond.join(', ')}; the script names what to fill in.`;
  const unsaid = beyondSettings(sampler);
  const differs =
    unsaid.length === 0
      ? ''
      : ` Neither says what the sampler came to by itself, ${unsaid.join(', ')}: for these very draws repeat the command that the fit was first asked for by.`;
  const settings = settingsDrawn(sampler);
  return html`<h3>From the fit's folder</h3>
<p>${values ? 'data.parquet, beside this page, holds the columns that the model reads' : 'The data were left out: data.parquet stands for the file that they are in'}. With poolwise ${poolwise}:${lacks}${differs}</p>
<pre><code>${lines(fitCommand(declaration, folderData, settings))}</code></pre>
${details(
  'The same as a script',
  html`<pre><code>${fitScript(declaration, folderData, settings)}</code></pre>
`,
)}`;
}

/** A command over several lines of a shell. */
const lines = (words: readonly string[]): string => words.join(' \\\n  ');
