/** What is read of the table of one column a type that both engines' tests make. */
export const typedColumns = [
  ['y', { kind: 'number', values: Float64Array.of(1.5, Number.NaN, Number.NaN) }],
  ['n', { kind: 'number', values: Float64Array.of(1, 2, Number.NaN) }],
  ['big', { kind: 'number', values: Float64Array.of(3, Number.NaN, 5) }],
  // doubles would have made one number of two
  [
    'id',
    {
      kind: 'factor',
      levels: ['7', '9007199254740992', '9007199254740993'],
      codes: Int32Array.of(2, 1, 0),
    },
  ],
  ['f', { kind: 'factor', levels: ['a', 'b'], codes: Int32Array.of(1, 0, -1) }],
  ['ok', { kind: 'boolean', values: Int8Array.of(1, -1, 0) }],
  ['day', { kind: 'factor', levels: ['2020-02-28', '2020-02-29'], codes: Int32Array.of(0, 1, -1) }],
  ['price', { kind: 'number', values: Float64Array.of(1.1, 2, 3.25) }],
];
