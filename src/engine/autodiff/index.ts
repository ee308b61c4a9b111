export { compile, type Emitted, emit, evaluateSource } from './compile.ts';
export { degreeIn } from './degree.ts';
export * from './expression.ts';
export { gradient } from './gradient.ts';
