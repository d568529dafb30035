import type { Page } from 'playwright-core';

/** What Chromium tells of a stretch of work (Trace Event Format): times in microseconds, `tdur` that of the processor alone. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/**
 * The longest task of a page while something happens, in milliseconds of processor time of the thread that also answers
 * the reader. What else the machine does at the same time does not count.
 * @param act What happens; the frame after it counts as well.
 * @throws Error if there was none: a trace without tasks would be good news that nobody measured.
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
 * A sum for a page to work out, which takes as long as a task that a browser calls long: 50 ms of the machine of the
 * figures in README.md. Times alone would say more of the machine than of the page.
 */
export function longTask(): number {
  let sum = 0;
  for (let number = 1; number < 22e6; number++) sum += Math.sqrt(number % 1000);
  return sum;
}
