import { type Day, dayOf, daysAfter, isDay, mondayOf } from '#formulas/calendar.ts';
import type { Entry } from '#formulas/saved-state.ts';
import {
  AXIS,
  apart,
  hoursAWeek,
  type Level,
  lineOf,
  MINUTES,
  movedBy,
  type Place,
  placeAt,
  placeIn,
  quadrantOf,
  RHYTHMS,
  type Rhythm,
  rhythmOf,
} from '#formulas/stakeholders.ts';
import { fillIn } from '#schema/placeholders.ts';
import { download, ToolElement } from '../shared/tool-element.ts';

/** Saved fields of a person or a group. */
interface Person extends Place {
  name: string;
  audience: string;
  /** Rhythm chosen by the reader; missing or empty for the suggested one. */
  rhythm?: Rhythm | '';
  next?: string;
}

/** Saved fields of the calendar: the first day, and the length of a talk in minutes. */
interface Plan {
  start: Day;
  minutes: number;
}

interface Quadrant {
  id: string;
  title: string;
  influence: Level;
  interest: Level;
  stance: string;
  rhythm: Rhythm;
  /** First of its tactics. */
  step: string;
}

interface Audience {
  id: string;
  title: string;
  rhythm: Rhythm;
  style: string;
  channel?: string;
}

interface Given {
  /** In order from the top left of the grid to the bottom right. */
  quadrants: Quadrant[];
  audiences: Audience[];
  language: string;
}

/** A person with derived fields, as rendered. */
export interface Shown extends Person {
  id: string;
  number: number;
  quadrant: Quadrant;
  /** Title of the quadrant that they are in. */
  field: string;
  heard: Audience | undefined;
  /** Suggested rhythm, in lower case for use inside a sentence. */
  suggestion: string;
  rhythm: Rhythm;
  next: string;
}

/** Input of the scripts that write files. */
export interface Files {
  people: Shown[];
  /** Position of each mark, moved apart from its neighbours. */
  drawn: Place[];
  /** Position of each person, in words. */
  stands: string[];
  /** Titles of the quadrants, from the top left to the bottom right. */
  fields: string[];
  words: Words;
  start: Day;
  minutes: number;
}

/** MIME type and content of a file. */
export type Written = [type: string, text: string];

type Text =
  | 'stands'
  | 'changing'
  | 'deleted'
  | 'restored'
  | 'suggested'
  | 'chosen'
  | 'place'
  | 'hours'
  | 'failed'
  | 'talk'
  | 'name'
  | 'field'
  | 'rhythm'
  | 'next';

export type Words = Record<Text, string> & {
  rhythms: Record<Rhythm, string>;
  files: Record<'calendar' | 'text' | 'picture', string>;
  grid: Record<'caption' | 'influence' | 'interest' | 'low' | 'high' | 'stance' | 'style' | 'channel', string>;
};

/** Validators by field name. */
type Checks = Record<string, (value: unknown) => boolean>;

/** Id of the entry with the calendar plan; every other entry is a person. */
const PLAN = '$calendar';
/** Minimum distance between marks, on axes from 0 to 100. */
const APART = 9;
const PERSON = /^[0-9a-z]{8,9}(-\d{1,10}){2}$/;

/**
 * Grid of influence and interest with people on it. An entry is a person, by an id that begins with its creation time.
 */
class StakeholderMap extends ToolElement<Partial<Person & Plan>> {
  #data!: Given;
  #words!: Words;
  /** Id of the selected person, whom the form edits and a click on the grid moves. */
  #chosen = '';

  protected override reads(id: string, { at: _, ...fields }: Entry): boolean {
    const needed: Checks =
      id === PLAN
        ? { start: isDay, minutes: (value) => MINUTES.includes(value as 15) }
        : { name: isName, audience: isName, influence: isOnAxis, interest: isOnAxis };
    const others: Checks = { rhythm: (value) => value === '' || RHYTHMS.includes(value as Rhythm), next: isLine };
    const allowed = id === PLAN ? needed : { ...needed, ...others };
    return (
      (id === PLAN || PERSON.test(id)) &&
      Object.keys(needed).every((name) => name in fields) &&
      Object.entries(fields).every(([name, value]) => Object.hasOwn(allowed, name) && allowed[name]?.(value))
    );
  }

  protected override start(): void {
    this.#data = this.given('data');
    this.#words = this.given('words');
    this.on('submit', 'form', (form, event) => {
      // Submitting would put the field values into the URL.
      event.preventDefault();
      const file = (event as SubmitEvent).submitter?.dataset['file'];
      if (file) this.#write(file as keyof Words['files']);
      else if (form.matches('[data-add]')) this.#add(form as HTMLFormElement);
    });
    this.on('click', '[data-mark]', (mark) => this.#choose(mark));
    this.on('click', '[data-plot]', (plot, event) => this.#moveTo(plot, event as MouseEvent));
    this.on('pointerdown', '[data-mark]', (mark, event) => this.#drag(mark, event as PointerEvent));
    this.on('keydown', '[data-mark]', (mark, event) => this.#step(mark, event as KeyboardEvent));
    this.on('input', '[data-change] [name]', (field) => this.#change(field as HTMLInputElement));
    // Restores a name that was emptied.
    this.on('focusout', '[data-change] [name]', () => this.show());
    this.on('click', '[data-edit]', (button) => {
      this.#choose(button);
      this.one('[data-change] [name=name]').focus();
    });
    this.on('click', '[data-remove]', (button) => this.#remove(idOf(button)));
    this.on('change', '[data-take] [name]', (field) => {
      const { name, value } = field as HTMLInputElement;
      if (value) this.device.put(PLAN, { ...this.#plan, [name]: name === 'minutes' ? Number(value) : value });
    });
  }

  protected override show(): void {
    const people = this.#people;
    this.one('[data-nobody]').hidden = people.length > 0;
    this.one('[data-some]').hidden = people.length === 0;
    this.#showMarks(people);
    this.#showList(people);
    this.#showChosen(people.find(({ id }) => id === this.#chosen));
    this.#showPlan(people);
  }

  /** People on the grid, in the order in which they were added. */
  get #people(): Shown[] {
    return this.kept
      .filter(([id]) => id !== PLAN)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, entry], index) => this.#toShown(id, entry as Person, index + 1));
  }

  #toShown(id: string, person: Person, number: number): Shown {
    const halves = quadrantOf(person.influence, person.interest);
    const quadrant = this.#data.quadrants.find(
      ({ influence, interest }) => influence === halves.influence && interest === halves.interest,
    ) as Quadrant;
    const heard = this.#data.audiences.find((audience) => audience.id === person.audience);
    const suggested = rhythmOf(quadrant.rhythm, heard?.rhythm ?? 'as needed', halves.influence === 'high');
    return {
      ...person,
      id,
      number,
      quadrant,
      field: quadrant.title,
      heard,
      suggestion: this.#words.rhythms[suggested].toLowerCase(),
      rhythm: person.rhythm || suggested,
      next: person.next || quadrant.step,
    };
  }

  /** Plan of the calendar; a first day in the past is replaced by the next Monday. */
  get #plan(): Plan {
    const today = dayOf(new Date());
    const { start = '', minutes = MINUTES[0] } = this.kept.find(([id]) => id === PLAN)?.[1] ?? {};
    return { start: start >= today ? start : mondayOf(daysAfter(today, 7)), minutes };
  }

  #add(form: HTMLFormElement): void {
    const fields = new FormData(form);
    const name = lineOf(String(fields.get('name')));
    if (!name) return;
    const place = placeIn(fields.has('influence'), fields.has('interest'));
    this.#chosen = newId();
    this.device.put(this.#chosen, { name, audience: fields.get('audience'), ...place });
    form.reset();
    form.querySelector('input')?.focus();
  }

  /** Saves changed fields of a person, if there is one with that id. */
  #put(id: string, fields: Partial<Person>): void {
    const before = this.device.entries[id];
    if (before) this.device.put(id, { ...before, ...fields });
  }

  #describePosition(person: Shown): string {
    return fillIn(this.#words.stands, person);
  }

  #choose(element: HTMLElement): void {
    this.#chosen = idOf(element);
    this.show();
  }

  #moveTo(plot: HTMLElement, event: MouseEvent): void {
    if ((event.target as Element).closest('[data-mark]')) return;
    const { left, bottom, width, height } = plot.getBoundingClientRect();
    this.#put(this.#chosen, placeAt((100 * (bottom - event.clientY)) / height, (100 * (event.clientX - left)) / width));
  }

  #step(mark: HTMLElement, event: KeyboardEvent): void {
    const person = this.#people.find(({ id }) => id === idOf(mark));
    const place = person && movedBy(event.key, person, event.shiftKey);
    if (!place) return;
    event.preventDefault();
    this.#chosen = person.id;
    this.#put(person.id, place);
  }

  /** Drags a mark with the pointer and saves its position on release. */
  #drag(mark: HTMLElement, from: PointerEvent): void {
    if (from.button !== 0) return;
    const plot = this.one('[data-plot]').getBoundingClientRect();
    const { left, bottom } = mark.style;
    let place: Place | undefined;
    // Safari does not focus a button that is pressed, so the arrow keys would have no effect.
    mark.focus();
    mark.setPointerCapture(from.pointerId);
    mark.onpointermove = ({ clientX, clientY }) => {
      const [right, down] = [clientX - from.clientX, clientY - from.clientY];
      // Movements below 4 pixels count as a click.
      if (!place && Math.hypot(right, down) < 4) return;
      place = placeAt(
        Number.parseFloat(bottom) - (100 * down) / plot.height,
        Number.parseFloat(left) + (100 * right) / plot.width,
      );
      drawAt(mark, place);
    };
    mark.onlostpointercapture = () => {
      mark.onpointermove = mark.onlostpointercapture = null;
      if (place) this.#put(idOf(mark), place);
    };
  }

  #change({ name, value, type }: HTMLInputElement): void {
    const kept = type === 'range' ? Number(value) : lineOf(value);
    if (name !== 'name' || kept) this.#put(this.#chosen, { [name]: kept });
  }

  #remove(id: string): void {
    const before = this.device.entries[id] as Entry;
    this.device.put(id, undefined);
    this.one(this.#people.length > 0 ? '[data-some] h2' : '[data-add] [name=name]').focus();
    this.say(fillIn(this.#words.deleted, before), () => {
      this.device.put(id, before);
      this.say(fillIn(this.#words.restored, before));
    });
  }

  #showMarks(people: Shown[]): void {
    const drawn = apart(people, APART);
    this.#rows('[data-marks]', 'mark', people, (mark, person, index) => {
      mark.dataset['mark'] = '';
      mark.textContent = String(person.number);
      mark.title = person.name;
      mark.ariaLabel = this.#describePosition(person);
      mark.ariaPressed = String(person.id === this.#chosen);
      drawAt(mark, drawn[index] as Place);
    });
  }

  #showList(people: Shown[]): void {
    const words = this.#words;
    this.#rows('[data-list]', 'person', people, (row, person) => {
      const { id, name, audience, quadrant, rhythm, next } = person;
      this.fill(row, {
        name,
        place: fillIn(words.place, person),
        rhythm: words.rhythms[rhythm],
        chosen: this.device.entries[id]?.['rhythm'] ? fillIn(words.chosen, person) : '',
        next,
      });
      for (const part of row.querySelectorAll<HTMLElement>('[data-of]')) {
        part.hidden = ![`quadrant/${quadrant.id}`, `audience/${audience}`].includes(part.dataset['of'] ?? '');
      }
    });
  }

  #showChosen(person: Shown | undefined): void {
    const form = this.one('[data-change]');
    form.hidden = !person;
    if (!person) return;
    // Not announced while the form has focus, since its fields announce themselves.
    if (!form.matches(':focus-within')) this.one('[data-now]').textContent = this.#describePosition(person);
    this.fill(form, {
      changing: fillIn(this.#words.changing, person),
      influence: String(person.influence),
      interest: String(person.interest),
      suggested: fillIn(this.#words.suggested, person),
    });
    const kept = this.device.entries[person.id];
    for (const field of form.querySelectorAll<HTMLInputElement>('[name]')) {
      if (field !== document.activeElement) field.value = String(kept?.[field.name] ?? '');
    }
  }

  #showPlan(people: Shown[]): void {
    const { start, minutes } = this.#plan;
    const date = this.one<HTMLInputElement>('[name=start]');
    if (date !== document.activeElement) date.value = start;
    this.one<HTMLInputElement>(`[name=minutes][value="${minutes}"]`).checked = true;
    const hours = hoursAWeek(
      people.map(({ rhythm }) => rhythm),
      minutes,
    );
    this.one('[data-hours]').textContent = fillIn(this.#words.hours, {
      hours: hours.toLocaleString(this.#data.language, { maximumFractionDigits: 1 }),
    });
    this.one('[data-too-many]').hidden = hours <= 2;
    const out = people.filter(({ rhythm }) => rhythm === 'as needed').map(({ name }) => name);
    this.one('[data-left-out]').hidden = out.length === 0;
    this.one('[data-names]').textContent = out.join(', ');
    this.one<HTMLButtonElement>('[data-file=calendar]').disabled = out.length === people.length;
  }

  async #write(kind: keyof Words['files']): Promise<void> {
    const words = this.#words;
    const people = this.#people;
    try {
      // Loaded separately, because the calendar library is many times larger than the rest.
      const files = (await (kind === 'calendar'
        ? import('./stakeholder-calendar.ts')
        : import('./stakeholder-files.ts'))) as Record<typeof kind, (files: Files) => Written>;
      const [type, text] = files[kind]({
        people,
        drawn: apart(people, APART),
        stands: people.map((person) => this.#describePosition(person)),
        fields: this.#data.quadrants.map(({ title }) => title),
        words,
        ...this.#plan,
      });
      download(words.files[kind], type, text);
      this.say('');
    } catch {
      this.say(words.failed);
    }
  }

  /**
   * Renders each person into an element made from a template. Existing elements are reused, so that none loses the
   * focus.
   */
  #rows(
    selector: string,
    template: string,
    people: Shown[],
    show: (row: HTMLElement, person: Shown, index: number) => void,
  ): void {
    const list = this.one(selector);
    const ids = new Set(people.map(({ id }) => id));
    for (const row of [...list.children] as HTMLElement[]) if (!ids.has(idOf(row))) row.remove();
    for (const [index, person] of people.entries()) {
      let row = list.children[index] as HTMLElement | undefined;
      if (!row || idOf(row) !== person.id) {
        const made = this.filled(template, {});
        made.dataset['id'] = person.id;
        list.insertBefore(made, row ?? null);
        row = made;
      }
      show(row, person, index);
    }
  }
}

function isName(value: unknown): boolean {
  return isLine(value) && value !== '';
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && lineOf(value) === value;
}

function isOnAxis(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= AXIS.least && (value as number) <= AXIS.most;
}

/** Id of the person that an element belongs to. */
function idOf(element: HTMLElement): string {
  return element.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
}

/**
 * Creates an id that is unique across devices and sorts by time. A page that is not served over HTTPS has no
 * crypto.randomUUID.
 */
function newId(): string {
  return `${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
}

function drawAt(mark: HTMLElement, { influence, interest }: Place): void {
  mark.style.left = `${interest}%`;
  mark.style.bottom = `${influence}%`;
}

customElements.define('stakeholder-map', StakeholderMap);
