import { parameterNames } from '../../../models/families/parameterFormulas.ts';
import type { SamplerReport } from '../../../models/posterior/fit.ts';
import type { StoredDeclaration } from '../stored/declarationSchema.ts';

/** How a fit was drawn: what `poolwise fit` and `sample` take. */
export type Drawn = Pick<SamplerReport, 'strategy' | 'seed' | 'settings'> & {
  readonly chains: readonly unknown[];
};

/** Where `--out` puts the columns that a model reads. */
const dataFile = 'data.parquet';

/** What no command says: what stands in a script of the user's alone. */
export function beyondCommand({ options, own, matrices }: StoredDeclaration): string[] {
  const coded = Object.entries(options.contrasts ?? {}).filter(([, spec]) => typeof spec !== 'string');
  return [
    ...(own.family === null ? [] : [`the family ${own.family}`]),
    ...own.priors.map((name) => `the prior of ${name}`),
    ...coded.map(([name]) => `the contrasts of ${name}`),
    ...(options.defaultPriors === undefined ? [] : ['priors for defaults']),
    ...(options.parameters === undefined ? [] : ["formulas of a family's own parameters"]),
    ...(matrices.length === 0 ? [] : [`the file of matrix ${matrices.join(', ')} (--cov)`]),
  ];
}

/** The command that draws the same again, for a POSIX shell, from the folder that the fit stands in. */
export function shellCommand({ formula, options }: StoredDeclaration, drawn: Drawn): string {
  const named = ['family', 'link', 'weights', 'residual', 'missing', ...parameterNames];
  const plain = named.flatMap((name) => {
    const value = options[name];
    return typeof value === 'string' ? [flag(name, value)] : [];
  });
  const contrasts = Object.entries(options.contrasts ?? {}).filter(([, spec]) => typeof spec === 'string');
  const parts = [
    `poolwise fit ${dataFile} ${quoted(formula)}`,
    ...plain,
    ...Object.entries(options.factors ?? {}).map(([name, levels]) =>
      flag('factor', levels === 'sorted' ? name : `${name}=${levels.join(',')}`),
    ),
    ...contrasts.map(([name, spec]) => flag('contrasts', `${name}=${spec as string}`)),
    ...Object.entries(options.priors ?? {}).map(([name, prior]) => flag('prior', `${name}=${prior}`)),
    ...drawnFlags(drawn),
  ];
  return parts.join(' \\\n  ');
}

function drawnFlags({ strategy, seed, settings, chains }: Drawn): string[] {
  const counts = `--chains ${chains.length} --draws ${settings.draws}`;
  if (strategy === 'prior') return [`--prior-only ${counts} ${flag('seed', seed)}`];
  return [
    `--sampler ${strategy} ${counts} --warmup ${settings.warmup} ${flag('seed', seed)}`,
    `--metric ${settings.metric} --target-accept ${settings.targetAccept} --max-depth ${settings.maxDepth}`,
  ];
}

const flag = (name: string, value: string): string => `--${name} ${quoted(value)}`;

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return /^[A-Za-z0-9_./=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same as a script; what cannot be written down is left as a name to be filled in. */
export function script({ formula, options, own, matrices }: StoredDeclaration, drawn: Drawn): string {
  const { strategy, seed, settings, chains } = drawn;
  const { draws, warmup, metric, targetAccept, maxDepth } = settings;
  const how =
    strategy === 'prior'
      ? { prior: 'only', chains: chains.length, draws, seed }
      : { sampler: strategy, chains: chains.length, draws, warmup, seed, metric, targetAccept, maxDepth };
  const filled = [
    ...(own.family === null ? [] : ['family: yourFamily']),
    ...own.priors.map((name) => `priors: { ${JSON.stringify(name)}: yourPrior }`),
    ...(matrices.length === 0 ? [] : [`cov: { ${matrices.join(', ')} }`]),
  ];
  const told = Object.entries(options).filter(([, value]) => !isEmpty(value));
  const text = JSON.stringify(Object.fromEntries(told), null, 2);
  const declared = [text.replace(/\n?\}$/, ''), ...filled.map((part) => `  ${part}`)];
  const written = filled.length === 0 ? text : `${declared.join(',\n')}\n}`;
  return [
    "import { glmm, sample } from 'poolwise';",
    "import { readTable } from 'poolwise/node';",
    '',
    `const table = await readTable('${dataFile}');`,
    `const model = glmm(${JSON.stringify(formula)}, table, ${written});`,
    `const fit = await sample(model, ${JSON.stringify(how, null, 2)});`,
  ].join('\n');
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
