import * as modules from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where Node looks for code it has compiled before, for this thread and those it starts. */
const variable = 'NODE_COMPILE_CACHE';

/** Of Node 22.1 and later. */
interface WithCache {
  enableCompileCache?(folder: string): { readonly directory?: string };
}

/**
 * Has Node keep the code that it compiles, so that the next command starts sooner; nothing before Node 22.1. What is read from
 * there runs unseen, so it lies in the user's own folder of caches and not among everybody's temporary files. A folder that cannot
 * be written is done without. The user's own NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE have their way.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = modules as WithCache & typeof modules;
  const folder = cacheFolder();
  if (enableCompileCache === undefined || folder === null || process.env[variable] !== undefined) return;
  if (enableCompileCache(folder).directory !== undefined) process.env[variable] = folder;
}

function cacheFolder(): string | null {
  const caches = process.platform === 'win32' ? process.env.LOCALAPPDATA : process.env.XDG_CACHE_HOME;
  if (caches) return join(caches, 'poolwise', 'code');
  try {
    return join(homedir(), '.cache', 'poolwise', 'code');
  } catch {
    return null; // a user without a home
  }
}
