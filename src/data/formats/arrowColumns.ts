import { type Column, CompressionType, setCompressionCodec, tableFromIPC } from '@uwdata/flechette';
import { decompressZstd } from 'hyparquet-compressors';
import { decompress } from 'lz4js';
import type { Cells } from '../columnFromCells.ts';

/**
 * Every column of an Arrow file or stream in memory, buffers packed by lz4 (the default of R and pandas) or zstd included;
 * those with a dictionary of words carry it as their levels. Throws any error where the bytes are no such file.
 */
export function arrowColumns(bytes: Uint8Array): Cells[] {
  // copies, since doubles must begin at a multiple of 8 in their buffer
  const unpacked = (unpack: (packed: Uint8Array) => Uint8Array) => ({
    encode: unused,
    decode: (packed: Uint8Array) => unpack(packed).slice(),
  });
  setCompressionCodec(CompressionType.LZ4_FRAME, unpacked(decompress));
  setCompressionCodec(CompressionType.ZSTD, unpacked(decompressZstd));
  const table = tableFromIPC(bytes, { useDate: true, useBigInt: true });
  return table.names.map((name, j) => {
    const column = table.getChildAt(j);
    const levels = levelsOf(column);
    return levels === undefined
      ? [name, column.toArray()]
      : [name, column.toArray() as ArrayLike<unknown>, levels];
  });
}

/** The words of the last dictionary: each adds to those before it. */
function levelsOf(column: Column<unknown>): readonly string[] | undefined {
  const batch = column.data.at(-1);
  if (batch === undefined || !('dictionary' in batch)) return undefined;
  const words = Array.from((batch.dictionary as Column<unknown>).toArray() as ArrayLike<unknown>);
  return words.every((word) => typeof word === 'string') ? words : undefined;
}

function unused(): never {
  throw new Error('Arrow is only read here');
}
