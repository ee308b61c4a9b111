export { applyDesign, type NewRows } from './apply.ts';
export { type BuiltDesign, buildDesign } from './build.ts';
export type { Design, FixedDesign, GroupDesign, Response } from './design.ts';
export type { DesignOptions } from './options.ts';
export type { Encoding, Recipe } from './recipe.ts';
