import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import type { GlmmOptions } from '../../models/glmm.ts';
import { withOutcome } from '../../models/likelihood/simulateFit.ts';
import { packedBytes, unpacked } from '../../src/data/packed.ts';
import { InputError } from '../../src/engine/errors.ts';
import { readAddress } from '../../src/queue/address.ts';
import { answerJob } from '../../src/queue/answerJob.ts';
import { Hopeless } from '../../src/queue/broker.ts';
import { elsewhereBy } from '../../src/queue/elsewhere.ts';
import { idOf, openEnvelope } from '../../src/queue/envelope.ts';
import { type KindName, kindNames } from '../../src/queue/kinds/names.ts';
import { modelInput, modelOfInput, modelSchema } from '../../src/queue/modelInput.ts';
import { sharedFolder } from '../../src/queue/sharedFolder.ts';
import { inTurn, slots } from '../../src/queue/slots.ts';
import { packed, storeOn } from '../../src/queue/store.ts';
import type { Wanted } from '../../src/queue/waiting.ts';
import { version } from '../../src/report/version.ts';
import { sample } from '../../src/run/sample.ts';
import { declared, found, hereAndNow, tiny, y } from './hereAndNow.ts';

describe('what goes through a queue', () => {
  const identity = {
    names: ['g0', 'g1', 'g2', 'g3'],
    values: Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0.25)),
  };

  test.each([
    ['y ~ x * b + (x | g) + (1 | h)', {}],
    ['count ~ s(x, k = 4) + (1 | g)', { family: 'negbinomial', priors: { b: 'normal(0, 0.3)' } }],
    ['y ~ h + (1 | gr(g, cov = A))', { cov: { A: identity }, contrasts: { h: 'sum' } }],
    ['y ~ x + (1 |p| g)', { sigma: '~ (1 |p| g)', weights: 'w' }],
    ['y ~ x', { residual: 'cs(1 | g)' }],
    ['count ~ x + (1 | g)', { family: 'cumulative', factors: { count: ['0', '1', '2', '3'] } }],
  ] as const)('the model %s comes out as the one that went in', (formula, options) => {
    const model = declared(formula, options as GlmmOptions);
    const sent = unpacked(packedBytes(modelInput(model)));
    expect(modelHash(modelOfInput(v.parse(modelSchema, sent)))).toBe(modelHash(model));
  });

  test("a family of the user's own, a density and a model that was changed are refused", async () => {
    const { chosen } = declared('y ~ x').family;
    const own = declared('y ~ x', { family: { ...chosen.family, name: 'mine' } });
    expect(() => modelInput(own)).toThrow(
      'queue: "mine" is of your own, a function, and no code goes through',
    );
    const elsewhere = elsewhereBy(hereAndNow());
    const density = { dimension: 1, logDensityAndGradient: () => 0 };
    await expect(sample(density, { elsewhere })).rejects.toThrow('queue: only models from glmm go through');
    const changed = withOutcome(declared('y ~ x + (1 | g)'), Float64Array.from(y));
    await expect(sample(changed, { ...tiny, elsewhere })).rejects.toThrow('is not the one that was meant');
  });
});

test('draws are those of one machine', async () => {
  const model = declared('y ~ x + (1 | g)');
  const { workers: _, ...rest } = tiny;
  const producer = hereAndNow();
  const there = await sample(model, { ...rest, warmup: 60, elsewhere: elsewhereBy(producer) });
  const here = await sample(model, { ...tiny, warmup: 60 });
  expect(there.draws.values.map((chain) => [...chain])).toEqual(here.draws.values.map((chain) => [...chain]));
  expect(producer.asked).toEqual(['chain', 'chain']);
});

describe('a worker refuses', () => {
  const hash = 'a'.repeat(64);
  const payload = { poolwise: version, run: 'r', kept: 'server', given: hash, extra: null, ask: {} };

  test.each([
    ['eval', payload, 'no kind of job "eval" (have: chain, fit, sbc, bootstrap, ratio)'],
    ['constructor', payload, 'no kind of job "constructor"'],
    [
      'fit',
      { ...payload, poolwise: '0.0.9' },
      /^the job is of poolwise 0\.0\.9 and the worker that took it is .*run the same version/,
    ],
    ['fit', { ...payload, given: '../../etc/passwd' }, 'the job is none of poolwise: "given" must be'],
    ['fit', { ...payload, code: 'process.exit()' }, 'the job is none of poolwise: "code" must be never'],
    ['fit', 'text', 'the job is none of poolwise: it must be Object'],
  ])('%s %j', (kind, what, message) => {
    expect(() => openEnvelope(kind, what)).toThrow(message);
  });

  const model = modelInput(declared('y ~ x + (1 | g)'));
  const fingerprint = modelHash(declared('y ~ x + (1 | g)'));
  const ask = { fingerprint, options: {} };
  const [column] = model.table.columns;

  test.each([
    ['fit', { ...model, program: {} }, ask, '"program" must be never'],
    [
      'fit',
      { ...model, table: { ...model.table, rows: 3 } },
      ask,
      'columns must have as many values as there are rows',
    ],
    [
      'fit',
      { ...model, table: { ...model.table, columns: [{ ...column, values: [1] }] } },
      ask,
      'Expected doubles',
    ],
    ['fit', model, { ...ask, options: { sampler: 'x' } }, '"options.sampler" must be'],
    [
      'fit',
      model,
      { ...ask, options: { onProgress: 'process.exit()' } },
      '"options.onProgress" must be never',
    ],
    ['fit', model, { ...ask, fingerprint: 'f' }, 'is not the one that was meant'],
    ['fit', { ...model, declaration: { ...model.declaration, formula: 'y ~ z' } }, ask, 'no column "z"'],
    ['chain', model, ask, 'what it asks is not as jobs of this kind have it'],
    ['bootstrap', model, { seed: '1', from: 3, to: 3 }, 'expected at least one replicate'],
  ] as const)('%s number %#', async (kind, given, asked, message) => {
    const wanted = { given: packed(given), extra: null, ask: asked } as unknown as Wanted<KindName>;
    await expect(found(kind, wanted)).rejects.toThrow(message);
  });

  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;

  property.prop([fc.oneof(fc.constantFrom(...kindNames), fc.string()), json])(
    'what is no job, whatever it is',
    (kind, what) => {
      expect(() => openEnvelope(kind, what)).toThrow(Hopeless);
    },
  );

  property.prop([fc.constantFrom(...kindNames), json, json])(
    'inputs and questions of any shape, in words',
    async (kind, given, asked) => {
      const wanted = { given: packed(given), extra: null, ask: asked } as unknown as Wanted<KindName>;
      await expect(found(kind, wanted)).rejects.toThrow(InputError);
    },
  );

  property.prop([fc.nat(), json])(
    'a model with anything in the place of one of its parts, or declares it',
    (place, value) => {
      const parts = partsOf(model);
      const { holder, key } = parts[place % parts.length];
      const before = holder[key];
      holder[key] = value;
      try {
        const read = v.safeParse(modelSchema, model);
        if (read.success) modelOfInput(read.output);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      } finally {
        holder[key] = before;
      }
    },
  );

  test('bytes that are damaged', async () => {
    const question = { kind: 'fit', given: hash, extra: null, ask } as const;
    await expect(
      answerJob(
        question,
        async () => new Uint8Array(9),
        () => {},
      ),
    ).rejects.toThrow('does not begin');
  });
});

/** Every place in plain data that holds something, arrays of numbers being one thing. */
function partsOf(of: object): { readonly holder: Record<string, unknown>; readonly key: string }[] {
  const holder = of as Record<string, unknown>;
  return Object.keys(of).flatMap((key) => {
    const part = holder[key];
    const isInner = typeof part === 'object' && part !== null && !ArrayBuffer.isView(part);
    return [{ holder, key }, ...(isInner ? partsOf(part) : [])];
  });
}

test('the same question has the same id, whoever asks', () => {
  const envelope = {
    poolwise: '1',
    run: 'a',
    kept: 'server',
    given: 'g',
    extra: null,
    ask: { n: 1 },
  } as const;
  expect(idOf('fit', { ...envelope, run: 'b', kept: 'shared' })).toBe(idOf('fit', envelope));
  for (const other of [{ poolwise: '2' }, { given: 'h' }, { extra: 'e' }, { ask: { n: 2 } }])
    expect(idOf('fit', { ...envelope, ...other })).not.toBe(idOf('fit', envelope));
  expect(idOf('chain', envelope)).not.toBe(idOf('fit', envelope));
});

describe('an address', () => {
  test.each([
    ['redis://me:secret@h:1/2', 'redis://h:1/2'],
    ['rediss://h', 'rediss://h'],
    ['postgresql://me:secret@h/db', 'postgresql://h/db'],
  ])('%s is called %s', (url, name) => {
    expect(readAddress(url, {}).name).toBe(name);
  });

  test('may come from the environment, and its password too', () => {
    const { url, name } = readAddress(undefined, {
      POOLWISE_QUEUE: 'redis://h',
      POOLWISE_QUEUE_PASSWORD: 'a b',
    });
    expect([url, name]).toEqual(['redis://:a%20b@h', 'redis://h']);
    expect(readAddress('redis://:own@h', { POOLWISE_QUEUE_PASSWORD: 'b' }).url).toBe('redis://:own@h');
  });

  test.each([
    [undefined, 'queue: where is it? expected --queue redis://host:6379'],
    [
      'redi://me:secret@h',
      'queue: no engine "redi" (have: redis, rediss, postgres, postgresql). Did you mean "redis"?',
    ],
    ['me:secret@h:port', 'queue: no engine "me"'],
    ['secret', 'queue: the address is no URL; expected one such as redis://host:6379'],
  ])('%s is refused without its password', (url, message) => {
    expect(() => readAddress(url, {})).toThrow(message);
    expect(() => readAddress(url, {})).not.toThrow(/secret/);
  });
});

describe('a shared folder', () => {
  test('keeps inputs by their content, results by their jobs, and notices damage', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'poolwise-shared-'));
    try {
      const store = storeOn(await sharedFolder(folder));
      const input = packed({ values: Float64Array.of(1, Number.NaN) });
      await store.putInput(input);
      await store.putInput(input);
      expect(await store.input(input.hash)).toEqual(Buffer.from(input.bytes));
      expect(await store.input('0'.repeat(64))).toBeNull();
      await store.putResult('job', packedBytes([1, 2]));
      expect([await store.result('job'), await store.result('other')]).toEqual([[1, 2], null]);
      expect(await store.done(['job', 'other'])).toEqual(new Set(['job']));
      const inside = join(folder, 'poolwise-queue');
      expect((await readdir(inside)).sort()).toEqual([`input-${input.hash}`, 'result-job']);
      await writeFile(join(inside, `input-${input.hash}`), 'changed');
      await expect(store.input(input.hash)).rejects.toThrow('an input in the store is damaged');
      await store.clear();
      expect(await readdir(inside)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('has to be there', async () => {
    await expect(sharedFolder('no such folder')).rejects.toThrow(
      'queue: no folder "no such folder" for --shared',
    );
  });
});

describe('back-pressure', () => {
  test('lets so many go on, the others one by one, and forgets who left', async () => {
    const free = slots(1);
    const came: string[] = [];
    await free.take();
    const leaving = new AbortController();
    const left = free.take(leaving.signal).catch((reason: Error) => came.push(reason.message));
    const second = free.take().then(() => came.push('second'));
    leaving.abort(new Error('left'));
    await left;
    free.give();
    await second;
    expect(came).toEqual(['left', 'second']);
  });

  test('begins no more than so many ahead, and keeps their order', async () => {
    let begun = 0;
    const starts = (function* () {
      for (let i = 0; i < 6; i++)
        yield async () => {
          begun++;
          await new Promise((resolve) => setTimeout(resolve, 6 - i));
          return i;
        };
    })();
    const seen: number[] = [];
    for await (const i of inTurn(starts, 2)) {
      seen.push(i);
      expect(begun).toBeLessThanOrEqual(seen.length + 1);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
