import { type Day, dayOf, daysBetween, isDay } from '#formulas/calendar.ts';
import { linePoints } from '#formulas/chart.ts';
import type { Entry } from '#formulas/saved-state.ts';
import {
  bandOf,
  type Factor,
  nextBehaviour,
  oneBetter,
  pullsDown,
  SCALE,
  type TrustFactors,
  trust,
} from '#formulas/trust-score.ts';
import { ToolElement } from '../shared/tool-element.ts';

/** Marks of one day for one relationship; a mark is undefined until it is given. */
type Marks = Partial<Record<FactorId, number>> & { behaviour?: string };

interface Given {
  behaviours: Record<string, string[]>;
  bands: { id: string; from: number }[];
  language: string;
}

/** Id of each factor in the data, by its name in the formula. */
const FACTORS = {
  credibility: 'credibility',
  reliability: 'reliability',
  intimacy: 'intimacy',
  selfOrientation: 'self-orientation',
} as const satisfies Record<Factor, string>;

type FactorId = (typeof FACTORS)[Factor];

/** Rates the four factors of trust for a relationship, day by day. An entry is `<relationship>/<day>`. */
class TrustCheck extends ToolElement<Marks> {
  #data!: Given;

  protected override reads(id: string, entry: Entry): boolean {
    const [relationship = '', day] = id.split('/');
    const hasValidMarks = Object.values(FACTORS).every((factor) => {
      const mark = entry[factor];
      return (
        mark === undefined ||
        (Number.isInteger(mark) && (mark as number) >= SCALE.least && (mark as number) <= SCALE.most)
      );
    });
    return (
      relationship !== '' && isDay(day) && hasValidMarks && ['undefined', 'string'].includes(typeof entry['behaviour'])
    );
  }

  protected override start(): void {
    this.#data = this.given('data');
    const newest = this.kept.sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))[0]?.[0].split('/')[0];
    this.#mark('relationship', newest ?? '');
    this.on('change', '[name=relationship]', () => this.show());
    this.on('change', '[data-factor] input', (input) => {
      const { name, value } = input as HTMLInputElement;
      this.#put({ [name]: Number(value) });
    });
    this.on('click', '[data-another]', () => {
      const { factor, behaviour } = this.#advice();
      const all = this.#data.behaviours[factor ?? ''] ?? [];
      const next = all[(all.indexOf(behaviour ?? '') + 1) % all.length];
      if (next) this.#put({ behaviour: next });
    });
    this.on('click', '[data-forget]', (button) => {
      const id = button.dataset['forget'] ?? '';
      const before = this.device.entries[id];
      this.device.put(id, undefined);
      const words = this.given<{ forgotten: string }>('words');
      this.say(words.forgotten, () => before && this.device.put(id, before));
      this.one('[data-history] caption').focus();
    });
  }

  protected override show(): void {
    const today = this.#today();
    const before = this.#history()
      .filter(([day]) => day !== dayOf(new Date()))
      .at(-1)?.[1];
    for (const id of Object.values(FACTORS)) {
      this.#mark(id, String(today[id] ?? ''));
      const last = this.one(`[data-factor="${id}"] [data-last]`);
      last.hidden = before?.[id] === undefined;
      this.one(`[data-factor="${id}"] [data-last-mark]`).textContent = String(before?.[id] ?? '');
    }
    for (const stand of this.querySelectorAll<HTMLElement>('[data-stand]')) {
      stand.hidden = stand.dataset['stand'] !== this.#relationship;
    }
    this.#showResult(factorsOf(today));
    this.#showHistory();
  }

  get #relationship(): string {
    return this.one<HTMLInputElement>('[name=relationship]:checked').value;
  }

  get #id(): string {
    return `${this.#relationship}/${dayOf(new Date())}`;
  }

  #today(): Marks {
    return this.kept.find(([id]) => id === this.#id)?.[1] ?? {};
  }

  #put(fields: Marks): void {
    const { at: _, ...before } = this.#today() as Marks & { at?: string };
    this.device.put(this.#id, { ...before, ...fields });
  }

  /** Days of the relationship with all four marks, oldest first. */
  #history(): [Day, Marks][] {
    return this.kept
      .flatMap(([id, entry]): [Day, Marks][] => {
        const [relationship, day = ''] = id.split('/');
        return relationship === this.#relationship && factorsOf(entry) ? [[day, entry]] : [];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Factor to work on and its behaviour: the one chosen today, or the next that was not chosen before. */
  #advice(): { factor?: string; behaviour?: string } {
    const today = this.#today();
    const factors = factorsOf(today);
    const pull = factors && pullsDown(factors);
    if (!pull) return {};
    const factor = FACTORS[pull];
    const all = this.#data.behaviours[factor] ?? [];
    if (today.behaviour && all.includes(today.behaviour)) return { factor, behaviour: today.behaviour };
    const past = this.#history().flatMap(([, marks]) => marks.behaviour ?? []);
    const behaviour = nextBehaviour(all, past);
    return { factor, ...(behaviour ? { behaviour } : {}) };
  }

  #showResult(factors: TrustFactors | undefined): void {
    const result = this.one('[data-result]');
    result.hidden = !factors;
    this.one('[data-incomplete]').hidden = factors !== undefined;
    if (!factors) return;
    const score = trust(factors);
    this.one('[data-score]').textContent = this.#number(score);
    const band = bandOf(score, this.#data.bands);
    for (const element of this.querySelectorAll<HTMLElement>('[data-band]'))
      element.hidden = element.dataset['band'] !== band?.id;
    const { factor, behaviour } = this.#advice();
    for (const element of this.querySelectorAll<HTMLElement>('[data-pull]'))
      element.hidden = element.dataset['pull'] !== (factor ?? 'none');
    for (const element of this.querySelectorAll<HTMLElement>('[data-behaviour]'))
      element.hidden = element.dataset['behaviour'] !== behaviour;
    this.one('[data-next]').hidden = behaviour === undefined;
    for (const [name, id] of Object.entries(FACTORS)) {
      this.one(`[data-better="${id}"]`).textContent = this.#number(oneBetter(factors, name as Factor));
    }
  }

  #showHistory(): void {
    const days = this.#history();
    this.one('[data-history]').hidden = days.length === 0;
    const scores = days.map(([day, marks]) => [day, trust(factorsOf(marks) as TrustFactors)] as const);
    const most = Math.max(SCALE.most / 2, ...scores.map(([, score]) => score));
    const start = days[0]?.[0] ?? '';
    const points = linePoints(
      scores.map(([day, score]) => [daysBetween(start, day), score]),
      { width: 300, height: 60, least: 0, most },
    );
    const chart = this.one('[data-chart]');
    chart.toggleAttribute('hidden', days.length < 2);
    chart.querySelector('polyline')?.setAttribute('points', points.map(({ x, y }) => `${x},${y}`).join(' '));
    const rows = days.map(([day, marks], index) => {
      const row = this.filled('day', {
        day: this.#date(day),
        trust: this.#number(scores[index]?.[1] ?? 0),
        ...Object.fromEntries(Object.values(FACTORS).map((id) => [id, String(marks[id])])),
      });
      const button = row.querySelector('button');
      if (button) {
        button.dataset['forget'] = `${this.#relationship}/${day}`;
        button.ariaLabel = `${button.textContent} ${this.#date(day)}`;
      }
      return row;
    });
    this.one('[data-history] tbody').replaceChildren(...rows.reverse());
  }

  #number(value: number): string {
    return value.toLocaleString(this.#data.language, { maximumFractionDigits: 1 });
  }

  #date(day: Day): string {
    return new Date(`${day}T12:00`).toLocaleDateString(this.#data.language, { dateStyle: 'medium' });
  }

  #mark(name: string, value: string): void {
    for (const input of this.querySelectorAll<HTMLInputElement>(`[name="${name}"]`)) {
      if (value !== '' || name !== 'relationship') input.checked = input.value === value;
    }
  }
}

/** The four marks; undefined until all are given. */
function factorsOf(marks: Marks): TrustFactors | undefined {
  const entries = Object.entries(FACTORS).map(([name, id]) => [name, marks[id]]);
  return entries.every(([, mark]) => mark !== undefined) ? (Object.fromEntries(entries) as TrustFactors) : undefined;
}

customElements.define('trust-check', TrustCheck);
