import { expect, test } from 'vitest';
import { describeFault } from '../../src/cli/fault.ts';
import { answer, type Message } from '../../src/run/answer.ts';
import { startCrew } from '../../src/run/inThreads.ts';
import { inFolder, poolwise, reference } from '../cli/poolwise.ts';

const sleepstudy = [reference('sleepstudy.csv'), 'Reaction ~ Days + (1 | Subject)', '--quiet'];
const short = ['--warmup', '30', '--draws', '20'];

test('a thread that dies ends the run with its error, and nobody waits for it', async () => {
  const death = new Error('a worker thread ended with code 1');
  const ended: number[] = [];
  let started = 0;
  const crew = startCrew(
    {
      parallelism: () => 2,
      startEarly: () => {},
      start({ lost }) {
        const id = started++;
        const post = (): void => void (id === 1 && setTimeout(() => lost(death), 5));
        return { post, end: async () => void ended.push(id) };
      },
    },
    2,
  );
  const task = { chain: 0 } as Parameters<typeof crew.runChains>[0][number];
  const run = crew.runChains([task, task, task], { onProgress: () => {}, signal: undefined });
  await expect(run).rejects.toBe(death);
  await crew.dismiss();
  expect(ended.sort()).toEqual([0, 1]);
});

test('a chain stops on word of it where no memory is shared, and hands over what it has', async () => {
  const density = {
    dimension: 1,
    logDensityAndGradient({ 0: x }: ArrayLike<number>, gradOut: Float64Array): number {
      gradOut[0] = -x;
      return -0.5 * x * x;
    },
  };
  const quantities = [{ kind: 'own', parameter: 'x', support: { kind: 'real' } }] as const;
  const settings = { warmup: 20, draws: 1e6, metric: 'diagonal', targetAccept: 0.9, maxDepth: 3 } as const;
  const task = { chain: 0, seed: '1', settings, target: { kind: 'function', density, quantities } } as const;
  const watch = { seconds: Number.POSITIVE_INFINITY, stop: new Int32Array(1) };
  const told: Message[] = [];
  const ended = answer({ kind: 'chain', task, watch, follow: null, desk: null }, (message) => {
    told.push(message);
    if (message.kind === 'progress' && message.progress.phase === 'sampling')
      setTimeout(() => answer({ kind: 'stop' }, () => {}));
  });
  await ended;
  const [kept, done] = told.slice(-2);
  expect(done).toEqual({ kind: 'done', result: null });
  expect(kept.kind === 'kept' && kept.progress.draws).toBeGreaterThan(0);
});

test('a fault of ours is one line to report; too little memory is told apart', () => {
  const memory = Object.assign(new Error('limit reached'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
  expect(describeFault(memory)).toMatch(/^poolwise: out of memory; try .*$/);
  for (const fault of [new RangeError('too deep\nand more'), 'text', null])
    expect(describeFault(fault)).toMatch(/^poolwise: this is our fault, please report it .*$/);
  expect(describeFault(new RangeError('too deep'))).toContain('RangeError: too deep (threads.test.ts:');
});

test.concurrent('twelve chains, on any number of threads, say nothing of listeners and draw the same', () =>
  inFolder(async (folder) => {
    const run = async (workers: number): Promise<string> => {
      const args = [
        'fit',
        ...sleepstudy,
        ...short,
        '--chains',
        '12',
        '--json',
        '-',
        '--workers',
        `${workers}`,
      ];
      const { stderr, stdout } = await poolwise(args, folder);
      expect(stderr).toMatch(/^(Do not trust .*\n)?$/);
      return stdout.replace(/"(\w+Seconds|threads)": ([\d.e-]+|\[[^\]]*\])/g, '');
    };
    const [none, one, many] = await Promise.all([0, 1, 12].map(run));
    expect(one).toBe(none);
    expect(many).toBe(none);
  }));
