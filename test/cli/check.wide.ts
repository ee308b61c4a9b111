import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder, poolwise, reference } from './poolwise.ts';

const model = ['cbpp.csv', 'incidence | trials(size) ~ period + (1 | herd)', '--family', 'binomial'];

test('check: a short run is not trusted, goes on, and the command that helped draws the same', async () => {
  await inFolder(async (folder) => {
    await cp(reference('cbpp.csv'), join(folder, 'cbpp.csv'));
    const run = ['--sampler', 'nuts', '--warmup', '300', '--draws', '60', '--out', 'short', '--quiet'];
    expect((await poolwise(['fit', ...model, ...run], folder)).code).toBe(2);
    const { code, stdout, stderr } = await poolwise(
      ['check', 'short', '--tries', '100', '--out', 'better'],
      folder,
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(stdout).toContain('What is wrong');
    expect(stdout).toContain('the run is short: 60 draws a chain');
    expect(stdout).toContain('HELPED. The draws can be trusted');
    const command =
      /^ +poolwise ((?:extend|fit) .*)$/m.exec(stdout.slice(stdout.indexOf('HELPED')))?.[1] ?? '';
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
    await poolwise([...words, '--out', 'again'], folder);
    const [better, again] = await Promise.all(
      ['better', 'again'].map((name) =>
        poolwise(['export', name, '--as', 'csv', '--out', `${name}.csv`], folder),
      ),
    );
    expect([better.code, again.code]).toEqual([0, 0]);
    const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    expect(await read('again.csv')).toBe(await read('better.csv'));
  });
});

test('check: a fit to be trusted has exit code 0, also as JSON; of a Laplace fit its verdict', async () => {
  await inFolder(async (folder) => {
    await cp(reference('cbpp.csv'), join(folder, 'cbpp.csv'));
    await poolwise(['fit', ...model, '--out', 'fit', '--quiet'], folder);
    const { code, stdout } = await poolwise(['check', 'fit', '--json'], folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ trusted: true, findings: [], tried: [] });
    await poolwise(['laplace', ...model, '--out', 'laplace', '--quiet'], folder);
    const laplace = await poolwise(['check', 'laplace'], folder);
    expect(laplace.code).toBe(0);
    expect(laplace.stdout).toMatch(/^The fit converged/);
    const mistake = await poolwise(['check', 'fit', '--tries', 'none', '--out', 'x'], folder);
    expect(mistake).toMatchObject({ code: 1, stdout: '' });
    expect(mistake.stderr).toContain('check: --out keeps what a remedy made');
  });
});
