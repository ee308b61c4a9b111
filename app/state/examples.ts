import type { ModelDraft } from './session.ts';

/** A data set to begin with, and a model that is often fitted to it. */
export interface Example {
  readonly name: string;
  /** Below the page; null where the library simulates it. */
  readonly file: string | null;
  readonly draft: Pick<ModelDraft, 'formula' | 'family'>;
}

export const examples: readonly Example[] = [
  {
    name: 'hospital',
    file: null,
    draft: { formula: 'remission ~ Age + Married + IL6 + (1 | DID)', family: 'bernoulli' },
  },
  {
    name: 'sleepstudy',
    file: 'examples/sleepstudy.csv',
    draft: { formula: 'Reaction ~ Days + (Days | Subject)', family: 'gaussian' },
  },
  {
    name: 'owls',
    file: 'examples/owls.csv',
    draft: { formula: 'Calls ~ Food + Parent + offset(log(Brood)) + (1 | Nest)', family: 'poisson' },
  },
  {
    name: 'cbpp',
    file: 'examples/cbpp.csv',
    draft: { formula: 'incidence | trials(size) ~ factor(period) + (1 | herd)', family: 'binomial' },
  },
];
