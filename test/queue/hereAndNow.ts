import * as v from 'valibot';
import { type GlmmOptions, glmm, type Model } from '../../models/glmm.ts';
import { unpacked } from '../../src/data/packed.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { answerJob } from '../../src/queue/answerJob.ts';
import { kinds } from '../../src/queue/kinds/index.ts';
import type { KindName } from '../../src/queue/kinds/names.ts';
import type { Producer } from '../../src/queue/producer.ts';
import type { Packed } from '../../src/queue/store.ts';
import type { Wanted } from '../../src/queue/waiting.ts';

/** Jobs done at once on this thread, everything on its way as a server would have it: bytes and JSON. */
export function hereAndNow(): Producer & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    atOnce: 2,
    expect: () => {},
    close: async () => {},
    async ask(kind, wanted) {
      asked.push(kind);
      return found(kind, wanted) as never;
    },
  };
}

export async function found(kind: KindName, { given, extra, ask }: Wanted<KindName>): Promise<unknown> {
  const inputs = new Map<string, Packed>([given, ...(extra === null ? [] : [extra])].map((i) => [i.hash, i]));
  const question = {
    kind,
    given: given.hash,
    extra: extra?.hash ?? null,
    ask: JSON.parse(JSON.stringify(ask)),
  };
  const fetch = async (hash: string): Promise<Uint8Array> => inputs.get(hash)?.bytes ?? new Uint8Array();
  const bytes = await answerJob(question, fetch, () => {});
  return v.parse(kinds[kind].found as v.GenericSchema, unpacked(bytes));
}

const rows = 36;
export const x = Array.from({ length: rows }, (_, i) => ((i * 104729) % 101) / 50 - 1);
export const g = x.map((_, i) => `g${(i * 31) % 4}`);
const h = x.map((_, i) => `h${(i * 17) % 3}`);
export const y = x.map((_, i) => ((i * 7919) % 13) / 4);
const count = y.map(Math.round);
const is = y.map((value) => (value > 1.4 ? 1 : 0));
const w = x.map((_, i) => 1 + (i % 3));
export const table = tableFromColumns({ y, count, is, x, g, h, w, b: x.map((value) => value > 0) });

/** A model of a small table. */
export const declared = (formula: string, options: GlmmOptions = {}): Model => glmm(formula, table, options);
export const tiny = { chains: 2, draws: 30, seed: 'q', workers: 0 } as const;
