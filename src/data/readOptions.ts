import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { type CsvOptions, checkCsvOptions } from './csvOptions.ts';

/** How a file of any format is to be read, where its content alone does not say. */
export interface ReadOptions extends CsvOptions {
  /** The sheet of a workbook; the first if left out. */
  readonly sheet?: string;
}

const optionKinds: OptionKinds<ReadOptions> = {
  na: 'anything',
  decimal: 'text',
  rowNames: 'text',
  sheet: 'text',
};

/** Throws InputError for options that are none, and for values that say nothing. */
export function checkReadOptions(options: ReadOptions): void {
  checkOptions('data', options, optionKinds);
  const { sheet: _, ...others } = options;
  checkCsvOptions(others);
}

/** Throws InputError for options that say how text is laid out, where the file is none. */
export function refuseTextOptions(source: string, format: string, options: ReadOptions): void {
  const given = (['decimal', 'rowNames'] as const).find((name) => options[name] !== undefined);
  if (given !== undefined)
    throw new InputError(
      `data: ${given} is for files of text fields, ${source} is ${format}; leave ${given} out`,
      {
        source,
        option: given,
      },
    );
}

/** Throws InputError for a sheet asked of a file that has none. */
export function refuseSheet(source: string, format: string, { sheet }: ReadOptions): void {
  if (sheet !== undefined)
    throw new InputError(`data: ${source} is ${format}, which has no sheets; leave the sheet out`, {
      source,
      sheet,
    });
}
