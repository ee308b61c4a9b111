import { number } from '../../texts/index.ts';
import { envelope, rangeOf, rankShares } from './series.ts';

/** A canvas to draw on, in CSS pixels, with the page's colours. */
export interface Paper {
  readonly pen: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Of a variable of the style sheets. */
  readonly colour: (variable: string) => string;
}

const seriesColour = ({ colour }: Paper, chain: number): string => colour(`--plot-k${(chain % 8) + 1}`);
/** Room for the numbers at the left and for what stands below. */
const [left, below] = [52, 16];

/** Draws of each chain in their order, on the axis of all that are to come. */
export function drawTrace(paper: Paper, chains: readonly Float64Array[], total: number): void {
  const { pen, width, height } = paper;
  const range = frame(paper, rangeOf(chains));
  if (range === null) return;
  const columns = Math.max(1, Math.floor(width - left));
  const y = (value: number): number =>
    (height - below) * (1 - (value - range.low) / (range.high - range.low));
  const shown = Math.max(total, ...chains.map(({ length }) => length));
  pen.globalAlpha = 0.75;
  for (const [c, values] of chains.entries()) {
    pen.strokeStyle = seriesColour(paper, c);
    pen.beginPath();
    for (const { column, low, high } of envelope(values, shown, columns)) {
      pen.lineTo(left + column, y(low));
      pen.lineTo(left + column, y(high));
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
  caption(paper, number(shown));
}

const bins = 20;

/** Rank histograms of the chains as steps, around the line that chains which agree have. */
export function drawRanks(paper: Paper, chains: readonly Float64Array[]): void {
  const { pen, width, height, colour } = paper;
  pen.clearRect(0, 0, width, height);
  const shares = rankShares(chains, bins);
  const top = Math.max(2, ...shares.flat());
  const y = (share: number): number => (height - below) * (1 - share / top) + 1;
  const step = (width - 2) / bins;
  pen.strokeStyle = colour('--plot-rule');
  pen.beginPath();
  pen.moveTo(0, y(1));
  pen.lineTo(width, y(1));
  pen.stroke();
  for (const [c, heights] of shares.entries()) {
    pen.strokeStyle = seriesColour(paper, c);
    pen.beginPath();
    for (const [bin, share] of heights.entries()) {
      pen.lineTo(1 + bin * step, y(share));
      pen.lineTo(1 + (bin + 1) * step, y(share));
    }
    pen.stroke();
  }
}

/** Clears the paper and writes the ends of the axis up. */
function frame<Range extends { readonly low: number; readonly high: number } | null>(
  paper: Paper,
  range: Range,
): Range {
  const { pen, width, height, colour } = paper;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = colour('--plot-soft');
  pen.font = '11px system-ui, sans-serif';
  pen.textAlign = 'right';
  if (range === null) return range;
  pen.fillText(number(range.high, 3), left - 6, 10);
  pen.fillText(number(range.low, 3), left - 6, height - below);
  pen.strokeStyle = colour('--plot-rule');
  pen.strokeRect(left - 0.5, 0.5, width - left, height - below - 1);
  return range;
}

function caption({ pen, width, height }: Paper, text: string): void {
  pen.textAlign = 'right';
  pen.fillText(text, width, height - 3);
}
