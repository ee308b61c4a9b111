import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeResults } from '../../src/report/stored/writeResults.ts';
import { rejection, temporaryFolder } from '../data/temporaryFolder.ts';

const ours = '{\n "poolwise": "0.1.0"\n}\n';

function fitIn(path: string, version: string) {
  const files = new Map([
    ['fit.json', ours],
    ['draws.parquet', `draws ${version}`],
    ['report.html', `report ${version}`],
  ]);
  return { path, kind: 'fit' as const, files };
}

async function read(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}

/** Content that does something when its turn comes. */
function* doing(act: () => void, text: string): Generator<string> {
  act();
  yield text;
}

const fails = (): void => {
  throw new Error('ENOSPC');
};

describe('a folder of results', () => {
  test('is one renaming: an older fit is gone, also the files that the new one has not', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'deep', 'fit');
    await writeResults([], fitIn(path, '1'));
    const before = await stat(path);
    await writeResults([], { ...fitIn(path, '2'), files: new Map([['fit.json', ours]]) });
    expect(await read(path)).toEqual({ 'fit.json': ours });
    expect((await stat(path)).ino).not.toBe(before.ino);
    expect(await readdir(join(folder, 'deep'))).toEqual(['fit']);
  });

  test('stays as it was when writing breaks off, and nothing else is left', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'fit');
    await writeResults([], fitIn(path, 'old'));
    const before = await read(path);
    const broken = (at: string) => ({ ...fitIn(at, ''), files: new Map([['fit.json', doing(fails, '')]]) });
    await expect(
      writeResults([{ path: join(folder, 'a.json'), content: ours }], broken(path)),
    ).rejects.toThrow('ENOSPC');
    expect(await read(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['fit']);
    await expect(writeResults([], broken(join(folder, 'new', 'fit')))).rejects.toThrow('ENOSPC');
    expect(await readdir(folder)).toEqual(['fit']);
  });

  test('is put back when a file written with it cannot take its place', async () => {
    const folder = await temporaryFolder();
    const [one, two] = ['one.json', 'two.json'].map((name) => join(folder, name));
    await writeFile(one, 'old');
    const { mkdirSync } = await import('node:fs');
    const files = [
      { path: one, content: 'new' },
      { path: two, content: doing(() => mkdirSync(two), 'new') },
    ];
    await rejection(writeResults(files, null));
    expect(await readFile(one, 'utf8')).toBe('old');
    expect((await readdir(folder)).sort()).toEqual(['one.json', 'two.json']);
  });

  test('leaves alone what others put there, and says what it will not replace', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await writeResults([], fitIn(folder, '1'));
    await writeResults([], { ...fitIn(folder, '2'), files: new Map([['fit.json', ours]]) });
    expect(await read(folder)).toEqual({ 'fit.json': ours, 'notes.txt': 'mine' });
    await writeFile(join(folder, 'fit.json'), '{"weights": [1, 2]}');
    expect(await rejection(writeResults([], fitIn(folder, '3')))).toBe(
      `output: "${folder}" holds "fit.json", which is not of a poolwise fit; choose another folder, or --force to replace it`,
    );
    await writeResults([], fitIn(folder, '4'), { force: true });
    expect(await read(folder)).toMatchObject({ 'draws.parquet': 'draws 4', 'notes.txt': 'mine' });
  });

  test('of one kind does not replace that of another unless told to', async () => {
    const path = join(await temporaryFolder(), 'fit');
    await writeResults([], fitIn(path, '1'));
    const laplace = {
      path,
      kind: 'laplace' as const,
      files: new Map([['laplace.json', ours]]),
    };
    expect(await rejection(writeResults([], laplace))).toBe(
      `output: "${path}" holds what "poolwise fit" wrote (fit.json); choose another folder, or --force to replace it`,
    );
    await writeResults([], laplace, { force: true });
    expect(await read(path)).toEqual({ 'laplace.json': ours });
  });

  test('goes through a link to the folder behind it', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'link'));
    await writeResults([], fitIn(join(folder, 'link'), '1'));
    expect(Object.keys(await read(join(folder, 'real')))).toHaveLength(3);
    expect((await readdir(folder)).sort()).toEqual(['link', 'real']);
  });

  test('is not begun when the signal aborts, at whatever file', async () => {
    for (const at of ['draws.parquet', 'fit.json', 'report.html']) {
      const folder = await temporaryFolder();
      const controller = new AbortController();
      const files: Map<string, string | Iterable<string>> = new Map(fitIn('', '1').files);
      files.set(
        at,
        doing(() => controller.abort(new Error('enough')), ''),
      );
      const written = writeResults([], { path: join(folder, 'fit'), kind: 'fit', files }, controller);
      await expect(written).rejects.toThrow('enough');
      expect(await readdir(folder)).toEqual([]);
    }
  });
});
