/** Longest name without its ending that every system takes, in UTF-8 too. */
const longest = 60;
/** Names of devices, which Windows gives to no file. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name for a file, made of any text: letters, digits, dots, dashes; no folder, no option, nothing hidden, no direction marks. */
export function fileName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replaceAll(/^[.-]+/g, '');
  const short = [...plain]
    .slice(0, longest)
    .join('')
    .replaceAll(/[.-]+$/g, '');
  return short === '' || devices.test(short.split('.')[0]) ? `fit-${short}`.replace(/-$/, '') : short;
}
