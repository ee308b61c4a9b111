// hands on a queue, on real servers; the workers are of this process where the work does not matter; `npm run build` first
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packedBytes } from '../../src/data/packed.ts';
import { Hopeless, type JobInHand } from '../../src/queue/broker.ts';
import { elsewhereBy, packedModel } from '../../src/queue/elsewhere.ts';
import { type OpenPlace, openPlace, openProducer } from '../../src/queue/open.ts';
import type { Producer } from '../../src/queue/producer.ts';
import { packed } from '../../src/queue/store.ts';
import { sample } from '../../src/run/sample.ts';
import { poolwise, program } from '../cli/poolwise.ts';
import { startPostgres } from '../sql/postgresServer.ts';
import { selfSigned } from './certificate.ts';
import { declared, tiny } from './hereAndNow.ts';
import { startRedis } from './redisServer.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolwise-controls-'));
chmodSync(folder, 0o755); // PostgreSQL runs as another user
const certificate = selfSigned(folder);
chmodSync(certificate.keyPath, 0o644);
afterAll(() => rmSync(folder, { recursive: true }));

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

const given = packed('nothing');
/** Job number i, of which nothing is expected but that it was done. */
const ask = (producer: Producer, i: number, signal?: AbortSignal): Promise<unknown> =>
  producer.ask('sbc', { given, extra: null, ask: { dataSet: i, place: 0 } }, () => {}, signal);
const numberOf = ({ payload }: JobInHand): number => (payload as { ask: { dataSet: number } }).ask.dataSet;
const nothing = packedBytes({ kind: 'left out' });

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.each([
  ['Redis', startRedis],
  ['PostgreSQL', startPostgres],
] as const)('%s', (_, start) => {
  let server: Awaited<ReturnType<typeof start>>;
  let place: OpenPlace;
  beforeAll(async () => {
    server = await start(certificate);
    place = await openPlace({ url: server.address });
  });
  afterAll(async () => {
    await place.broker.close();
    server.stop();
  });

  const queue = (...args: string[]) => poolwise(['queue', '--queue', server.address, ...args], folder);
  const produce = (what: string, atOnce = 64, tries = 2) =>
    openProducer({ url: server.address, what, atOnce, tries });
  let closing = async (): Promise<void> => {};
  const waiting = async (): Promise<number> => (await place.broker.jobs.list(['waiting'])).length;
  /** Does jobs in this process; the numbers of those that it had in hand. */
  async function hands(work: (i: number) => void = () => {}) {
    const had: number[] = [];
    const taken = await place.broker.hands(
      async (job) => {
        if ((await place.stores.server.done([job.id])).size > 0) return;
        had.push(numberOf(job));
        work(numberOf(job));
        await place.stores.server.putResult(job.id, nothing);
      },
      { jobs: 4, lease: 5, deaths: 1, onError: () => {} },
    );
    closing = () => taken.close();
    return { had, close: closing };
  }
  afterEach(() => closing());

  test('holds a few of 10,000 jobs at a time', async () => {
    const producer = await produce('many', 8);
    const leaving = new AbortController();
    const asked = Array.from({ length: 10_000 }, (_, i) => ask(producer, i, leaving.signal));
    const ended = Promise.allSettled(asked);
    await until(async () => (await waiting()) === 8);
    const { had, close } = await hands();
    await Promise.all(asked.slice(0, 50));
    expect(await waiting()).toBeLessThanOrEqual(8);
    expect(had.length).toBeLessThanOrEqual(70);
    leaving.abort();
    await ended;
    await until(async () => (await waiting()) === 0);
    await close();
    await producer.close('left');
  });

  test('does what two producers want once', async () => {
    const [one, other] = [await produce('one'), await produce('other')];
    const both = [...Array(12).keys()].map((i) => 20_000 + i);
    const { had, close } = await hands();
    const found = await Promise.all([
      ...both.map((i) => ask(one, i)),
      ...both.map((i) => ask(other, i)),
      ...both.map((i) => ask(other, i)),
      ask(other, 20_100),
    ]);
    expect(found).toEqual(Array(37).fill({ kind: 'left out' }));
    expect(had.filter((i) => i >= 20_000).sort()).toEqual([...both, 20_100]); // a job that nobody waits for any more is done all the same
    await close();
    for (const producer of [one, other]) await producer.close('done');
  });

  test('gives up what fails, at once where no other try would help, and tries it anew for the same command', async () => {
    const producer = await produce('failing');
    let isMended = false;
    const { had, close } = await hands((i) => {
      if (i === 30_001) throw new Hopeless('formula: no column "z"');
      if (i === 30_002 && !isMended) throw new Error('disk is full');
    });
    const results = await Promise.allSettled([
      ask(producer, 30_000),
      ask(producer, 30_001),
      ask(producer, 30_002),
    ]);
    expect(
      results.map((result) => (result.status === 'rejected' ? result.reason.message : result.value)),
    ).toEqual([
      { kind: 'left out' },
      'formula: no column "z"',
      'queue: a job (sbc) was given up after 2 tries: disk is full; the same command tries it anew, what was done is kept',
    ]);
    const shown = await queue();
    expect(shown.stdout).toMatch(/[0-9a-f]{8} +running +1 +0 +0 +2 +failing\n/);
    expect(shown.stdout).toMatch(/[0-9a-f]{8}: given up: (formula: no column "z"|disk is full)\n/);
    isMended = true;
    expect(await ask(producer, 30_002)).toEqual({ kind: 'left out' });
    expect(had.filter((i) => i === 30_002)).toHaveLength(3);
    await close();
    await producer.close('done');
  });

  test('is paused, cancelled, resumed and cleared by hand', async () => {
    expect((await queue('--pause', '--resume')).stderr).toMatch(/exclude each other/);
    const paused = await queue('--pause');
    expect([paused.code, paused.stderr]).toEqual([
      0,
      'queue: paused; jobs in hand are done, and --resume goes on\n',
    ]);
    expect(paused.stdout).toMatch(/^\S+: no worker, paused\n/);
    const producer = await produce('held');
    const { had, close } = await hands();
    const asked = Promise.allSettled([ask(producer, 40_000), ask(producer, 40_001)]);
    await until(async () => (await waiting()) === 2);
    const shown = JSON.parse((await queue('--json')).stdout);
    const run = shown.runs.find(({ what }: { what: string }) => what === 'held');
    expect(run).toMatchObject({ state: 'running', waiting: 2, active: 0, failed: 0 });
    const early = await queue('--clear');
    expect([early.code, early.stderr]).toEqual([
      1,
      expect.stringMatching(/^queue: 2 jobs wait or are worked on;/),
    ]);
    const cancelled = await queue('--cancel', run.id);
    expect(cancelled.stderr).toBe(`queue: run ${run.id} is cancelled; 2 jobs waited\n`);
    expect(cancelled.stdout).toMatch(new RegExp(`\\n${run.id} +cancelled +0 `));
    const words = `queue: this run, ${run.id}, was cancelled; the same command takes it up again, what was done is kept`;
    expect(await asked).toEqual(
      Array(2).fill({ status: 'rejected', reason: expect.objectContaining({ message: words }) }),
    );
    await producer.close('left');
    expect((await queue('--resume')).stderr).toBe('queue: workers take jobs again\n');
    const again = await produce('held');
    expect(await ask(again, 40_000)).toEqual({ kind: 'left out' });
    expect(had).toEqual([40_000]);
    await again.close('done');
    await close();
    const resumed = await queue('--resume', run.id);
    expect(resumed.stderr).toBe(`queue: run ${run.id} may go on; 0 jobs are tried anew\n`);
    const cleared = await queue('--clear');
    expect([cleared.stderr, cleared.stdout]).toEqual([
      'queue: nothing is kept any more\n',
      expect.stringMatching(/^\S+: no worker\nno runs\n/),
    ]);
    expect(await place.stores.server.input(given.hash)).toBeNull();
  });

  test('gives up a job that takes its workers with it', async () => {
    const producer = await produce('poisoned');
    const killed = `const { openPlace } = await import(process.argv[1]);
      const { broker } = await openPlace({});
      const work = () => process.kill(process.pid, 'SIGKILL');
      await broker.hands(work, { jobs: 1, lease: 1, deaths: 1, onError() {} });`;
    const opened = fileURLToPath(new URL('../../dist/src/queue/open.js', import.meta.url));
    let [ended, deaths] = [false, 0];
    const asked = ask(producer, 50_000).finally(() => {
      ended = true;
    });
    asked.catch(() => {});
    while (!ended) {
      const env = { ...process.env, POOLWISE_QUEUE: server.address };
      const child = spawn(process.execPath, ['--input-type=module', '-e', killed, opened], { env });
      started.push(child);
      const died = new Promise((resolve) => child.once('exit', resolve)).then(() => deaths++);
      await Promise.race([died, asked.catch(() => {})]);
      if (ended) child.kill('SIGKILL');
    }
    await expect(asked).rejects.toThrow(
      'was given up after 2 tries: its worker died or fell silent 2 times;',
    );
    expect(deaths).toBe(2);
    await producer.close('left');
  });

  test('is reached by TLS, with its password from the environment, inputs and results in a shared folder', async () => {
    const secret = encodeURIComponent(server.password);
    const bare = server.safeAddress.replace(`:${secret}@`, '@').replace('//@', '//');
    const env = { POOLWISE_QUEUE: bare, POOLWISE_QUEUE_PASSWORD: server.password };
    const stranger = await poolwise(['queue'], folder, env);
    expect([stranger.code, stranger.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^queue: the certificate of \S+ is not trusted \(\w+\); .* NODE_EXTRA_CA_CERTS names\n$/,
      ),
    ]);
    const shared = mkdtempSync(join(folder, 'shared-'));
    const trusting = { ...env, NODE_EXTRA_CA_CERTS: certificate.path };
    const worker = spawn(process.execPath, [program, 'worker', '--jobs', '1', '--shared', shared], {
      env: { ...process.env, ...trusting },
    });
    started.push(worker);
    let said = '';
    for (const stream of [worker.stdout, worker.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
    const producer = await openProducer({ url: server.address, what: 'shared', shared, tries: 2 });
    const model = declared('y ~ x + (1 | g)');
    const { hash } = packedModel(model);
    const [input, kept] = [`input-${hash}`, join(shared, 'poolwise-queue')];
    writeFileSync(join(kept, input), 'not the model');
    const { workers: _, ...rest } = tiny;
    const settings = { ...rest, chains: 1, warmup: 60, elsewhere: elsewhereBy(producer) };
    await expect(sample(model, settings)).rejects.toThrow(
      /given up after 2 tries: an input of the job is not in the shared folder .* --shared must be the same folder/,
    );
    const there = await sample(model, settings);
    const here = await sample(model, { ...tiny, chains: 1, warmup: 60 });
    expect([...there.draws.values[0]]).toEqual([...here.draws.values[0]]);
    expect(readdirSync(kept).sort()).toEqual([input, expect.stringMatching(/^result-[0-9a-f]{64}$/)]);
    expect(await place.stores.server.input(hash)).toBeNull();
    expect(said).toMatch(/failed: an input in the store is damaged\n/);
    const shown = await poolwise(['queue'], folder, trusting);
    expect(shown.stdout).toMatch(/: 1 worker on 1 machine, 1 job at a time\n/);
    await producer.close('done');
    for (const text of [said, stranger.stderr, shown.stdout, shown.stderr])
      for (const word of [server.password, secret]) expect(text).not.toContain(word);
    expect(readFileSync(`/proc/${worker.pid}/cmdline`, 'utf8')).not.toContain(secret);
    worker.kill('SIGKILL');
  });
});

test('says which packages are missing where they are', () => {
  const bare = mkdtempSync(join(tmpdir(), 'poolwise-bare-'));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  try {
    cpSync(join(root, 'package.json'), join(bare, 'package.json'));
    for (const part of ['src', 'models', 'diagnostics'])
      cpSync(join(root, 'dist', part), join(bare, 'dist', part), { recursive: true });
    for (const [address, words] of [
      ['redis://h', 'Redis takes packages that are not installed; run npm install bullmq ioredis'],
      ['postgres://h/d', 'PostgreSQL takes packages that are not installed; run npm install bullmq pg'],
    ]) {
      const args = [join(bare, 'dist/src/cli/main.js'), 'queue', '--queue', address];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect([status, stderr]).toEqual([1, `queue: ${words}\n`]);
    }
  } finally {
    rmSync(bare, { recursive: true });
  }
});
