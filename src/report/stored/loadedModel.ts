import { modelHash } from '../../../models/fingerprint.ts';
import { type GlmmOptions, glmm, type Model } from '../../../models/glmm.ts';
import type { AnsweredQuestions } from '../../../models/sums/questions.ts';
import { modelOfAnswers } from '../../../models/sums/replay.ts';
import type { Table } from '../../../models/table.ts';
import { type Data, toTable } from '../../data/declare.ts';
import { matricesOfParquet } from '../../data/matrixParquet.ts';
import { sumsOfParquet } from '../../data/sumsParquet.ts';
import { tableOfParquet } from '../../data/tableParquet.ts';
import { InputError } from '../../engine/errors.ts';
import { version } from '../version.ts';
import { declaredOptions, type HandedIn } from './declarationFile.ts';
import type { StoredDeclaration } from './declarationSchema.ts';
import { type ReadingFit, readMarked } from './readMarked.ts';

/** Of `loadFit`: what a folder cannot hold, or was told not to. */
export interface LoadOptions extends HandedIn {
  /** The data, where they were left out. */
  readonly data?: Data;
}

/** What a fit's JSON says of its model. */
export interface StoredModel {
  readonly poolwise: string;
  readonly declaration?: StoredDeclaration;
}

/** A model as it was declared, or why it does not come back, to end a sentence. */
export type Rebuilt = { readonly model: Model } | { readonly why: string };

/**
 * Declares a stored fit's model anew, on the data beside it or those handed in, and holds it against the fit's mark.
 * Throws InputError where a file is damaged or of another fit, or what was handed in makes another model.
 */
export async function rebuildModel(
  reading: ReadingFit,
  stored: StoredModel,
  given: LoadOptions,
): Promise<Rebuilt> {
  const { fingerprint, where } = reading;
  const { declaration } = stored;
  if (declaration === undefined)
    return {
      why: `an earlier poolwise (${stored.poolwise}) did not store how the model was declared; fit it again`,
    };
  const table = await tableOf(reading, given);
  const summed = table === null ? await readMarked(reading, 'sums.parquet', sumsOfParquet) : null;
  if (table === null && summed === null)
    return {
      why: 'its data were left out; fit it again without --no-data, or in a script hand them in, loadFit(folder, { data })',
    };
  const cov = given.cov ?? (await matricesIn(reading, declaration));
  const made = declareAgain(declaration, table ?? summed?.summed ?? null, {
    ...given,
    ...(cov === null ? {} : { cov }),
  });
  if ('why' in made) return refuseHanded(made, given, where);
  if (fingerprint === undefined || modelHash(made.model) === fingerprint.model) return made;
  const why =
    stored.poolwise === version
      ? 'its model comes out different from the one that was fitted: the files were changed'
      : `its model comes out different from the one that was fitted: poolwise ${stored.poolwise} wrote it, this is ${version}; fit it again`;
  return refuseHanded({ why }, given, where);
}

/** On rows, or on what a database said of them. */
function declareAgain(
  declaration: StoredDeclaration,
  data: Table | AnsweredQuestions | null,
  given: HandedIn,
): Rebuilt {
  const options = declaredOptions(declaration, given);
  if ('why' in options) return options;
  try {
    if (data === null) throw new RangeError('loadFit: there is nothing to declare on');
    return {
      model:
        'answers' in data
          ? modelOfAnswers(declaration.formula, options, data)
          : glmm(declaration.formula, data, options),
    };
  } catch (error) {
    if (error instanceof InputError) return { why: `its model cannot be declared again: ${error.message}` };
    throw error;
  }
}

/** Whoever hands something in wants the model, and hears what is wrong with it. */
function refuseHanded(rebuilt: { readonly why: string }, given: LoadOptions, where: string): Rebuilt {
  const handed = Object.keys(given).filter((key) => given[key as keyof LoadOptions] !== undefined);
  if (handed.length === 0) return rebuilt;
  const why = rebuilt.why.startsWith('its model comes out')
    ? 'it makes another model than the one that was fitted'
    : rebuilt.why;
  throw new InputError(`${where}: with the ${handed.join(' and ')} handed in: ${why}`);
}

async function tableOf(reading: ReadingFit, { data }: LoadOptions): Promise<Table | null> {
  if (data !== undefined) return toTable(reading.where, data);
  const read = await readMarked(reading, 'data.parquet', tableOfParquet);
  return read === null ? null : read.table;
}

async function matricesIn(
  reading: ReadingFit,
  { matrices }: StoredDeclaration,
): Promise<NonNullable<GlmmOptions['cov']> | null> {
  if (matrices.length === 0) return null;
  const read = await readMarked(reading, 'matrices.parquet', matricesOfParquet);
  return read === null ? null : read.matrices;
}
