import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { inFolder, poolwise, refusal } from './poolwise.ts';

/** What bash offers for the last of the words. */
async function offered(script: string, words: readonly string[]): Promise<string[]> {
  const list = words.map((word) => `'${word}'`).join(' ');
  const ask = `source '${script}'; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _poolwise; echo "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', ask]);
  return stdout.trim().split(/\s+/);
}

test('completion: bash offers commands, a command its options, an option its words', () =>
  inFolder(async (folder) => {
    const script = join(folder, 'poolwise.bash');
    await writeFile(script, (await poolwise(['completion', 'bash'], folder)).stdout);
    expect(await offered(script, ['poolwise', 'la'])).toEqual(['laplace']);
    expect(await offered(script, ['poolwise', 'fit', '--target'])).toEqual(['--target-accept']);
    expect(await offered(script, ['poolwise', 'fit', '--family', 'p'])).toEqual(['poisson']);
    expect(await offered(script, ['poolwise', 'laplace', '--method', ''])).toEqual(['ml', 'reml', 'map']);
    expect(await offered(script, ['poolwise', 'fit', ''])).toEqual(['']);
  }));

test('completion: zsh and fish have every command and option; other shells are refused', () =>
  inFolder(async (folder) => {
    const help = (await poolwise(['fit', '--help'], folder)).stdout;
    const options = [...help.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(10);
    const [zsh, fish] = await Promise.all(
      ['zsh', 'fish'].map(async (shell) => (await poolwise(['completion', shell], folder)).stdout),
    );
    for (const name of options) {
      expect(zsh).toContain(`'*--${name}[`);
      expect(fish).toContain(` -l ${name} `);
    }
    expect(await refusal(['completion', 'tcsh'], folder)).toBe(
      'completion: no shell "tcsh" (have: bash, zsh, fish)',
    );
  }));
