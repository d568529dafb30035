import { dayOf, daysAfter, isDay, mondayOf } from '#formulas/calendar.ts';
import type { Entries, Entry } from '#formulas/saved-state.ts';
import {
  centreOf,
  hoursAWeek,
  isOnAxis,
  lineOf,
  MINUTES,
  MOST_PEOPLE,
  moveByKey,
  type Place,
  placeAt,
  quadrantOf,
  RHYTHMS,
  type Rhythm,
  spreadMarks,
} from '#formulas/stakeholders.ts';
import { fillIn } from '#schema/placeholders.ts';
import { download, formatNumber, rowId, ToolElement } from '../shared/tool-element.ts';
import type { Given, OutputFile, OutputInput, Person, PersonView, Plan, Quadrant } from './person.ts';

/** Validators by field name; those of optional fields accept `undefined`. */
type Checks = Record<string, (value: unknown) => boolean>;

/** Id of the entry with the calendar plan; every other entry is a person. */
const PLAN = '$calendar';
/** Minimum distance between marks, on axes from 0 to 100. */
const MARK_DISTANCE = 9;
const PERSON_ID = /^[0-9a-z]{8,9}(-\d{1,10}){2}$/;
const PLAN_CHECKS: Checks = { start: isDay, minutes: (value) => MINUTES.includes(value as 15) };
const PERSON_CHECKS: Checks = {
  name: (value) => isLine(value) && value !== '',
  audience: (value) => isLine(value) && value !== '',
  influence: isOnAxis,
  interest: isOnAxis,
  rhythm: (value = '') => value === '' || RHYTHMS.includes(value as Rhythm),
  next: (value = '') => isLine(value),
};

/**
 * Grid of influence and interest with people on it. An entry is a person, by an id that begins with its creation time.
 */
class StakeholderMap extends ToolElement<Partial<Person & Plan>, Given> {
  /** Id of the selected person, whom the form edits and a click on the grid moves. */
  #selected = '';
  /** Entry that each row shows. One that has changed is another object. */
  readonly #shown = new WeakMap<HTMLElement, unknown>();

  protected override isValid(id: string, { at: _, ...fields }: Entry): boolean {
    const checks = id === PLAN ? PLAN_CHECKS : PERSON_CHECKS;
    return (
      (id === PLAN || PERSON_ID.test(id)) &&
      Object.keys(fields).every((name) => Object.hasOwn(checks, name)) &&
      Object.entries(checks).every(([name, check]) => check(fields[name]))
    );
  }

  protected override start(): void {
    this.on('submit', 'form', (form: HTMLFormElement, event) => {
      // Submitting would put the field values into the URL.
      event.preventDefault();
      const file = event.submitter?.dataset['file'];
      if (file) this.#download(file as keyof Given['words']['files']);
      else if (form.matches('[data-add]')) this.#add(form);
    });
    this.on('click', '[data-mark]', (mark) => this.#select(mark));
    this.on('click', '[data-plot]', (plot, event) => this.#moveTo(plot, event));
    this.on('pointerdown', '[data-mark]', (mark, event) => this.#drag(mark, event));
    this.on('keydown', '[data-mark]', (mark, event) => this.#moveByKey(mark, event));
    this.on('input', '[data-change] [name]', (field: HTMLInputElement) => this.#change(field));
    // Restores a name that was emptied.
    this.on('focusout', '[data-change] [name]', () => this.show());
    this.on('click', '[data-edit]', (button) => {
      this.#select(button);
      this.one('[data-change] [name=name]').focus();
    });
    this.on('click', '[data-remove]', (button) => this.#delete(rowId(button)));
    this.on('change', '[data-take] [name]', ({ name, value }: HTMLInputElement) => {
      if (value) this.device.put(PLAN, { ...this.#plan, [name]: name === 'minutes' ? Number(value) : value });
    });
  }

  /** Refuses a copy with which there would be too many people. */
  protected override refusalOf(theirs: Entries): string | undefined {
    // With those who are deleted here, whom an older copy does not bring back.
    const mine = this.device.allEntries;
    const added = Object.keys(theirs).filter((id) => id !== PLAN && !theirs[id]?.gone && !mine[id]);
    const isOver = added.length > 0 && this.#people.length + added.length > MOST_PEOPLE;
    return isOver ? this.words.full : undefined;
  }

  protected override show(): void {
    const people = this.#people;
    this.write('[data-full]', people.length < MOST_PEOPLE ? '' : this.words.full);
    this.one('[data-nobody]').hidden = people.length > 0;
    this.one('[data-some]').hidden = people.length === 0;
    this.#showMarks(people);
    this.#showList(people);
    this.#showSelected(people.find(({ id }) => id === this.#selected));
    this.#showPlan(people);
  }

  /** People on the grid, in the order in which they were added; if there are too many, the first of them. */
  get #people(): PersonView[] {
    return this.entries
      .filter(([id]) => id !== PLAN)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, MOST_PEOPLE)
      .map(([id, entry], index) => this.#viewOf(id, entry as Entry & Person, index + 1));
  }

  #viewOf(id: string, person: Person, number: number): PersonView {
    const { influence, interest } = quadrantOf(person.influence, person.interest);
    const isIn = (quadrant: Quadrant) => quadrant.influence === influence && quadrant.interest === interest;
    const quadrant = this.data.quadrants.find(isIn) as Quadrant;
    const audienceEntry = this.data.audiences.find((audience) => audience.id === person.audience);
    const suggested = audienceEntry?.rhythms[quadrant.id] ?? quadrant.rhythm;
    return {
      ...person,
      id,
      number,
      quadrant,
      field: quadrant.title,
      audienceEntry,
      suggestion: this.words.rhythms[suggested].toLowerCase(),
      rhythm: person.rhythm || suggested,
      next: person.next || quadrant.step,
    };
  }

  /** Plan of the calendar; a first day in the past is replaced by the next Monday. */
  get #plan(): Plan {
    const today = dayOf(new Date());
    const { start = '', minutes = MINUTES[0] } = this.fieldsOf(PLAN);
    return { start: start >= today ? start : mondayOf(daysAfter(today, 7)), minutes };
  }

  #add(form: HTMLFormElement): void {
    const fields = new FormData(form);
    const name = lineOf(String(fields.get('name')));
    if (!name || this.#people.length >= MOST_PEOPLE) return;
    const place = centreOf(fields.has('influence'), fields.has('interest'));
    this.#selected = newId();
    this.device.put(this.#selected, { name, audience: fields.get('audience'), ...place });
    form.reset();
    form.querySelector('input')?.focus();
  }

  /** Saves changed fields of a person, if there is one with that id. */
  #put(id: string, fields: Partial<Person>): void {
    const before = this.device.entries[id];
    if (before) this.device.put(id, { ...before, ...fields });
  }

  #describePosition(person: PersonView): string {
    return fillIn(this.words.stands, person);
  }

  #select(element: HTMLElement): void {
    this.#selected = rowId(element);
    this.show();
  }

  #moveTo(plot: HTMLElement, { target, clientX, clientY }: MouseEvent): void {
    if ((target as Element).closest('[data-mark]')) return;
    const { left, bottom, width, height } = plot.getBoundingClientRect();
    this.#put(this.#selected, placeAt((100 * (bottom - clientY)) / height, (100 * (clientX - left)) / width));
  }

  #moveByKey(mark: HTMLElement, event: KeyboardEvent): void {
    const person = this.#people.find(({ id }) => id === rowId(mark));
    const place = person && moveByKey(event.key, person, event.shiftKey);
    if (!place) return;
    event.preventDefault();
    this.#selected = person.id;
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
      positionMark(mark, place);
    };
    mark.onlostpointercapture = () => {
      mark.onpointermove = mark.onlostpointercapture = null;
      if (place) this.#put(rowId(mark), place);
    };
  }

  #change({ name, value, type }: HTMLInputElement): void {
    const field = type === 'range' ? Number(value) : lineOf(value);
    if (name !== 'name' || field) this.#put(this.#selected, { [name]: field });
  }

  #delete(id: string): void {
    const { deleted, restored } = this.words;
    const person = this.device.entries[id] ?? {};
    this.changeWithUndo(id, undefined, fillIn(deleted, person), fillIn(restored, person));
    this.one(this.#people.length > 0 ? '[data-some] h2' : '[data-add] [name=name]').focus();
  }

  #showMarks(people: PersonView[]): void {
    const places = spreadMarks(people, MARK_DISTANCE);
    this.renderRows('[data-marks]', 'mark', people, (mark, person, index) => {
      const ariaLabel = this.#describePosition(person);
      const ariaPressed = String(person.id === this.#selected);
      // Each text that is set is laid out again, even if it is the same.
      if (mark.ariaLabel !== ariaLabel || mark.ariaPressed !== ariaPressed) {
        Object.assign(mark, { ariaLabel, ariaPressed, textContent: person.number, title: person.name });
      }
      positionMark(mark, places[index] as Place);
    });
  }

  #showList(people: PersonView[]): void {
    const { rhythms, place, chosen } = this.words;
    const { entries } = this.device;
    this.renderRows('[data-list]', 'person', people, (row, person) => {
      const { id, name, audience, quadrant, rhythm, next } = person;
      const entry = entries[id];
      if (this.#shown.get(row) === entry) return;
      this.#shown.set(row, entry);
      this.fill(row, {
        name,
        next,
        place: fillIn(place, person),
        rhythm: rhythms[rhythm],
        chosen: entry?.['rhythm'] ? fillIn(chosen, person) : '',
      });
      this.showOnly('of', [`quadrant/${quadrant.id}`, `audience/${audience}`], row);
    });
  }

  #showSelected(person: PersonView | undefined): void {
    const form = this.one('[data-change]');
    form.hidden = !person;
    if (!person) return;
    // Not announced while the form has focus, since its fields announce themselves.
    if (!form.matches(':focus-within')) this.write('[data-now]', this.#describePosition(person));
    const { changing, suggested } = this.words;
    this.fill(form, {
      influence: String(person.influence),
      interest: String(person.interest),
      changing: fillIn(changing, person),
      suggested: fillIn(suggested, person),
    });
    const saved = this.device.entries[person.id];
    for (const field of this.all<HTMLInputElement>('[name]', form)) {
      if (field !== document.activeElement) field.value = String(saved?.[field.name] ?? '');
    }
  }

  #showPlan(people: PersonView[]): void {
    const { start, minutes } = this.#plan;
    const date = this.one<HTMLInputElement>('[name=start]');
    if (date !== document.activeElement) date.value = start;
    this.one<HTMLInputElement>(`[name=minutes][value="${minutes}"]`).checked = true;
    const rhythms = people.map(({ rhythm }) => rhythm);
    const hours = hoursAWeek(rhythms, minutes);
    this.write('[data-hours]', fillIn(this.words.hours, { hours: formatNumber(hours) }));
    this.one('[data-too-many]').hidden = hours <= 2;
    const out = people.filter(({ rhythm }) => rhythm === 'as needed').map(({ name }) => name);
    this.one('[data-left-out]').hidden = out.length === 0;
    this.write('[data-names]', out.join(', '));
    this.one<HTMLButtonElement>('[data-file=calendar]').disabled = out.length === people.length;
  }

  async #download(kind: keyof Given['words']['files']): Promise<void> {
    const people = this.#people;
    try {
      // Loaded separately, because the calendar library is many times larger than the rest.
      const files = (await (kind === 'calendar'
        ? import('./stakeholder-calendar.ts')
        : import('./stakeholder-files.ts'))) as Record<typeof kind, (input: OutputInput) => OutputFile>;
      const [type, text] = files[kind]({
        people,
        places: spreadMarks(people, MARK_DISTANCE),
        quadrants: this.data.quadrants,
        words: this.words,
        ...this.#plan,
      });
      download(this.words.files[kind], type, text);
      this.say('');
    } catch {
      this.say(this.words.failed);
    }
  }
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && lineOf(value) === value;
}

/**
 * Creates an id that is unique across devices and sorts by time. A page that is not served over HTTPS has no
 * crypto.randomUUID.
 */
function newId(): string {
  return `${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
}

function positionMark(mark: HTMLElement, { influence, interest }: Place): void {
  mark.style.left = `${interest}%`;
  mark.style.bottom = `${influence}%`;
}

customElements.define('stakeholder-map', StakeholderMap);
