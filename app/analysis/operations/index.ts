/** Rooms of operations, each loaded when it is first asked for. */
export const operations = {
  answers: () => import('./answers.ts'),
  checks: () => import('./checks.ts'),
  comparing: () => import('./comparing.ts'),
  data: () => import('./data.ts'),
  effects: () => import('./effects.ts'),
  fit: () => import('./fit.ts'),
  model: () => import('./model.ts'),
  groups: () => import('./groups.ts'),
  kept: () => import('./kept.ts'),
  predict: () => import('./predict.ts'),
  priors: () => import('./priors.ts'),
  teaching: () => import('./teaching.ts'),
  takeAway: () => import('./takeAway.ts'),
};

/** The functions of each room: `(input, context) => output`. */
export type Operations = {
  readonly [Room in keyof typeof operations]: Awaited<ReturnType<(typeof operations)[Room]>>;
};

export type AnyModule = Operations[keyof Operations];
