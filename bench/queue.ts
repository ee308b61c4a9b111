import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRedis } from '../test/queue/redisServer.ts';
import { startPostgres } from '../test/sql/postgresServer.ts';

/**
 * A calibration of 200 data sets over 4 worker processes of a queue, on Redis and on PostgreSQL: undisturbed, and with a killer that ends a
 * random worker every few seconds while the server is killed and started again halfway. Ranks must be those of one process. Linux.
 * `node dist/bench/queue.js redis 60`; both engines, after one process with two threads, and 200 data sets if left out.
 */
const engines = { redis: startRedis, postgres: startPostgres } as const;
type EngineName = keyof typeof engines;
const workers = 4;
/** Seconds between two killings, and of silence after which a worker is taken for dead. */
const killEvery = 4;
const lease = 5;

const [only = '', count = '200'] = process.argv.slice(2);
const dataSets = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'poolwise-bench-queue-'));
const program = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
const verify = [
  ...['verify', 'data.csv', 'y ~ x + (1 | g)', '--family', 'poisson', '--quiet', '--seed', '5', '--force'],
  ...['b=normal(0,0.5)', 'Intercept=normal(0,0.5)', 'sd=half_normal(0.5)'].flatMap((p) => ['--prior', p]),
  ...['--data-sets', `${dataSets}`, '--draws', '99'],
];

function table(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, i) => `${(i * 7919) % 5},${((i * 104729) % 101) / 50 - 1},g${(i * 31) % 40}`,
  );
  return `y,x,g\n${lines.join('\n')}\n`;
}

/** A process of the program and all that it says. */
interface Running {
  readonly child: ChildProcess;
  readonly said: { text: string };
  readonly ended: Promise<number | null>;
}

function begin(args: readonly string[]): Running {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said.text += chunk.toString();
    });
  return { child, said, ended: new Promise((resolve) => child.once('close', resolve)) };
}

async function calibrated(args: readonly string[], file: string): Promise<string> {
  const { said, ended } = begin([...verify, ...args, '--json', file]);
  const code = await ended;
  if (code !== 0 && code !== 2) throw new Error(`bench: verify ended with ${code}: ${said.text}`);
  return readFileSync(join(folder, file), 'utf8');
}

/** Seconds of the processors that ended children took, by their parent's account (the 16th and 17th field of proc_pid_stat(5)). */
function childSeconds(): number {
  const [, fields] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(13, 15).map(Number);
  return (user + system) / 100;
}

interface Took<Value> {
  readonly value: Value;
  readonly wall: number;
  readonly cpu: number;
}

/** @param after what ends the children that are left: their processors count, the wait for them does not */
async function timed<Value>(
  run: () => Promise<Value>,
  after: () => Promise<void> = async () => {},
): Promise<Took<Value>> {
  const [started, before] = [performance.now(), childSeconds()];
  try {
    const value = await run();
    const wall = (performance.now() - started) / 1000;
    await after();
    return { value, wall, cpu: childSeconds() - before };
  } catch (error) {
    await after();
    throw error;
  }
}

/** Worker processes, of which one at a time may be killed and replaced. */
function startCrew(address: string) {
  const start = (): Running => begin(['worker', '--queue', address, '--jobs', '1', '--lease', `${lease}`]);
  const all = Array.from({ length: workers }, start);
  const alive = [...all];
  return {
    done: (): number => all.reduce((sum, { said }) => sum + (said.text.match(/: done in/g)?.length ?? 0), 0),
    async killOne(): Promise<void> {
      const place = Math.floor(Math.random() * alive.length);
      const { child, ended } = alive[place];
      child.kill('SIGKILL');
      await ended;
      alive[place] = start();
      all.push(alive[place]);
    },
    async end(): Promise<void> {
      for (const { child } of alive) child.kill('SIGTERM');
      await Promise.all(all.map(({ ended }) => ended));
    },
    complaints: (): string[] => all.flatMap(({ said }) => said.text.match(/.*failed.*/g) ?? []),
  };
}

interface Outcome {
  readonly json: string;
  readonly kills: number;
  readonly restarts: number;
  readonly done: number;
  readonly complaints: readonly string[];
}

async function byQueue(engine: EngineName, isDisturbed: boolean): Promise<Took<Outcome>> {
  const server = await engines[engine]();
  const crew = startCrew(server.address);
  let [kills, restarts, over] = [0, 0, false];
  async function disturb(): Promise<void> {
    while (!over) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * killEvery));
      if (over) return;
      if (restarts === 0 && crew.done() > dataSets / 2) {
        await server.restart();
        restarts++;
      }
      await crew.killOne();
      kills++;
    }
  }
  const disturbing = isDisturbed ? disturb() : Promise.resolve();
  const run = async (): Promise<Outcome> => {
    const json = await calibrated(['--queue', server.address], `${engine}.json`);
    return { json, kills, restarts, done: crew.done(), complaints: crew.complaints() };
  };
  const after = async (): Promise<void> => {
    over = true;
    await disturbing;
    await crew.end();
  };
  try {
    return await timed(run, after);
  } finally {
    server.stop();
  }
}

const line = (name: string, { wall, cpu }: Took<unknown>, more = ''): void =>
  console.log(`${name}: ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of processors${more}`);

function judged({ json, kills, restarts, done, complaints }: Outcome, whole: string): string {
  if (json !== whole) throw new Error('bench: the ranks are not those of one process');
  const lost = complaints.length === 0 ? '' : `; ${complaints.length} failed: ${complaints[0]}`;
  return `, ${kills} workers killed, ${restarts} restarts, ${done - dataSets} data sets done twice, ranks equal${lost}`;
}

try {
  writeFileSync(join(folder, 'data.csv'), table(1200));
  const one = await timed(() => calibrated(['--workers', '1'], 'one.json'));
  line(`${dataSets} data sets in one process, one thread`, one);
  if (only === '') {
    const two = await timed(() => calibrated(['--workers', '2'], 'two.json'));
    line('in one process, two threads', two, two.value === one.value ? ', ranks equal' : ', OTHER RANKS');
  }
  for (const engine of Object.keys(engines) as EngineName[]) {
    if (only !== '' && only !== engine) continue;
    for (const isDisturbed of [false, true]) {
      const took = await byQueue(engine, isDisturbed);
      line(
        `${engine}, ${workers} workers${isDisturbed ? ', killer' : ''}`,
        took,
        judged(took.value, one.value),
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
