import { describe, expect, test } from 'vitest';
import { predict, simulateData } from '../../src/data/predict.ts';
import { madeUp, modelOf, takeTable } from '../predict/models.ts';

// New rows without a number of trials were given outcomes of one trial each, without a word.

describe('kept: rows that do not say their trials', () => {
  const model = modelOf({ formula: 's | trials(n) ~ x + (1 | g)', options: { family: 'binomial' } });
  const fit = { model, draws: madeUp(model) };
  const data = takeTable(24, [0, 1, 2], ['n']);

  test.each(['outcome', 'sd', { quantile: 0.5 }, { above: 0 }] as const)('%o says so', (scale) => {
    expect(predict(fit, { data, scale }).statement).toMatch(/, of one trial a row, given each row's g$/);
    expect(predict(fit, { scale }).statement).not.toMatch(/one trial/);
  });

  test('are not simulated', () => {
    expect(() => simulateData(fit, { data })).toThrow(
      /has no numbers of trials, of which s \| trials\(n\) is/,
    );
    expect(simulateData(fit, { data: takeTable(24, [0, 1, 2]) }).rowNumbers.length).toBe(3);
  });
});

test('kept: a misspelt option of simulateData is named, and an approximation too', () => {
  const model = modelOf({ formula: 'y ~ x' });
  const draws = { ...madeUp(model), approximation: "Laplace's method" };
  expect(() => simulateData({ model, draws }, { datasets: 2 } as object)).toThrow(
    /no option "datasets".*did you mean "dataSets"/i,
  );
  expect(simulateData({ model, draws }).statement).toMatch(/by Laplace's method/);
});
