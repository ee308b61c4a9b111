import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../src/data');

/** Every module that `file` imports, directly or not, packages by their bare names. */
function importsOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
    const path = target.startsWith('.') ? join(dirname(file), target) : target;
    if (seen.has(path)) continue;
    seen.add(path);
    if (target.startsWith('.')) importsOf(path, seen);
  }
  return seen;
}

test.each(['parseCsv', 'formatCsv', 'tableFromRows', 'tableFromColumns', 'withFactors'])(
  '%s runs in a browser: nothing it imports needs Node',
  (name) => {
    const packages = [...importsOf(join(FOLDER, `${name}.ts`))].filter((path) => !path.endsWith('.ts'));
    expect(packages.filter((path) => path !== 'papaparse')).toEqual([]);
  },
);
