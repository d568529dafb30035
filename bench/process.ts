import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Time and memory that a command used. */
export interface Cost {
  /** Wall-clock time, in seconds. */
  time: number;
  /** Peak memory of the process tree, in bytes; NaN without /proc. */
  memory: number;
}

/** Sampling interval for memory, in milliseconds. */
const INTERVAL = 500;

/**
 * Runs a command and measures its time and memory. Memory is the proportional set size (PSS) of the whole process tree,
 * which counts shared pages once.
 * @throws Error with the output of the command, if it fails.
 */
export async function measured(command: string, folder: string): Promise<Cost> {
  const start = performance.now();
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  let memory = Number.NaN;
  const timer = setInterval(() => {
    const now = memoryOf(child.pid ?? 0);
    if (!(memory >= now)) memory = now;
  }, INTERVAL);
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  clearInterval(timer);
  const time = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`"${command}" in ${folder} failed:\n${output}`);
  return { time, memory };
}

/** Memory of a process and all its descendants, in bytes. */
function memoryOf(root: number): number {
  const children = new Map<number, number[]>();
  try {
    for (const name of readdirSync('/proc')) {
      // The command name, in brackets, may contain anything; the parent id is the second field after it.
      const parent = /^\d+$/.test(name) && Number(textOf(name, 'stat').split(') ').at(-1)?.split(' ')[1]);
      if (parent) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
  } catch {
    return Number.NaN;
  }
  const sum = (id: number): number =>
    pssOf(id) + (children.get(id) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root);
}

function pssOf(id: number): number {
  const [, kibibytes = 0] = /^Pss:\s+(\d+) kB/m.exec(textOf(String(id), 'smaps_rollup')) ?? [];
  return Number(kibibytes) * 1024;
}

/** Reads a file of a process from /proc; empty if the process has ended. */
function textOf(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
