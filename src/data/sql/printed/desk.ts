import type { Answer } from '../../../../models/sums/questions.ts';
import type { Dialect } from '../dialect.ts';
import { literalWriter, type Selection } from '../statement.ts';
import { parseResult } from './parseResult.ts';
import { markOf, type PrintedStatement, printedText } from './printedStatement.ts';
import { readResult } from './resultFile.ts';

/** What is known while results are read. */
export interface Desk {
  readonly folder: string;
  readonly files: readonly string[];
  readonly dialect: Dialect;
  /** What every result hangs on. */
  readonly about: unknown;
  readonly needed: PrintedStatement[];
  /** Names of files that were asked for. */
  readonly asked: string[];
}

/** One statement. */
export interface Asked {
  /** What it is called. */
  readonly kind: string;
  readonly about: unknown;
  readonly single: boolean;
  readonly select: (writer: ReturnType<typeof literalWriter>) => Selection;
}

/** Answers that are in the folder; null where one is missing, whose statement is needed then. */
export async function answersTo(desk: Desk, all: readonly Asked[]): Promise<readonly Answer[] | null> {
  const answers: Answer[] = [];
  for (const { kind, about, single, select } of all) {
    const writer = literalWriter(desk.dialect);
    const name = `${String(desk.asked.length + 1).padStart(2, '0')}-${kind}`;
    desk.asked.push(name);
    const mark = markOf([desk.about, about]);
    const selection = select(writer);
    const raw = await readResult(desk.folder, desk.files, name);
    if (raw === null) desk.needed.push({ name, text: printedText(selection, mark, writer) });
    else answers.push(parseResult(raw, { columns: selection.columns.map(({ as }) => as), mark, single }));
  }
  return answers.length < all.length ? null : answers;
}
