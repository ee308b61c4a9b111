import { expect, test } from 'vitest';
import { allMutants } from './all.ts';
import { changedText } from './changedSource.ts';

test('what mutants change is in the sources, each once, under names of their own', () => {
  for (const { name, file, changes } of allMutants)
    expect(() => changedText(file, changes), name).not.toThrow();
  expect(new Set(allMutants.map(({ name }) => name)).size).toBe(allMutants.length);
  expect(allMutants.length).toBeGreaterThanOrEqual(30);
});
