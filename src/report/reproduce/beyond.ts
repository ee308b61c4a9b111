import type { SamplerReport } from '../../../models/posterior/fit.ts';
import type { StoredDeclaration } from '../stored/declarationSchema.ts';

/** What no command says of a model: what stands in a script of the user's alone, and what its options cannot spell. */
export function beyondCommand({ options, own, matrices }: StoredDeclaration): string[] {
  const coded = Object.entries(options.contrasts ?? {}).filter(
    ([name, spec]) => typeof spec !== 'string' || !isSpelt(name),
  );
  return [
    ...(own.family === null ? [] : [`the family ${own.family}`]),
    ...own.priors.map((name) => `the prior of ${name}`),
    ...unspelt(options.priors).map((name) => `the prior of ${name}`),
    ...coded.map(([name]) => `the contrasts of ${name}`),
    ...factorsBeyond(options).map((name) => `the levels of ${name}`),
    ...(options.defaultPriors === undefined ? [] : ['priors for defaults']),
    ...(matrices.length === 0 ? [] : [`the file of matrix ${matrices.join(', ')} (--cov)`]),
  ];
}

/** What neither a command nor a script says of how draws were made: what the sampler came to by itself, and where it began. */
export function beyondSettings({
  every,
  plainWalk,
  warmStart,
}: Pick<SamplerReport, 'every' | 'plainWalk' | 'warmStart'>): string[] {
  return [
    ...(every === undefined ? [] : [`one draw in ${every} transitions`]),
    ...(plainWalk === true ? ['NUTS in the place of independent proposals'] : []),
    ...(warmStart === true ? ['the fit that its chains began from'] : []),
  ];
}

/** Options have a name, an equals sign and what it is to be. */
const isSpelt = (name: string): boolean => !name.includes('=') && name === name.trim();

const unspelt = (named: Readonly<Record<string, unknown>> = {}): string[] =>
  Object.keys(named).filter((name) => !isSpelt(name));

/** Levels stand between commas. */
function factorsBeyond({ factors = {} }: StoredDeclaration['options']): string[] {
  const isLevel = (level: string): boolean => level !== '' && !level.includes(',') && level === level.trim();
  return Object.entries(factors).flatMap(([name, levels]) =>
    isSpelt(name) && (levels === 'sorted' || levels.every(isLevel)) ? [] : [name],
  );
}
