import { estimatesOf } from '../../../models/compare/compareLaplace.ts';
import {
  type ComparedParameter,
  compareWith,
  momentsByName,
} from '../../../models/compare/compareParameters.ts';
import { findings } from '../../../models/compare/findings.ts';
import type { Model } from '../../../models/glmm.ts';
import { laplace } from '../../../models/likelihood/laplace.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { laplaceWork } from '../../engine/laplace/work.ts';
import { compareCells, compareHead } from '../compareText.ts';
import { compareVerdict, fitTitle } from '../compareVerdict.ts';
import type { FitFile } from '../fitSchema.ts';
import { verdictOf } from '../fitVerdict.ts';
import { html, type Markup } from '../html.ts';
import { orReason } from '../stored/orReason.ts';
import type { Section } from './htmlPage.ts';
import { cell, heading, table } from './htmlTables.ts';

/**
 * Multiplications that a page spends on a Laplace fit, about a second's on a machine of 2020; a count, and not this machine's
 * seconds, so that the page is the same on all. Residual structures are not in the count, and not fitted here.
 */
const mostWork = 5e8;

/** What Laplace's method would have said, where it is soon told, and whether that would have done. */
export function besideSection(model: Model, file: FitFile, fit: Fit): Section {
  const { program } = model;
  const isLong = program.residual !== undefined || laplaceWork(program).multiplications > mostWork;
  const content = isLong ? tooLong() : beside(model, file, fit);
  return { id: 'laplace', title: "Beside Laplace's method", content };
}

const tooLong = (): Markup =>
  html`<p>Not fitted here: for this model and these data it may take longer than a page should. <code>poolwise compare</code> holds the two against each other.</p>
`;

function beside(model: Model, file: FitFile, fit: Fit): Markup {
  const result = orReason(() => laplace(model));
  if (typeof result === 'string')
    return html`<p>There is none of this model. ${result}.</p>
`;
  const estimates = estimatesOf(result);
  const draws = { ...fit.draws, effectiveDraws: file.sampler.importance?.effectiveDraws };
  const rows = compareWith(estimates, momentsByName(draws, estimates.names));
  const { method, quadrature, fast, certificate } = result;
  const { text } = compareVerdict(verdictOf(file), {
    title: fitTitle(method, quadrature, fast),
    converged: certificate.converged,
    rows,
    findings: findings(rows),
    remedies: [],
  });
  return html`<p>${text}</p>
<p class="soft">Maximum likelihood by Laplace's method, without the priors, beside the posterior. Shift: (estimate \u2212 mean) / sd. se / sd: how wide the one's interval is beside the other's.</p>
${comparedTable(rows)}`;
}

function comparedTable(rows: readonly ComparedParameter[]): Markup {
  const cells = rows.map((row) => [heading(row.name), ...compareCells(row).map(cell)]);
  return table('Laplace and the posterior', ['parameter', ...compareHead], cells);
}
