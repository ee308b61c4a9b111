import type { JobQuestion } from '../answerJob.ts';

/** What a job's thread is told. */
export type ToThread =
  | { readonly kind: 'job'; readonly question: JobQuestion }
  | { readonly kind: 'input'; readonly hash: string; readonly bytes: Uint8Array }
  | { readonly kind: 'no input'; readonly hash: string; readonly why: string };

/** What it says: what it needs, how far it is, and one last message a job. */
export type FromThread =
  | { readonly kind: 'need'; readonly hash: string }
  | { readonly kind: 'progress'; readonly progress: unknown }
  | { readonly kind: 'done'; readonly bytes: Uint8Array }
  /** By any try. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
