export {
  compile,
  compileColumn,
  compileColumns,
  type Emitted,
  emit,
  evaluateSource,
  type MapColumn,
  type MapColumns,
} from './compile.ts';
export { degreeIn } from './degree.ts';
export * from './expression.ts';
export { gradient } from './gradient.ts';
