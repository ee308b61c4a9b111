/** Loaded before a program by `node --import`: writes the process's peak memory, in kilobytes, to a file at its end. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const path = process.env.POOLWISE_BENCH_MEMORY;
if (path !== undefined && isMainThread)
  process.on('exit', () => writeFileSync(path, String(process.resourceUsage().maxRSS)));
