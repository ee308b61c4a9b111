/** How the service worker knows the page for its own, where another program may answer at the same address tomorrow. */
export const pageMark = '<meta name="application-name" content="poolwise" />';

/** Milliseconds that a page waits for a network that says nothing before it is opened from what is kept. */
const patience = 3000;

/**
 * A service worker that keeps the files named and answers from them. The page itself is asked for first, so that a new build is seen at
 * once, and comes from what is kept where no network is. Files of a build have names of their own, so no page mixes two; those of an
 * old build go when no page of it is open. With the headers, also where the server does not send them, workers have the page's
 * policy and from the second visit on the page may share memory between its threads.
 */
export function serviceWorkerText(
  files: readonly string[],
  headers: Readonly<Record<string, string>>,
  version: string,
): string {
  return `const home = new URL('./', self.location.href).href;
const prefix = 'poolwise ' + home + ' ';
const cacheName = prefix + '${version}';
const files = ${JSON.stringify(files)};
const headers = ${JSON.stringify(headers)};

self.addEventListener('install', (event) => {
  const requests = files.map((file) => new Request(home + file, { cache: 'reload' }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const [address] = request.url.split(/[?#]/);
  if (request.method !== 'GET' || !address.startsWith(home)) return;
  const file = address.slice(home.length);
  if (request.mode !== 'navigate') event.respondWith(answer(file, request));
  else if (file === '' || file === 'index.html') event.respondWith(page(request));
});

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => caches.delete(name)),
  );
}

async function kept(file) {
  const cache = await caches.open(cacheName);
  const found = await cache.match(home + file);
  return found === undefined ? null : guarded(found);
}

async function answer(file, request) {
  const found = await kept(file);
  if (found !== null) return found;
  const response = await fetch(request);
  return file.startsWith('assets/') && response.ok ? guarded(response) : response;
}

async function page(request) {
  let timer;
  const tired = new Promise((resolve) => {
    timer = setTimeout(() => resolve(kept('index.html')), ${patience});
  });
  const fresh = fetch(request).then(ours, () => kept('index.html'));
  const first = await Promise.race([fresh, tired]);
  clearTimeout(timer);
  return first ?? fresh.then((response) => response ?? Response.error());
}

async function ours(response) {
  if (response.ok) {
    const text = await response.clone().text();
    return text.includes(${JSON.stringify(pageMark)}) ? guarded(response) : response;
  }
  return response.status >= 500 ? ((await kept('index.html')) ?? response) : response;
}

function guarded(response) {
  const { body, status, statusText } = response;
  const together = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) together.set(name, value);
  return new Response(body, { status, statusText, headers: together });
}
`;
}
