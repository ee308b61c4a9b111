import type { FunctionComponent } from 'preact';
import { later } from '../parts/later.tsx';
import type { StepName } from '../state/session.ts';
import { DataStep } from './data/DataStep.tsx';

/** The work begins with data; what comes after is fetched while they are looked at. */
const laterSteps = {
  model: later(async () => (await import('./model/ModelStep.tsx')).ModelStep),
  fit: later(async () => (await import('./fit/FitStep.tsx')).FitStep),
  answers: later(async () => (await import('./answers/AnswersStep.tsx')).AnswersStep),
  predict: later(async () => (await import('./predict/PredictStep.tsx')).PredictStep),
  takeAway: later(async () => (await import('./takeAway/TakeAwayStep.tsx')).TakeAwayStep),
};

/** Beside the steps. */
export const Teaching = later(async () => (await import('./teaching/Teaching.tsx')).Teaching).Part;

/** What each step shows. */
export const steps: Readonly<Record<StepName, FunctionComponent>> = {
  data: DataStep,
  model: laterSteps.model.Part,
  fit: laterSteps.fit.Part,
  answers: laterSteps.answers.Part,
  predict: laterSteps.predict.Part,
  takeAway: laterSteps.takeAway.Part,
};

/** Fetches the steps that are not there yet. */
export async function loadSteps(): Promise<void> {
  for (const { load } of Object.values(laterSteps)) await load();
}
