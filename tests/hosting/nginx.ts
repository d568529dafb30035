import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../helpers.ts';
import { findNginx } from '../programs/nginx.ts';

/** A recipe of `hosting/`. */
export type Recipe = 'nginx.conf' | 'nginx-signed-in.conf';

/** An nginx that serves an edition as a recipe of `hosting/` says. */
export interface Served {
  /** The address of the host, without a slash at the end. */
  address: string;
  stop(): Promise<void>;
}

/**
 * Serves a built edition from a temporary folder, without any right of its own. The recipe is the
 * very file of `hosting/`, with the names of its folder and its ports put in.
 * @param output The folder of the edition; the file for nginx that its build wrote lies beside it.
 * @param identity The port of the identity endpoint.
 * @throws Error if there is no nginx, or if it does not take the recipe; a test is never skipped.
 */
export async function serve(output: string, recipe: Recipe = 'nginx.conf', identity = 0): Promise<Served> {
  const nginx = findNginx();
  if (!nginx) throw new Error('There is no nginx: run node tests/programs/nginx.ts');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const server = replaced(readFileSync(join(root, 'hosting', recipe), 'utf8'), {
    '/srv/handbook/current/dist': output,
    'listen 80;': `listen 127.0.0.1:${port};`,
    ...(identity ? { '127.0.0.1:4180': `127.0.0.1:${identity}` } : {}),
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid nginx.pid; error_log stderr error;
events { worker_connections 512; }
http { access_log off; ${temporary.join(' ')}
${server}}`,
  );
  const child = spawn(nginx, ['-p', folder, '-e', 'stderr', '-c', 'nginx.conf'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await Promise.race([listens(port, () => child.exitCode !== null), ended.then(() => false)]))) {
    await stop();
    throw new Error(`nginx does not start:\n${said}`);
  }
  return { address: `http://127.0.0.1:${port}`, stop };
}

/** Puts names into a recipe; one that it does not hold is a mistake of whoever changed it. */
function replaced(recipe: string, names: Record<string, string>): string {
  return Object.entries(names).reduce((text, [name, value]) => {
    if (!text.includes(name)) throw new Error(`The recipe does not hold ${name} any more.`);
    return text.replaceAll(name, value);
  }, recipe);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Whether something answers at a port, asked again until it does or there is nobody to ask. */
async function listens(port: number, isOver: () => boolean): Promise<boolean> {
  while (!isOver()) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (answers) return true;
  }
  return false;
}
