/** Files in one folder of a zip. Draws hardly compress: the least effort will do. */
export async function zipped(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<Blob> {
  const { zipSync } = await import('fflate');
  const entries = Array.from(files, ([name, bytes]) => [`${folder}/${name}`, bytes] as const);
  const zip = zipSync(Object.fromEntries(entries), { level: 1 });
  return new Blob([zip], { type: 'application/zip' });
}
