/** Levels that Page up and Page down pass. */
const page = 10;

/** The level that a key goes to from another, of so many; null where it goes nowhere. The ends hold. */
export function nextLevel(key: string, from: number, count: number): number | null {
  const wanted = goal(key, from, count);
  return wanted === null ? null : Math.min(count - 1, Math.max(0, wanted));
}

function goal(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return from + 1;
    case 'ArrowLeft':
    case 'ArrowDown':
      return from - 1;
    case 'PageUp':
      return from + page;
    case 'PageDown':
      return from - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
