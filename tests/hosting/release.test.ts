import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root, temporaryFolder } from '../helpers.ts';

const folder = temporaryFolder();
const script = readFileSync(join(root, 'hosting/release.sh'), 'utf8').replace('cd /srv/handbook', `cd ${folder}`);
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const release = (name: string) => spawnSync('sh', ['-s', name], { input: script, encoding: 'utf8' });

test('a release takes the place of the last one by its link, with the files of older pages', () => {
  for (const name of ['1', '2', '3', '4']) {
    write(`releases/${name}/dist/index.html`, name);
    write(`releases/${name}/dist/_astro/${name}.js`, name);
    write(`releases/${name}/dist/_astro/same.js`, name);
    expect(release(name)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'current/dist/index.html'), 'utf8')).toBe(name);
    expect(readFileSync(join(folder, 'current/dist/_astro/same.js'), 'utf8')).toBe(name);
  }
  expect(readdirSync(join(folder, 'current/dist/_astro')).sort()).toEqual(['1.js', '2.js', '3.js', '4.js', 'same.js']);
  expect(readdirSync(join(folder, 'releases')).sort()).toEqual(['2', '3', '4']);
  write('releases/5/dist.nginx.conf', 'half a copy');
  expect(release('5').status).not.toBe(0);
  expect(readlinkSync(join(folder, 'current'))).toBe('releases/4');
  expect(existsSync(join(folder, 'next'))).toBe(false);
});
