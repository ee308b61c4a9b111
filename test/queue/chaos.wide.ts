// workers, producers and servers that die in the midst of their work; `npm run build` first
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlace } from '../../src/queue/open.ts';
import { version } from '../../src/report/version.ts';
import { poolwise, program } from '../cli/poolwise.ts';
import { startPostgres } from '../sql/postgresServer.ts';
import { startRedis } from './redisServer.ts';

interface Server {
  readonly address: string;
  readonly password: string;
  restart(): void | Promise<void>;
  stop(): void;
}

const outcomes = [0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0];
const csv = `y,x,g\n${outcomes.map((y, i) => `${y},${((7 * i) % 11) / 5 - 1},g${i % 6}`).join('\n')}\n`;
const priors = ['b=normal(0,1)', 'Intercept=normal(0,1)', 'sd=half_normal(1)'];
const verify = [
  ...['verify', 'data.csv', 'y ~ x + (1 | g)', '--family', 'bernoulli', '--quiet', '--seed', '5'],
  ...priors.flatMap((prior) => ['--prior', prior]),
  ...['--data-sets', '24', '--draws', '15', '--warmup', '100'],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-queue-'));
  await writeFile(join(folder, 'data.csv'), csv);
  const whole = await poolwise([...verify, '--json', 'whole.json'], folder);
  expect(whole.code, whole.stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true }));

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** A process of the program, what it says so far, and its end. */
function begin(args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  started.push(child);
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said.text += chunk.toString();
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, said, ended };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.each([
  ['Redis', () => startRedis()],
  ['PostgreSQL', () => startPostgres()],
] as const)('%s', (_, start) => {
  let server: Server;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  test('a worker, the producer and the server die, and the ranks are those of one process', async () => {
    const worker = () => begin(['worker', '--queue', server.address, '--jobs', '1', '--lease', '3']);
    const workers = [worker(), worker()];
    const done = (): number =>
      workers.reduce((sum, { said }) => sum + (said.text.match(/done in/g)?.length ?? 0), 0);
    const command = [...verify, '--queue', server.address, '--json', 'queue.json', '--force'];
    const first = begin(command);
    await until(() => done() >= 3);
    workers[0].child.kill('SIGKILL');
    workers.push(worker());
    await until(() => done() >= 7);
    await server.restart();
    await until(() => done() >= 11);
    first.child.kill('SIGKILL');
    await first.ended;
    const again = begin(command);
    expect(await again.ended, again.said.text).toBe(0);
    expect(await readFile(join(folder, 'queue.json'), 'utf8')).toBe(
      await readFile(join(folder, 'whole.json'), 'utf8'),
    );
    // one data set was in the hands of the worker that died, and one in those of each when the server did
    expect(done()).toBeLessThanOrEqual(24 + 3);

    const place = await openPlace({ url: server.address });
    const hash = 'a'.repeat(64);
    const payload = { poolwise: version, run: 'r', kept: 'server', given: hash, extra: null, ask: {} };
    await place.broker.jobs.add('old', 'fit', { ...payload, poolwise: '0.0.9' }, 3);
    await place.broker.jobs.add('lost', 'fit', { ...payload, ask: { fingerprint: '', options: {} } }, 2);
    await place.broker.jobs.add('shared', 'fit', { ...payload, kept: 'shared' }, 3);
    const reasons: Record<string, string | undefined> = {};
    for (const id of ['old', 'lost', 'shared']) {
      let job = await place.broker.jobs.find(id);
      for (; job?.state !== 'failed'; job = await place.broker.jobs.find(id))
        await new Promise((resolve) => setTimeout(resolve, 100));
      reasons[id] = job.reason;
    }
    expect(reasons).toEqual({
      old: expect.stringMatching(/^the job is of poolwise 0\.0\.9 .* run the same version on all machines$/),
      lost: 'an input of the job is not in the server',
      shared: expect.stringMatching(/start workers with --shared FOLDER$/),
    });
    await place.broker.close();

    workers[1].child.kill('SIGINT');
    expect(await workers[1].ended).toBe(0);
    const shown = await poolwise(['queue', '--queue', server.address], folder);
    // the one that was killed may not have been silent for long
    expect(shown.stdout).toMatch(/: [12] workers? on 1 machine, [12] jobs? at a time\n/);
    expect(shown.stdout).toMatch(/\n[0-9a-f]{8} +done +24 +24 +0 +0 +0 +verify y ~ x/);
    for (const { said } of [...workers, again, { said: { text: shown.stdout } }])
      expect(said.text).not.toContain(server.password);
  });

  test('says what is wrong, without its password', async () => {
    const right = encodeURIComponent(server.password);
    const refused = await poolwise(['worker', '--queue', server.address.replace(right, 'wrong')], folder);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^queue: \S+ does not let us in \(.*\n$/),
    ]);
    const nobody = await poolwise(['queue', '--queue', server.address.replace(/:\d+(\/|$)/, ':1$1')], folder);
    expect([nobody.code, nobody.stderr]).toEqual([
      1,
      expect.stringMatching(/^queue: cannot reach \S+ \(ECONNREFUSED\);/),
    ]);
    const unknown = await poolwise(['queue', '--queue', server.address, '--cancel', 'nobody'], folder);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringMatching(/^queue: no run "nobody" \(have: /),
    ]);
    for (const { stderr } of [refused, nobody, unknown])
      expect(stderr).not.toMatch(/wrong\b(?! )|se:c|se%3A/);
  });
});
