/** A web server as anybody has one: files of a folder under a path, nothing more; it keeps a list of what it was asked. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

export interface StaticServer {
  readonly address: string;
  readonly log: readonly Asked[];
  /** No more answers, as without a network. */
  stop(): Promise<void>;
}

/** Serves `folder` at `under`, such as "/some/where/". */
export async function serveFolder(
  folder: string,
  under: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const log: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = request.url ?? '';
    const name = decodeURIComponent(url.split('?')[0]).slice(under.length) || 'index.html';
    const content = url.startsWith(under) ? await readFile(join(folder, name)).catch(() => null) : null;
    const status = content === null ? 404 : 200;
    log.push({ method: request.method ?? '', url, status });
    const type = types[extname(name)] ?? 'application/octet-stream';
    response.writeHead(status, { 'content-type': content === null ? 'text/plain' : type, ...headers });
    response.end(content ?? 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}${under}`, log, stop: () => stopped(server) };
}

function stopped(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
