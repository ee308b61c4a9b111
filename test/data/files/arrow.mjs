// twin.arrow, twin-stream.arrow, long-lz4.arrow and long-zstd.arrow, by a writer that is not ours: apache-arrow 21.2.
// npm install apache-arrow lz4js hyparquet papaparse && node arrow.mjs   (Node 24, 2026-11-27)
// Column `clinic` is a dictionary in the order south, north, a b, nowhere, éast; zstd is Node's.
import { readFileSync, writeFileSync } from 'node:fs';
import * as zlib from 'node:zlib';
import * as arrow from 'apache-arrow';
import lz4 from 'lz4js';
import Papa from 'papaparse';

const { data } = Papa.parse(readFileSync('twin.csv', 'utf8'), { header: true, skipEmptyLines: true });
const column = (name, type, read) => {
  const builder = arrow.makeBuilder({ type, nullValues: [null] });
  for (const row of data) builder.append(row[name] === '' ? null : read(row[name]));
  return builder.finish().toVector();
};
const words = arrow.vectorFromArray(['south', 'north', 'a b', 'nowhere', 'éast'], new arrow.Utf8());
const clinic = arrow.makeVector({
  type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
  length: data.length,
  nullCount: 1,
  nullBitmap: Uint8Array.of(data.reduce((bits, row, i) => bits | (row.clinic === '' ? 0 : 1 << i), 0)),
  data: Int32Array.from(data, (row) => Math.max(0, words.indexOf(row.clinic))),
  dictionary: words,
});
const milliseconds = (text) => Date.parse(text.length > 10 ? `${text.replace(' ', 'T')}Z` : text);
const table = new arrow.Table({
  id: column('id', new arrow.Int64(), BigInt),
  y: column('y', new arrow.Float64(), Number),
  clinic,
  smoker: column('smoker', new arrow.Bool(), (text) => text === 'TRUE'),
  visit: column('visit', new arrow.DateDay(), (text) => new Date(milliseconds(text))),
  seen: column('seen', new arrow.TimestampMicrosecond(), milliseconds),
});
writeFileSync('twin.arrow', arrow.tableToIPC(table, 'file'));
writeFileSync('twin-stream.arrow', arrow.tableToIPC(table, 'stream'));

// long enough to be packed at all
const long = new arrow.Table({
  x: arrow.vectorFromArray(
    Array.from({ length: 1000 }, (_, i) => (i % 7) / 8),
    new arrow.Float64(),
  ),
  g: arrow.vectorFromArray(
    Array.from({ length: 1000 }, (_, i) => 'abc'[i % 3]),
    new arrow.Utf8(),
  ),
});
const codecs = {
  lz4: [arrow.CompressionType.LZ4_FRAME, lz4.compress],
  zstd: [arrow.CompressionType.ZSTD, zlib.zstdCompressSync],
};
for (const [name, [type, encode]] of Object.entries(codecs)) {
  arrow.compressionRegistry.set(type, { encode });
  const writer = arrow.RecordBatchFileWriter.writeAll(long, { compressionType: type });
  writeFileSync(`long-${name}.arrow`, await writer.toUint8Array());
}
