/** Program of a worker thread in Node. */
import { parentPort } from 'node:worker_threads';
import { answer, type Request } from '../answer.ts';

parentPort?.on('message', (request: Request) =>
  answer(request, (message) => parentPort?.postMessage(message)),
);
