import { type Expression, variable, variablesOf } from '../../src/engine/autodiff/index.ts';
import { simplifyLogs } from '../../src/engine/autodiff/simplifyLogs.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type Capabilities, capabilitiesOf } from '../../src/engine/program/capabilities.ts';
import { etaOf, type RowProgram, rowVariables } from '../../src/engine/program/program.ts';
import type { ParameterDesign } from '../design/design.ts';
import type { ChosenFamily } from '../families/choose.ts';
import type { RowLogDensity } from '../families/family.ts';
import { parameterLink } from '../families/parameterLinks.ts';
import { censoredDensity } from './censored.ts';
import { withKnownErrors } from './knownErrors.ts';
import type { ModelRows } from './rows.ts';
import { densityInStrata } from './strata.ts';

/** A row's log density, what it allows, and the family's parameters that something known of the rows replaces. */
export interface RowDensity {
  readonly density: Expression;
  readonly capabilities: Capabilities;
  readonly replaced: readonly string[];
}

/** The density of a model's rows, by what is known of them besides their outcomes and with the formulas of parameters. */
export function modelDensity(
  chosen: ChosenFamily,
  ordered: ModelRows,
  rows: Pick<RowProgram, 'known'>,
): RowDensity {
  const { further } = ordered.design;
  const { density: ofRow, replaced } = knownDensity(chosen, ordered);
  const density = rowDensity({ ...chosen, density: ofRow }, further, rows);
  const capabilities = capabilitiesOf(density, positiveNames(chosen, further), varyingEtas(ordered.design));
  return { density, capabilities, replaced };
}

/** The density of a row by what is known of it besides its outcome, and the parameters that something known replaces. */
function knownDensity(
  chosen: ChosenFamily,
  { outcome: { strata, censoring, standardErrors }, design }: ModelRows,
): { readonly density: RowLogDensity; readonly replaced: readonly string[] } {
  if (strata) return { density: densityInStrata(chosen), replaced: [] };
  if (censoring) return { density: censoredDensity(chosen), replaced: [] };
  if (!standardErrors) return { density: chosen.density, replaced: [] };
  const sigma = residualSdOf(chosen);
  const density = withKnownErrors(chosen, sigma, standardErrors);
  if (standardErrors.withSigma || sigma === null) return { density, replaced: [] };
  if (design.further.some(({ parameter }) => parameter === sigma))
    throw new InputError(
      `${sigma}: known standard errors take its place; write se(s, sigma = TRUE) to have both`,
    );
  return { density, replaced: [sigma] };
}

/** The parameter that is the sd of a normal residual around the linear predictor, whatever has a formula; null without. */
export function residualSdOf(chosen: ChosenFamily): string | null {
  return capabilitiesOf(plainDensity(chosen), positiveNames(chosen, [])).residualSd;
}

/** The same where a function of the outcome is normal, of that: of the logarithm of a lognormal one. */
export function normalSdOf(chosen: ChosenFamily): string | null {
  const { normal } = chosen;
  return residualSdOf(normal === null ? chosen : { ...chosen, density: normal.density });
}

/** log p(y | eta, parameters) in its own variables, whatever has a formula. */
export function plainDensity(chosen: ChosenFamily): Expression {
  return rowDensity(chosen, [], {});
}

/** The mean's linear predictor and those that group effects enter. */
function varyingEtas({ further }: ModelRows['design']): string[] {
  const varying = further.filter(({ groups }) => groups.length > 0);
  return ['eta', ...varying.map(({ parameter }) => etaOf(parameter))];
}

/** Of the parameters that have no linear predictor. */
function positiveNames({ family }: ChosenFamily, further: readonly ParameterDesign[]): string[] {
  return family.parameters.flatMap(({ name, support }) =>
    support.kind === 'positive' && further.every(({ parameter }) => parameter !== name) ? [name] : [],
  );
}

/** The family's density, parameters with a linear predictor being what their link makes of it. */
function rowDensity(
  { family, density }: ChosenFamily,
  further: readonly ParameterDesign[],
  rows: Pick<RowProgram, 'known'>,
): Expression {
  const row = { y: variable('y'), eta: variable('eta'), trials: variable('trials') };
  const hasOwn = new Set(further.map(({ parameter }) => parameter));
  const parameters = Object.fromEntries(
    family.parameters.map(({ name, support }) => [
      name,
      hasOwn.has(name) ? parameterLink(support).inverse(variable(etaOf(name))) : variable(name),
    ]),
  );
  const written = density(row, parameters);
  const expression = further.length === 0 ? written : simplifyLogs(written);
  const names = family.parameters.map(({ name }) => (hasOwn.has(name) ? etaOf(name) : name));
  const allowed = new Set([...rowVariables(rows), 'eta', ...names]);
  const stranger = [...variablesOf(expression)].find((name) => !allowed.has(name));
  if (stranger !== undefined)
    throw new InputError(
      `family: ${family.name} reads "${stranger}", which is neither y, eta, trials nor one of its parameters`,
    );
  return expression;
}
