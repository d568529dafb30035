import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, runIn, temporaryFolder } from '../helpers.ts';

// Behind a mirror of the packages: a lock file without addresses is installed from the host that the environment names.

const folder = temporaryFolder();

test('the lock file of the handbook holds no addresses', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const all = Object.values(packages as Record<string, { resolved?: string }>);
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  expect(existsSync(join(root, '.npmrc'))).toBe(false);
});

test('a lock file of that form is installed from the mirror alone, with the token that npm has for it', async () => {
  const [source, project] = [join(folder, 'tiny'), join(folder, 'project')];
  for (const path of [source, project]) mkdirSync(path);
  const manifest = { name: 'tiny', version: '1.2.3' };
  writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: source });
  const tarball = readFileSync(join(folder, 'tiny-1.2.3.tgz'));
  const integrity = `sha512-${hash('sha512', tarball, 'base64')}`;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    const address = `http://${request.headers.host}/mirror`;
    if (request.url?.endsWith('.tgz')) response.end(tarball);
    else {
      const version = { ...manifest, dist: { tarball: `${address}/tiny/-/tiny-1.2.3.tgz`, integrity } };
      const all = { name: 'tiny', 'dist-tags': { latest: '1.2.3' }, versions: { '1.2.3': version } };
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(all));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dependencies = { tiny: '1.2.3' };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0', dependencies }));
  const packages = {
    '': { name: 'project', version: '1.0.0', dependencies },
    'node_modules/tiny': { version: '1.2.3', integrity },
  };
  const lock = { name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock));
  // As the documentation says: the address in the environment, and the token in the file of the person.
  writeFileSync(join(folder, 'npmrc'), `//${host}/mirror/:_authToken=a-token\n`);
  const { code, output } = await runIn(project, 'npm', ['ci', '--no-audit', '--no-fund'], {
    npm_config_registry: `http://${host}/mirror/`,
    npm_config_userconfig: join(folder, 'npmrc'),
    npm_config_cache: join(folder, 'cache'),
  });
  await new Promise((resolve) => server.close(resolve));
  expect(code, output).toBe(0);
  expect(existsSync(join(project, 'node_modules/tiny/package.json'))).toBe(true);
  expect(asked).toContain('/mirror/tiny/-/tiny-1.2.3.tgz Bearer a-token');
  expect(asked.filter((line) => !/^\/mirror\/\S+ Bearer a-token$/.test(line))).toEqual([]);
  const after = readFileSync(join(project, 'package-lock.json'), 'utf8');
  expect(after).toBe(JSON.stringify(lock));
}, 60_000);
