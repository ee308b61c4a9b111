import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder, poolwise } from './poolwise.ts';

describe('simulate hospital', () => {
  test.concurrent('--out writes the CSV that standard output gets, the same for the same seed', () =>
    inFolder(async (folder) => {
      const printed = await poolwise(['simulate', 'hospital', '--seed', '7'], folder);
      const written = await poolwise(['simulate', 'hospital', '--seed', '7', '--out', 'h.csv'], folder);
      expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await readFile(join(folder, 'h.csv'), 'utf8')).toBe(printed.stdout);
      expect(printed.stdout.split('\n')).toHaveLength(1 + 8525 + 1);
      expect(printed.stdout).toMatch(/^mobility,ntumors,remission,/);
      expect((await poolwise(['simulate', 'hospital', '--seed', '8'], folder)).stdout).not.toBe(
        printed.stdout,
      );
      expect(await readdir(folder)).toEqual(['h.csv']);
    }));

  test.concurrent('--truth prints what made each outcome, --json every doctor with it', () =>
    inFolder(async (folder) => {
      const text = await poolwise(['simulate', 'hospital', '--truth'], folder);
      expect(text).toMatchObject({ code: 0, stderr: '' });
      for (const word of [
        'mobility ~',
        'remission ~',
        'ntumors ~',
        '[gaussian]',
        '[bernoulli]',
        '[poisson]',
        'sigma',
        'sd_DID__Intercept',
        "407 doctors' effects",
      ])
        expect(text.stdout).toContain(word);
      const json = JSON.parse((await poolwise(['simulate', 'hospital', '--truth', '--json'], folder)).stdout);
      expect(json.mobility.family).toBe('gaussian');
      expect(Object.keys(json.mobility.parameters).filter((name) => name.startsWith('r_DID['))).toHaveLength(
        407,
      );
      expect(await readdir(folder)).toEqual([]);
    }));

  test.concurrent('--truth --out writes the data as well', () =>
    inFolder(async (folder) => {
      const { stdout } = await poolwise(['simulate', 'hospital', '--truth', '--out', 'h.csv'], folder);
      expect(stdout).toMatch(/^mobility ~/);
      expect(await readdir(folder)).toEqual(['h.csv']);
    }));
});
