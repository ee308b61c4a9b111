import { effectJson } from '../report/effectTable.ts';
import { evidenceTable, type NamedEvidence } from '../report/evidenceTable.ts';
import { openFit } from '../report/stored/openFit.ts';
import { bayesFactor, marginalLikelihood } from '../run/evidence/marginalLikelihood.ts';
import { checkEachOnce } from './eachOnce.ts';
import { judge } from './judge.ts';
import { printTable } from './printTable.ts';
import { sampledFit } from './refitting.ts';
import { checkTableFlags, type TableOrJson } from './tableOrJson.ts';

/** As the command line has them. */
export interface EvidenceFlags extends TableOrJson {
  readonly draws: number;
  readonly seed: string;
}

/** Prints the marginal likelihoods of stored fits, the most probable first. The exit code is 2 where one cannot be relied on. */
export async function runEvidence(paths: readonly string[], flags: EvidenceFlags): Promise<number> {
  checkTableFlags('evidence', flags);
  checkEachOnce('evidence', paths);
  const { draws, seed } = flags;
  const found: NamedEvidence[] = [];
  let code = 0;
  for (const path of paths) {
    const fit = await openFit(path, 'evidence');
    code = Math.max(code, judge(fit));
    const { model } = sampledFit(fit, 'evidence', path);
    found.push({ name: path, evidence: marginalLikelihood(model, { draws, seed }) });
  }
  const sorted = found.toSorted(
    (a, b) => b.evidence.logMarginalLikelihood - a.evidence.logMarginalLikelihood,
  );
  const factors = sorted.map(({ evidence }) => bayesFactor(evidence, sorted[0].evidence));
  if (flags.json === true) {
    const rows = sorted.map(({ name, evidence: { data: _, ...of } }, m) => ({
      name,
      ...of,
      bayesFactor: factors[m],
    }));
    process.stdout.write(effectJson(rows));
  } else await printTable(evidenceTable(sorted, factors), flags, paths);
  const doubtful = sorted.filter(({ evidence }) => !evidence.trusted).map(({ name }) => `"${name}"`);
  if (doubtful.length > 0)
    process.stderr.write(
      `Do not trust the marginal likelihood of ${doubtful.join(', ')}: its error is above 0.2, or unknown; try more --draws\n`,
    );
  return doubtful.length > 0 ? 2 : code;
}
