import { bootstrap, ratio } from './bootstrap.ts';
import { chain } from './chain.ts';
import { fit } from './fit.ts';
import type { JobKind } from './kind.ts';
import type { KindName } from './names.ts';
import { sbc } from './sbc.ts';

/** All that a worker does. */
export const kinds = { chain, fit, sbc, bootstrap, ratio } satisfies Readonly<Record<KindName, unknown>>;

type Parts<Name extends KindName> =
  (typeof kinds)[Name] extends JobKind<infer Given, infer _, infer Ask, infer Extra, infer Found>
    ? { readonly given: Given; readonly ask: Ask; readonly extra: Extra | null; readonly found: Found }
    : never;

/** What jobs of a kind are given, asked, given besides, and find. */
export type GivenOf<Name extends KindName> = Parts<Name>['given'];
export type AskOf<Name extends KindName> = Parts<Name>['ask'];
export type ExtraOf<Name extends KindName> = Parts<Name>['extra'];
export type FoundOf<Name extends KindName> = Parts<Name>['found'];
