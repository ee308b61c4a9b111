import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder, poolwise, reference } from './poolwise.ts';

const model = [reference('sleepstudy.csv'), 'Reaction ~ Days + (Days | Subject)'];

test('plot: a stored fit and a design, to SVG and PNG; what others wrote is left alone', async () => {
  await inFolder(async (folder) => {
    const fitted = ['--chains', '2', '--draws', '1000', '--quiet', '--out', 'fit'];
    await poolwise(['fit', ...model, ...fitted], folder);
    const plot = (...args: readonly string[]): ReturnType<typeof poolwise> =>
      poolwise(['plot', ...args], folder);
    const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

    expect(await plot('subjects', 'fit', '-o', 'lines.svg')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await text('lines.svg')).toContain('a panel for each of 18 levels of Subject');
    expect((await plot('z', ...model, '--theme', 'dark')).stdout).toContain('180 rows, 36 columns');

    expect((await plot('effect', 'fit', '-o', 'days.png')).code).toBe(0);
    const png = await readFile(join(folder, 'days.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(1280);
    expect(png.includes('poolwise')).toBe(true);
    expect((await plot('trace', 'fit', '-o', 'days.png')).code).toBe(0); // its own is replaced

    await writeFile(join(folder, 'drawn.svg'), '<svg>by hand</svg>');
    const refused = await plot('trace', 'fit', '-o', 'drawn.svg');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^output: "drawn.svg" is there already and not a file that this command wrote/,
    );
    expect(await text('drawn.svg')).toBe('<svg>by hand</svg>');
    expect((await plot('trace', 'fit', '-o', 'drawn.svg', '--force')).code).toBe(0);

    expect((await plot('trace', 'fit', '-o', 'trace.pdf')).stderr).toMatch(/ends with \.svg or \.png/);
    expect((await plot('trace', 'fit', '--family', 'poisson')).stderr).toMatch(/--family goes with a table/);
  });
});
