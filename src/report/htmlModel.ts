import { explained } from '../../models/equations/explain.ts';
import type { Line } from '../../models/equations/maths.ts';
import type { Model } from '../../models/glmm.ts';
import { priorOrigin } from './describeModel.ts';
import type { FitFile } from './fitSchema.ts';
import { html, type Markup } from './html.ts';
import { heading, table, textCell } from './htmlTables.ts';
import { equationMarkup, inlineMarkup, isLong } from './mathml.ts';

/** The model in typeset equations, as `explain` writes them. */
export function modelSection(model: Model): Markup {
  return html`<section class="model"><h2>Model</h2>
<p class="formula"><code>${model.formula}</code></p>
${explained(model).map((lines) => html`${lines.map(scrollable)}`)}</section>
`;
}

/** A line that would not fit on a phone scrolls by itself. */
function scrollable(line: Line): Markup {
  if (!isLong(line)) return lineMarkup(line);
  return html`<div class="scroll" role="region" aria-label="long equation" tabindex="0">${lineMarkup(line)}</div>
`;
}

function lineMarkup(line: Line): Markup {
  switch (line.kind) {
    case 'title':
      return html`<h3>${line.text}</h3>
`;
    case 'equation':
      return html`${equationMarkup(line)}
`;
    case 'line':
      return html`<p class="depth${line.depth}">${inlineMarkup(line.parts)}</p>
`;
  }
}

/** The priors that were used, and where they come from. */
export function priorsSection(priors: FitFile['priors']): Markup {
  const rows = priors.map((p) => [heading(p.parameter), textCell(p.prior), textCell(priorOrigin(p))]);
  return html`<section><h2>Priors</h2>
<p class="soft">The intercept's is for the intercept at the predictors' means.</p>
${table(['', '', ''], rows)}</section>
`;
}
