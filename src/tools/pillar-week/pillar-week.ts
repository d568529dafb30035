import { type Day, dayOf, daysAfter, daysBetween, isDay, mondayOf } from '#formulas/calendar.ts';
import type { Entry } from '#formulas/saved-state.ts';
import {
  completeAim,
  differences,
  followsPrevious,
  furthestAbove,
  furthestBelow,
  isHours,
  isPercent,
  JOURNAL,
  missingPoints,
  NOTABLE,
  shares,
  wholeShares,
} from '#formulas/week.ts';
import { fillIn } from '#schema/placeholders.ts';
import { formatDate, formatList, formatNumber, ToolElement } from '../shared/tool-element.ts';

/** Fields of a week (hours per pillar, hours on none, journal) or of the aim (share per pillar, role). */
type Fields = Partial<Record<string, number | string>>;

interface Given {
  data: {
    pillars: { key: string; title: string }[];
    /** Shares of each role, in the order of the pillars. */
    seats: Record<string, number[]>;
  };
  words: Record<string, string>;
}

/** Prefix of the id of a week; the date of its Monday follows. */
const WEEKS = 'week/';

/** Width of the charts, in pixels, about as rendered: stretching them much further would blur the lines. */
const WIDTH = 300;

/** Number of remaining characters from which the journal shows how many are left. */
const NEARLY_FULL = 150;

/** Compares the hours of each week with an aim. Entries are `aim` and `week/<monday>`. */
class PillarWeek extends ToolElement<Fields, Given> {
  /** First day of the open week. */
  #monday: Day = mondayOf(dayOf(new Date()));

  protected override isValid(id: string, { at: _, ...fields }: Entry): boolean {
    const day = id.slice(WEEKS.length);
    if (id !== 'aim' && !(isDay(day) && id === WEEKS + mondayOf(day))) return false;
    return Object.entries(fields).every(([name, value]) => {
      const pillar = this.data.pillars.some(({ key }) => key === name);
      if (id === 'aim') return pillar ? isPercent(value) : name === 'seat' && typeof value === 'string';
      if (name === 'journal') return typeof value === 'string' && value.length <= JOURNAL;
      return (pillar || name === 'none') && isHours(value);
    });
  }

  protected override start(): void {
    this.on('input', '[data-entry]', (field: HTMLInputElement) => this.#enter(field));
    // Applies changes from other tabs, which wait while a field has focus.
    this.on('focusout', '[data-entry]', (field: HTMLInputElement) => this.#showSaved(field));
    this.on('click', '[data-step]', ({ dataset }) => this.#open(daysAfter(this.#monday, Number(dataset['step']))));
    this.on('click', '[data-open]', ({ dataset }) => {
      this.#open(dataset['open'] ?? '');
      this.one('[data-name]').focus();
    });
    this.on('click', '[data-seat]', ({ dataset: { seat = '' } }) => {
      this.#change('aim', { ...this.#toFields(this.data.seats[seat] ?? []), seat }, 'taken');
    });
    this.on('click', '[data-divide]', () => {
      this.#change('aim', { ...this.fieldsOf('aim'), ...this.#toFields(completeAim(this.#aims)) }, 'divided');
    });
    this.on('click', '[data-delete-week]', () => {
      this.#change(this.#id, undefined, 'deleted');
      this.one('[data-name]').focus();
    });
    // With an aim, the hours come first, and the aim is collapsed below the journal.
    if (this.#aim) {
      const aims = this.one<HTMLDetailsElement>('[data-aims]');
      aims.open = false;
      this.one('[data-trend]').before(aims);
    }
  }

  protected override show(): void {
    for (const field of this.#inputs('')) this.#showSaved(field);
    this.#showAim();
    this.#showWeek();
    this.#showResult();
    this.#showTrend();
  }

  get #id(): string {
    return WEEKS + this.#monday;
  }

  /** Hours of each pillar in a week; an empty field counts as 0. */
  #hours(fields: Fields): number[] {
    return this.data.pillars.map(({ key }) => Number(fields[key] ?? 0));
  }

  get #aims(): (number | undefined)[] {
    const fields = this.fieldsOf('aim');
    return this.data.pillars.map(({ key }) => fields[key] as number | undefined);
  }

  /** Aim of each pillar, in per cent; undefined unless they add up to 100. */
  get #aim(): number[] | undefined {
    return missingPoints(this.#aims) === 0 ? this.#aims.map((aim) => aim ?? 0) : undefined;
  }

  #toFields(values: readonly number[]): Fields {
    return Object.fromEntries(this.data.pillars.map(({ key }, index) => [key, values[index]]));
  }

  /** Inputs of the form, or those of the aim or of the week alone. */
  #inputs(part: '' | '=aim' | '=week'): HTMLInputElement[] {
    return this.all<HTMLInputElement>(`[data-entry${part}]`);
  }

  #idOf({ dataset }: HTMLInputElement): string {
    return dataset['entry'] === 'aim' ? 'aim' : this.#id;
  }

  /** Saves the value of a field, or removes it if it is empty or invalid. An entry without fields is deleted. */
  #enter(field: HTMLInputElement): void {
    const { name, type, value, validity } = field;
    const id = this.#idOf(field);
    const { [name]: _, ...fields } = this.fieldsOf(id);
    if (validity.valid && value.trim() !== '') fields[name] = type === 'number' ? Number(value) : value;
    this.device.put(id, Object.keys(fields).length > 0 ? fields : undefined);
  }

  /** Fills a field with its saved value, unless it has focus or its input is invalid. */
  #showSaved(field: HTMLInputElement): void {
    if (field === document.activeElement || !field.validity.valid) return;
    const saved = this.fieldsOf(this.#idOf(field))[field.name];
    if (field.value === '' || Number(field.value) !== saved) field.value = String(saved ?? '');
  }

  /** Opens a week, unless it has not begun. */
  #open(monday: Day): void {
    if (monday > dayOf(new Date())) return;
    this.#monday = monday;
    for (const field of this.#inputs('=week')) field.value = '';
    this.show();
  }

  /** Changes or deletes an entry, with an undo if there is one. */
  #change(id: string, fields: Fields | undefined, said: string): void {
    // Clears invalid input, which would stay otherwise.
    for (const field of this.#inputs(id === 'aim' ? '=aim' : '=week')) field.value = '';
    if (this.device.entries[id]) this.changeWithUndo(id, fields, this.#text(said), this.words['restored']);
    else this.device.put(id, fields);
  }

  #showAim(): void {
    const points = missingPoints(this.#aims);
    const { seat } = this.fieldsOf('aim');
    for (const button of this.all('[data-seat]')) button.ariaPressed = String(button.dataset['seat'] === seat);
    this.showOnly('note', [seat]);
    const state = points > 0 ? 'short' : points < 0 ? 'long' : 'even';
    this.#write('sum', this.#text(state, { sum: 100 - points, points: Math.abs(points) }));
    this.one('[data-divide]').hidden = points === 0;
    this.#write('divide', this.#text(points > 0 ? 'divide' : 'scale'));
    const line = this.#aim?.map((share, index) => `${this.#titles([index])} ${this.#text('percent', { share })}`);
    this.#write('line', line?.join(', ') ?? '');
    this.#showInvalid('aim');
  }

  #showWeek(): void {
    const now = this.#monday === mondayOf(dayOf(new Date()));
    this.#write('name', this.#text(now ? 'thisWeek' : 'week', { day: formatDate(this.#monday, 'full') }));
    this.one('[data-step="7"]').ariaDisabled = String(now);
    const fields = this.fieldsOf(this.#id);
    const left = JOURNAL - String(fields['journal'] ?? '').length;
    // Rounded to 25, so that it is not announced on every keystroke.
    this.#write('left', left <= NEARLY_FULL ? this.#text('left', { left: Math.round(left / 25) * 25 }) : '');
    this.one('[data-delete-week]').hidden = Object.keys(fields).length === 0;
    this.#showInvalid('week');
  }

  /** Marks invalid fields and says why. */
  #showInvalid(part: 'aim' | 'week'): void {
    const fields = this.#inputs(`=${part}`);
    for (const field of fields) field.ariaInvalid = String(!field.validity.valid);
    this.#write(`${part}-off`, fields.every(({ validity }) => validity.valid) ? '' : this.#text(`${part}Off`));
  }

  #showResult(): void {
    const hours = this.#hours(this.fieldsOf(this.#id));
    const [exact, whole, aim] = [shares(hours), wholeShares(hours), this.#aim];
    const gaps = whole && aim ? differences(whole, aim) : [];
    for (const [index, { key }] of this.data.pillars.entries()) {
      this.one(`[data-bar=${key}]`).setAttribute('width', `${exact?.[index] ?? 0}%`);
      const mark = this.one(`[data-mark=${key}]`);
      mark.toggleAttribute('hidden', !aim);
      mark.setAttribute('x', `${aim?.[index] ?? 0}%`);
      this.#write(key, this.#shareText(whole?.[index], aim?.[index]));
    }
    this.#write('total', formatNumber(hours.reduce((sum, spent) => sum + spent, 0)));
    this.#showExtremes(whole !== undefined, gaps);
  }

  /** Text for the share of a pillar, with its aim if there is one. */
  #shareText(share: number | undefined, aim: number | undefined): string {
    if (share === undefined) return '';
    if (aim === undefined) return this.#text('percent', { share });
    const points = share - aim;
    const gap = this.#text(points < 0 ? 'under' : points > 0 ? 'over' : 'met', { points: Math.abs(points) });
    return this.#text('against', { share, aim, gap });
  }

  /** Shows the pillars furthest below and above their aims, and puts the questions of the former first. */
  #showExtremes(hasHours: boolean, gaps: number[]): void {
    const [below, above] = [furthestBelow(gaps), furthestAbove(gaps)];
    const describe = (places: number[]) =>
      this.#text('by', { pillars: this.#titles(places), points: Math.abs(gaps[places[0] ?? 0] ?? 0) });
    this.one('[data-ends]').hidden = below.length === 0;
    this.#write('shortest', describe(below));
    this.#write('most', describe(above));
    const isCalm = gaps.every((gap) => Math.abs(gap) < NOTABLE);
    this.#write('hint', this.#text(!hasHours ? 'noHours' : !this.#aim ? 'noAim' : isCalm ? 'calm' : ''));
    const questions = this.data.pillars.map(({ key }) => this.one(`[data-question=${key}]`));
    for (const [place, item] of questions.entries()) this.one('[data-first]', item).hidden = !below.includes(place);
    const first = below.map((place) => questions[place] as HTMLElement);
    this.one('[data-questions]').replaceChildren(...new Set([...first, ...questions]));
  }

  #showTrend(): void {
    const weeks = this.entries
      .filter(([id]) => id !== 'aim')
      .map(([id, fields]) => ({
        id,
        day: id.slice(WEEKS.length),
        hours: this.#hours(fields),
        journal: fields['journal'] ?? '',
      }))
      .sort((a, b) => (a.day < b.day ? -1 : 1));
    this.one('[data-trend]').hidden = weeks.length === 0;
    this.#showCharts(weeks);
    this.renderRows('[data-weeks]', 'week', weeks.reverse(), (row, { day, hours, journal }) => {
      const whole = wholeShares(hours);
      const textOf = (share = 0) => this.#text(whole ? 'percent' : 'nothing', { share });
      const cells = this.data.pillars.map(({ key }, index) => [key, textOf(whole?.[index])]);
      this.fill(row, { ...Object.fromEntries(cells), day: formatDate(day, 'medium'), journal: String(journal) });
      this.one('button', row).dataset['open'] = day;
    });
  }

  /** Renders a chart for each pillar, all on one scale, from the first week with hours to the last. */
  #showCharts(weeks: { day: Day; hours: number[] }[]): void {
    const plotted = weeks.filter(({ hours }) => shares(hours));
    const at = plotted.map(({ day }) => daysBetween(plotted[0]?.day ?? day, day) / 7);
    const all = plotted.map(({ hours }) => shares(hours) ?? []);
    const [isJoined, aim] = [followsPrevious(at), this.#aim];
    const step = WIDTH / (at.at(-1) || 1);
    this.one('[data-charts]').hidden = plotted.length < 2;
    const most = Math.ceil(Math.max(10, ...all.flat(), ...(aim ?? [])) / 10) * 10;
    this.#write('scaled', this.#text('scaled', { most }));
    for (const [index, { key }] of this.data.pillars.entries()) {
      const chart = this.one(`[data-chart=${key}]`);
      // The y axis is in per cent from the top, so that shares need no scaling.
      chart.setAttribute('viewBox', `0 0 ${WIDTH} ${most}`);
      const points = at.map((week, place) => `${week * step} ${most - (all[place]?.[index] ?? 0)}`);
      const paths = {
        line: points.map((point, place) => (isJoined[place] ? 'L' : 'M') + point).join(''),
        dots: points.map((point) => `M${point}h0`).join(''),
        level: aim ? `M0 ${most - (aim[index] ?? 0)}h${WIDTH}` : '',
      };
      for (const [name, path] of Object.entries(paths)) chart.querySelector(`.${name}`)?.setAttribute('d', path);
    }
  }

  #write(name: string, text: string): void {
    this.write(`[data-text=${name}]`, text);
  }

  #text(name: string, values: Record<string, string | number> = {}): string {
    return fillIn(this.words[name] ?? '', values);
  }

  #titles(places: readonly number[]): string {
    return formatList(places.map((place) => this.data.pillars[place]?.title ?? ''));
  }
}

customElements.define('pillar-week', PillarWeek);
