import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const NEXT = 'dist.next';
const OLD = 'dist.old';

/** Runs `astro build` into a folder beside `dist/`, prints its log, and says what it logged as errors. */
async function build(): Promise<{ code: number; errors: string[] }> {
  const errors: string[] = [];
  const child = spawn('astro', ['build', '--json', '--outDir', NEXT, ...process.argv.slice(2)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) {
      const entry = parseEntry(line);
      if (entry?.level === 'error') errors.push(entry.message);
      if (entry && isNoise(entry)) continue;
      (entry?.level === 'info' ? console.log : console.error)(entry ? entry.message : line);
    }
  };
  const closed = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  await Promise.all([read(child.stdout), read(child.stderr)]);
  return { code: await closed, errors };
}

interface LogEntry {
  level: string;
  label: string | null;
  message: string;
}

/** A line for each page, and a warning for each page about a mark that Astro itself puts into it. */
function isNoise({ level, label, message }: LogEntry): boolean {
  if (level === 'error') return false;
  return label === 'SKIP_FORMAT' || /^\s*[├└]─/.test(message) || message.startsWith('[MODULE_LEVEL_DIRECTIVE]');
}

function parseEntry(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.message === 'string' ? entry : undefined;
  } catch {
    return undefined;
  }
}

for (const folder of [NEXT, OLD]) rmSync(folder, { recursive: true, force: true });
const { code, errors } = await build();
if (code !== 0 || errors.length > 0) {
  rmSync(NEXT, { recursive: true, force: true });
  const kept = existsSync('dist') ? 'dist/ is as it was before' : 'there is no dist/ yet';
  console.error(
    `The build failed${errors.length > 0 ? ` with ${errors.length} logged error${errors.length === 1 ? '' : 's'}` : ''}; ${kept}.`,
  );
  process.exit(1);
}
if (existsSync('dist')) renameSync('dist', OLD);
renameSync(NEXT, 'dist');
rmSync(OLD, { recursive: true, force: true });
