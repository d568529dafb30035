import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { root } from '../helpers.ts';

const run = promisify(execFile);
const start = (...flags: string[]) =>
  run(process.execPath, [...flags, '--import', join(root, 'scripts/compile-cache.mjs'), '-e', 'console.log("runs")']);

describe('a command', () => {
  test('runs on the Node of the project', async () => {
    expect(await start()).toEqual({ stdout: 'runs\n', stderr: '' });
  });

  test('says in one line what to do on a Node that runs no TypeScript', async () => {
    await expect(start('--no-experimental-strip-types')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: `This is Node ${process.versions.node}, which is too old, and the project's own is missing. Run: npm ci --ignore-scripts=false\n`,
    });
  });
});
