import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trialCsv } from './files.ts';
import { inFolder, reference, refusal } from './poolwise.ts';

const sleepstudy = [reference('sleepstudy.csv'), 'Reaction ~ Days + (1 | Subject)'];

/** 1500 x 1500 crossed levels in 4500 rows: a border of 1500 dense rows. */
function crossedCsv(): string {
  const rows = Array.from({ length: 4500 }, (_, i) => `${i % 2},a${(i * 7) % 1500},b${(i * i) % 1499}\n`);
  return `y,a,b\n${rows.join('')}`;
}

const crossed = ['crossed.csv', 'y ~ (1 | a) + (1 | b)', '--family', 'bernoulli'];
const tooLong =
  /^limits: (set-up|the Laplace fit) would take about \d+ (s|minutes|hours), more than --max-seconds 0.01; leave a term out, or raise it$/;

test.concurrent.each(['fit', 'laplace', 'compare'])(
  '%s refuses what is forecast to take too long',
  (command) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'crossed.csv'), crossedCsv());
      expect(await refusal([command, ...crossed, '--quiet', '--max-seconds', '0.01'], folder)).toMatch(
        tooLong,
      );
    }),
);

test.concurrent.each(['fit', 'compare'])('%s refuses draws that no memory holds', (command) =>
  inFolder(async (folder) => {
    expect(await refusal([command, ...sleepstudy, '--draws', '10000000', '--max-memory', '4'], folder)).toBe(
      'limits: keeping 4 x 10000000 draws of 22 quantities needs about 14 GB of memory, --max-memory is 4; ask for fewer --draws, or raise --max-memory',
    );
  }),
);

test.concurrent('a design too wide is refused before it is made', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'trial.csv'), trialCsv());
    expect(await refusal(['explain', 'trial.csv', 'y ~ x + dose', '--max-memory', '1e-9'], folder)).toMatch(
      /^limits: reading the design needs about .* of memory, --max-memory is 1e-9; make a factor of many levels a group/,
    );
  }));
