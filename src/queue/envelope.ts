import * as v from 'valibot';
import { version } from '../report/version.ts';
import { Hopeless } from './broker.ts';
import { type KindName, kindNames } from './kinds/names.ts';
import { hash, text } from './schemas.ts';
import { hashOf } from './store.ts';

/** What a job carries: whose it is, and what is asked; what is large is named by its hash. */
export interface Envelope {
  /** Version of who made it. */
  readonly poolwise: string;
  /** The run that it was made for. */
  readonly run: string;
  /** Where inputs and results are. */
  readonly kept: 'server' | 'shared';
  readonly given: string;
  readonly extra: string | null;
  readonly ask: unknown;
}

export const envelopeSchema: v.GenericSchema<unknown, Envelope> = v.strictObject({
  ...{ poolwise: text, run: text, kept: v.picklist(['server', 'shared']) },
  ...{ given: hash, extra: v.nullable(hash), ask: v.unknown() },
});

/** The same question has the same id, whoever asks and however often. */
export function idOf(kind: KindName, { poolwise, given, extra, ask }: Envelope): string {
  return hashOf(JSON.stringify([poolwise, kind, given, extra, ask]));
}

/**
 * What came with a job. Throws Hopeless for a kind that we do not know, another version's job, and anything that is no job of ours.
 */
export function openEnvelope(kind: string, payload: unknown): Envelope & { readonly kind: KindName } {
  const own = kindNames.find((name) => name === kind);
  const writer =
    typeof payload === 'object' && payload !== null && 'poolwise' in payload ? payload.poolwise : undefined;
  if (typeof writer === 'string' && writer !== version)
    throw new Hopeless(
      `the job is of poolwise ${writer.slice(0, 40)} and the worker that took it is ${version}: draws might differ; run the same version on all machines`,
    );
  if (own === undefined)
    throw new Hopeless(`no kind of job "${kind.slice(0, 40)}" (have: ${kindNames.join(', ')})`);
  const read = v.safeParse(envelopeSchema, payload);
  if (read.success) return { ...read.output, kind: own };
  throw new Hopeless(`the job is none of poolwise: ${issueText(read.issues)}`);
}

/** Where a schema failed, in words. */
export function issueText([issue]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const path = v.getDotPath(issue);
  const place = path === null ? 'it' : `"${path}"`;
  const isOwn = issue.type === 'check' || issue.type === 'custom';
  return isOwn ? `${place}: ${issue.message}` : `${place} must be ${issue.expected}, got ${issue.received}`;
}
