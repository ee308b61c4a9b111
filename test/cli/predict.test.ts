import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder, poolwise, reference } from './poolwise.ts';

test('predict: a Laplace fit at new rows, on the screen and in a file', () =>
  inFolder(async (folder) => {
    const formula = 'Reaction ~ Days + (Days | Subject)';
    await poolwise(['laplace', reference('sleepstudy.csv'), formula, '--out', 'sleep', '--quiet'], folder);
    await writeFile(join(folder, 'new.csv'), 'Days,Subject\n0,308\n9,308\n3,new\n,309\n');
    const predict = (...args: string[]) =>
      poolwise(['predict', 'sleep', '--new', 'new.csv', ...args], folder);
    const refused = await predict();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      '"Subject" is "new" at line 4 of new.csv, a level the model has not seen',
    );
    const { code, stdout } = await predict('--new-groups', '--out', 'all.csv');
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Expected Reaction, given each row's Subject, 1 new level of Subject drawn, by Laplace",
    );
    expect(stdout).toContain('1 row left out for lack of a value: 4');
    const [header, first] = (await readFile(join(folder, 'all.csv'), 'utf8')).split('\n');
    expect(header).toBe('row,Days,Subject,mean,sd,median,lower,upper');
    const own = await poolwise(['predict', 'sleep', '--json'], folder);
    expect(own.code).toBe(0);
    expect(JSON.parse(own.stdout).rows[12]).toMatchObject({ row: 13, Days: 2, Subject: 309 });
    // lme4 1.1-31: coef(lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = FALSE))$Subject["308", 1] = 254.2209
    // (R 4.2.2, 2026-11-27); the mean of 4000 draws of sd 12
    expect(Math.abs(Number(first.split(',')[3]) - 254.2209)).toBeLessThan(0.8);
  }));
