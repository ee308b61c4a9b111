import type { Placed } from './axis.ts';

/** A series' number, or a colour of the letters: ink, soft; accent where there is one series. */
export type Colour = number | 'ink' | 'soft' | 'accent' | 'rule';

export interface Style {
  readonly colour: Colour;
  /** Of a line, in picture units. */
  readonly width?: number;
  /** Number of its dashes: 0 is a line without. */
  readonly dash?: number;
  readonly opacity?: number;
  /** Number of a point's shape: 0 is a disc. */
  readonly shape?: number;
  /** Half the height of a point. */
  readonly size?: number;
}

/** What is drawn in a panel. Coordinates are those of its axes; what is not finite is left out. */
export type Mark =
  | {
      readonly kind: 'line';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      readonly style: Style;
    }
  /** What lies between two curves. */
  | {
      readonly kind: 'band';
      readonly x: ArrayLike<number>;
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
      readonly style: Style;
    }
  | {
      readonly kind: 'points';
      readonly x: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      /** How far below and to the right they are drawn, in picture units. */
      readonly shift?: number;
      readonly across?: number;
      readonly style: Style;
    }
  /** A horizontal line each, at y from low to high. */
  | {
      readonly kind: 'spans';
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
      readonly y: ArrayLike<number>;
      /** How far below its y it is drawn, in picture units. */
      readonly shift?: number;
      readonly style: Style;
    }
  /** Columns of a histogram: `edges` has one entry more than `heights`. */
  | {
      readonly kind: 'columns';
      readonly edges: ArrayLike<number>;
      readonly heights: ArrayLike<number>;
      readonly style: Style;
    }
  /** A vertical line each, at x from low to high. */
  | {
      readonly kind: 'posts';
      readonly x: ArrayLike<number>;
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
      /** How far to the right of its x it is drawn, in picture units. */
      readonly shift?: number;
      readonly style: Style;
    }
  /** Rectangles, never too small to be seen. */
  | {
      readonly kind: 'blocks';
      readonly left: ArrayLike<number>;
      readonly right: ArrayLike<number>;
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
      readonly style: Style;
    }
  /** A dashed line across the panel at a value of the axis. */
  | { readonly kind: 'rule'; readonly axis: 'x' | 'y'; readonly at: number };

export interface Axes {
  readonly x: Placed;
  readonly y: Placed;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Values along either axis, from which the axes' ends are found. */
export function coordinates(mark: Mark): {
  readonly x: ArrayLike<number>[];
  readonly y: ArrayLike<number>[];
} {
  switch (mark.kind) {
    case 'line':
    case 'points':
      return { x: [mark.x], y: [mark.y] };
    case 'band':
      return { x: [mark.x], y: [mark.low, mark.high] };
    case 'spans':
      return { x: [mark.low, mark.high], y: [mark.y] };
    case 'posts':
      return { x: [mark.x], y: [mark.low, mark.high] };
    case 'blocks':
      return { x: [mark.left, mark.right], y: [mark.low, mark.high] };
    case 'columns':
      return { x: [mark.edges], y: [mark.heights, [0]] };
    case 'rule':
      return { x: [], y: [] };
  }
}
