import { InputError } from '../../engine/errors.ts';

/** Loads packages that are not installed by themselves. Rejects with an InputError that says how to install them. */
export async function loadPackages<Loaded>(
  engine: string,
  packages: readonly string[],
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new InputError(
      `queue: ${engine} takes packages that are not installed; run npm install ${packages.join(' ')}`,
    );
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
}
