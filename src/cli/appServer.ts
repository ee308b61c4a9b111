import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join, relative } from 'node:path';
import { systemCode } from '../data/findFile.ts';
import { InputError } from '../engine/errors.ts';

export interface AppSettings {
  /** Of the built page. */
  readonly folder: string;
  /** Path of a file that the page opens with; only who knows the address of this process can ask for it. */
  readonly data?: string;
  /** 0 for any that is free; the first free one from 7470 on if left out, so that the page finds its stored session again. */
  readonly port?: number;
}

export interface AppServer {
  /** What the browser is to open. */
  readonly address: string;
  /** Ends at once, whoever is connected. */
  close(): Promise<void>;
}

/** Only programs of this machine reach it. */
const loopback = '127.0.0.1';
const firstPort = 7470;
const portsTried = 20;

/** What a request may get. */
interface Resource {
  readonly path: string;
  readonly type: string;
  readonly cache: string;
}

/** By the path of a request, as it stands there: what is not listed does not exist, so no path leads out of the folder. */
type Resources = ReadonlyMap<string, Resource>;

/**
 * Serves the workbench to this machine alone, with the headers that let it share memory between threads and forbid it everything
 * else. A request must name this server as its host, or another site could have the browser ask in its own name. The data have
 * an address that no other process can guess. Throws InputError where the page is not built or the port is not to be had.
 */
export async function serveApp({ folder, data, port }: AppSettings): Promise<AppServer> {
  const [resources, headers] = await Promise.all([pageResources(folder), pageHeaders(folder)]);
  const handed = data === undefined ? null : handedOver(data);
  if (handed !== null) resources.set(`/${handed.address}`, handed.resource);
  const server = createServer((request, response) => void answer(request, response, resources, headers));
  const listening = port === undefined ? await firstFree(server) : await listen(server, port);
  const query = handed === null ? '' : `?data=${encodeURIComponent(handed.address)}`;
  return {
    address: `http://${loopback}:${listening}/${query}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function handedOver(path: string): { readonly address: string; readonly resource: Resource } {
  const secret = randomBytes(24).toString('base64url');
  return {
    address: `handed/${secret}/${encodeURIComponent(basename(path))}`,
    resource: { path, type: 'application/octet-stream', cache: 'no-store' },
  };
}

/** Every file of the page; those in assets/ change their names with their content. */
async function pageResources(folder: string): Promise<Map<string, Resource>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const resources = new Map<string, Resource>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replaceAll('\\', '/');
    const cache = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    resources.set(`/${name}`, { path, type: typeOf(name), cache });
  }
  const index = resources.get('/index.html');
  if (index === undefined)
    throw new InputError('app: the page is not built; run "npm run build" in the folder of poolwise');
  return resources.set('/', index);
}

async function pageHeaders(folder: string): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(join(folder, 'headers.json'), 'utf8'));
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const typeOf = (name: string): string => types[extname(name)] ?? 'text/plain; charset=utf-8';

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  resources: Resources,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!namesUs(request)) return refuse(response, 421, 'this server answers under its own address alone');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return refuse(response, 405, 'nothing can be sent here');
  }
  const found = resources.get((request.url ?? '').split('?')[0]);
  if (found === undefined) return refuse(response, 404, 'there is no such file');
  response.setHeader('content-type', found.type).setHeader('cache-control', found.cache);
  if (request.method === 'HEAD') return void response.end();
  createReadStream(found.path)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** Another site's name may be made to lead here, but the browser then says that name. */
function namesUs({ headers: { host }, socket: { localPort } }: IncomingMessage): boolean {
  return host === `${loopback}:${localPort}` || host === `localhost:${localPort}`;
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${words}\n`);
}

async function firstFree(server: Server): Promise<number> {
  for (let port = firstPort; port < firstPort + portsTried; port++) {
    const listening = await tryListen(server, port);
    if (typeof listening === 'number') return listening;
  }
  return listen(server, 0);
}

async function listen(server: Server, port: number): Promise<number> {
  const listening = await tryListen(server, port);
  if (typeof listening === 'number') return listening;
  const why = listening === 'EACCES' ? 'is not open to you' : 'is in use by another program';
  throw new InputError(`app: port ${port} ${why}; try another --port, or leave it out`, {
    port,
    code: listening,
  });
}

/** The port, or the name of what the system has against it: EADDRINUSE or EACCES. */
async function tryListen(server: Server, port: number): Promise<number | string> {
  server.listen({ port, host: loopback });
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    return code;
  }
}
