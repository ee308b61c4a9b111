import {
  type CodeKind,
  type CodeOptions,
  type ExportKind,
  exportFit,
  fitCode,
  fitFiles,
  newRowColumns,
  type PlotKind,
  plot,
  renderTable,
  reportHtml,
  type TableFormat,
  table,
} from 'poolwise';
import type { Context } from '../context.ts';
import { heldFit } from '../heldFit.ts';
import { pause } from '../pause.ts';
import { zipped } from '../takeAway/zipped.ts';

export interface OfFit {
  /** Of the session. */
  readonly fit: string;
}

/** The report as a page that needs nothing else. */
export async function report({ fit }: OfFit, context: Context): Promise<Blob> {
  await pause(context);
  return new Blob([reportHtml(heldFit(fit))], { type: 'text/html' });
}

export interface FolderRequest extends OfFit {
  /** What the folder is called. */
  readonly name: string;
  /** Whether the columns that the model reads go with it. */
  readonly data: boolean;
}

/** The files of the fit's folder, as `saveFit` writes them, in a zip. */
export async function folder({ fit, name, data }: FolderRequest, context: Context): Promise<Blob> {
  await pause(context);
  return zipped(name, await fitFiles(heldFit(fit), { data }));
}

export interface DrawsRequest extends OfFit {
  readonly name: string;
  readonly kind: ExportKind;
}

/** The draws for other programs: one file, or several in a zip. */
export async function draws({ fit, name, kind }: DrawsRequest, context: Context): Promise<Blob> {
  await pause(context);
  const files = await exportFit(heldFit(fit), kind);
  const parts = Array.from(files, ([file, content]): [string, (string | Uint8Array<ArrayBuffer>)[]] => [
    file,
    content instanceof Uint8Array ? [new Uint8Array(content)] : [...content],
  ]);
  if (parts.length === 1) return new Blob(parts[0][1]);
  const bytes = await Promise.all(
    parts.map(
      async ([file, pieces]) => [file, new Uint8Array(await new Blob(pieces).arrayBuffer())] as const,
    ),
  );
  return zipped(name, new Map(bytes));
}

/** The table of estimates, as articles print it. */
export async function estimates(
  { fit, format }: OfFit & { readonly format: TableFormat },
  context: Context,
): Promise<string> {
  await pause(context);
  return renderTable(table(heldFit(fit)), format);
}

export interface FigureRequest extends OfFit {
  readonly kind: PlotKind;
  /** Along the x axis, where the kind has one of the data's. */
  readonly variable: string | null;
}

/** A picture for paper and slides, on white. */
export async function figure({ fit, kind, variable }: FigureRequest, context: Context): Promise<string> {
  await pause(context);
  return plot(heldFit(fit), { kind, theme: 'light', ...(variable === null ? {} : { variable }) });
}

/** The variables that curves can be drawn along. */
export function variables({ fit }: OfFit): string[] {
  return newRowColumns(heldFit(fit).model).flatMap(({ name, role }) => (role === 'predictor' ? [name] : []));
}

export interface CodeRequest extends OfFit {
  readonly kind: CodeKind;
  readonly options: CodeOptions;
}

/** The same analysis as code, for as many draws as there are by now. Throws InputError for what the code cannot say. */
export async function code({ fit, kind, options }: CodeRequest, context: Context): Promise<string> {
  await pause(context);
  const drawn = heldFit(fit);
  const { chains, draws } = drawn.draws;
  return fitCode(drawn, kind, { ...options, asked: { ...options.asked, chains, draws } });
}
