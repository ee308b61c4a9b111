import { structures } from '../covariance/structures.ts';
import type { RandomTerm, Syntax, Term } from './ast.ts';
import { formulaError } from './complain.ts';
import { expand } from './expand.ts';
import { describeGrouping, readGrouping } from './grouping.ts';
import { newScope, type Scope } from './scope.ts';
import { describeRandom } from './text.ts';

type Bar = Syntax & { readonly kind: 'bar' };

function readCoefs(scope: Scope, bar: Bar): RandomTerm['coefs'] {
  const { fixed, offsets, bars } = expand(scope, bar.coefs);
  for (const inner of bars)
    throw formulaError(scope.text, inner.at, 'a random term cannot stand inside another');
  if (fixed.terms.some(({ variables }) => variables.some(({ kind }) => kind === 'smooth')))
    throw formulaError(scope.text, bar.at, 'a smooth cannot vary by group; write s(x, by = g),');
  if (fixed.terms.some(({ variables }) => variables.some(({ kind }) => kind === 'monotone')))
    throw formulaError(
      scope.text,
      bar.at,
      'mo() cannot vary by group; write mo(x) + (x | g), or mo(x) + (factor(x) | g),',
    );
  if (offsets.length > 0)
    throw formulaError(scope.text, bar.at, 'an offset cannot stand inside a random term');
  if (!fixed.intercept && fixed.terms.length === 0) {
    throw formulaError(scope.text, bar.at, 'this random term has no coefficients; write (1 | g) or (x | g),');
  }
  const { coefficients } = structures[bar.structure];
  if (coefficients === 'points') return pointsOf(scope, bar, fixed);
  return coefficients === 'times' || coefficients === 'places' ? timesOf(scope, bar, fixed) : fixed;
}

/** Of a structure in time: one column and no intercept, which it would only double. */
function timesOf(scope: Scope, bar: Bar, { terms }: RandomTerm['coefs']): RandomTerm['coefs'] {
  const [variable] = terms.length === 1 && terms[0].variables.length === 1 ? terms[0].variables : [];
  if (variable?.kind === 'column' || variable?.kind === 'factor') return { intercept: false, terms };
  throw formulaError(
    scope.text,
    bar.coefs.at,
    `${bar.structure}() takes one column of times, as in ${bar.structure}(time | g),`,
  );
}

/** Of a structure over points: a column for each coordinate, and no intercept. */
function pointsOf(scope: Scope, bar: Bar, { terms }: RandomTerm['coefs']): RandomTerm['coefs'] {
  if (
    terms.length > 0 &&
    terms.every(({ variables: [first, ...more] }) => first.kind === 'column' && more.length === 0)
  )
    return { intercept: false, terms };
  throw formulaError(
    scope.text,
    bar.coefs.at,
    `${bar.structure}() takes a column for each coordinate, as in ${bar.structure}(x + y | g),`,
  );
}

function groupColumns(scope: Scope, bar: Bar, term: Term): readonly string[] {
  return term.variables.map((variable) => {
    if (variable.kind === 'column') return variable.name;
    throw formulaError(scope.text, bar.group.at, `groups are column names, got ${variable.text}`);
  });
}

/** The grouping factors right of a bar: `a/b` is two, `a` and `a:b`. */
function readGroups(scope: Scope, bar: Bar, group: Syntax): readonly Term[] {
  const { fixed, offsets, bars } = expand(scope, group);
  if (fixed.terms.length === 0 || offsets.length > 0 || bars.length > 0) {
    throw formulaError(scope.text, bar.group.at, 'expected a grouping column after "|"');
  }
  return fixed.terms;
}

/** Reads `(coefs | group)`, one random term for each grouping factor on the right of its bar. */
export function readRandom(text: string, bar: Bar, work: Scope['work']): readonly RandomTerm[] {
  const coefs = readCoefs(newScope(text, work), bar);
  const scope = newScope(text, work);
  const { structure, id } = bar;
  const { of, ...grouping } = readGrouping(text, bar.group);
  const build = (group: string, columns: readonly string[]): RandomTerm => {
    const as = describeRandom({ coefs, structure, id }, describeGrouping(group, columns, grouping));
    return { text: as, coefs, group, columns, structure, id, ...grouping };
  };
  const terms = of.flatMap((group) => readGroups(scope, bar, group));
  const columns = terms.map((term) => groupColumns(scope, bar, term));
  if (grouping.members !== null) return [build(`mm${columns.flat().join('')}`, columns.flat())];
  return terms.map((term, t) => build(term.text, columns[t]));
}
