import type { DecimalMark } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';

/** How a CSV file is to be read, where its text alone does not say. */
export interface CsvOptions {
  /** Fields that mean a missing value, beside an empty one, NA and NaN: `['N/A', '.']`. */
  readonly na?: readonly string[];
  /** The decimal mark; if left out, a comma where a file with semicolons or tabs has no other, else a point. */
  readonly decimal?: DecimalMark;
  /** What a first column without a name is called, as R writes row names; refused if left out. */
  readonly rowNames?: string;
}

/** What fields are read by. */
export interface Marks {
  readonly isMissing: (field: string) => boolean;
  readonly decimal: DecimalMark;
}

const optionKinds: OptionKinds<CsvOptions> = { na: 'anything', decimal: 'text', rowNames: 'text' };

/** Throws InputError for options that are none, and for values that say nothing. */
export function checkCsvOptions(options: CsvOptions): void {
  checkOptions('data', options, optionKinds);
  const { na, decimal } = options;
  if (decimal !== undefined && decimal !== '.' && decimal !== ',')
    throw new InputError(`data: the decimal mark must be "." or ",", got ${JSON.stringify(decimal)}`);
  if (na !== undefined && !(Array.isArray(na) && na.every((text) => typeof text === 'string')))
    throw new InputError(`data: na must be a list of texts, such as ["N/A"], got ${JSON.stringify(na)}`);
}
