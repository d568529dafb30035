import { dayOf, daysAfter, isDay } from '#formulas/calendar.ts';
import { DAYS, doneOf, lostNotes, type Mark, type Moved, nextOf, progressOf, type When } from '#formulas/progress.ts';
import { type Entries, type Entry, fileOf, type Parts, partsOf } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { packed, unpacked } from '../shared/link.ts';
import { ToolElement } from '../shared/tool-element.ts';

interface Given {
  stages: { when: When; ids: string[] }[];
  moved: Moved;
  language: string;
}

type Words = Record<
  'of' | 'due' | 'copied' | 'copyYourself' | 'long' | 'shared' | 'linkDamaged' | 'linkNewer' | 'linkForeign',
  string
>;

/** Start of a URL fragment that holds a plan. */
const SHARED = '#plan=';
/** Id of the entry for the first day in the role; no outcome can have such an id. */
const START = '$start';
/** Length of a link, in characters, above which some mail programs truncate it. */
const LONG_LINK = 2_000;
const LONGEST_NOTE = 500;

/** Plan of a path: ticks and notes, by the ids of its outcomes. */
class PathPlan extends ToolElement<Mark> {
  #data!: Given;
  #words!: Words;
  /** Plan from a shared link, shown instead of the reader's own. */
  #shared: { parts: Parts; entries: Entries } | undefined;

  protected override reads(id: string, entry: Entry): boolean {
    if (id === START) return isDay(entry['day']);
    const { done, note } = entry;
    return (done === '' || isDay(done)) && typeof note === 'string' && note.length <= LONGEST_NOTE * 4;
  }

  protected override start(): void {
    this.#data = this.given('data');
    this.#words = this.given('words');
    this.on('change', '[data-outcome] input', (input) => {
      this.#put(input, { done: (input as HTMLInputElement).checked ? dayOf(new Date()) : '' });
    });
    this.on('input', '[data-outcome] textarea', (area) => {
      this.#put(area, { note: (area as HTMLTextAreaElement).value });
    });
    this.on('change', '[data-start]', (input) => {
      const day = (input as HTMLInputElement).value;
      this.device.put(START, isDay(day) ? { day } : undefined);
    });
    this.on('click', '[data-print]', () => print());
    this.on('click', '[data-link]', () => this.#makeLink());
    this.on('click', '[data-own]', () => this.#leaveShared());
    this.on('click', '[data-take-over]', () => {
      const { parts } = this.#shared ?? { parts: {} };
      this.#leaveShared();
      this.say(this.taken(parts));
    });
    addEventListener('hashchange', () => this.#openShared());
    this.#openShared();
  }

  protected override show(): void {
    const progress = this.#progress();
    const ids = this.#data.stages.flatMap((stage) => stage.ids);
    for (const id of ids) this.#showOutcome(id, progress[id] as Mark);
    const start = this.#entries[START]?.['day'];
    const input = this.one<HTMLInputElement>('[data-start]');
    if (document.activeElement !== input) input.value = isDay(start) ? start : '';
    for (const { when, ids } of this.#data.stages)
      this.#showStage(when, ids, progress, isDay(start) ? start : undefined);
    this.#showCount('all', doneOf(ids, progress), ids.length);
    this.#showNext(nextOf(ids, progress));
    this.#showLost(lostNotes(ids, this.#data.moved, this.#marks));
    this.#showWhose();
  }

  /** Entries to show: those of the shared plan while one is open. */
  get #entries(): Entries {
    return this.#shared?.entries ?? Object.fromEntries(this.kept);
  }

  get #marks(): Record<string, Mark> {
    return Object.fromEntries(Object.entries(this.#entries).filter(([id]) => id !== START)) as unknown as Record<
      string,
      Mark
    >;
  }

  #progress(): Record<string, Mark> {
    const ids = this.#data.stages.flatMap((stage) => stage.ids);
    return progressOf(ids, this.#data.moved, this.#marks);
  }

  /** Sets fields of the outcome of a control, carrying over the marks of outcomes that it continues. */
  #put(control: HTMLElement, fields: Partial<Mark>): void {
    const id = control.closest<HTMLElement>('[data-outcome]')?.dataset['outcome'] ?? '';
    const { done, note } = this.#progress()[id] as Mark;
    this.device.put(id, { done, note, ...fields });
  }

  #showOutcome(id: string, { done, note }: Mark): void {
    const item = this.one(`[data-outcome="${id}"]`);
    const tick = item.querySelector('input') as HTMLInputElement;
    tick.checked = done !== '';
    tick.disabled = this.#shared !== undefined;
    const area = item.querySelector('textarea') as HTMLTextAreaElement;
    // Shows changes to the note from other tabs, but not while the field has focus.
    if (document.activeElement !== area && area.value !== note) area.value = note;
    area.readOnly = this.#shared !== undefined;
    (item.querySelector('[data-note]') as HTMLElement).textContent = note;
  }

  #showStage(when: When, ids: string[], progress: Record<string, Mark>, start: string | undefined): void {
    this.#showCount(when, doneOf(ids, progress), ids.length);
    const due = this.one(`[data-due="${when}"]`);
    due.textContent = start ? fillIn(this.#words.due, { day: this.#date(daysAfter(start, DAYS[when])) }) : '';
  }

  #showCount(of: string, done: number, all: number): void {
    for (const bar of this.querySelectorAll<HTMLProgressElement>(`progress[data-count="${of}"]`)) {
      bar.value = done;
      bar.max = all;
    }
    const text = fillIn(this.#words.of, { done, all });
    for (const count of this.querySelectorAll(`span[data-count="${of}"]`)) count.textContent = text;
  }

  #showNext(id: string | undefined): void {
    this.one('[data-finished]').hidden = id !== undefined;
    this.one('[data-next]').hidden = id === undefined;
    const link = this.one<HTMLAnchorElement>('[data-next] a');
    if (!id) return;
    link.href = `#${id}`;
    link.textContent = this.one(`[data-outcome="${id}"] [data-text]`).textContent;
    for (const item of this.querySelectorAll('[aria-current]')) item.removeAttribute('aria-current');
    this.one(`[data-outcome="${id}"]`).setAttribute('aria-current', 'step');
  }

  #showLost(notes: string[]): void {
    this.one('[data-lost]').hidden = notes.length === 0;
    this.one('[data-lost] ul').replaceChildren(...notes.map((note) => this.filled('lost', { note })));
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
    const part = this.device.part;
    const entries = Object.fromEntries(
      this.kept.map(([id, entry]) => [id, id === START || withNotes ? entry : { ...entry, note: '' }]),
    );
    const text = fileOf({ [part]: entries }, new Date());
    const link = location.href.replace(/#.*$/, '') + SHARED + (await packed(text));
    const field = this.one<HTMLInputElement>('[data-link-text]');
    this.one('[data-link-made]').hidden = false;
    field.value = link;
    field.select();
    const copied = await navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    );
    const long = link.length > LONG_LINK ? this.#words.long : '';
    this.one('[data-link-said]').textContent =
      `${copied ? this.#words.copied : this.#words.copyYourself} ${long}`.trim();
  }

  async #openShared(): Promise<void> {
    const { hash } = location;
    if (!hash.startsWith(SHARED)) return;
    const text = await unpacked(hash.slice(SHARED.length));
    const parts = text === undefined ? 'damaged' : partsOf(text);
    const entries = typeof parts === 'string' ? undefined : this.device.of(parts);
    const isValid = entries && Object.entries(entries).every(([id, entry]) => this.reads(id, entry));
    if (typeof parts === 'string' || !isValid) {
      const why = typeof parts === 'string' ? parts : entries ? 'damaged' : 'foreign';
      this.say(
        { damaged: this.#words.linkDamaged, newer: this.#words.linkNewer, foreign: this.#words.linkForeign }[why],
      );
      return;
    }
    this.#shared = { parts, entries };
    const day = this.#date((JSON.parse(text ?? '').written ?? '').slice(0, 10));
    this.one('[data-shared-text]').textContent = fillIn(this.#words.shared, { day });
    this.show();
    this.scrollIntoView();
  }

  #leaveShared(): void {
    this.#shared = undefined;
    history.replaceState(null, '', location.pathname);
    this.show();
  }

  #date(day: string): string {
    return isDay(day) ? new Date(`${day}T12:00`).toLocaleDateString(this.#data.language, { dateStyle: 'long' }) : day;
  }
}

customElements.define('path-plan', PathPlan);
