import type { LatentLayout } from './layout.ts';

/**
 * The levels of the largest factor none of whose levels meet: what an estimate eliminates level by level. Null without one, or
 * where there is no other.
 */
export function mainNodes({ groups }: Pick<LatentLayout, 'groups'>): Int32Array | null {
  if (groups.length < 2) return null;
  const apart = groups.filter(({ mixing }) => mixing === undefined);
  if (apart.length === 0) return null;
  const { node, levels } = apart.reduce((best, group) =>
    group.levels * group.size > best.levels * best.size ? group : best,
  );
  return Int32Array.from({ length: levels }, (_, j) => node + j);
}
