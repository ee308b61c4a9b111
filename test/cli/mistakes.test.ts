import { describe, expect, test } from 'vitest';
import { inFolder, refusal } from './poolwise.ts';
import { have, newcomersFolder, onTrial, refusedIn } from './refused.ts';

const files = newcomersFolder();

describe('files', () => {
  refusedIn(files, [
    [
      ['fit', 'trail.csv', 'y ~ x'],
      'data: no file "trail.csv" in "." (have: commas.csv, empty.csv, header.csv, old.csv, ragged.csv, trial.csv). Did you mean "trial.csv"?',
    ],
    [['fit', 'nowhere/trial.csv', 'y ~ x'], 'data: no folder "nowhere" to read "trial.csv" from'],
    [['fit', 'results', 'y ~ x'], 'data: "results" is a folder, not a file'],
    [['fit', '', 'y ~ x'], 'data: expected the name of a file, got ""'],
    [['fit', 'empty.csv', 'y ~ x'], 'data: empty.csv is empty'],
    [['fit', 'header.csv', 'y ~ x'], 'data: header.csv has a header and no rows'],
    [['fit', 'ragged.csv', 'y ~ x'], 'data: ragged.csv line 3 has 1 field, the header has 2'],
    [['fit', 'book.xlsx', 'y ~ x'], 'data: book.xlsx is a zip archive, which is not read; unpack it first'],
    [['fit', 'old.csv', 'y ~ x'], 'data: old.csv line 2 is not UTF-8 text; save the file as CSV in UTF-8'],
    [
      ['fit', 'commas.csv', 'y ~ x', '--decimal', '.'],
      'data: outcome "y" holds numbers but for "1,5" (line 2 of commas.csv), "2,5" (line 3 of commas.csv), "3,5" (line 4 of commas.csv); say --decimal , if those are decimals',
    ],
    [['fit', 'trial.csv', 'y ~ x', '--decimal', ';'], 'data: the decimal mark must be "." or ",", got ";"'],
  ]);
});

describe('arguments', () => {
  refusedIn(files, [
    [
      ['fit', 'y ~ x', 'trial.csv'],
      'fit: the data file comes first, then the formula; try poolwise fit trial.csv "y ~ x"',
    ],
    [
      ['explain', 'y ~ x', 'trial.csv'],
      'explain: the data file comes first, then the formula; try poolwise explain trial.csv "y ~ x"',
    ],
    [
      ['fit', 'trial.csv', 'y', '~', 'x'],
      'fit: expected 2 arguments, a data file and a formula in quotes, got 4: trial.csv y ~ x',
    ],
    [['fit', 'trial.csv'], "error: missing required argument 'formula'"],
    [onTrial('y ~ x', '--drws', '20'), "error: unknown option '--drws'\n(Did you mean --draws?)"],
    [['fti', 'trial.csv', 'y ~ x'], "error: unknown command 'fti'\n(Did you mean fit?)"],
    [
      ['explain', 'trial.csv', 'y ~ x', '--draws', '20'],
      "error: unknown option '--draws'\n(Did you mean --rows?)",
    ],
  ]);
});

describe('outputs, before any draw', () => {
  const out = (...options: string[]): string[] => onTrial('y ~ x', '--quiet', ...options);

  refusedIn(files, [
    [
      out('--json', 'nowhere/fit.json'),
      'output: cannot write "nowhere/fit.json": there is no folder "nowhere"; make it first',
    ],
    [
      out('--json', 'trial.csv/fit.json'),
      'output: cannot write "trial.csv/fit.json": "trial.csv" is not a folder',
    ],
    [out('--json', 'results'), 'output: cannot write "results": it is a folder'],
    [out('--json', ''), 'output: expected the name of a file, got ""'],
    [
      out('--json', '/proc/fit.json'),
      'output: cannot write "/proc/fit.json": "/proc" takes no files; choose another folder',
    ],
    [out('--out', 'trial.csv'), 'output: "trial.csv" is a file, not a folder; choose another folder'],
    [
      out('--out', '/proc/fit'),
      'output: cannot write into "/proc/fit": "/proc" takes no files; choose another folder',
    ],
    [out('--json', 'fit', '--out', './fit'), 'output: --json "fit" is the folder of --out; name a file'],
    [out('--out', ''), 'output: expected the name of a folder, got ""'],
    [
      out('--json', 'trial.csv', '--force'),
      'output: --json "trial.csv" is what is read; choose another name',
    ],
    [
      out('--json', './results/../trial.csv'),
      'output: --json "./results/../trial.csv" is what is read; choose another name',
    ],
    [
      out('--json', 'other.json'),
      'output: "other.json" is there already and not a file that this command wrote (it begins with "{\\"a\\": 1}"); choose another name, or --force to replace it',
    ],
    [
      ['laplace', 'trial.csv', 'y ~ x', '--json', 'other.json'],
      'output: "other.json" is there already and not a file that this command wrote (it begins with "{\\"a\\": 1}"); choose another name, or --force to replace it',
    ],
    [
      ['simulate', 'hospital', '--out', 'trial.csv'],
      'output: "trial.csv" is there already and not a file that this command wrote (it begins with "y,x,g,sex,dose,bin,two,neg,s,n,said,flat..."); choose another name, or --force to replace it',
    ],
    [
      ['simulate', 'hospital', '--out', 'nowhere/h.csv'],
      'output: cannot write "nowhere/h.csv": there is no folder "nowhere"; make it first',
    ],
  ]);

  test.concurrent('a mistake elsewhere leaves no empty folder behind', async () => {
    const args = onTrial('y ~ nothing', '--out', 'new/deep');
    expect(await inFolder((folder) => refusal(args, folder), files.path())).toBe(
      `data: no column "nothing" (${have})`,
    );
  });
});

describe('stored fits and simulations', () => {
  refusedIn(files, [
    [
      ['summary', 'none.json'],
      'summary: no file "none.json"; give a fit.json, or the folder that "poolwise fit --out" wrote',
    ],
    [
      ['summary', 'results'],
      'summary: folder "results" holds none of fit.json, laplace.json, compare.json; give one that --out wrote',
    ],
    [['summary', 'broken.json'], 'summary: "broken.json" is no fit file: it is not JSON'],
    [['summary', 'other.json'], 'summary: "other.json" is no fit file: it has no "poolwise"'],
    [['simulate', 'hospitl'], 'simulate: nothing called "hospitl" (have: hospital, or the folder of a fit)'],
    [['simulate', 'hospital', '--json'], 'simulate: --json goes with --truth; the data are CSV'],
    [['simulate', 'hospital', '--seed', ''], '--seed: expected a value, got ""'],
  ]);
});
