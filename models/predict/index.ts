export { posteriorOf } from './posteriorOf.ts';
export { rowDraws } from './rowDraws.ts';
export { type RowsAt, type RowsOptions, rowsAt } from './rowsAt.ts';
export {
  type Asked,
  type GroupRule,
  groupRules,
  type Posterior,
  type RowAt,
  type RowDraws,
  type Scale,
} from './types.ts';
