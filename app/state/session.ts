import type { FamilyName, GlmmOptions } from 'poolwise';

type LinkName = NonNullable<GlmmOptions['link']>;

/** The steps of the way through, in the order of the work. */
export const stepNames = ['data', 'model', 'fit', 'answers', 'predict', 'takeAway'] as const;

export type StepName = (typeof stepNames)[number];

/** Where the rows came from. A file's bytes are kept beside the session, by `id`, never in it. */
export type DataSource =
  | { readonly kind: 'file' | 'pasted'; readonly name: string; readonly bytes: number; readonly id: string }
  | { readonly kind: 'example'; readonly name: string };

/** How the user had the file read, where its content alone does not say. */
export interface Reading {
  readonly na?: readonly string[];
  readonly decimal?: '.' | ',';
  readonly sheet?: string;
  readonly rowNames?: string;
  /** Of text that is not UTF-8. */
  readonly encoding?: 'windows-1252';
}

export interface DataChoice {
  readonly source: DataSource;
  readonly reading: Reading;
  /** Columns read as factors: their levels, reference first, or 'sorted'. */
  readonly factors: Readonly<Record<string, readonly string[] | 'sorted'>>;
  /** Questions about the file that were answered by leaving it as it is, by their keys. */
  readonly settled: readonly string[];
}

/** The table that a fit was made of. */
export type FitData = Pick<DataChoice, 'source' | 'reading'>;

/** Whether two sources are one table, as far as can be told without reading it; how it is read may differ. */
export function isSameSource(one: DataSource, other: DataSource): boolean {
  return one.kind === 'example' || other.kind === 'example'
    ? one.kind === other.kind && one.name === other.name
    : one.kind === other.kind && one.name === other.name && one.bytes === other.bytes;
}

/** Whether a fit is of the table that is open, read as it was then; of a fit that does not say, that is believed. */
export function isOfTable(fit: { readonly data?: FitData }, open: DataChoice | null): boolean {
  if (fit.data === undefined) return true;
  if (open === null || !isSameSource(fit.data.source, open.source)) return false;
  return isAlike(fit.data.reading, open.reading);
}

function isAlike(one: Reading, other: Reading): boolean {
  const told = (reading: Reading): string => JSON.stringify(Object.entries(reading).sort());
  return told(one) === told(other);
}

/** A model as the user writes it; with the table it is what `glmm` takes. */
export interface ModelDraft {
  readonly formula: string;
  /** Formulas of the family's further parameters, such as sigma: `{ sigma: '~ Days' }`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly family: FamilyName;
  /** Null: the family's default. */
  readonly link: LinkName | null;
  /** By parameter or class, as `parsePrior` reads them. */
  readonly priors: Readonly<Record<string, string>>;
  readonly weights: string | null;
  readonly residual: string | null;
}

/** Null leaves a setting to the sampler. */
export interface Sampling {
  readonly chains: number;
  readonly draws: number;
  readonly warmup: number | null;
  readonly seed: string;
  readonly sampler: string;
  readonly targetAccept: number | null;
}

/** How a fit went, in plain data. */
export interface FitReport {
  readonly isTrusted: boolean;
  /** The verdict, in words. */
  readonly text: string;
  readonly findings: readonly { readonly severity: 'doubt' | 'remark'; readonly text: string }[];
  /** Why, probably, and what may be done. */
  readonly causes: readonly { readonly kind: string; readonly text: string; readonly advice: string }[];
  /** Draws a chain in all that should do; null where those that there are do, or nobody can say. Fits of older versions lack it. */
  readonly enoughDraws?: number | null;
  /** Of the draws: the same for the same bits, here and in the shell. */
  readonly digest: string;
  readonly chains: number;
  readonly draws: number;
  readonly warmup: number;
  readonly seconds: number;
  readonly threads: number;
  readonly strategy: string;
  readonly reason: string;
  readonly divergences: number;
  readonly targetAccept: number;
  /** Ended by the user before it had all draws. */
  readonly isStopped: boolean;
  /** Begun with what the chains of another fit had found. */
  readonly isWarm: boolean;
  /** Of the table, that the model was fitted to; not known of a fit that an older build of the page kept. */
  readonly rows?: number;
}

/** One fit of the session; its draws are with the worker, and kept in the browser. */
export interface FitEntry {
  readonly id: string;
  readonly name: string;
  readonly draft: ModelDraft;
  readonly factors: DataChoice['factors'];
  /** Not known of a fit that an older build of the page kept. */
  readonly data?: FitData;
  readonly sampling: Sampling;
  /** What is wrong with it, in words. */
  readonly warnings: readonly string[];
  readonly isTrusted: boolean;
  /** How it went; none of a fit that came from elsewhere. */
  readonly report?: FitReport;
  /** Name of the fit that its chains began with; they began anywhere if left out. */
  readonly warmFrom?: string;
}

/** What is being drawn: from the start, or more draws of a fit. */
export type UnderWay = { readonly data: FitData } & (
  | ({
      readonly kind: 'fit';
      /** The fit that its chains begin with. */
      readonly warmFrom: string | null;
    } & Pick<FitEntry, 'name' | 'draft' | 'factors' | 'sampling'>)
  | { readonly kind: 'more'; readonly fit: string; readonly draws: number }
);

/** What the predict step asks of the chosen fit. */
export interface PredictionChoice {
  readonly groups: 'given' | 'typical' | 'averaged';
  readonly scale: 'mean' | 'outcome' | 'above' | 'quantile';
  /** The value that a chance is of being above; null for the first one proposed. */
  readonly above: number | null;
  readonly quantile: number;
  readonly perTrial: boolean;
  readonly level: number;
  /** By column; what a patient lacks is what is usual. */
  readonly patients: readonly Readonly<Record<string, number | string>>[];
  /** The patient whose fields are shown. */
  readonly edited: number;
}

/** All that a reload brings back, and that undo goes through. */
export interface Session {
  readonly version: 1;
  readonly data: DataChoice | null;
  readonly draft: ModelDraft;
  readonly sampling: Sampling;
  readonly fits: readonly FitEntry[];
  /** The fit that is being looked at. */
  readonly chosenFit: string | null;
  /** Nothing if left out. After a reload it is what was being drawn when the page was left. */
  readonly underWay?: UnderWay | null;
  readonly prediction: PredictionChoice;
  readonly step: StepName;
  /** What is looked at beside the steps; a step if left out. */
  readonly extra?: 'teaching' | null;
}

/** What an entry says of how its fit went. */
export const reported = (report: FitReport): Pick<FitEntry, 'report' | 'isTrusted' | 'warnings'> => ({
  report,
  isTrusted: report.isTrusted,
  warnings: report.findings.map(({ text }) => text),
});

/** Draws and chains as they are, which may be other than were asked for. */
export const lengthsOf = (asked: Sampling, { chains, draws }: FitReport): Sampling => ({
  ...asked,
  chains,
  draws,
});

/** The fit that is being looked at, or the latest; null where there is none. */
export function chosenFitOf({ fits, chosenFit }: Pick<Session, 'fits' | 'chosenFit'>): FitEntry | null {
  return fits.find(({ id }) => id === chosenFit) ?? fits.at(-1) ?? null;
}

export const emptyDraft: ModelDraft = {
  formula: '',
  parameters: {},
  family: 'gaussian',
  link: null,
  priors: {},
  weights: null,
  residual: null,
};

export const emptyPrediction: PredictionChoice = {
  groups: 'averaged',
  scale: 'mean',
  above: null,
  quantile: 0.9,
  perTrial: true,
  level: 0.95,
  patients: [{}],
  edited: 0,
};

export const emptySession: Session = {
  version: 1,
  data: null,
  draft: emptyDraft,
  sampling: { chains: 4, draws: 1000, warmup: null, seed: '1', sampler: 'auto', targetAccept: null },
  fits: [],
  chosenFit: null,
  prediction: emptyPrediction,
  step: 'data',
};
