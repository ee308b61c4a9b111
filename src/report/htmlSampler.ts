import { EBFMI_LIMIT } from '../../diagnostics/verdict.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import type { FitFile } from './fitSchema.ts';
import { html, type Markup } from './html.ts';
import { cell, heading, table } from './htmlTables.ts';
import { samplerLines } from './summaryText.ts';
import { fixed } from './textTable.ts';

/** How each chain was sampled. */
export function samplerSection(file: FitFile, { sampler }: Fit): Markup {
  const rows = sampler.chains.map((chain, c) => [
    heading(`chain ${c + 1}`),
    cell(fixed(chain.warmupSeconds, 2)),
    cell(fixed(chain.sampleSeconds, 2)),
    cell(Number.isNaN(chain.stepSize) ? '-' : Number(chain.stepSize.toPrecision(3))),
    cell(chain.warmupGradients + chain.gradients),
    doubtful(String(chain.divergences.length), chain.divergences.length > 0),
    cell(chain.maxDepthHits),
    energyCell(file.sampler.ebfmi[c]),
  ]);
  const head = [
    '',
    'warmup s',
    'sampling s',
    'step size',
    'gradients',
    'divergences',
    'at depth limit',
    'E-BFMI',
  ];
  return html`<section><h2>Sampler</h2>
${samplerLines(file).map((line) => html`<p>${line}</p>`)}
${table(head, rows)}</section>
`;
}

/** Importance resampling has no energies. */
function energyCell(ebfmi: number | undefined): Markup {
  return ebfmi === undefined ? cell('-') : doubtful(fixed(ebfmi, 2), !(ebfmi >= EBFMI_LIMIT));
}

function doubtful(text: string, doubt: boolean): Markup {
  return doubt ? html`<td class="doubt">${text}</td>` : cell(text);
}
