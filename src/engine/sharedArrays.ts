/**
 * A Float64Array that chains in worker threads read without copying where the platform allows shared memory (Node,
 * and browsers on cross-origin isolated pages); an ordinary one elsewhere.
 */
export function sharedFloat64(length: number): Float64Array {
  return typeof SharedArrayBuffer === 'undefined'
    ? new Float64Array(length)
    : new Float64Array(new SharedArrayBuffer(8 * length));
}

/** As `sharedFloat64`, for integers. */
export function sharedInt32(length: number): Int32Array {
  return typeof SharedArrayBuffer === 'undefined'
    ? new Int32Array(length)
    : new Int32Array(new SharedArrayBuffer(4 * length));
}

/** Whether other threads see what is written into it. */
export const isShared = ({ buffer }: Float64Array | Int32Array): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
