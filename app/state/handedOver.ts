/** What `poolwise app DATA` says in the page's address: a path of its own that no one else can guess. */
const form = /^handed\/[\w-]+\/([^/]+)$/;

export interface HandedOver {
  readonly name: string;
  /** Null where the command that had it has ended. */
  readonly bytes: Blob | null;
}

/**
 * The file that the command opened the page with; null where there is none. The address forgets it at once, so that it is neither
 * read again by a reload nor shared with a link.
 */
export async function handedOver(): Promise<HandedOver | null> {
  const url = new URL(location.href);
  const path = url.searchParams.get('data');
  const name = path === null ? undefined : form.exec(path)?.[1];
  if (path === null || name === undefined) return null;
  url.searchParams.delete('data');
  history.replaceState(history.state, '', url);
  const response = await fetch(`./${path}`).catch(() => null);
  return { name: decodeURIComponent(name), bytes: response?.ok ? await response.blob() : null };
}
