import { stream } from '../src/engine/rng.ts';

/** Workers that die now and then, and a queue that hands their jobs out again. Seconds. */
export interface QueueSetting {
  readonly jobs: number;
  readonly workers: number;
  /** A job takes so long. */
  readonly job: number;
  /** A worker lives so long on average (exponential), and comes back after `restart`. */
  readonly life: number;
  readonly restart: number;
  /** A dead worker's job is handed out again after so long. */
  readonly lease: number;
  /** The server and the command together are busy so long with a job, one after another. */
  readonly overhead: number;
}

/**
 * Expected seconds until all jobs are done. A job on a worker that dies at rate 1 / life takes (e^(job / life) - 1) (life + restart) until it is
 * done once, dying and coming back included, since the exponential distribution forgets; jobs a worker makes follow one another, the last ones
 * leave some workers idle, and a job lost near the end waits for its lease. The server is what holds up where jobs are short.
 */
export function expectedWall({ jobs, workers, job, life, restart, lease, overhead }: QueueSetting): number {
  const deaths = Math.expm1(job / life);
  const each = deaths * (life + restart);
  const rounds = Math.max(1, jobs / workers);
  const lastLost = Math.min(1, (workers * job) / life) * lease;
  return Math.max(jobs * overhead, rounds * each) + (rounds > 1 ? each / 2 : 0) + lastLost;
}

export interface Simulated {
  readonly wall: number;
  /** Jobs begun, those that were lost included. */
  readonly begun: number;
}

interface Worker {
  /** When it can begin its next job, and when it dies. */
  free: number;
  death: number;
}

/** The same by events: who is free first takes the job that is ready first. */
export function simulateQueue(
  { jobs, workers, job, life, restart, lease, overhead }: QueueSetting,
  seed: number,
): Simulated {
  const rng = stream('queue', seed);
  const lived = (): number => -life * Math.log1p(-rng.uniform());
  const crew: Worker[] = Array.from({ length: workers }, () => ({ free: 0, death: lived() }));
  const waiting: number[] = [];
  let [next, server, wall, begun] = [0, 0, 0, 0];
  while (next < jobs || waiting.length > 0) {
    const worker = crew.reduce((first, one) => (one.free < first.free ? one : first));
    if (worker.death <= worker.free) {
      worker.free = worker.death + restart;
      worker.death = worker.free + lived();
      continue;
    }
    const lost = Math.min(...waiting);
    const takesLost = next >= jobs || lost <= worker.free;
    const from = Math.max(takesLost ? lost : 0, worker.free, server);
    if (worker.death <= from) {
      worker.free = worker.death;
      continue;
    }
    if (takesLost) waiting.splice(waiting.indexOf(lost), 1);
    else next++;
    server = from + overhead;
    begun++;
    if (from + job <= worker.death) {
      worker.free = from + job;
      wall = Math.max(wall, worker.free);
    } else {
      waiting.push(worker.death + lease);
      worker.free = worker.death + restart;
      worker.death = worker.free + lived();
    }
  }
  return { wall, begun };
}
