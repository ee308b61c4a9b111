import type { Fit, LaplaceResult, Model, Table } from 'poolwise';

/** What the worker holds for the page, which knows it by these keys only. */
export interface Held {
  /** The table as the user reads it: types, levels and missing marks as chosen. */
  table: Table | null;
  /** Declared models, by the key of what declares them. */
  readonly models: Map<string, Model>;
  /** Fits by their id in the session. */
  readonly fits: Map<string, HeldFit>;
}

export interface HeldFit {
  readonly fit: Fit<Model>;
  /** Beside it, once asked for. */
  laplace?: LaplaceResult;
}

export const held: Held = { table: null, models: new Map(), fits: new Map() };
