import type { Curve, EffectCurve, PrintedTable, TableCell, TableColumn } from 'poolwise';

/** A way of taking groups, in the reader's words ('' where there are none), and the curves under it. */
export interface RuledCurve {
  readonly rule: string;
  readonly curve: EffectCurve;
}

/** Curves in numbers: a row a place of each curve, medians and intervals under each way of taking groups. */
export function curveTable(ruled: readonly RuledCurve[], interval: string): PrintedTable {
  const [{ curve: first }] = ruled;
  const settings = [...new Set(first.curves.flatMap(({ setting }) => Object.keys(setting)))];
  const hasCategories = first.curves.some(({ category }) => category !== null);
  const text = (title: string): TableColumn => ({ title, kind: 'text' });
  return {
    title: first.statement,
    columns: [
      typeof first.x[0] === 'number' ? { title: first.variable, kind: 'number' } : text(first.variable),
      ...settings.map(text),
      ...(hasCategories ? [text('category')] : []),
      ...ruled.flatMap(({ rule }): TableColumn[] => [
        { title: 'median', kind: 'number', over: rule },
        { title: interval, kind: 'interval', over: rule },
      ]),
    ],
    rows: first.curves.flatMap(({ setting, category }, c) =>
      first.x.map((place, i) => [
        placeCell(place),
        ...settings.map((name) => String(setting[name])),
        ...(hasCategories ? [category] : []),
        ...ruled.flatMap(({ curve }) => cellsAt(curve.curves[c], i)),
      ]),
    ),
    note: [...new Set(ruled.flatMap(({ curve }) => [curve.statement, curve.over, ...curve.notes]))],
  };
}

function placeCell(place: EffectCurve['x'][number]): TableCell {
  return typeof place === 'number' ? { kind: 'number', value: place, digits: 4 } : String(place);
}

function cellsAt({ median, lower, upper }: Curve, i: number): TableCell[] {
  return [
    { kind: 'number', value: median[i] },
    { kind: 'interval', lower: lower[i], upper: upper[i] },
  ];
}
