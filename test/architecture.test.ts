import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../models/families/builtin.ts';
import { links } from '../models/families/links.ts';
import { priorForms } from '../models/priors/parse.ts';
import { unaryFunctions } from '../src/engine/autodiff/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface SourceFile {
  /** From the root of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

type Room =
  | 'diagnostics'
  | 'engine'
  | 'models'
  | 'data'
  | 'run'
  | 'report'
  | 'testing'
  | 'queue'
  | 'front door'
  | 'no room of the house';

/** Which rooms a room may import from, besides itself: the arrows of DESIGN.md, pointing down only. */
const below: Readonly<Record<Room, readonly Room[]>> = {
  diagnostics: [],
  engine: ['diagnostics'],
  models: ['engine', 'diagnostics'],
  data: ['engine', 'models'],
  run: ['engine', 'models', 'diagnostics', 'data'],
  report: ['engine', 'run', 'models', 'diagnostics', 'data'],
  testing: ['engine', 'run', 'models', 'diagnostics', 'data'],
  queue: ['engine', 'run', 'models', 'diagnostics', 'data', 'report', 'testing'],
  'front door': ['engine', 'models', 'diagnostics', 'data', 'run', 'report', 'testing', 'queue'],
  'no room of the house': [],
};

function roomOf(path: string): Room {
  const [top, second = ''] = path.split('/');
  if (top === 'models' || top === 'diagnostics') return top;
  if (top !== 'src') return 'no room of the house';
  switch (second) {
    case 'engine':
    case 'data':
    case 'run':
    case 'report':
    case 'testing':
    case 'queue':
      return second;
    case 'cli':
    case 'index.ts':
    case 'node.ts':
    case 'testing.ts':
      return 'front door';
    default:
      return 'no room of the house';
  }
}

/** The same answer for the same question, asked again. */
function once<Question, Answer>(answer: (question: Question) => Answer): (question: Question) => Answer {
  const known = new Map<Question, Answer>();
  return (question) => {
    const found = known.get(question) ?? answer(question);
    known.set(question, found);
    return found;
  };
}

const sourceFiles = once((folder: string): SourceFile[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') })),
);

/** Paths of ours that a file imports, types included. */
function importsOf({ path, text }: SourceFile): string[] {
  return ts
    .preProcessFile(text)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => relative('.', join(dirname(path), fileName)).replaceAll('\\', '/'));
}

/** Imports of ours that point up or sideways, and files in no room, as sentences. */
function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === 'no room of the house') return [`${file.path} stands in no room of DESIGN.md`];
    return importsOf(file)
      .filter((to) => roomOf(to) !== room && !below[room].includes(roomOf(to)))
      .map((to) => `${file.path} (${room}) imports ${to} (${roomOf(to)})`);
  });
}

/** Files that import themselves by way of others, each with the way; imports of types count too. */
function circles(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, importsOf(file)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (way.includes(path) || done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}

/** Every node of a file's syntax tree. */
const nodesOf = once(({ path, text }: SourceFile): ts.Node[] => {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return nodes;
});

/** Exactly rounded by IEEE 754 or exact, so the same on every engine. */
const exactMath = [
  'abs',
  'sqrt',
  'max',
  'min',
  'floor',
  'ceil',
  'round',
  'trunc',
  'sign',
  'fround',
  'imul',
  'clz32',
];

/** Uses of arithmetic whose last bits are the engine's own affair. */
function inexactArithmetic(file: SourceFile): string[] {
  return nodesOf(file).flatMap((node) => {
    const isMath = ts.isIdentifier(node) && node.text === 'Math';
    const member =
      isMath && ts.isPropertyAccessExpression(node.parent) ? node.parent.name.text : 'as a whole';
    if (isMath && !exactMath.includes(member) && !/^[A-Z]/.test(member))
      return [`${file.path} uses Math ${member}`];
    if (!ts.isBinaryExpression(node)) return [];
    const power = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];
    if (!power.includes(node.operatorToken.kind)) return [];
    // numbers spelled out, and counts of elements, which are whole: exact either way
    const constant = [node.left, node.right].every((side) =>
      /^(-?[\d.e_]+|.*\.length)$/.test(side.getText()),
    );
    return constant ? [] : [`${file.path} uses ** on ${node.getText()}`];
  });
}

/** Printing and exiting. */
function talking(file: SourceFile): string[] {
  return nodesOf(file).flatMap((node) => {
    if (!ts.isPropertyAccessExpression(node)) return [];
    const text = node.getText();
    return /^(console\.\w+|process\.(stdout|stderr|exit|exitCode|abort))$/.test(text)
      ? [`${file.path}: ${text}`]
      : [];
  });
}

/** Files whose business names are: how quantities and priors are called, and how older files' names are read. */
const naming = [
  'src/engine/program/quantity.ts',
  'models/priors/priorKeys.ts',
  'src/report/quantitiesFromNames.ts',
];

/** Looking for one text in another. */
const textTests =
  /^(startsWith|endsWith|includes|indexOf|lastIndexOf|match|matchAll|search|split|test|exec|replace)$/;

/** Decisions by what a parameter is called, where its quantity's kind is to be asked, and names spelt by hand. */
function spelling(file: SourceFile): string[] {
  return nodesOf(file).flatMap((node) => {
    const found = (wrong: boolean): string[] => (wrong ? [`${file.path}: ${node.getText()}`] : []);
    if (ts.isRegularExpressionLiteral(node))
      return found(/^\/\^?[(?:]*(\w+\|)*(b|sd|cor|r)(\|\w+)*\)?_/.test(node.text));
    if (ts.isStringLiteral(node)) return found(/^((b|sd|cor|r)_|__)/.test(node.text));
    if (!ts.isTemplateExpression(node)) return [];
    const isAsked =
      ts.isCallExpression(node.parent) &&
      ts.isPropertyAccessExpression(node.parent.expression) &&
      textTests.test(node.parent.expression.name.text);
    return found(/^(sd|cor|r)_/.test(node.head.text) || (isAsked && /^b_/.test(node.head.text)));
  });
}

/** Names of families and links, less those of functions where expressions, formulas and statements stand, and of priors where those do. */
function tableNames({ path }: SourceFile): Set<string> {
  const own = [
    ...(/^(src\/engine\/|models\/(formula\/|design\/|effects\/statement))/.test(path)
      ? Object.keys(unaryFunctions)
      : []),
    ...(/^models\/priors\//.test(path) ? priorForms.map((form) => form.split('(')[0]) : []),
  ];
  const names = new Set([...builtinFamilies.map(({ name }) => name), ...Object.keys(links)]);
  return new Set([...names].filter((name) => !own.includes(name)));
}

const equalities = [
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
];
const searches = /^(includes|startsWith|endsWith|indexOf|match|test|has|get|hasOwn)$/;

/** The kind of a union, such as a prior's: a family may have the same name, and the compiler knows which is meant. */
const isKind = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node) && node.name.text === 'kind';

/** Texts that a piece of code compares, looks up or searches for. */
function textsDecidedBy(node: ts.Node): string[] {
  const literals = (nodes: readonly ts.Node[]): string[] =>
    nodes.flatMap((part) => {
      if (ts.isStringLiteralLike(part)) return [part.text];
      return ts.isArrayLiteralExpression(part) ? literals(part.elements) : [];
    });
  if (ts.isBinaryExpression(node) && equalities.includes(node.operatorToken.kind))
    return isKind(node.left) ? [] : literals([node.left, node.right]);
  if (ts.isCaseClause(node)) return isKind(node.parent.parent.expression) ? [] : literals([node.expression]);
  if (ts.isElementAccessExpression(node)) return literals([node.argumentExpression]);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return searches.test(node.expression.name.text)
      ? literals([node.expression.expression, ...node.arguments])
      : [];
  if (ts.isNewExpression(node)) return literals(node.arguments ?? []);
  return [];
}

/** Whether an object has a property for two names and more: a table to look one up in. */
function isLookup(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const keys = node.properties.map(({ name }) => name?.getText().replaceAll(/['"`]/g, '') ?? '');
  return keys.filter((key) => names.has(key)).length > 1;
}

/** Choices by the name of a family or a link, which the tables' own rows or a program's capabilities should make. */
function choicesByName(file: SourceFile): string[] {
  const names = tableNames(file);
  const asked = /\b(family|link)(\.name)?$/;
  return nodesOf(file).flatMap((node) => {
    const literal = textsDecidedBy(node).find((text) => names.has(text));
    if (literal !== undefined) return [`${file.path} chooses by the name "${literal}"`];
    if (isLookup(node, names)) return [`${file.path} has a table of its own: ${node.getText()}`];
    const isComparison = ts.isBinaryExpression(node) && equalities.includes(node.operatorToken.kind);
    if (isComparison && asked.test(node.left.getText()) && ts.isStringLiteralLike(node.right))
      return [`${file.path} compares ${node.getText()}`];
    return ts.isSwitchStatement(node) && asked.test(node.expression.getText())
      ? [`${file.path} switches on ${node.expression.getText()}`]
      : [];
  });
}

const inMemory = (path: string, text: string): SourceFile => ({ path, text });

describe('imports', () => {
  const files = ['src', 'models', 'diagnostics'].flatMap(sourceFiles);

  test('point down only, and every file stands in a room', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(wrongImports(files)).toEqual([]);
  });

  test('run in no circle, not even of types', () => {
    expect(circles(files)).toEqual([]);
    const pair = [
      inMemory('src/run/a.ts', "import './b.ts';"),
      inMemory('src/run/b.ts', "import type { A } from './a.ts';"),
    ];
    expect(circles(pair)).toEqual(['src/run/a.ts -> src/run/b.ts -> src/run/a.ts']);
  });

  test('that point up are seen, whatever their form', () => {
    const broken: readonly (readonly [string, string])[] = [
      ['src/engine/hmc/x.ts', "import { glmm } from '../../../models/glmm.ts';"],
      ['src/engine/hmc/x.ts', "import type { Table } from '../../../models/table.ts';"],
      ['src/engine/x.ts', "export * from '../data/readCsv.ts';"],
      ['models/layout/x.ts', "const run = await import('../../src/run/sample.ts');"],
      ['models/x.ts', "import { readCsv } from '../src/data/readCsv.ts';"],
      ['src/run/x.ts', "import { summaryText } from '../report/summaryText.ts';"],
      ['src/report/x.ts', "import { sbc } from '../testing/sbc.ts';"],
      ['diagnostics/x.ts', "import { log } from '../src/engine/elementary.ts';"],
      ['src/data/x.ts', "import '../index.ts';"],
      ['src/misc/x.ts', ''],
    ];
    for (const [path, text] of broken) expect(wrongImports([inMemory(path, text)]), path).toHaveLength(1);
    expect(wrongImports([inMemory('src/run/x.ts', "import { glmm } from '../../models/glmm.ts';")])).toEqual(
      [],
    );
  });
});

/** Imports of the workbench from outside its folder, other than packages and the library's public face, as sentences. */
function aroundTheDoor(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter((to) => !to.startsWith('app/'))
      .map((to) => `${file.path} imports ${to}, past the public face`),
  );
}

describe('the workbench', () => {
  const files = sourceFiles('app');

  test('knows the library by its public face alone', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(aroundTheDoor(files)).toEqual([]);
    expect(circles(files)).toEqual([]);
    const around = inMemory('app/steps/x.tsx', "import { glmm } from '../../models/glmm.ts';");
    expect(aroundTheDoor([around])).toHaveLength(1);
  });
});

/** Packages that run in a page as they do in Node. */
const portablePackages = [
  '@uwdata/flechette',
  'hucre',
  'hucre/xlsx',
  'hyparquet',
  'hyparquet-compressors',
  'hyparquet-writer',
  'lz4js',
  'ml-matrix',
  'd3-array',
  'papaparse',
  'seedrandom',
  'simple-statistics',
  'valibot',
  'fast-check',
];

/** Imports that a page has not, in files that a face reaches, types included, each as a sentence. */
function needingNode(face: string, files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set([face]);
  const found: string[] = [];
  for (const path of reached) {
    const file = byPath.get(path) ?? { path, text: '' };
    for (const to of importsOf(file)) reached.add(to);
    for (const { fileName } of ts.preProcessFile(file.text).importedFiles)
      if (!fileName.startsWith('.') && !['#threads', ...portablePackages].includes(fileName))
        found.push(`${path} imports ${fileName}`);
  }
  return found;
}

describe('what runs in a page', () => {
  const files = ['src', 'models', 'diagnostics'].flatMap(sourceFiles);
  const faces = [
    'src/index.ts',
    'src/testing.ts',
    'diagnostics/index.ts',
    'src/run/threads/page.ts',
    'src/run/threads/pageWorker.ts',
    'src/run/threads/none.ts',
  ];

  test.each(faces)('%s reaches nothing that needs Node', (face) => {
    expect(files.map(({ path }) => path)).toContain(face);
    expect(needingNode(face, files)).toEqual([]);
  });

  test('threads are taken by name, never by path', () => {
    const modules = /run\/threads\/(node|page|none)\.ts$/;
    expect(files.filter((file) => importsOf(file).some((to) => modules.test(to)))).toEqual([]);
    const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const compiled = (name: string): string => `./dist/src/run/threads/${name}.js`;
    expect(imports['#threads']).toEqual({
      node: compiled('node'),
      browser: compiled('page'),
      default: compiled('none'),
    });
  });

  test('and what needs Node is seen, near or far, whatever its form', () => {
    const far = inMemory('src/run/b.ts', "const { readFile } = await import('node:fs/promises');");
    for (const text of [
      "import { stat } from 'node:fs';",
      "import type { Tty } from 'node:tty';",
      "import 'tinypool';",
    ])
      expect(needingNode('src/index.ts', [inMemory('src/index.ts', text)]), text).toHaveLength(1);
    const near = inMemory('src/index.ts', "export { b } from './run/b.ts';");
    expect(needingNode('src/index.ts', [near, far])).toEqual(['src/run/b.ts imports node:fs/promises']);
  });
});

describe('a declaration', () => {
  const files = ['src', 'models'].flatMap(sourceFiles);

  test('is read once: the Model keeps formula, outcome, weights and order of rows', () => {
    const readers = ['parseFormula', 'readOutcome', 'inOrder'].map((name) =>
      files
        .filter(({ path }) => !path.startsWith('models/formula/'))
        .filter((file) =>
          nodesOf(file).some((node) => ts.isCallExpression(node) && node.expression.getText() === name),
        )
        .map(({ path }) => path),
    );
    // before there are rows, a formula says which columns it will read
    const beforeRows = 'models/columnsRead.ts';
    // rows that stay in a database are declared by what is asked of them, in the place of glmm
    const ofSums = 'models/sums/declare.ts';
    expect(readers).toEqual([[beforeRows, 'models/glmm.ts', ofSums], ['models/glmm.ts'], ['models/glmm.ts']]);
  });
});

/** Looking into the texts of warnings and notes, whose kinds are there to be asked. */
function searchedWarnings(file: SourceFile): string[] {
  return nodesOf(file).flatMap((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    if (!textTests.test(node.expression.name.text)) return [];
    const within = ancestors(node).find((call) => ts.isCallExpression(call) && call !== node);
    const asked = [node.expression.expression, ...(within === undefined ? [] : [within])];
    return asked.some((part) => /\b(warnings?|notes?)\b/.test(part.getText().split('(')[0]))
      ? [`${file.path}: ${node.getText()}`]
      : [];
  });
}

function ancestors(node: ts.Node): ts.Node[] {
  return node.parent === undefined ? [] : [node.parent, ...ancestors(node.parent)];
}

describe('texts of warnings', () => {
  const files = ['src', 'models', 'diagnostics'].flatMap(sourceFiles);

  test('are not searched: what a warning is about stands in its kind', () => {
    expect(files.flatMap(searchedWarnings)).toEqual([]);
    const old = "file.warnings.filter((w) => w.includes('missing values'))";
    expect(searchedWarnings(inMemory('src/report/x.ts', old))).toHaveLength(1);
  });
});

describe('arithmetic', () => {
  const outside = /^src\/(cli|report|data|run)\//;
  const files = ['src', 'models'].flatMap(sourceFiles).filter(({ path }) => !outside.test(path));

  test('on the way from data and seed to draws is the same on every engine', () => {
    expect(files.flatMap(inexactArithmetic)).toEqual([]);
  });

  test('that is not is seen, in code but not in comments', () => {
    const found = (text: string): number => inexactArithmetic(inMemory('models/x.ts', text)).length;
    expect(
      ['Math.exp(x)', 'Math.random()', 'x ** 2', 'x **= y', '2 ** n', 'const { sin } = Math'].map(found),
    ).toEqual([1, 1, 1, 1, 1, 1]);
    expect(['// Math.exp(x) ** y', '"Math.exp"', 'Math.sqrt(x)', 'Math.PI', '2 ** -53'].map(found)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

describe('talking', () => {
  const files = ['src', 'models', 'diagnostics']
    .flatMap(sourceFiles)
    .filter(({ path }) => !path.startsWith('src/cli/'));

  test('and exiting are left to src/cli', () => {
    expect(files.flatMap(talking)).toEqual([]);
  });

  test('is seen', () => {
    expect(
      talking(inMemory('models/x.ts', 'console.log(1); process.stderr.write("x"); process.exit(1)')),
    ).toHaveLength(3);
  });
});

describe('names of parameters', () => {
  const files = ['src', 'models', 'bench'].flatMap(sourceFiles).filter(({ path }) => !naming.includes(path));

  test('decide nothing: what a quantity is stands in its kind', () => {
    expect(files.flatMap(spelling)).toEqual([]);
  });

  test('that do are seen', () => {
    const found = (text: string): number => spelling(inMemory('models/x.ts', text)).length;
    expect(
      [
        "name.startsWith('b_')",
        "name === 'b_Intercept'",
        'starting("sd_", "cor_")',
        '/^(b|r|cor)_/.test(name)',
        '/^sd_/.test(name)',
        '/^(?:b|sd)_/.test(name)',
        `name.startsWith(\`b_\${x}\`)`,
        `singular.includes(\`sd_\${group}__\${coef}\`)`,
        "name.endsWith('__Intercept')",
        `places.get(\`r_\${group}[\${level},\${coef}]\`)`,
      ].map(found),
    ).toEqual([1, 1, 2, 1, 1, 1, 1, 1, 1, 1]);
    expect(["// 'b_'", `const line = \`b_\${number}\`;`, "'a_'", "'sd'", '/x_/'].map(found)).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

describe('families and links', () => {
  const files = ['src', 'models']
    .flatMap(sourceFiles)
    .filter(({ path }) => !path.startsWith('models/families/'));

  test('are told apart by their rows and what their densities are, never by their names', () => {
    expect(files.flatMap(choicesByName)).toEqual([]);
  });

  test('chosen by name are seen, whatever the form', () => {
    const broken = [
      "program.family === 'gaussian'",
      "if ('poisson' !== kind) f()",
      "switch (kind) { case 'binomial': f() }",
      "['logit', 'log'].includes(link)",
      "link.startsWith('logit')",
      'const draw = { bernoulli: f, poisson: g }[name]',
      "new Set(['gaussian']).has(name)",
      "links['identity']",
      "model.family.name === 'negbin'",
      "switch (chosen.link) { case 'probit': f() }",
    ];
    for (const text of broken) expect(choicesByName(inMemory('models/x.ts', text)), text).not.toEqual([]);
    const fine = [
      "switch (prior.kind) { case 'gaussian': f() }",
      "glmm(formula, table, { family: 'gaussian' })",
      "unary('log', x)",
      'family.name === other.family.name',
    ];
    for (const text of fine) expect(choicesByName(inMemory('models/x.ts', text)), text).toEqual([]);
    expect(choicesByName(inMemory('src/engine/x.ts', "op === 'log'"))).toEqual([]);
  });
});
