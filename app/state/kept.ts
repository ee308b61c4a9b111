/** What is kept in the browser: the session, bytes of files by their ids, and files of fits by theirs. Page and worker use it. */
export interface Kept {
  session(): Promise<unknown>;
  keepSession(session: unknown): Promise<void>;
  file(id: string): Promise<Blob | null>;
  /** Keeps this file and no other. */
  keepFile(id: string, bytes: Blob): Promise<void>;
  hasFile(id: string): Promise<boolean>;
  fit(id: string): Promise<ReadonlyMap<string, Uint8Array> | null>;
  keepFit(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>;
  fitIds(): Promise<readonly string[]>;
  dropFit(id: string): Promise<void>;
  /** Deletes all of it. */
  forget(): Promise<void>;
}

type Place = 'session' | 'files' | 'fits';

const [database, version, only] = ['poolwise', 1, 'current'];
const places: readonly Place[] = ['session', 'files', 'fits'];

/** Every promise is rejected, with the browser's own error, where it keeps nothing: in some private windows, or when full. */
export function createKept(): Kept {
  return {
    session: () => read('session', (store) => store.get(only)),
    keepSession: (session) => write('session', (store) => store.put(session, only)),
    file: async (id) => ((await read('files', (store) => store.get(id))) as Blob | undefined) ?? null,
    keepFile: (id, bytes) =>
      write('files', (store) => {
        store.clear();
        store.put(bytes, id);
      }),
    hasFile: async (id) => (await read('files', (store) => store.count(id))) > 0,
    fit: async (id) =>
      ((await read('fits', (store) => store.get(id))) as ReadonlyMap<string, Uint8Array> | undefined) ?? null,
    keepFit: (id, files) => write('fits', (store) => store.put(files, id)),
    fitIds: async () => (await read('fits', (store) => store.getAllKeys())).map(String),
    dropFit: (id) => write('fits', (store) => store.delete(id)),
    forget: async () => {
      await settled(indexedDB.deleteDatabase(database));
    },
  };
}

async function read<Value>(place: Place, ask: (store: IDBObjectStore) => IDBRequest<Value>): Promise<Value> {
  const opened = await open();
  try {
    return await settled(ask(opened.transaction(place, 'readonly').objectStore(place)));
  } finally {
    opened.close();
  }
}

/** Done when it is on the disk, not before. */
async function write(place: Place, change: (store: IDBObjectStore) => unknown): Promise<void> {
  const opened = await open();
  try {
    const transaction = opened.transaction(place, 'readwrite');
    change(transaction.objectStore(place));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
    });
  } finally {
    opened.close();
  }
}

/** Opened for each use and closed again, so that forgetting never waits for somebody. */
function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(database, version);
  request.onupgradeneeded = () => {
    for (const place of places) request.result.createObjectStore(place);
  };
  return settled(request);
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
