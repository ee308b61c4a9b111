import { asLatin1, beginsWith } from '../bytes.ts';
import { isGzip } from '../gunzip.ts';
import type { RefusedFormat } from './fileFormat.ts';

const begin =
  (...signatures: readonly string[]) =>
  (start: Uint8Array): boolean =>
    signatures.some((signature) => beginsWith(start, signature));

const SAS = '\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\0\x09\xc7\x31\x8c';

/** The binary Stata format before release 13: its version, the order of bytes, and a 1. */
const oldStata = (start: Uint8Array): boolean =>
  start.length > 3 &&
  start[0] >= 0x69 &&
  start[0] <= 0x73 &&
  (start[1] === 1 || start[1] === 2) &&
  start[2] === 1;

/** Formats that many have and no well-kept reader in JavaScript reads (docs/dependencies.md), and what is no table at all. */
export const refusedFormats: readonly RefusedFormat[] = [
  {
    called: 'a Stata file',
    begins: (start) => beginsWith(start, '<stata_dta>') || oldStata(start),
    instead:
      'write it as CSV: in Stata `export delimited using "data.csv"`, in R `write.csv(haven::as_factor(haven::read_dta("data.dta")), "data.csv", row.names = FALSE)`',
  },
  {
    called: 'an SPSS file',
    begins: begin('$FL2', '$FL3'),
    instead:
      'write it as CSV: in SPSS `SAVE TRANSLATE OUTFILE="data.csv" /TYPE=CSV /FIELDNAMES /CELLS=LABELS`, in R `write.csv(haven::as_factor(haven::read_sav("data.sav")), "data.csv", row.names = FALSE)`',
  },
  {
    called: 'a file of R objects',
    begins: begin(
      'RDX2\n',
      'RDX3\n',
      'RDA2\n',
      'RDA3\n',
      'X\n\0\0\0\x02',
      'X\n\0\0\0\x03',
      'A\n2\n',
      'A\n3\n',
    ),
    instead:
      'write its data frame from R: `write.csv(d, "d.csv", row.names = FALSE)`, or `arrow::write_parquet(d, "d.parquet")`, which keeps types',
  },
  {
    called: 'a SAS file',
    begins: begin(SAS, 'HEADER RECORD*******LIB'),
    instead: 'write it as CSV: `proc export data=d outfile="d.csv" dbms=csv; run;`',
  },
  {
    called: 'a workbook with a password, or one from before Excel 2007',
    begins: begin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
    instead: 'save it as .xlsx without a password, or as CSV',
  },
  {
    called: 'an OpenDocument file',
    begins: (start) => beginsWith(start, 'PK\x03\x04') && asLatin1(start).includes('vnd.oasis.opendocument'),
    instead: 'save it as .xlsx or CSV',
  },
  { called: 'a zip archive', begins: begin('PK\x03\x04', 'PK\x05\x06'), instead: 'unpack it first' },
  {
    called: 'packed by bzip2, xz or zstd',
    begins: begin('BZh', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd'),
    instead: 'unpack it first, or pack it with gzip',
  },
  { called: 'packed by gzip twice', begins: isGzip, instead: 'unpack it once' },
  { called: 'an SQLite database', begins: begin('SQLite format 3\0'), instead: 'write the table as CSV' },
  { called: 'an HDF5 file', begins: begin('\x89HDF\r\n'), instead: 'write the table as CSV or Parquet' },
  { called: 'an encrypted Parquet file', begins: begin('PARE'), instead: 'write it without a key' },
  {
    called: 'a Feather file of the first version',
    begins: begin('FEA1'),
    instead: 'write it with `version = 2`, or as Parquet',
  },
  { called: 'a PDF', begins: begin('%PDF-'), instead: 'ask for the table itself, as CSV' },
  {
    called: 'a web page',
    begins: (start) => /^\s*(?:<!doctype html|<html)/i.test(asLatin1(start.subarray(0, 256))),
    instead: 'the address may lead to a page about the file; fetch the file itself',
  },
];
