import type { DrawOptions } from '../../run/drawOptions.ts';
import type { StoredDeclaration } from '../stored/declarationSchema.ts';
import type { DataFile } from './dataFile.ts';
import { literal } from './literal.ts';

/** The script that draws by some settings, and writes the fit into a folder where one is named; what cannot be written down is left as a name to be filled in. */
export function fitScript(
  { formula, options, own, matrices }: StoredDeclaration,
  { name, reading }: DataFile,
  settings: DrawOptions,
  out?: string,
): string {
  const told = new Map<string, unknown>(Object.entries(options).filter(([, value]) => !isEmpty(value)));
  if (own.family !== null) told.set('family', Symbol('yourFamily'));
  if (own.priors.length > 0)
    told.set(
      'priors',
      new Map([...pairs(options.priors), ...own.priors.map((one) => [one, Symbol('yourPrior')] as const)]),
    );
  if (matrices.length > 0) told.set('cov', new Map(matrices.map((one) => [one, Symbol('yourMatrix')])));
  const how = reading === undefined || isEmpty(reading) ? '' : `, ${literal(reading)}`;
  return [
    "import { glmm, sample, summaryText } from 'poolwise';",
    `import { ${out === undefined ? 'readTable' : 'readTable, saveFit'} } from 'poolwise/node';`,
    '',
    `const table = await readTable(${literal(name)}${how});`,
    `const model = glmm(${literal(formula)}, table, ${literal(told)});`,
    `const fit = await sample(model, ${literal(settings)});`,
    'console.log(summaryText(fit));',
    ...(out === undefined ? [] : [`await saveFit(fit, ${literal(out)});`]),
  ].join('\n');
}

const pairs = (named: Readonly<Record<string, unknown>> = {}): [string, unknown][] => Object.entries(named);

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
