import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFileAtomically } from '../../src/data/writeFileAtomically.ts';
import { rejection, temporaryFolder } from './temporaryFolder.ts';

function* piecesThatBreak(): Generator<string> {
  yield 'half of ';
  throw new RangeError('broken off');
}

describe('writeFileAtomically', () => {
  test('writes text, bytes and pieces, leaving nothing else in the folder', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'x.txt');
    await writeFileAtomically(path, 'text é');
    expect(await readFile(path, 'utf8')).toBe('text é');
    await writeFileAtomically(path, Uint8Array.of(104, 105));
    expect(await readFile(path, 'utf8')).toBe('hi');
    await writeFileAtomically(path, ['a', 'b', 'c']);
    expect(await readFile(path, 'utf8')).toBe('abc');
    expect(await readdir(folder)).toEqual(['x.txt']);
  });

  test('leaves the old file and no temporary one when writing breaks off', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'x.txt');
    await writeFile(path, 'old');
    await expect(writeFileAtomically(path, piecesThatBreak())).rejects.toThrow(new RangeError('broken off'));
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['x.txt']);
  });

  test('writes the file a link points at and keeps the link', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'real.txt'), 'old');
    await symlink('real.txt', join(folder, 'link.txt'));
    await writeFileAtomically(join(folder, 'link.txt'), 'new');
    expect(await readFile(join(folder, 'real.txt'), 'utf8')).toBe('new');
    expect((await lstat(join(folder, 'link.txt'))).isSymbolicLink()).toBe(true);
  });

  test('writes to a device without replacing it', async () => {
    await writeFileAtomically('/dev/null', 'gone');
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  test('takes a name as long as the system does', async () => {
    const path = join(await temporaryFolder(), `${'n'.repeat(240)}.csv`);
    await writeFileAtomically(path, 'x');
    expect(await readFile(path, 'utf8')).toBe('x');
  });

  test('says what to try when the folder is missing, is a file, or the path is a folder', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'out'));
    const missing = join(folder, 'no', 'x.csv');
    expect(await rejection(writeFileAtomically(missing, ''))).toBe(
      `output: cannot write "${missing}": there is no folder "${join(folder, 'no')}"; make it first`,
    );
    const under = join(folder, 'file', 'x.csv');
    expect(await rejection(writeFileAtomically(under, ''))).toBe(
      `output: cannot write "${under}": "${join(folder, 'file')}" is not a folder`,
    );
    expect(await rejection(writeFileAtomically(join(folder, 'out'), ''))).toBe(
      `output: cannot write "${join(folder, 'out')}": it is a folder`,
    );
    expect(await readdir(folder)).toEqual(['file', 'out']);
  });
});
