import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { allMutants, soundRuns } from './all.ts';
import type { Mutant } from './mutant.ts';

/** A mutant, and after how many runs it was caught; null where it was not. */
export interface TriedMutant extends Pick<Mutant, 'name' | 'file' | 'property'> {
  readonly kind: string;
  readonly runs: number | null;
}

/** A set-up without a mistake, and how many seeds it passed. */
export interface Sound {
  readonly property: string;
  readonly seeds: number;
}

const [opening, closing] = ['<!-- made by npm run test:mutants -->', '<!-- end -->'];

/** Prints the table, and where it is whole writes it into the file that `MUTANT_TABLE` names, between its marks. */
export function printTable(tried: readonly TriedMutant[], sound: readonly Sound[]): void {
  const text = [mutantsTable(tried), soundTable(sound)].join('\n\n');
  console.log(text);
  const file = process.env.MUTANT_TABLE;
  if (file === undefined || tried.length < allMutants.length || sound.length < soundRuns.length) return;
  const [before, rest] = readFileSync(file, 'utf8').split(opening);
  const after = rest.split(closing)[1];
  const date = new Date().toISOString().slice(0, 10);
  const made = `${date}, Node ${process.versions.node}, ${cpus()[0].model.trim()}.`;
  writeFileSync(file, `${before}${opening}\n\n${made}\n\n${text}\n\n${closing}${after}`);
}

function mutantsTable(tried: readonly TriedMutant[]): string {
  const rows = tried.map(
    ({ kind, name, file, property, runs }) =>
      `| ${kind} | ${name} | ${file} | ${property} | ${runs ?? 'MISSED'} |`,
  );
  return [
    `${tried.filter(({ runs }) => runs !== null).length} of ${tried.length} mutants are caught:`,
    '',
    '| kind | what is broken | file | caught by | runs |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function soundTable(sound: readonly Sound[]): string {
  const properties = [...new Set(sound.map(({ property }) => property))];
  const rows = properties.map((property) => {
    const own = sound.filter((one) => one.property === property);
    return `| ${property} | ${own.length} | ${own[0].seeds} |`;
  });
  return [
    'The same set-ups where nothing is broken, and the seeds that they passed:',
    '',
    '| property | set-ups | seeds each |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}
