import { InputError } from '../../src/engine/errors.ts';
import type { Model } from '../glmm.ts';
import { describePrior } from '../priors/prior.ts';

/** What asks for outcomes: what its message begins with, and what to do without them. */
export interface Asked {
  readonly what: string;
  readonly instead: string;
}

const simulation: Asked = { what: 'simulate', instead: 'simulate the model of another outcome' };

/** Throws InputError for a model that does not say how its data come about, or of which that is not simulated yet. */
export function checkGenerative(model: Model, asked: Asked = simulation): void {
  checkWhole(model, asked);
  const { outcome, design } = model;
  if ((outcome.standardErrors ?? null) !== null)
    throw new InputError(
      `${asked.what}: an outcome with known standard errors, ${design.response.name}, is not simulated; ${asked.instead}`,
    );
}

/** Throws InputError for rows whose outcomes are no whole ones of a model's: weighted, or known in part. */
export function checkWhole({ weights, outcome, design }: Model, { what, instead }: Asked): void {
  const { name } = design.response;
  if (weights !== null)
    throw new InputError(
      `${what}: a model with case weights says nothing of how its data come about; ${instead}`,
    );
  if ((outcome.censoring ?? null) !== null)
    throw new InputError(
      `${what}: a model of a censored outcome, ${name}, says nothing of which values come to be censored; ${instead}`,
    );
}

/** Throws InputError naming the first prior that cannot be drawn from: flat(), and those of a user's own. */
export function checkDrawable({ priors }: Pick<Model, 'priors'>, what: string): void {
  const row = priors.find(({ prior }) => prior.kind === 'flat' || prior.kind === 'custom');
  if (row === undefined) return;
  throw new InputError(
    `${what}: ${row.parameter} has the prior ${describePrior(row.prior)}, which cannot be drawn from; give it a proper one that poolwise knows by name`,
  );
}
