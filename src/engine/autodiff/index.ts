export { compile, compileColumn, type Emitted, emit, evaluateSource, type MapColumn } from './compile.ts';
export { degreeIn } from './degree.ts';
export * from './expression.ts';
export { gradient } from './gradient.ts';
