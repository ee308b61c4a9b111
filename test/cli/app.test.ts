import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AppServer, serveApp } from '../../src/cli/appServer.ts';
import { InputError } from '../../src/engine/errors.ts';
import { inFolder } from './poolwise.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Asks as no browser would: any path as it stands, any host, any method. */
function ask(port: number, path: string, headers = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

/** A page of three files, and a secret beside its folder. */
async function smallPage(parent: string): Promise<string> {
  const folder = join(parent, 'app');
  await mkdir(join(folder, 'assets'), { recursive: true });
  const files = {
    'secret.txt': 'secret',
    'app/index.html': '<p>page</p>',
    'app/headers.json': '{ "content-security-policy": "default-src \'none\'" }',
    'app/assets/a-1.js': '1',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(parent, name), text);
  return folder;
}

test('app: serves its own files, to who names it as its host, and nothing else', () =>
  inFolder(async (parent) => {
    const [folder, data] = [await smallPage(parent), join(parent, '50% <b>.csv')];
    await writeFile(data, 'a\n1\n');
    const server = await serveApp({ folder, data, port: 0 });
    try {
      const { port, searchParams } = new URL(server.address);
      const to = (path: string, ...more: [object?, string?]) => ask(Number(port), path, ...more);
      const page = await to('/?data=x');
      expect(page).toMatchObject({ status: 200, text: '<p>page</p>' });
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': "default-src 'none'",
      });
      expect((await to('/assets/a-1.js')).headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': expect.stringContaining('immutable'),
      });
      const paths = [
        '/../secret.txt',
        '/%2e%2e/secret.txt',
        '/assets/../../secret.txt',
        '//secret.txt',
        '/..\\secret.txt',
        '/assets',
        '/assets/',
        '/constructor',
        '/handed/x/50%25%20%3Cb%3E.csv',
      ];
      for (const path of paths) expect((await to(path)).status, path).toBe(404);
      const handed = `/${searchParams.get('data')}`;
      expect(await to(handed)).toMatchObject({
        text: 'a\n1\n',
        headers: { 'cache-control': 'no-store', 'content-type': 'application/octet-stream' },
      });
      for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`])
        expect((await to(handed, { host })).status, host).toBe(421);
      expect((await to('/', { host: `localhost:${port}` })).status).toBe(200);
      expect(await to('/', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
      expect(await to('/', {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
    } finally {
      await server.close();
    }
  }));

test('app: goes to the next port where none was named, and says what is wrong where one was', () =>
  inFolder(async (parent) => {
    await expect(serveApp({ folder: parent })).rejects.toThrow(
      /^app: the page is not built; run "npm run build"/,
    );
    const folder = await smallPage(parent);
    const servers: AppServer[] = [];
    try {
      for (let i = 0; i < 2; i++) servers.push(await serveApp({ folder }));
      const [first, second] = servers.map(({ address }) => Number(new URL(address).port));
      expect(second).toBeGreaterThan(first);
      const taken = serveApp({ folder, port: first });
      await expect(taken).rejects.toThrow(InputError);
      await expect(taken).rejects.toThrow(
        `app: port ${first} is in use by another program; try another --port, or leave it out`,
      );
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  }));
