import type { Axis } from './axis.ts';
import type { Mark, Style } from './marks.ts';
import type { Theme } from './theme.ts';

/** What every picture may be told. Sizes are in CSS pixels. */
export interface PlotOptions {
  /** In the place of the picture's own; read to the blind too. */
  readonly title?: string;
  /** What is to be seen, in words, for those who do not see it. */
  readonly description?: string;
  readonly width?: number;
  /** By what is drawn if left out. */
  readonly height?: number;
  readonly theme?: Theme;
  /** Said below the title, after what the picture says itself. */
  readonly note?: string;
  /** false where what stands around the picture tells the series. */
  readonly legend?: boolean;
}

/** One of the small pictures that a figure is made of, on the figure's axes or, where it says so, on its own. */
export interface Panel {
  readonly title?: string;
  readonly marks: readonly Mark[];
  readonly x?: Axis;
  readonly y?: Axis;
  /** Said where its marks have nothing to draw; that there are no finite values if left out. */
  readonly empty?: string;
}

export interface LegendEntry {
  readonly text: string;
  readonly sign: 'line' | 'band' | 'point';
  readonly style: Style;
}

/** A picture as plain data: what `figure` draws. */
export interface Figure {
  readonly title: string;
  readonly description: string;
  /** A line or two below the title. */
  readonly caption?: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Row by row; null leaves a place empty. */
  readonly panels: readonly (Panel | null)[];
  readonly columns?: number;
  readonly legend?: readonly LegendEntry[];
  /** Of a panel, where no height of the whole is asked for. */
  readonly panelHeight: number;
}
