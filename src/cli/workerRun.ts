import { openWorker } from '../queue/open.ts';
import { stoppable } from './interrupt.ts';

/** As the command line has them. */
export interface WorkerFlags {
  readonly queue?: string;
  readonly shared?: string;
  readonly jobs?: number;
  readonly lease?: number;
  readonly quiet?: boolean;
}

/** Does jobs until a signal comes, and then those in hand. */
export async function runWorker({ queue, shared, jobs, lease, quiet = false }: WorkerFlags): Promise<void> {
  const worker = await openWorker({
    ...(queue === undefined ? {} : { url: queue }),
    ...(shared === undefined ? {} : { shared }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(lease === undefined ? {} : { lease }),
    onNews: (text) => void (quiet || process.stderr.write(`${text}\n`)),
  });
  process.stderr.write(
    `worker: doing the jobs of ${worker.name}, ${worker.jobs} at a time; Ctrl-C ends it\n`,
  );
  await stoppable(
    (stop) => new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true })),
    'doing the jobs in hand first',
  );
  await worker.close();
}
