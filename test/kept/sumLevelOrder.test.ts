import { expect, test } from 'vitest';
import { levelsOf } from '../../models/sums/shape.ts';

// engines give levels in an order of their own, DuckDB in another one from run to run: a model of sums had them so in its table
test('levels of a predictor do not hang on the order in which a database gives them', () => {
  const answers = [
    [['b', 'a', 'B'], Float64Array.of(2, 1, 3)],
    [Float64Array.of(10, 9, -1), Float64Array.of(2, 1, 3)],
  ] as const;
  const [texts, numbers] = answers.map((columns) => levelsOf('s', { rows: 3, columns }, 6));
  expect(texts).toEqual({ levels: ['B', 'a', 'b'], frequencies: Float64Array.of(3, 1, 2) });
  expect(numbers).toEqual({ levels: Float64Array.of(-1, 9, 10), frequencies: Float64Array.of(3, 1, 2) });
});
