import type { FitFile } from './fitSchema.ts';
import { html } from './html.ts';
import type { Section } from './htmlPage.ts';
import { heading, table, textCell } from './htmlTables.ts';

/** What has to be the same for the same draws, bit for bit, on any machine. */
export function reproduceSection({ poolwise, sampler, data, fingerprint }: FitFile): Section {
  const { strategy, chains, warmup, draws, seed, targetAccept } = sampler;
  const facts: [string, string | undefined][] = [
    ['poolwise', poolwise],
    ['seed', seed],
    ['sampler', `${strategy}, ${chains} chains of ${warmup} warmup draws and ${draws} draws`],
    ['target acceptance', targetAccept === undefined ? undefined : String(targetAccept)],
    ['data', data.source],
    ['hash of the data as the model reads them', data.hash],
    ['fingerprint of the model', fingerprint?.model],
    ['fingerprint of the draws', fingerprint?.run],
  ];
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [[heading(name), textCell(html`<code>${value}</code>`)]],
  );
  const content = html`<p>The draws depend on the model, the data, the seed, these settings and the version of poolwise, and on nothing else: not on the machine, nor on the number of threads.</p>
${table('What has to be the same', ['what', 'value'], rows, 1)}`;
  return { id: 'reproduce', title: 'How to reproduce', content };
}
