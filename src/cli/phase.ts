import { parentPort } from 'node:worker_threads';
import type { CommandMessage, Phase } from './commandThread.ts';

/** Has the main thread say what begins, and how far it is; null when it is over. */
export function announce(phase: Phase | null): void {
  parentPort?.postMessage({ kind: 'phase', phase } satisfies CommandMessage);
}
