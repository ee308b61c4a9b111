import { columnUnit, productUnit } from '../../../models/sums/exact.ts';
import { largest } from '../../../models/sums/learn.ts';
import type { Question, RowExpression, ScaledColumn, Series } from '../../../models/sums/questions.ts';
import { mostGaps } from '../../../models/sums/shape.ts';
import { aboutText, type CellNames, expressionText } from './expressions.ts';
import { count, key, number, whole } from './selected.ts';
import type { Selection, Writer } from './statement.ts';

type Asked<K extends Question['kind']> = Extract<Question, { kind: K }>;

/** The complete rows, and how their cells are written. */
interface Source {
  readonly complete: string;
  readonly cells: CellNames;
  readonly writer: Writer;
}

/** Rows k1 ..., time t, expressions e1 ... of the source; by series. */
function rowsOf(
  { by, time }: Series,
  keys: readonly string[],
  expressions: readonly (readonly [number, RowExpression])[],
  { complete, cells, writer }: Source,
) {
  const partOf = (name: string): string =>
    cells.isText(name) ? cells.of(name) : writer.dialect.windowKey(cells.of(name));
  const row = [
    ...keys.map((name, k) => `${cells.of(name)} AS k${k + 1}`),
    ...by.map((name, b) => `${partOf(name)} AS b${b + 1}`),
    `${cells.of(time)} AS t`,
    ...expressions.map(([c, of]) => `${expressionText(of, cells, writer)} AS e${c}`),
  ];
  const window = `PARTITION BY ${by.map((_, b) => `b${b + 1}`).join(', ')} ORDER BY t`;
  return {
    from: `FROM (SELECT ${row.join(', ')} ${complete}) AS in_time`,
    before: (column: string): string => writer.dialect.before(column, window),
  };
}

/** Distances of rows from the ones before them. */
export function gapsSelection({ series, isWhole, within }: Asked<'gaps'>, source: Source): Selection {
  const { from, before } = rowsOf(series, within, [], source);
  const changes = within.map((_, k) => `k${k + 1} <> ${before(`k${k + 1}`)}`);
  const changed = changes.length === 0 ? '0' : `CASE WHEN ${changes.join(' OR ')} THEN 1 ELSE 0 END`;
  const rows = `SELECT t, t - ${before('t')} AS d, ${changed} AS changed ${from}`;
  const first = source.writer.number(-1);
  const farthest = source.writer.number(isWhole ? Number.MAX_SAFE_INTEGER : largest);
  const right = `ABS(t) <= ${farthest}${isWhole ? ' AND FLOOR(t) = t' : ''}`;
  const sums = `COALESCE(d, ${first}) AS gap, COUNT(*) AS n, SUM(CASE WHEN ${right} THEN 0 ELSE 1 END) AS odd, SUM(changed) AS changed`;
  return {
    columns: [number('gap'), count('n'), count('odd'), count('changed')],
    from: `FROM (SELECT ${sums} FROM (${rows}) AS steps GROUP BY d) AS gaps LIMIT ${mostGaps + 2}`,
  };
}

/** Ends of differences. */
export function stepsSelection({ series, of }: Asked<'steps'>, source: Source): Selection {
  const numbered = of.map((one, e) => [e + 1, one] as const);
  const { from, before } = rowsOf(series, [], numbered, source);
  const steps = numbered.map(([e]) => `e${e} - ${before(`e${e}`)} AS d${e}`);
  return {
    columns: numbered.flatMap(([e]) => [number(`MIN(d${e})`), number(`MAX(d${e})`)]),
    from: `FROM (SELECT ${steps.join(', ')} ${from}) AS steps`,
  };
}

/** Scaled columns of rows and of those before them, and their differences; the products of each, rounded and summed, by groups and distances. */
export function neighboursSelection(question: Asked<'neighbours'>, source: Source): Selection {
  const { series, columns, steps, pairs, by } = question;
  const { cells, writer } = source;
  const { dialect } = writer;
  const used = columns.flatMap((column, c) =>
    pairs.some((pair) => pair.includes(c + 1)) ? [[c + 1, column] as const] : [],
  );
  const { from, before } = rowsOf(
    series,
    by,
    used.map(([c, { of }]) => [c, of]),
    source,
  );
  const keys = by.map((_, k) => `k${k + 1}`);
  const besides = used.map(([c]) => `e${c}, ${before(`e${c}`)} AS p${c}`);
  const beside = `SELECT ${[...keys, `t - ${before('t')} AS d`, ...besides].join(', ')} ${from}`;
  const scaled = (text: string, column: Pick<ScaledColumn, 'centre' | 'scale'>): string =>
    aboutText(text, column, columnUnit, writer);
  const both = used.map(([c, column]) => {
    const step = scaled(`(e${c} - p${c})`, { centre: 0, scale: steps[c - 1] });
    return `${scaled(`e${c}`, column)} AS x${c}, ${scaled(`p${c}`, column)} AS y${c}, ${step} AS z${c}`;
  });
  const rows = `SELECT ${[...keys, 'd', ...both].join(', ')} FROM (${beside}) AS beside WHERE d IS NOT NULL`;
  const sumOf = (letter: string, [i, j]: readonly [number, number]): string => {
    const [a, b] = [Math.min(i, j), Math.max(i, j)];
    const factor = (c: number): string => (c === 0 ? writer.number(columnUnit) : `${letter}${c}`);
    return `SUM(${dialect.rounded(`${factor(a)} * ${factor(b)}`)})`;
  };
  const squares = pairs.map((pair) =>
    Math.max(...pair) === 0
      ? `CAST(COUNT(*) AS ${dialect.wide}) * ${BigInt(productUnit) * 2n}`
      : `${sumOf('x', pair)} + ${sumOf('y', pair)}`,
  );
  const differences = pairs.filter((pair) => !pair.includes(0)).map((pair) => sumOf('z', pair));
  const names = [...keys, 'd'];
  const sums = [...squares, ...differences].map((sum, s) => `${sum} AS s${s + 1}`);
  const summed = `SELECT ${[...names, 'COUNT(*) AS n', ...sums].join(', ')} FROM (${rows}) AS scaled GROUP BY ${names.join(', ')}`;
  return {
    columns: [
      ...by.map((name, k) => key(keys[k], name, cells)),
      number('d'),
      count('n'),
      ...sums.map((_, s) => whole(`s${s + 1}`)),
    ],
    from: `FROM (${summed}) AS summed`,
  };
}
