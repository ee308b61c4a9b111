import { checkModel } from '../../../models/arguments.ts';
import { explained } from '../../../models/equations/explain.ts';
import type { Line } from '../../../models/equations/maths.ts';
import type { Model } from '../../../models/glmm.ts';
import { priorOrigin } from '../describeModel.ts';
import type { FitFile } from '../fitSchema.ts';
import { html, type Markup } from '../html.ts';
import type { Section } from './htmlPage.ts';
import { heading, table, textCell } from './htmlTables.ts';
import { equationMarkup, inlineMarkup, isLong } from './mathml.ts';

/** The model in typeset equations, as `explain` writes them. */
export function modelSection(model: Model): Section {
  const content = html`<p><code dir="auto">${model.formula}</code></p>
${equations(model)}`;
  return { id: 'model', title: 'Model', content };
}

/**
 * The equations of `explain` as HTML to put into a page: MathML, an `h3` over each section, paragraphs of classes `depth0` to
 * `depth2` and `equation`, long ones in a `div` of class `scroll`. No scripts and no styles; names are escaped.
 */
export function equationsHtml(model: Model): string {
  checkModel('equations', model);
  return equations(model).markup;
}

const equations = (model: Model): Markup =>
  html`${explained(model).map((lines) => html`${lines.map(scrollable)}`)}`;

/** A line that would not fit on a phone scrolls by itself. */
function scrollable(line: Line): Markup {
  if (!isLong(line)) return lineMarkup(line);
  return html`<div class="scroll" role="group" aria-label="long equation" tabindex="0">${lineMarkup(line)}</div>
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
      return html`<p class="depth${line.depth}" dir="auto">${inlineMarkup(line.parts)}</p>
`;
  }
}

/** The priors that were used, and where they come from. */
export function priorsSection(priors: FitFile['priors']): Section {
  const rows = priors.map((p) => [heading(p.parameter), textCell(p.prior), textCell(priorOrigin(p))]);
  const content = html`<p class="soft">The intercept's is for the intercept at the predictors' means.</p>
${table('The prior of each parameter', ['parameter', 'prior', 'from'], rows, 2)}`;
  return { id: 'priors', title: 'Priors', content };
}
