import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain } from '../../models/equations/explain.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import type { CsvOptions } from '../../src/data/csvOptions.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { laplaceFile } from '../../src/report/laplaceFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { laplaceHtml } from '../../src/report/page/laplaceHtml.ts';

// One N/A, "." or decimal comma in a column of numbers, or a column of dates, made a dummy a value without a word
// where it counts (gesistsa/rio#159, tidyverse/readr#1452).

function read(name: string): string {
  return readFileSync(new URL(`cases/${name}.csv`, import.meta.url), 'utf8');
}

const formula = 'ertrag ~ flaeche + (1 | betrieb)';

function fitted(text: string, options: CsvOptions = {}, of = formula, settings: GlmmOptions = {}) {
  return laplace(glmm(of, parseCsv(text, 'x.csv', options), settings));
}

describe('kept: a mark for a missing value in a column of numbers', () => {
  test.each(['N/A', '.', 'NULL', '-', 'missing', '1,5', '?'])(
    '%s is refused, and read when it is named',
    (mark) => {
      const text = read('oneNA').replace('N/A', mark.includes(',') ? `"${mark}"` : mark);
      const say =
        mark === '1,5' ? 'say --decimal , if those are decimals' : `say --na "${mark}" if that means missing`;
      expect(() => fitted(text)).toThrow(
        `data: "flaeche" holds numbers but for "${mark}" (line 14 of x.csv); ${say}, --factor flaeche if it has levels`,
      );
      const { logLik, model } = fitted(text, { na: [mark] });
      expect(logLik).toBeCloseTo(-65.1903789, 6); // lme4, as the case has it
      expect(model.design.dropped).toEqual([13]);
    },
  );

  test('and levels are made of it when it is declared a factor', () => {
    const { names } = glmm(
      'ertrag ~ flaeche',
      parseCsv(`ertrag,flaeche\n${'1,2\n3,K\n2,3\n5,2\n1,K\n6,3\n'}`, 'x'),
      {
        factors: { flaeche: ['2', '3', 'K'] },
      },
    ).design.fixed;
    expect(names).toEqual(['flaeche3', 'flaecheK']);
  });
});

test('kept: a file with semicolons and decimal commas is read as one, and says so wherever a fit is told of', () => {
  const text = read('decimalComma');
  const points = text.replaceAll(',', '.').replaceAll(';', ',');
  const result = fitted(text);
  expect(result.logLik).toBe(fitted(points).logLik);
  const note =
    'x.csv has decimal commas: "4,8" at line 2 is read as 4.8; --decimal . leaves such fields text';
  const report = laplaceReport(result);
  expect(laplaceFile(report).notes).toContainEqual({ kind: 'decimalComma', text: note });
  expect(laplaceText(report)).toContain(`\nNote: ${note}.\n`);
  expect(laplaceHtml(report)).toContain('has decimal commas: &quot;4,8&quot; at line 2 is read as 4.8');
  expect(explain(result.model)).toContain(`\nNote: ${note}\n`);
  expect(fitted(text, { decimal: ',' }).model.notes.map(({ kind }) => kind)).toEqual(['delimiter']);
  expect(() => fitted(text, { decimal: '.' })).toThrow('say --decimal ,');
});

test('kept: dates as a predictor are days, and say so', () => {
  const text = read('isoDates');
  const dates = fitted(text, {}, 'ertrag ~ date + (1 | betrieb)');
  const days = text.replaceAll(/\d{4}-\d\d-\d\d/g, (date) => String(Date.parse(date) / 86_400_000));
  expect(dates.logLik).toBe(fitted(days, {}, 'ertrag ~ date + (1 | betrieb)').logLik);
  expect(dates.model.notes).toMatchObject([
    {
      kind: 'dates',
      text: '"date" is read as days since 1970-01-01, 2015-03-03 as 16497; --factor date makes levels of it',
    },
  ]);
});
