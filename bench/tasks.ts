import type { Page } from 'playwright-core';

/** A Chromium trace event (Trace Event Format). Times are in microseconds; `tdur` is processor time alone. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/**
 * Measures the longest task on the main thread of a page during an action, in milliseconds of processor time. Other
 * load on the machine does not count.
 * @param act The action; the frame after it counts as well.
 * @throws Error if the trace has no tasks, because 0 ms would then look like a measurement.
 */
export async function longestTask(page: Page, act: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  const includedCategories = ['disabled-by-default-devtools.timeline', '__metadata'];
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  await act();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await session.send('Tracing.end');
  await ended;
  const isMain = ({ name, args }: TraceEvent) => name === 'thread_name' && args.name === 'CrRendererMain';
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const main = new Set(events.filter(isMain).map(threadOf));
  const tasks = events.filter((event) => event.name === 'RunTask' && main.has(threadOf(event)));
  const longest = Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur));
  if (longest === 0) throw new Error('Chromium told of no task of the page');
  return longest / 1000;
}

/**
 * Computes a sum that takes about as long as a long task: 50 ms on the machine of the figures in README.md. Comparing
 * with it makes a result depend less on the machine than a time alone would.
 */
export function longTask(): number {
  let sum = 0;
  for (let number = 1; number < 22e6; number++) sum += Math.sqrt(number % 1000);
  return sum;
}
