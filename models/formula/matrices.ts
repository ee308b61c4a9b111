import { parseFormula, parsePredictor } from './compile.ts';

/** The matrices that `gr(g, cov = A)` and `gr(g, prec = Q)` name, in an outcome's formula and in those of parameters. */
export function matrixNames(
  outcome: string,
  parameters: readonly (readonly [name: string, formula: string])[],
): string[] {
  const sides = [parseFormula(outcome), ...parameters.map(([name, text]) => parsePredictor(text, name))];
  return sides.flatMap(({ random }) => random.flatMap(({ known }) => (known === null ? [] : [known.name])));
}
