import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const names = readdirSync(join(root, 'examples'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.slice(0, -3));

/** What each says in the end; a new example needs a line. */
const answers: Readonly<Record<string, RegExp>> = {
  customFamily: /differ by \de-\d\d: they are the same family\.\n$/,
  hospital: /(\d+) of 412 known parameters lie inside their 90 % intervals/,
  mobility: /Doctors account for \d\d % of what the predictors leave open \(95 %: \d\d % to \d\d %\)\.\n$/,
  owls: /fed nestlings call 0\.5\d \(95 %: 0\.4\d to 0\.6\d\) times as often as hungry ones;/,
  ownSampler:
    /^As it should be:\ncalibrated as far as 200 data sets can tell[\s\S]*halves its ratio:\nNOT calibrated[\s\S]*\nthe joint distribution is NOT kept[\s\S]*exact draws: the distribution is kept as far as 1000 transitions can tell/,
  ownDensity: /\nA +28\.0 \(15\.0\) +[89]\.\d \( [67]\.\d\)\n/,
  propertyTest: /\nSimulation-based calibration, 25 data sets: calibrated as far as 25 data sets can tell/,
  remission:
    /nearer to 1, since doctors differ\.\n[\s\S]*Of 407 doctors, \d+ are among the best tenth with probability above 0\.95\.\n$/,
  simulationStudy:
    /^Of 20 studies with six subjects, \d+ show that people get slower; half of their 95 % intervals are wider than \d+ ms a day\.\n$/,
  sleepstudy:
    /On average a day adds 10\.\d ms \(95 %: [67]\.\d to 1[34]\.\d\)\.\nOf 18 subjects, 1\d get slower[\s\S]*Somebody else would react on day 9 in 3[3-5]\d ms \(95 %: 2\d\d to 4\d\d\)\.\n$/,
  toenail: /b_Intercept is off by [12]\.\d posterior sds .*: use the posterior/,
};

/** `npm run build` has made dist: CI builds before it tests. */
describe('examples', () => {
  test.each(names)('%s runs and answers', async (name) => {
    const script = join('dist', 'examples', `${name}.js`);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { cwd: root });
    expect(stderr).toBe('');
    expect(stdout).toMatch(answers[name]);
  });

  test('are all listed, and nothing else is', () => {
    const readme = readFileSync(join(root, 'examples', 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| \[(\w+)\.ts\]/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...names].sort());
    expect(Object.keys(answers).sort()).toEqual([...names].sort());
  });
});
