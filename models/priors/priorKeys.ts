import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';

/** What the prior of a quantity may be declared for, from itself to its class; nothing where it has none of its own. */
export function priorKeys(quantity: Quantity): readonly string[] {
  switch (quantity.kind) {
    case 'intercept':
      return ['Intercept'];
    case 'coefficient':
      return [quantityName(quantity), 'b'];
    case 'sd':
      return [quantityName(quantity), `sd_${quantity.group}`, 'sd'];
    case 'correlation':
      return [`cor_${quantity.group}`, 'cor'];
    case 'commonCorrelation':
      // correlations of all lags share a prior
      return [quantityName({ ...quantity, lag: null }), `cor_${quantity.group}`, 'cor'];
    case 'residualSd':
      return [quantityName(quantity), 'sigma'];
    case 'residualPair':
      return ['cor_resid', 'cor'];
    case 'auxiliary':
    case 'residualCorrelation':
      return [quantity.parameter];
    case 'groupEffect':
    case 'own':
      return [];
  }
}
