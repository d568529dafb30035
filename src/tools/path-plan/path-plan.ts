import { dayOf, daysAfter, isDay } from '#formulas/calendar.ts';
import {
  countDone,
  DAYS,
  firstOpen,
  lostNotes,
  type Mark,
  type Moved,
  progressOf,
  type When,
} from '#formulas/progress.ts';
import { type Entries, type Entry, mergeEntries } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { copyText, formatDate, ToolElement } from '../shared/tool-element.ts';

type LinkText = 'copied' | 'copyYourself' | 'long' | 'shared' | 'linkDamaged' | 'linkNewer' | 'linkForeign';

interface Given {
  data: { stages: { when: When; ids: string[] }[]; moved: Moved };
  words: Record<'of' | 'due' | LinkText, string>;
}

/** Start of a URL fragment that holds a plan. */
const SHARED = '#plan=';
/** Id of the entry for the first day in the role; no outcome can have such an id. */
const START = '$start';
/** Length of a link, in characters, above which some mail programs truncate it. */
const LONG_LINK = 2_000;
const LONGEST_NOTE = 500;
const OUTCOME = /^[a-z0-9-]+$/;

/** Plan of a path: ticks and notes, by the ids of its outcomes. */
class PathPlan extends ToolElement<Mark, Given> {
  /** Plan from a shared link, shown instead of the reader's own. */
  #shared: Entries | undefined;

  protected override isValid(id: string, { day, done, note }: Entry): boolean {
    if (id === START) return isDay(day);
    if (!OUTCOME.test(id)) return false;
    return (done === '' || isDay(done)) && typeof note === 'string' && note.length <= LONGEST_NOTE * 4;
  }

  protected override nameOf(id: string): string {
    const name = id === START ? '.first-day' : `[data-outcome="${id}"] [data-text]`;
    return this.querySelector(name)?.textContent ?? id;
  }

  protected override start(): void {
    this.on('change', '[data-outcome] input', (input: HTMLInputElement) =>
      this.#put(input, { done: input.checked ? dayOf(new Date()) : '' }),
    );
    this.on('input', '[data-outcome] textarea', (area: HTMLTextAreaElement) => this.#put(area, { note: area.value }));
    this.on('change', '[data-start]', ({ value: day }: HTMLInputElement) =>
      this.device.put(START, isDay(day) ? { day } : undefined),
    );
    this.on('click', '[data-print]', () => print());
    this.on('click', '[data-link]', () => this.#makeLink());
    this.on('click', '[data-own]', () => this.#leaveShared());
    this.on('click', '[data-take-over]', async () => {
      const taken = this.#withOwnNotes(this.#shared ?? {});
      this.#leaveShared();
      await this.withCopies((copies, page) => copies.takeOver(taken, page));
      this.one('[data-said]').focus();
    });
    addEventListener('hashchange', () => this.#openShared());
    this.#openShared();
  }

  protected override show(): void {
    const [ids, progress] = [this.#ids, this.#progress];
    for (const id of ids) this.#showOutcome(id, progress[id] as Mark);
    const start = this.#shownEntries[START]?.['day'];
    const day = isDay(start) ? start : '';
    const input = this.one<HTMLInputElement>('[data-start]');
    if (document.activeElement !== input) input.value = day;
    for (const { when, ids } of this.data.stages) {
      this.#showCount(when, countDone(ids, progress), ids.length);
      const due = day && fillIn(this.words.due, { day: formatDate(daysAfter(day, DAYS[when]), 'long') });
      this.write(`[data-due="${when}"]`, due);
    }
    this.#showCount('all', countDone(ids, progress), ids.length);
    this.#showNext(firstOpen(ids, progress));
    this.#showLost(lostNotes(ids, this.data.moved, this.#marks));
    this.#showWhose();
  }

  /** Entries to show: those of the shared plan while one is open. */
  get #shownEntries(): Entries {
    return this.#shared ?? mergeEntries({}, Object.fromEntries(this.entries));
  }

  /** Ids of the outcomes of the path. */
  get #ids(): string[] {
    return this.data.stages.flatMap(({ ids }) => ids);
  }

  get #marks(): Record<string, Mark> {
    const { [START]: _, ...marks } = this.#shownEntries;
    return marks as unknown as Record<string, Mark>;
  }

  get #progress(): Record<string, Mark> {
    return progressOf(this.#ids, this.data.moved, this.#marks);
  }

  /** Sets fields of the outcome of a control, carrying over the marks of outcomes that it continues. */
  #put(control: HTMLElement, fields: Partial<Mark>): void {
    const id = control.closest<HTMLElement>('[data-outcome]')?.dataset['outcome'] ?? '';
    const { done, note } = this.#progress[id] as Mark;
    this.device.put(id, { done, note, ...fields });
  }

  #showOutcome(id: string, { done, note }: Mark): void {
    const item = this.one(`[data-outcome="${id}"]`);
    const tick = this.one<HTMLInputElement>('input', item);
    tick.checked = done !== '';
    tick.disabled = this.#shared !== undefined;
    const area = this.one<HTMLTextAreaElement>('textarea', item);
    // Shows changes to the note from other tabs, but not while the field has focus.
    if (document.activeElement !== area && area.value !== note) area.value = note;
    area.readOnly = this.#shared !== undefined;
    this.write('[data-note]', note, item);
  }

  #showCount(of: string, done: number, all: number): void {
    for (const bar of this.all<HTMLProgressElement>(`progress[data-count="${of}"]`)) {
      bar.value = done;
      bar.max = all;
    }
    this.write(`span[data-count="${of}"]`, fillIn(this.words.of, { done, all }));
  }

  #showNext(id: string | undefined): void {
    this.one('[data-finished]').hidden = id !== undefined;
    this.one('[data-next]').hidden = id === undefined;
    const link = this.one<HTMLAnchorElement>('[data-next] a');
    if (!id) return;
    link.href = `#${id}`;
    link.textContent = this.one(`[data-outcome="${id}"] [data-text]`).textContent;
    for (const item of this.all('[data-outcome]')) item.ariaCurrent = item.id === id ? 'step' : null;
  }

  #showLost(notes: string[]): void {
    this.one('[data-lost]').hidden = notes.length === 0;
    const list = notes.map((note, index) => ({ id: String(index), note }));
    this.renderRows('[data-lost] ul', 'lost', list, (row, texts) => this.fill(row, texts));
  }

  #showWhose(): void {
    const shared = this.#shared !== undefined;
    this.one('[data-shared]').hidden = !shared;
    this.one('[data-sharing]').hidden = shared;
    this.one<HTMLInputElement>('[data-start]').disabled = shared;
    this.one('.device').hidden = shared;
  }

  async #makeLink(): Promise<void> {
    const withNotes = this.one<HTMLInputElement>('[data-with-notes]').checked;
    const entries = this.entries.map(([id, entry]) => [id, id === START || withNotes ? entry : { ...entry, note: '' }]);
    const parts = { [this.device.ids[0]]: Object.fromEntries(entries) };
    const packed = await this.withCopies(({ packCopy }) => packCopy(parts));
    if (!packed) return;
    const link = location.href.replace(/#.*$/, '') + SHARED + packed;
    const field = this.one<HTMLInputElement>('[data-link-text]');
    this.one('[data-link-made]').hidden = false;
    field.value = link;
    field.select();
    const { copied, copyYourself, long } = this.words;
    const messages = [(await copyText(link)) ? copied : copyYourself, ...(link.length > LONG_LINK ? [long] : [])];
    this.one('[data-link-said]').textContent = messages.join(' ');
  }

  async #openShared(): Promise<void> {
    const { hash } = location;
    if (!hash.startsWith(SHARED)) return;
    const copy = await this.withCopies(({ readCopy }, page) => readCopy(hash.slice(SHARED.length), page));
    if (!copy) return;
    const { linkDamaged, linkNewer, linkForeign, shared } = this.words;
    if (!copy.entries) {
      this.say({ damaged: linkDamaged, newer: linkNewer, foreign: linkForeign }[copy.failure ?? 'foreign']);
      return;
    }
    this.#shared = copy.entries;
    this.show();
    const day = copy.written ? formatDate(copy.written.slice(0, 10), 'long') : '?';
    this.write('[data-shared-text]', `${fillIn(shared, { day })} ${copy.summary}`);
    this.one('[data-take-over]').hidden = !copy.isNews;
    this.one('[data-shared-text]').focus();
  }

  /** A plan may be shared without notes, which must not delete those of the reader. */
  #withOwnNotes(theirs: Entries): Entries {
    const note = (id: string) => this.fieldsOf(id).note ?? '';
    const taken = Object.entries(theirs).map(([id, entry]) => [
      id,
      entry['note'] === '' ? { ...entry, note: note(id) } : entry,
    ]);
    return Object.fromEntries(taken);
  }

  #leaveShared(): void {
    this.#shared = undefined;
    history.replaceState(null, '', location.pathname);
    this.show();
    this.one('.overview').focus();
  }
}

customElements.define('path-plan', PathPlan);
