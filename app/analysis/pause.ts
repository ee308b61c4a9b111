import type { Context } from './context.ts';

/** Lets the worker hear what has come in meanwhile; rejects where the answer is no longer wanted. */
export async function pause({ signal }: Pick<Context, 'signal'>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal.throwIfAborted();
}
