import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ContrastSpec } from '../../models/design/contrastSpec.ts';
import { buildDesign } from '../../models/design/index.ts';
import type { DesignOptions } from '../../models/design/options.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { table, type Values } from './tables.ts';

interface Case {
  readonly side: string;
  readonly fullRank: boolean;
  /** Of factors that other sides have, too. */
  readonly contrasts?: Readonly<Record<string, ContrastSpec>>;
  readonly names: readonly string[];
  readonly columns: readonly (readonly number[])[];
}

/** From R's model.matrix(); modelMatrix.R beside it is the recipe, and the file names version and date. */
const reference: { data: Record<string, Values>; cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('./modelMatrix.json', import.meta.url), 'utf8'),
);
const data = table({ ...reference.data, g: reference.data.a });

/** Relative to the column's largest value; the algorithms differ (recurrence here, QR in R), not the numbers. */
const TOLERANCE = 1e-10;

function expectClose(actual: Float64Array, wanted: readonly number[], name: string): void {
  const size = Math.max(...wanted.map(Math.abs));
  wanted.forEach((value, row) => {
    const error = Math.abs(actual[row] - value);
    expect(error, `${name}, row ${row + 1}: ${actual[row]} for ${value}`).toBeLessThanOrEqual(
      TOLERANCE * size,
    );
  });
}

/** Contrasts of a factor that a side has not are refused. */
function optionsFor(side: string, contrasts: Case['contrasts'] = {}): DesignOptions {
  return {
    contrasts: Object.fromEntries(Object.entries(contrasts).filter(([name]) => side.includes(name))),
  };
}

describe('columns', () => {
  // A random term takes any columns, dependent ones too, so it shows all of R's; fixed effects refuse those.
  it.each(reference.cases)(
    '~ $side has the names and numbers of model.matrix',
    ({ side, names, columns, contrasts }) => {
      const formula = parseFormula(`y ~ 1 + (${side} | g)`);
      const [group] = buildDesign(formula, data, optionsFor(side, contrasts)).groups;
      expect(group.coefs).toEqual(names.map((name) => (name === '(Intercept)' ? 'Intercept' : name)));
      columns.forEach((column, j) => {
        expectClose(group.columns[j], column, names[j]);
      });
    },
  );

  it.each(reference.cases.filter((one) => one.fullRank))(
    'y ~ $side is the same as fixed effects',
    ({ side, names, contrasts }) => {
      const { fixed } = buildDesign(parseFormula(`y ~ ${side}`), data, optionsFor(side, contrasts));
      expect(fixed.names).toEqual(names.filter((name) => name !== '(Intercept)'));
      expect(fixed.intercept).toBe(names.includes('(Intercept)'));
    },
  );

  it('0 + x + f:x leaves the reference level to x, where R makes dependent columns', () => {
    expect(buildDesign(parseFormula('y ~ 0 + x + a:x'), data).fixed.names).toEqual(['x', 'x:aq']);
  });
});
