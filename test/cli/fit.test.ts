import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readParquet } from '../../src/data/parquet.ts';
import { trialCsv } from './files.ts';
import { contents, type Ended, inFolder, poolwise, program, reference } from './poolwise.ts';

const cbpp = [
  reference('cbpp.csv'),
  'incidence | trials(size) ~ period + (1 | herd)',
  '--family',
  'binomial',
];
const short = ['--chains', '2', '--warmup', '30', '--draws', '20'];

/** A fit file without what depends on the clock. */
function withoutTiming(json: string): unknown {
  return JSON.parse(json, (key, value) => (/seconds$|^threads$/i.test(key) ? undefined : value));
}

describe('fit', () => {
  test.concurrent('prints a summary and trusts enough draws of a plain model', () =>
    inFolder(async (folder) => {
      const args = ['fit', ...cbpp, '--factor', 'period', '--draws', '2000'];
      const { code, stdout, stderr } = await poolwise(args, folder);
      expect(stdout).toMatch(
        /^incidence \| trials\(size\) ~ period \+ \(1 \| herd\)\nbinomial \(logit link\), cbpp\.csv: 56 rows, 15 levels of herd\n/,
      );
      for (const name of ['b_Intercept', 'b_period4', 'sd_herd__Intercept', 'r_herd[14,Intercept]'])
        expect(stdout).toContain(name);
      expect(stderr).toMatch(/^Priors.*\n[\s\S]*sd_herd__Intercept +half_student_t\(3, 0, 2\.5\) +default\n/);
      expect(stderr.lastIndexOf('default')).toBeLessThan(stderr.indexOf('chain '));
      for (const chain of [1, 2, 3, 4])
        expect(stderr).toMatch(new RegExp(`^chain ${chain} .*100 %.* done$`, 'm'));
      expect(code, stdout).toBe(0);
    }));

  test.concurrent('--json - prints fit.json alone; too few draws end in exit code 2 and a word why', () =>
    inFolder(async (folder) => {
      const args = ['fit', ...cbpp, ...short, '--quiet', '--json', '-'];
      const { code, stdout, stderr } = await poolwise(args, folder);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^Do not trust these draws yet: .*\n$/);
      const fit = JSON.parse(stdout);
      expect(Object.keys(fit)).toEqual([
        'poolwise',
        'formula',
        'family',
        'data',
        'notes',
        'priors',
        'sampler',
        ...['run', 'declaration'],
        'level',
        'parameters',
        'warnings',
        'fingerprint',
      ]);
      expect(fit.data).toEqual({
        ...{ source: 'cbpp.csv', rows: 56, dropped: 0, groups: { herd: 15 } },
        hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      expect(fit.sampler).toMatchObject({ chains: 2, warmup: 30, draws: 20, seed: '1' });
      expect(fit.parameters).toHaveLength(2 + 1 + 15);
    }));

  test.concurrent('--out and --json FILE write what summary prints again, word for word', () =>
    inFolder(async (folder) => {
      const args = ['fit', ...cbpp, ...short, '--quiet', '--out', 'new/fit', '--json', 'alone.json'];
      const fitted = await poolwise(args, folder);
      expect(fitted.stderr).toBe('');
      expect((await readdir(join(folder, 'new', 'fit'))).sort()).toEqual([
        ...['chains.bin', 'data.parquet', 'draws.parquet', 'fit.json', 'report.html', 'sampler.parquet'],
      ]);
      const json = await readFile(join(folder, 'new', 'fit', 'fit.json'), 'utf8');
      expect(await readFile(join(folder, 'alone.json'), 'utf8')).toBe(json);
      for (const path of ['alone.json', 'new/fit', 'new/fit/fit.json'])
        expect(await poolwise(['summary', path], folder)).toEqual(fitted);
      const again = await poolwise(['summary', '--json', 'new/fit'], folder);
      expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 2, stdout: json });
    }));

  test.concurrent('draws.parquet holds chain, draw and a column a parameter, as fit.json names them', () =>
    inFolder(async (folder) => {
      const { stdout } = await poolwise(
        ['fit', ...cbpp, ...short, '--quiet', '--out', '.', '--json', '-'],
        folder,
      );
      const names = JSON.parse(stdout).parameters.map(({ name }: { name: string }) => name);
      const columns = await readParquet(join(folder, 'draws.parquet'));
      expect(columns.map(({ name }) => name)).toEqual(['chain', 'draw', ...names]);
      expect([...columns[0].values]).toEqual(Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 2)));
      expect([...columns[1].values].slice(18, 22)).toEqual([19, 20, 1, 2]);
      const html = await readFile(join(folder, 'report.html'), 'utf8');
      expect(html).toMatch(/^<!doctype html>/i);
    }));

  test.concurrent('the same seed gives the same fit on 1, 2 and 4 threads, another seed another', () =>
    inFolder(async (folder) => {
      const run = async (...options: string[]): Promise<unknown> => {
        const args = [
          'fit',
          ...cbpp,
          '--draws',
          '40',
          '--warmup',
          '30',
          '--quiet',
          '--json',
          '-',
          ...options,
        ];
        return withoutTiming((await poolwise(args, folder)).stdout);
      };
      const one = await run('--seed', 'a', '--workers', '1');
      expect(await run('--seed', 'a', '--workers', '2')).toEqual(one);
      expect(await run('--seed', 'a', '--workers', '4')).toEqual(one);
      expect(await run('--seed', 'b', '--workers', '2')).not.toEqual(one);
    }));

  test.concurrent.each([
    ['gaussian', 'y ~ x'],
    ['gaussian', 'y ~ 1'],
    ['bernoulli', 'bin ~ x'],
    ['poisson', 's ~ x + dose'],
  ])('a plain %s model, %s, needs no groups', (family, formula) =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'trial.csv'), trialCsv());
      const args = ['fit', 'trial.csv', formula, '--family', family, '--quiet', ...short];
      const { code, stdout, stderr } = await poolwise(args, folder);
      expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
      expect(stdout).toContain('trial.csv: 12 rows\n');
      expect(stdout).not.toMatch(/NaN|undefined|null/);
    }),
  );

  test.concurrent('rows with missing values are left out, counted and listed', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'trial.csv'), trialCsv());
      const { stdout } = await poolwise(
        ['fit', 'trial.csv', 'y ~ gap', '--quiet', ...short, '--out', '.'],
        folder,
      );
      expect(stdout).toContain('trial.csv: 11 rows, 1 incomplete rows dropped');
      expect(stdout).toContain('1 of 12 rows had missing values and were left out: row 6');
      const fit = JSON.parse(await readFile(join(folder, 'fit.json'), 'utf8'));
      expect(fit.data).toMatchObject({ rows: 11, dropped: 1 });
      expect(fit.warnings[0]).toBe('1 of 12 rows had missing values and were left out: row 6');
    }));

  test.concurrent('notes on the data are told quiet or not, in text, page and fit.json; - reads standard input', () =>
    inFolder(async (folder) => {
      const lab = `y;crp;ward\n${[3, 1, 4, 1, 5, 9].map((y, i) => `${y};${i % 4},5;0${i % 2}\n`).join('')}`;
      const args = [
        'fit',
        '-',
        'y ~ crp + (1 | ward)',
        '--quiet',
        '--warmup',
        '20',
        ...short,
        '--out',
        'lab',
      ];
      const { stdout, stderr } = await meddledWith(args, folder, ({ stdin }) => stdin?.end(lab));
      const note =
        'standard input has decimal commas: "0,5" at line 2 is read as 0.5; --decimal . leaves such fields text';
      expect(stderr).toBe('');
      expect(stdout).toContain(`Note: ${note}.\n`);
      const fit = JSON.parse(await readFile(join(folder, 'lab', 'fit.json'), 'utf8'));
      expect(fit.data).toMatchObject({ source: 'standard input', rows: 6, groups: { ward: 2 } });
      expect(fit.notes).toContainEqual({ kind: 'decimalComma', text: note });
      expect(await readFile(join(folder, 'lab', 'report.html'), 'utf8')).toContain('has decimal commas');
    }));
});

/** Starts the program, hands it to `meddle`, and waits for its end. */
function meddledWith(
  args: readonly string[],
  cwd: string,
  meddle: (child: ReturnType<typeof spawn>) => void,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      texts.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      texts.stderr += text;
    });
    // by the signal itself while the set-up computes; shells know both by this code
    child.on('close', (code, by) =>
      resolve({ code: code ?? 128 + constants.signals[by ?? 'SIGKILL'], ...texts }),
    );
    meddle(child);
  });
}

describe('interruptions', () => {
  test.concurrent.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while sampling ends with code %i, one line and nothing written', (signal, expected) =>
    inFolder(async (folder) => {
      const args = ['fit', ...cbpp, '--warmup', '500000', '--out', 'fit', '--json', 'fit.json'];
      const { code, stdout, stderr } = await meddledWith(args, folder, (child) => {
        child.stderr?.once('data', () => setTimeout(() => child.kill(signal), 300));
      });
      expect({ code, stdout }, stderr).toEqual({ code: expected, stdout: '' });
      expect(stderr).toMatch(/^Priors[\s\S]*\npoolwise: interrupted, nothing was written\n$/);
      expect(await contents(folder)).toEqual(new Map());
    }),
  );

  test.concurrent('a small fit that writes no files is ended by the signal itself, and prints nothing', () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await meddledWith(
        ['fit', ...cbpp, '--warmup', '500000'],
        folder,
        (child) => {
          child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 300));
        },
      );
      expect({ code, stdout }, stderr).toEqual({ code: 130, stdout: '' });
    }));

  test.concurrent.each([
    ['of another thread', ['simulate', 'hospital']],
    ['of the first thread', ['--help']],
  ])('a reader that closes the pipe %s, such as head, is no mishap', (_, args) =>
    inFolder(async (folder) => {
      const { code, stderr } = await meddledWith(args, folder, (child) => {
        child.stdout?.once('data', () => child.stdout?.destroy());
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }),
  );

  // a device of Linux
  test.runIf(existsSync('/dev/full')).concurrent.each([
    ['the first thread', []],
    ['another thread', ['--json', 'fit.json']],
  ])('a full disk is said by %s', (_, outputs) =>
    inFolder(async (folder) => {
      const disk = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [program, 'fit', ...cbpp, '--quiet', ...outputs], {
        cwd: folder,
        stdio: ['ignore', disk, 'pipe'],
      });
      closeSync(disk);
      let stderr = '';
      child.stderr?.setEncoding('utf8').on('data', (text) => {
        stderr += text;
      });
      const [code] = await once(child, 'close');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'output: cannot write to standard output (ENOSPC)\n',
      });
    }),
  );
});
