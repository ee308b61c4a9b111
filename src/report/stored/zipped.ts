import { InputError } from '../../engine/errors.ts';

/** What every zip begins with. */
const begins = 'PK\x03\x04';

/** Throws InputError for a file that is a zip by how it begins: the folder of a fit is read unpacked. */
export function refuseZip(where: string, path: string, start: string): void {
  if (start.startsWith(begins))
    throw new InputError(`${where}: "${path}" is a zip; unpack it, and give the folder that was in it`);
}
