/** Pairs stand for records: a name such as `__proto__` is then nothing but a text. */
type Pairs<Value> = readonly (readonly [string, Value])[];

/** As it is packed; every word of it is checked by `linkSchema.ts` when it comes back. */
export interface LinkContent {
  readonly f: string;
  readonly p: Pairs<string>;
  readonly y: string;
  readonly l: string | null;
  readonly q: Pairs<string>;
  readonly w: string | null;
  readonly r: string | null;
  readonly s: readonly [
    chains: number,
    draws: number,
    warmup: number | null,
    seed: string,
    sampler: string,
    targetAccept: number | null,
  ];
  readonly c: Pairs<'n' | 'f' | 'b'>;
  readonly o: Pairs<readonly string[] | 'sorted'>;
  readonly e: string | null;
}
