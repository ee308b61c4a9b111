import { InputError } from '../errors.ts';
import { sparseWork } from '../linalg/sparseCholesky/analysis.ts';
import type { SparseWork } from '../linalg/sparseCholesky/work.ts';
import { hasSumsAlone, type Program, type TermProgram } from '../program/program.ts';
import type { Criterion } from './criterion.ts';
import type { DeterminantMethod, DeterminantRule } from './determinant.ts';
import { type LatentLayout, latentLayout } from './layout.ts';
import { mainNodes } from './mainNodes.ts';
import { placedTerm } from './placedTerm.ts';

/** Multiplications of one marginal with its gradient, and bytes, above which no factor is made: minutes a fit, and 1 GB. */
const most = { multiplications: 6e9, bytes: 1e9 } as const;

/** Factorings of one marginal, beside its inverse on the pattern. */
export const factorings = 5;

/** Throws InputError where an estimate is asked for and there is nothing to estimate. */
export function checkDeterminant(program: Program, criterion: Criterion, rule: DeterminantRule): void {
  if (rule !== 'estimated') return;
  const wanted = 'log determinant: wanted one to estimate, of two grouping factors or more';
  const instead = 'it is exact, and quick, with exact';
  const groups = [...new Set(program.terms.map(({ group }) => group))];
  if (program.residual !== undefined)
    throw new InputError(`${wanted} and independent residuals, got a residual structure; ${instead}`);
  if (program.rows.condensed !== undefined)
    throw new InputError(`${wanted} and rows, got their sums, made by a database; ${instead}`);
  if (criterion.kind === 'quadrature' || structureOf(program.terms).main === null)
    throw new InputError(
      `${wanted} of which one has levels neither mixed nor related, got ${groups.join(' and ') || 'none'}; ${instead}`,
    );
}

/** What a rule comes to for a model, the same on every machine. */
export function determinantMethod(program: Program, rule: DeterminantRule): DeterminantMethod {
  if (rule === 'exact' || hasSumsAlone(program)) return { kind: 'exact' };
  const { main, work } = structureOf(program.terms);
  const isDense =
    factorings * work.multiplications + work.inverseMultiplications > most.multiplications ||
    work.bytes > most.bytes;
  return main !== null && (isDense || rule === 'estimated')
    ? { kind: 'estimated', recipe: null }
    : { kind: 'exact' };
}

interface Structure {
  readonly layout: LatentLayout;
  /** Nodes that an estimate eliminates; null where there are none. */
  readonly main: Int32Array | null;
  /** Of a factor; 0 where even a dense one takes next to nothing. */
  readonly work: SparseWork;
}

const structures = new WeakMap<readonly TermProgram[], Structure>();

/** What is counted of the group effects, once for the same terms: an order of elimination takes seconds where factors are dense. */
export function structureOf(terms: readonly TermProgram[]): Structure {
  const known = structures.get(terms);
  if (known !== undefined) return known;
  const layout = latentLayout({ terms: terms.map(placedTerm) });
  const made = { layout, main: mainNodes(layout), work: sparseWork(layout.pattern) };
  structures.set(terms, made);
  return made;
}
