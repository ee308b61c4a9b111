import type { NodeKernel } from '../nodeKernel.ts';
import type { TiltedNodes } from './tilted.ts';

/** The nodes of the inner levels of one outer level, kept beside the kernel, which has those of one level at a time. */
export interface Tables {
  /** Forgets what is kept. */
  clear(): void;
  /** Keeps the kernel's nodes of the next level. */
  keep(kernel: NodeKernel, nodes: TiltedNodes): void;
  /** Keeps nothing of the next level. */
  skip(): void;
  /** Puts the weights of level number k back into the kernel, and says where they stand. */
  restore(kernel: NodeKernel, k: number, nodesOut: TiltedNodes): void;
}

/** As many levels as there are of an outer one, at most. */
export function tables(levels: number): Tables {
  const start = new Int32Array(levels + 1);
  const nodes = Array.from(
    { length: levels },
    (): TiltedNodes => ({ from: 0, to: 0, step: 0, top: 0, end: 0 }),
  );
  let weights = new Float64Array(256 * levels);
  let kept = 0;
  return {
    clear() {
      kept = 0;
    },
    keep({ weight }, one) {
      copy(one, nodes[kept]);
      const at = start[kept];
      const end = at + one.to - one.from;
      if (end > weights.length) {
        const longer = new Float64Array(2 * end);
        longer.set(weights);
        weights = longer;
      }
      for (let m = one.from, e = at; m < one.to; m++, e++) weights[e] = weight[m];
      start[++kept] = end;
    },
    skip() {
      start[kept + 1] = start[kept];
      kept++;
    },
    restore({ weight }, k, out) {
      copy(nodes[k], out);
      for (let m = out.from, e = start[k]; m < out.to; m++, e++) weight[m] = weights[e];
    },
  };
}

function copy(from: TiltedNodes, out: TiltedNodes): void {
  out.from = from.from;
  out.to = from.to;
  out.step = from.step;
  out.top = from.top;
  out.end = from.end;
}
