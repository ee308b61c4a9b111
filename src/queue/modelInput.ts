import * as v from 'valibot';
import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import { type Declaration, glmm, type Model } from '../../models/glmm.ts';
import type { Column, Table } from '../../models/table.ts';
import { InputError } from '../engine/errors.ts';
import { declarationFile, declaredOptions } from '../report/stored/declarationFile.ts';
import { declarationSchema } from '../report/stored/declarationSchema.ts';
import { bytes, count, doubles, text, whole } from './schemas.ts';

const texts = v.pipe(v.array(text), v.readonly());
const columnSchema = v.variant('kind', [
  v.strictObject({
    ...{ name: text, kind: v.literal('number'), values: doubles },
    spelt: v.exactOptional(v.array(v.strictObject({ rows: whole, texts: text }))),
  }),
  v.pipe(
    v.strictObject({
      ...{ name: text, kind: v.literal('factor'), values: whole, levels: texts },
      declared: v.exactOptional(v.literal(true)),
    }),
    v.check(
      ({ values, levels }) => values.every((code) => code >= -1 && code < levels.length),
      'codes must be of levels',
    ),
  ),
  v.strictObject({ name: text, kind: v.literal('boolean'), values: bytes }),
]);

/** A model as plain data: how it was declared, and on what; no functions, and nothing that becomes code. */
export const modelSchema = v.pipe(
  v.strictObject({
    declaration: declarationSchema,
    table: v.strictObject({
      source: text,
      rows: count,
      columns: v.array(columnSchema),
      decimal: v.exactOptional(v.picklist(['.', ','])),
      lines: v.exactOptional(whole),
    }),
    matrices: v.array(v.strictObject({ name: text, names: v.array(text), values: doubles })),
  }),
  v.check(
    ({ table }) => table.columns.every(({ values }) => values.length === table.rows),
    'columns must have as many values as there are rows',
  ),
  v.check(
    ({ matrices }) => matrices.every(({ names, values }) => values.length === names.length * names.length),
    'matrices must be square',
  ),
);

export type ModelInput = v.InferOutput<typeof modelSchema>;

/**
 * A model's declaration as plain data. Throws InputError for families and priors of the user's own, which are functions.
 */
export function modelInput({ declaration }: Model): ModelInput {
  const { table, options } = declaration;
  const stored = declarationFile(declaration);
  const own = [...(stored.own.family === null ? [] : [stored.own.family]), ...stored.own.priors];
  if (own.length > 0)
    throw new InputError(
      `queue: "${own[0]}" is of your own, a function, and no code goes through a queue; sample this model here`,
    );
  const { source, rows, columns, decimal, lines } = table;
  return {
    declaration: stored,
    table: {
      ...{ source, rows },
      columns: [...columns].map(([name, column]) => packedColumn(name, column)),
      ...(decimal === undefined ? {} : { decimal }),
      ...(lines === undefined ? {} : { lines }),
    },
    matrices: Object.entries(options.cov ?? {}).map(([name, matrix]) => ({
      ...{ name, names: [...matrix.names], values: flat(matrix) },
    })),
  };
}

type PackedColumn = ModelInput['table']['columns'][number];

function packedColumn(name: string, column: Column): PackedColumn {
  switch (column.kind) {
    case 'number': {
      const { values, spelt } = column;
      return { name, kind: 'number', values, ...(spelt === undefined ? {} : { spelt: [...spelt] }) };
    }
    case 'factor': {
      const { codes, levels, declared } = column;
      const own = { name, kind: 'factor', values: codes, levels } as const;
      return declared === true ? { ...own, declared } : own;
    }
    case 'boolean':
      return { name, kind: 'boolean', values: new Uint8Array(column.values) };
  }
}

function flat({ names, values }: NamedMatrix): Float64Array {
  if (values instanceof Float64Array) return values;
  const out = new Float64Array(names.length * names.length);
  values.forEach((row, i) => {
    for (let j = 0; j < names.length; j++) out[i * names.length + j] = row[j];
  });
  return out;
}

/** The other way round. Throws InputError as `glmm` does. */
export function declarationOf({ declaration, table, matrices }: ModelInput): Declaration {
  const cov = Object.fromEntries(matrices.map(({ name, names, values }) => [name, { names, values }]));
  const options = declaredOptions(declaration, matrices.length === 0 ? {} : { cov });
  if ('why' in options) throw new InputError(`queue: the model does not come back: ${options.why}`);
  return { formula: declaration.formula, table: tableOf(table), options };
}

function tableOf({ columns, ...rest }: ModelInput['table']): Table {
  return { ...rest, columns: new Map(columns.map((column) => [column.name, columnOf(column)])) };
}

function columnOf(column: PackedColumn): Column {
  switch (column.kind) {
    case 'number': {
      const { name: _, ...own } = column;
      return own;
    }
    case 'factor': {
      const { values: codes, levels, declared } = column;
      return { kind: 'factor', codes, levels, ...(declared === true ? { declared } : {}) };
    }
    case 'boolean':
      return { kind: 'boolean', values: new Int8Array(column.values) };
  }
}

/** The model that plain data declare. Throws InputError as `glmm` does. */
export function modelOfInput(input: ModelInput): Model {
  const { formula, table, options } = declarationOf(input);
  return glmm(formula, table, options);
}
