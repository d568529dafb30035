import { type Day, dayOf, daysAfter, daysBetween, isDay, mondayOf } from '#model/formulas/calendar.ts';
import type { Entry } from '#model/formulas/saved-state.ts';
import {
  divided,
  follows,
  gaps,
  isHours,
  isPercent,
  JOURNAL,
  missing,
  NOTABLE,
  over,
  shares,
  shortest,
  wholeShares,
} from '#model/formulas/week.ts';
import { filledIn, ToolElement } from './tool-element.ts';

/** Of a week: the hours of each pillar and of none, and the journal. Of the aim: the share of each, and the seat. */
type Fields = Partial<Record<string, number | string>>;

interface Given {
  pillars: { key: string; title: string }[];
  /** The shares of each seat, in the order of the pillars. */
  seats: Record<string, number[]>;
  language: string;
}

/** What the id of a week begins with; its Monday follows. */
const WEEKS = 'week/';

/** The charts of the trend are about as wide, in pixels; stretched much further, a line would blur. */
const WIDTH = 300;

/** So few characters before its end, the journal says how many are left. */
const NEARLY_FULL = 150;

/** Sets where the week went beside an aim, week by week. Entries are `aim` and `week/<monday>`. */
class PillarWeek extends ToolElement<Fields> {
  #data!: Given;
  #words!: Record<string, string>;
  #monday: Day = mondayOf(dayOf(new Date()));

  protected override reads(id: string, { at: _, ...fields }: Entry): boolean {
    const day = id.slice(WEEKS.length);
    if (id !== 'aim' && !(isDay(day) && id === WEEKS + mondayOf(day))) return false;
    return Object.entries(fields).every(([name, value]) => {
      const pillar = this.#data.pillars.some(({ key }) => key === name);
      if (id === 'aim') return pillar ? isPercent(value) : name === 'seat' && typeof value === 'string';
      if (name === 'journal') return typeof value === 'string' && value.length <= JOURNAL;
      return (pillar || name === 'none') && isHours(value);
    });
  }

  protected override start(): void {
    this.#data = this.given('data');
    this.#words = this.given('words');
    this.on('input', '[data-entry]', (field) => this.#enter(field as HTMLInputElement));
    // What another tab has changed meanwhile was not put under the reader's hands.
    this.on('focusout', '[data-entry]', (field) => this.#fill(field as HTMLInputElement));
    this.on('click', '[data-step]', ({ dataset }) => this.#open(daysAfter(this.#monday, Number(dataset['step']))));
    this.on('click', '[data-open]', ({ dataset }) => {
      this.#open(dataset['open'] ?? '');
      this.one('[data-name]').focus();
    });
    this.on('click', '[data-seat]', ({ dataset: { seat = '' } }) => {
      this.#change('aim', { ...this.#byPillar(this.#data.seats[seat] ?? []), seat }, 'taken');
    });
    this.on('click', '[data-divide]', () => {
      this.#change('aim', { ...this.#fields('aim'), ...this.#byPillar(divided(this.#aims)) }, 'divided');
    });
    this.on('click', '[data-delete-week]', () => {
      this.#change(this.#id, undefined, 'deleted');
      this.one('[data-name]').focus();
    });
    // Once there is an aim, the hours come first, and the aim is folded away below the journal.
    if (this.#aim) {
      const aims = this.one<HTMLDetailsElement>('[data-aims]');
      aims.open = false;
      this.one('[data-trend]').before(aims);
    }
  }

  protected override show(): void {
    for (const field of this.#entered('')) this.#fill(field);
    this.#showAim();
    this.#showWeek();
    this.#showResult();
    this.#showTrend();
  }

  get #id(): string {
    return WEEKS + this.#monday;
  }

  #fields(id: string): Fields {
    const { at: _, ...fields } = this.kept.find(([kept]) => kept === id)?.[1] ?? ({} as Entry);
    return fields as Fields;
  }

  /** The hours of each pillar in a week; a field left empty counts as none. */
  #hours(fields: Fields): number[] {
    return this.#data.pillars.map(({ key }) => Number(fields[key] ?? 0));
  }

  get #aims(): (number | undefined)[] {
    const fields = this.#fields('aim');
    return this.#data.pillars.map(({ key }) => fields[key] as number | undefined);
  }

  /** The aim of each pillar, once together they are 100. */
  get #aim(): number[] | undefined {
    return missing(this.#aims) === 0 ? this.#aims.map((aim) => aim ?? 0) : undefined;
  }

  #byPillar(values: readonly number[]): Fields {
    return Object.fromEntries(this.#data.pillars.map(({ key }, index) => [key, values[index]]));
  }

  /** The fields of the form, or those of the aim or of the week alone. */
  #entered(part: '' | '=aim' | '=week'): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>(`[data-entry${part}]`)];
  }

  #idOf({ dataset }: HTMLInputElement): string {
    return dataset['entry'] === 'aim' ? 'aim' : this.#id;
  }

  /** Keeps what a field holds, or nothing of it where that does not count. An entry without fields is deleted. */
  #enter(field: HTMLInputElement): void {
    const { name, type, value, validity } = field;
    const id = this.#idOf(field);
    const { [name]: _, ...fields } = this.#fields(id);
    if (validity.valid && value.trim() !== '') fields[name] = type === 'number' ? Number(value) : value;
    this.device.put(id, Object.keys(fields).length > 0 ? fields : undefined);
  }

  /** Puts what is kept into a field, unless the reader is in it or what it holds does not count. */
  #fill(field: HTMLInputElement): void {
    if (field === document.activeElement || !field.validity.valid) return;
    const kept = this.#fields(this.#idOf(field))[field.name];
    if (field.value === '' || Number(field.value) !== kept) field.value = String(kept ?? '');
  }

  /** Shows a week, and never one that has not begun. */
  #open(monday: Day): void {
    if (monday > dayOf(new Date())) return;
    this.#monday = monday;
    for (const field of this.#entered('=week')) field.value = '';
    this.show();
  }

  /** Changes or deletes an entry at one press, and lets the reader take that back. */
  #change(id: string, fields: Fields | undefined, said: string): void {
    const before = this.#fields(id);
    // What does not count would stay otherwise.
    for (const field of this.#entered(id === 'aim' ? '=aim' : '=week')) field.value = '';
    this.device.put(id, fields);
    if (Object.keys(before).length === 0) return;
    this.say(this.#word(said), () => {
      this.device.put(id, before);
      this.say(this.#word('restored'));
    });
  }

  #showAim(): void {
    const points = missing(this.#aims);
    const { seat } = this.#fields('aim');
    for (const button of this.querySelectorAll<HTMLElement>('[data-seat]')) {
      button.ariaPressed = String(button.dataset['seat'] === seat);
    }
    for (const note of this.querySelectorAll<HTMLElement>('[data-note]')) note.hidden = note.dataset['note'] !== seat;
    const state = points > 0 ? 'short' : points < 0 ? 'long' : 'even';
    this.#write('sum', this.#word(state, { sum: 100 - points, points: Math.abs(points) }));
    this.one('[data-divide]').hidden = points === 0;
    this.#write('divide', this.#word(points > 0 ? 'divide' : 'scale'));
    const line = this.#aim?.map((share, index) => `${this.#titles([index])} ${this.#word('percent', { share })}`);
    this.#write('line', line?.join(', ') ?? '');
    this.#showOff('aim');
  }

  #showWeek(): void {
    const now = this.#monday === mondayOf(dayOf(new Date()));
    this.#write('name', this.#word(now ? 'thisWeek' : 'week', { day: this.#date(this.#monday, 'full') }));
    this.one('[data-step="7"]').ariaDisabled = String(now);
    const fields = this.#fields(this.#id);
    const left = JOURNAL - String(fields['journal'] ?? '').length;
    // In steps, so that it is not read out at every key.
    this.#write('left', left <= NEARLY_FULL ? this.#word('left', { left: Math.round(left / 25) * 25 }) : '');
    this.one('[data-delete-week]').hidden = Object.keys(fields).length === 0;
    this.#showOff('week');
  }

  /** Outlines what does not count, and says why. */
  #showOff(part: 'aim' | 'week'): void {
    const fields = this.#entered(`=${part}`);
    for (const field of fields) field.ariaInvalid = String(!field.validity.valid);
    this.#write(`${part}-off`, fields.every(({ validity }) => validity.valid) ? '' : this.#word(`${part}Off`));
  }

  #showResult(): void {
    const hours = this.#hours(this.#fields(this.#id));
    const [exact, whole, aim] = [shares(hours), wholeShares(hours), this.#aim];
    const apart = whole && aim && gaps(whole, aim);
    for (const [index, { key }] of this.#data.pillars.entries()) {
      this.one(`[data-bar=${key}]`).setAttribute('width', `${exact?.[index] ?? 0}%`);
      const mark = this.one(`[data-mark=${key}]`);
      mark.toggleAttribute('hidden', !aim);
      mark.setAttribute('x', `${aim?.[index] ?? 0}%`);
      this.#write(key, this.#went(whole?.[index], aim?.[index]));
    }
    const total = hours.reduce((sum, spent) => sum + spent, 0);
    this.#write('total', total.toLocaleString(this.#data.language));
    this.#showEnds(total > 0, apart ?? []);
  }

  /** The share of a pillar in words, beside its aim as far as there is one. */
  #went(share: number | undefined, aim: number | undefined): string {
    if (share === undefined) return '';
    if (aim === undefined) return this.#word('percent', { share });
    const points = share - aim;
    const gap = this.#word(points < 0 ? 'under' : points > 0 ? 'over' : 'met', { points: Math.abs(points) });
    return this.#word('against', { share, aim, gap });
  }

  /** What came shortest and what took most, and the questions in that light: those of the shortest first. */
  #showEnds(spent: boolean, apart: number[]): void {
    const [short, most] = [shortest(apart), over(apart)];
    const by = (places: number[]) =>
      this.#word('by', { pillars: this.#titles(places), points: Math.abs(apart[places[0] ?? 0] ?? 0) });
    this.one('[data-ends]').hidden = short.length === 0;
    this.#write('shortest', by(short));
    this.#write('most', by(most));
    const calm = apart.every((gap) => Math.abs(gap) < NOTABLE);
    this.#write('hint', this.#word(!spent ? 'noHours' : !this.#aim ? 'noAim' : calm ? 'calm' : ''));
    const questions = this.#data.pillars.map(({ key }) => this.one(`[data-question=${key}]`));
    for (const [place, item] of questions.entries()) {
      item.querySelector('[data-first]')?.toggleAttribute('hidden', !short.includes(place));
    }
    const list = this.one('[data-questions]');
    list.append(...questions);
    list.prepend(...questions.filter((_, place) => short.includes(place)));
  }

  #showTrend(): void {
    const weeks = this.kept
      .filter(([id]) => id !== 'aim')
      .map(([id, fields]) => ({ day: id.slice(WEEKS.length), fields, hours: this.#hours(fields) }))
      .sort((a, b) => (a.day < b.day ? -1 : 1));
    this.one('[data-trend]').hidden = weeks.length === 0;
    this.#showCharts(weeks);
    const rows = weeks.map(({ day, fields, hours }) => {
      const whole = wholeShares(hours);
      const cells = this.#data.pillars.map(({ key }, index) => [
        key,
        this.#word(whole ? 'percent' : 'nothing', { share: whole?.[index] ?? 0 }),
      ]);
      const journal = String(fields['journal'] ?? '');
      const row = this.filled('week', { day: this.#date(day, 'medium'), journal, ...Object.fromEntries(cells) });
      row.querySelector('button')?.setAttribute('data-open', day);
      return row;
    });
    const focused = (document.activeElement as HTMLElement | null)?.dataset['open'];
    const table = this.one('[data-weeks]');
    table.replaceChildren(...[...table.children].slice(0, 2), ...rows.reverse());
    if (focused) this.querySelector<HTMLElement>(`[data-open="${focused}"]`)?.focus();
  }

  /** One chart for each pillar, all on the same scale, from the first week with hours to the last. */
  #showCharts(weeks: { day: Day; hours: number[] }[]): void {
    const drawn = weeks.filter(({ hours }) => shares(hours));
    const at = drawn.map(({ day }) => daysBetween(drawn[0]?.day ?? day, day) / 7);
    const all = drawn.map(({ hours }) => shares(hours) ?? []);
    const [joined, aim] = [follows(at), this.#aim];
    const step = WIDTH / (at.at(-1) || 1);
    this.one('[data-charts]').hidden = drawn.length < 2;
    const most = Math.ceil(Math.max(10, ...all.flat(), ...(aim ?? [])) / 10) * 10;
    this.#write('scaled', this.#word('scaled', { most }));
    for (const [index, { key }] of this.#data.pillars.entries()) {
      const chart = this.one(`[data-chart=${key}]`);
      // Per cent downwards from the top, so that they are their own places.
      chart.setAttribute('viewBox', `0 0 ${WIDTH} ${most}`);
      const points = at.map((week, place) => `${week * step} ${most - (all[place]?.[index] ?? 0)}`);
      const paths = {
        line: points.map((point, place) => (joined[place] ? 'L' : 'M') + point).join(''),
        dots: points.map((point) => `M${point}h0`).join(''),
        level: aim ? `M0 ${most - (aim[index] ?? 0)}h${WIDTH}` : '',
      };
      for (const [name, path] of Object.entries(paths)) chart.querySelector(`.${name}`)?.setAttribute('d', path);
    }
  }

  /** Writes a text only where it differs, so that nothing is read out twice. */
  #write(name: string, text: string): void {
    const element = this.one(`[data-text=${name}]`);
    if (element.textContent !== text) element.textContent = text;
  }

  #word(name: string, values: Record<string, string | number> = {}): string {
    return filledIn(this.#words[name] ?? '', values);
  }

  #titles(places: readonly number[]): string {
    const titles = places.map((place) => this.#data.pillars[place]?.title ?? '');
    return new Intl.ListFormat(this.#data.language).format(titles);
  }

  #date(day: Day, dateStyle: 'full' | 'medium'): string {
    return new Date(`${day}T12:00`).toLocaleDateString(this.#data.language, { dateStyle });
  }
}

customElements.define('pillar-week', PillarWeek);
