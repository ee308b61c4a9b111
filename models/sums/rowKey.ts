/** What tells a row's values in some columns from those of others; infinities, which JSON has not, are told apart. */
export const rowKey = (columns: readonly ArrayLike<number | string>[], row: number): string =>
  JSON.stringify(
    columns.map(({ [row]: value }) =>
      typeof value === 'string' || Number.isFinite(value) ? value : [`${value}`],
    ),
  );
