import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import type { ImportanceTail, LaplaceTails } from '../../models/compare/paretoK.ts';
import type { Fingerprint } from '../../models/fingerprint.ts';
import type { CompareVerdict } from './compareVerdict.ts';
import { version } from './version.ts';

/** What `compare --json` writes: the fields of the contract, then what else is known. NaN and infinities are null. */
export interface CompareFile {
  readonly poolwise: string;
  readonly formula: string;
  readonly family: { readonly name: string; readonly link: string };
  readonly approximation: string;
  readonly verdict: { readonly ok: boolean; readonly text: string; readonly posteriorTrusted: boolean };
  /** Of all parameters and group effects together. */
  readonly paretoK: number | null;
  readonly importance: {
    readonly joint: ImportanceTail | null;
    readonly population: ImportanceTail | null;
    readonly reason: string;
  } | null;
  readonly parameters: readonly ComparedParameter[];
  /** What was settled of data and model without asking. */
  readonly notes: readonly { readonly kind: string; readonly text: string }[];
  /** The posterior's; files of stored fits from before there were any have none. */
  readonly fingerprint?: Fingerprint | undefined;
}

/** A comparison as plain data. */
export function compareFile(
  about: Pick<CompareFile, 'formula' | 'family' | 'approximation' | 'fingerprint' | 'notes'>,
  parameters: readonly ComparedParameter[],
  { ok, text, trusted }: CompareVerdict,
  tails: LaplaceTails | null,
): CompareFile {
  const { formula, family, approximation, fingerprint } = about;
  return {
    poolwise: version,
    formula,
    family: { name: family.name, link: family.link },
    approximation,
    verdict: { ok, text, posteriorTrusted: trusted },
    paretoK: tails?.joint?.paretoK ?? null,
    importance: tails,
    parameters,
    notes: about.notes,
    fingerprint,
  };
}

export function formatCompareFile(file: CompareFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}
