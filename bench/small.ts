/**
 * Small models at once: a fit from the command to its summary, and one of many in a process that stays (`fitMany`, one thread,
 * 4 x 1000 draws, summarised). Seconds of CPU, all threads counted, and of the clock; the middle of the runs and the least.
 * Another build's folder as second argument is run in turn with this one, so that a busy machine slows both.
 * @example npm run bench:small -- 10 ../older
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fitMany, type Model } from '../src/index.ts';
import { readTable } from '../src/node.ts';
import { declare } from './measure.ts';
import { csvOf, type FileModel, findFileModel, fitArguments } from './zoo.ts';

const [runs = '10', other] = process.argv.slice(2);
const here = fileURLToPath(new URL('../..', import.meta.url));
const builds = [here, ...(other === undefined ? [] : [other])];
const names = ['sleepstudy', 'cbpp', 'Penicillin'];

interface Time {
  readonly cpu: number;
  readonly clock: number;
}

function spent(work: () => void): Time {
  const [cpu, clock] = [process.resourceUsage(), performance.now()];
  work();
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    cpu: (userCPUTime - cpu.userCPUTime + systemCPUTime - cpu.systemCPUTime) / 1e6,
    clock: (performance.now() - clock) / 1000,
  };
}

/** A child's CPU seconds are not told apart from others' by Node: a line of the shell's `times` tells them. */
function commandTime(build: string, model: FileModel): Time {
  const program = [process.execPath, join(build, 'dist/src/cli/main.js'), ...fitArguments(model, 'bench')];
  const script = '"$@" > /dev/null; code=$?; times; exit $code';
  let text = '';
  const { clock } = spent(() => {
    const { stdout, status } = spawnSync('sh', ['-c', script, 'sh', ...program], { encoding: 'utf8' });
    if (status !== 0 && status !== 2) throw new Error(`bench: ${model.name} ended with ${status}`);
    text = stdout;
  });
  const seconds = [...text.split('\n')[1].matchAll(/(\d+)m([\d.]+)s/g)];
  return { cpu: seconds.reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0), clock };
}

const middle = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const line = (what: string, times: readonly Time[]): string => {
  const [cpu, clock] = [times.map((t) => t.cpu), times.map((t) => t.clock)];
  const figures = [middle(cpu), Math.min(...cpu), middle(clock), Math.min(...clock)];
  return `${what.padEnd(44)} ${figures.map((s) => s.toFixed(3).padStart(9)).join('')}`;
};

console.log(`${''.padEnd(44)}  CPU s    least  clock s    least`);
for (const name of names) {
  const model = findFileModel(name);
  if (model === undefined) throw new Error(`bench: no model ${name}`);
  const times = builds.map((): Time[] => []);
  for (let run = 0; run < Number(runs); run++)
    for (const [b, build] of builds.entries()) times[b].push(commandTime(build, model));
  for (const [b, build] of builds.entries())
    console.log(line(`${name}, command${build === here ? '' : ` of ${build}`}`, times[b]));
  const declared = declare(model, await readTable(csvOf(model)));
  function* models(): Generator<Model> {
    for (let fit = 0; fit < 3 * Number(runs); fit++) yield declared;
  }
  const later: Time[] = [];
  let [cpu, clock] = [process.cpuUsage(), performance.now()];
  for await (const _ of fitMany(models(), { seed: 'bench', summaries: true, workers: 0 })) {
    const { user, system } = process.cpuUsage(cpu);
    later.push({ cpu: (user + system) / 1e6, clock: (performance.now() - clock) / 1000 });
    [cpu, clock] = [process.cpuUsage(), performance.now()];
  }
  console.log(line(`${name}, fits of one process after the fifth`, later.slice(5)));
}
