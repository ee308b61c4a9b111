/** Program of a worker thread in Node. */
import { parentPort } from 'node:worker_threads';
import { type Asked, answer } from '../answer.ts';

parentPort?.on('message', (asked: Asked) => answer(asked, (message) => parentPort?.postMessage(message)));
