/** The kinds of jobs, without what they run on: `kinds` has a row for each. */
export const kindNames = ['chain', 'fit', 'sbc', 'bootstrap', 'ratio'] as const;

export type KindName = (typeof kindNames)[number];
