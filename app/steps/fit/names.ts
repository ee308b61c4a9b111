/** "Fit 3" where there are two, or whatever number is free. */
export function nextName(
  fits: readonly { readonly name: string }[],
  nameOf: (count: number) => string,
): string {
  const taken = new Set(fits.map(({ name }) => name));
  let count = fits.length + 1;
  while (taken.has(nameOf(count))) count++;
  return nameOf(count);
}
