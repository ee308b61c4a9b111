import { resolve } from 'node:path';
import { vi } from 'vitest';
import type { PropertyResult } from '../../src/testing.ts';
import { type Change, changedSource } from './changedSource.ts';

/** One mistake in one source file, and the property that has to see it. */
export interface Mutant {
  /** What is broken, in words. */
  readonly name: string;
  readonly file: string;
  readonly changes: readonly Change[];
  /** Of `poolwise/testing`. */
  readonly property: string;
  /** Tries the property on what `import()` gives now: the broken house, or the sound one. */
  readonly run: Run;
}

export type Run = (seed: number) => PropertyResult | Promise<PropertyResult>;

/** A mistake of `kind`, in one place. */
export type Mistake = readonly [name: string, file: string, ...changes: Change[]];

/** Mutants that one property is tried on. */
export function mutants(property: string, run: Run, mistakes: readonly Mistake[]): Mutant[] {
  return mistakes.map(([name, file, ...changes]) => ({ name, file, changes, property, run }));
}

/** Does the work while `import()` gives modules that read the broken file, all of them loaded anew. */
export async function whileBroken<T>({ file, changes }: Mutant, work: () => Promise<T>): Promise<T> {
  const path = resolve(file);
  vi.resetModules();
  vi.doMock(path, () => import(/* @vite-ignore */ changedSource(file, changes)));
  try {
    return await work();
  } finally {
    vi.doUnmock(path);
    vi.resetModules();
  }
}
