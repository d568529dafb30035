import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a command took. */
export interface Cost {
  /** From its start to its end, in seconds. */
  time: number;
  /** The most that it and all that it started held at one moment, in bytes; not a number where there is no /proc. */
  memory: number;
}

/** How often the memory is looked at, in milliseconds. */
const INTERVAL = 500;

/**
 * Runs a command, and measures its time and memory. Memory is the proportional set size (PSS) of the whole tree of
 * processes: what two of them share counts once.
 * @throws Error with all that it printed, if it fails.
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
  const look = setInterval(() => {
    const now = memoryOf(child.pid ?? 0);
    if (!(memory >= now)) memory = now;
  }, INTERVAL);
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)));
  clearInterval(look);
  const time = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`"${command}" in ${folder} failed:\n${output}`);
  return { time, memory };
}

/** What a process and all below it hold, in bytes. */
function memoryOf(root: number): number {
  const children = new Map<number, number[]>();
  try {
    for (const name of readdirSync('/proc')) {
      // The name of the command stands in brackets and may hold anything; the parent is the second word behind it.
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

/** A file of a process; empty if it has ended. */
function textOf(id: string, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
