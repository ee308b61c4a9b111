import { expect, test } from 'vitest';
import { outlineOf } from '../../app/analysis/table/outline.ts';
import { emptySession, type Session } from '../../app/state/session.ts';
import { readSession } from '../../app/state/sessionSchema.ts';
import { linkOf, readLink, type SharedModel } from '../../app/state/share.ts';
import { matchColumns, sharedOf } from '../../app/state/sharing.ts';
import { parseCsv } from '../../src/index.ts';

const table = parseCsv('y,stage,__proto__,secret\n1,II,3,anna\n2,I,4,berta\n3,II,5,carla\n', 'patients.csv');
const outline = outlineOf(table, true);
const session: Session = {
  ...emptySession,
  data: {
    source: { kind: 'file', name: 'patients.csv', bytes: 60, id: '1' },
    reading: {},
    factors: { stage: ['II', 'I'] },
    settled: [],
  },
  draft: {
    ...emptySession.draft,
    formula: 'y ~ stage + `__proto__`',
    priors: Object.fromEntries([
      ['b', 'normal(0, 1)'],
      ['stageI', 'normal(0, 2)'],
      ['__proto__', 'normal(0, 3)'],
    ]),
  },
};

const packed = async (text: string): Promise<string> => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `#model=1.${Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url')}`;
};

test('a link brings the model back, whatever its columns are called', async () => {
  const { model } = sharedOf(session, outline, true);
  const link = await linkOf(model);
  expect(link).toMatch(/^#model=1\.[\w-]+$/);
  const read = await readLink(link);
  expect(read).toEqual({ kind: 'model', model });
  expect(Object.keys((read as { model: SharedModel }).model.draft.priors)).toContain('__proto__');
  expect(Object.getPrototypeOf((read as { model: SharedModel }).model.draft.priors)).toBe(Object.prototype);
});

test('no value, level, file name or column that the model does not read, unless levels are asked for', async () => {
  const { model, withheld } = sharedOf(session, outline, false);
  expect(withheld).toEqual(['stageI']);
  expect(JSON.stringify(model)).not.toMatch(/"II?"|stageI|anna|secret|patients/);
  expect(model.columns).toEqual([
    { name: 'y', kind: 'number' },
    { name: 'stage', kind: 'factor' },
    { name: '__proto__', kind: 'number' },
  ]);
  expect(sharedOf(session, outline, true).model.factors).toEqual({ stage: ['II', 'I'] });
  const quoted = { ...session, draft: { ...session.draft, formula: 'y ~ I(stage == "II")' } };
  expect(sharedOf(quoted, outline, false).inFormula).toEqual(['II']);
});

test('what a table lacks of a model, and what it has otherwise', () => {
  const other = outlineOf(parseCsv('y,stage\na,1\nb,2\n', 'x.csv'), true);
  expect(matchColumns(sharedOf(session, outline, false).model.columns, other)).toEqual({
    missing: [{ name: '__proto__', kind: 'number' }],
    otherwise: [
      { column: { name: 'y', kind: 'number' }, found: 'factor' },
      { column: { name: 'stage', kind: 'factor' }, found: 'number' },
    ],
  });
});

const good = {
  f: 'y ~ x',
  p: [],
  y: 'gaussian',
  l: null,
  q: [],
  w: null,
  r: null,
  s: [4, 1000, null, '1', 'auto', null],
  c: [],
  o: [],
  e: null,
};

test.each([
  ['another fragment', '#work', null],
  ['a good one', packed(JSON.stringify(good)), undefined],
  ['another version', '#model=2.abc', 'version'],
  ['nothing behind it', '#model=1.', 'damaged'],
  ['no base64', '#model=1.%%%', 'damaged'],
  ['cut short', packed(JSON.stringify(good)).then((link) => link.slice(0, -8)), 'damaged'],
  ['no JSON', packed('alert(1)'), 'damaged'],
  ['a number', packed('7'), 'shape'],
  ['null', packed('null'), 'shape'],
  ['a key too many', packed(JSON.stringify(good).replace('{', '{"__proto__":{"f":"x"},')), 'shape'],
  ['a prototype in its place', packed('{"__proto__":{"f":"y ~ x"}}'), 'shape'],
  ['an object for a text', packed(JSON.stringify({ ...good, f: { toString: 'x' } })), 'shape'],
  ['a thousand chains', packed(JSON.stringify({ ...good, s: [1000, 10, null, '1', 'auto', null] })), 'shape'],
  ['a long address', `#model=1.${'A'.repeat(40_000)}`, 'long'],
  ['little that unpacks to very much', packed(`"${'x'.repeat(20_000_000)}"`), 'damaged'],
])('a link: %s', async (_, link, trouble) => {
  const read = await readLink(await link);
  if (trouble === null) expect(read).toBe(null);
  else if (trouble === undefined) expect(read?.kind).toBe('model');
  else expect(read).toEqual({ kind: 'trouble', trouble });
});

test('a stored session is taken as it was, with what is new in it, and anything else is none', () => {
  expect(readSession(structuredClone(session))).toEqual(session);
  const { prediction: _, ...older } = session;
  expect(readSession(older)).toEqual(session);
  for (const other of [null, 7, {}, { ...session, version: 2 }, { ...session, draft: { formula: 1 } }])
    expect(readSession(other)).toEqual(
      other !== null && typeof other === 'object' && Object.keys(other).length === 0 ? emptySession : null,
    );
});
