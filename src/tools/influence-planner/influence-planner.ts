import { fitting, missingBelow, plan } from '#formulas/influence-plan.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { ToolElement } from '../shared/tool-element.ts';

/** A plan as entered: texts as typed, choices as ids of the data. */
interface Ask {
  what: string;
  /** Id of the kind of ask; empty until chosen. */
  ask: string;
  whom: string;
  /** Id of the relationship to the reader; empty until chosen. */
  relationship: string;
  /** Ids of the levels whose statements are ticked, in any order. */
  seen: string[];
}

interface Titled {
  id: string;
  title: string;
}

interface Given {
  levels: Titled[];
  relationships: Titled[];
  asks: (Titled & { reach: string })[];
  strategies: { id: string; levels: string[]; with: string[] }[];
  language: string;
}

type Words = Record<
  'what' | 'whom' | 'copied' | 'byHand' | 'freshSaid' | 'untitled' | 'forgotten' | 'restored',
  string
> & { steps: Record<'seen' | 'start' | 'ready' | 'way' | 'reach' | 'uncounted' | 'beyond', string> };

const EMPTY: Ask = { what: '', ask: '', whom: '', relationship: '', seen: [] };
const TEXTS = ['what', 'whom'] as const;
const CHOICES = ['ask', 'relationship'] as const;
const CHOICE = /^([a-z0-9-]+)?$/;

/** Influence planner. Each plan is a saved entry, by an id that sorts by age; one of them is open in the form. */
class InfluencePlanner extends ToolElement<Ask> {
  #data!: Given;
  #words!: Words;
  #id = '';
  /** Last known state of the open plan, so that a change preserves its other fields. */
  #open = EMPTY;
  /** Id of a new plan without input, which stays open although nothing of it is saved. */
  #newPlanId: string | undefined;

  protected override reads(id: string, entry: Entry): boolean {
    const { at: _, ...fields } = entry;
    const { seen } = fields as Partial<Ask>;
    return (
      /^[0-9a-z]{10,40}$/.test(id) &&
      Object.keys(fields).sort().join() === Object.keys(EMPTY).sort().join() &&
      TEXTS.every((name) => typeof fields[name] === 'string') &&
      CHOICES.every((name) => typeof fields[name] === 'string' && CHOICE.test(fields[name])) &&
      Array.isArray(seen) &&
      seen.every((level) => typeof level === 'string' && level !== '' && CHOICE.test(level))
    );
  }

  protected override start(): void {
    this.#data = this.given('data');
    this.#words = this.given('words');
    this.on('input', 'textarea[name], input[type=text]', (field) => {
      const { name, value } = field as HTMLInputElement;
      this.#put({ [name]: value });
    });
    this.on('change', 'input[type=radio]', (input) => {
      const { name, value } = input as HTMLInputElement;
      this.#put({ [name]: value });
    });
    this.on('change', '[name=seen]', () => this.#put({ seen: this.#tickedLevels() }));
    // A change from another tab to the focused field is shown once the form loses focus.
    this.on('focusout', 'form', (form, event) => {
      if (!form.contains((event as FocusEvent).relatedTarget as Node | null)) this.show();
    });
    this.on('click', '[data-fresh]', () => this.#begin());
    this.on('click', '[data-to-plans]', () => this.one('[data-plans] h2').focus());
    this.on('click', '[data-open]', ({ dataset }) => this.#turnTo(dataset['open'] ?? ''));
    this.on('click', '[data-forget]', ({ dataset }) => this.#forget(dataset['forget'] ?? ''));
    this.on('click', '[data-copy]', () => this.#copy());
  }

  protected override show(): void {
    const plans = this.#plans();
    const open = plans.find(([id]) => id === this.#id);
    if (open) {
      this.#open = open[1];
      this.#newPlanId = undefined;
    } else if (this.#id !== this.#newPlanId && !this.one('form').contains(document.activeElement)) {
      [this.#id, this.#open] = plans[0] ?? [newId(), EMPTY];
    }
    this.#showForm();
    this.#showResult();
    this.#showPlans(plans);
  }

  /** Saved plans, newest first. */
  #plans(): [id: string, plan: Ask][] {
    return this.kept.map(([id, { at: _, ...plan }]): [string, Ask] => [id, plan]).sort(([a], [b]) => (a < b ? 1 : -1));
  }

  #put(fields: Partial<Ask>): void {
    this.device.put(this.#id, { ...this.#open, ...fields });
  }

  #tickedLevels(): string[] {
    return [...this.querySelectorAll<HTMLInputElement>('[name=seen]:checked')].map(({ value }) => value);
  }

  #begin(): void {
    this.#id = this.#newPlanId = newId();
    this.#open = EMPTY;
    this.show();
    this.say(this.#words.freshSaid);
    this.one('[name=what]').focus();
  }

  #turnTo(id: string): void {
    this.#id = id;
    this.#newPlanId = undefined;
    this.show();
    this.one('[data-top]').focus();
  }

  #forget(id: string): void {
    const before = this.device.entries[id];
    const wasOpen = id === this.#id;
    this.device.put(id, undefined);
    this.say(this.#words.forgotten, () => {
      if (wasOpen) this.#id = id;
      if (before) this.device.put(id, before);
      this.say(this.#words.restored);
      this.one('[data-plans] h2').focus();
    });
    const list = this.one('[data-plans]');
    (list.hidden ? this.one('[data-device=undo]') : this.one('[data-plans] h2')).focus();
  }

  #showForm(): void {
    for (const name of TEXTS) {
      const field = this.one<HTMLInputElement>(`[name=${name}]`);
      if (field !== document.activeElement) field.value = this.#open[name];
    }
    for (const input of this.querySelectorAll<HTMLInputElement>('input[type=radio]')) {
      input.checked = input.value === this.#open[input.name as 'ask' | 'relationship'];
    }
    for (const input of this.querySelectorAll<HTMLInputElement>('[name=seen]')) {
      input.checked = this.#open.seen.includes(input.value);
    }
    this.#showOnly('stand', [this.#open.relationship]);
  }

  /** Computes the result of a plan; undefined until its kind of ask is chosen. */
  #computePlan({ ask, seen }: Ask) {
    const { asks, levels } = this.#data;
    const marks = levels.map(({ id }) => seen.includes(id));
    const reach = levels.findIndex(({ id }) => id === asks.find((kind) => kind.id === ask)?.reach);
    return reach === -1 ? undefined : { ...plan(marks, reach), marks };
  }

  #showResult(): void {
    const { levels, relationships, strategies } = this.#data;
    const { relationship } = this.#open;
    const known = relationships.some(({ id }) => id === relationship);
    const planned = known ? this.#computePlan(this.#open) : undefined;
    this.one('[data-result]').hidden = !planned;
    this.one('[data-incomplete]').hidden = planned !== undefined;
    const byHand = this.one('[data-by-hand]');
    if (!byHand.contains(document.activeElement)) byHand.hidden = true;
    this.one('[data-copied]').textContent = '';
    if (!planned) return;
    const { start, ready, uncounted } = planned;
    const { id = '', title = '' } = levels[start] ?? {};
    this.#showOnly('when', [ready ? 'ready' : 'start']);
    this.one('[data-start]').textContent = title;
    this.#showOnly('level', [id]);
    this.#showWay(planned);
    this.one('[data-uncounted]').hidden = uncounted.length === 0;
    const fits = fitting(strategies, id, relationship).map((strategy) => strategy.id);
    this.#showOnly('strategy', fits);
    this.one('[data-none]').hidden = fits.length > 0;
    this.#showWhy(planned);
  }

  #showWay({ start, reach, ready, uncounted }: ReturnType<typeof plan>): void {
    const { steps } = this.#words;
    for (const [level, { id }] of this.#data.levels.entries()) {
      const states = [
        level < start && steps.seen,
        level === start && (ready ? steps.ready : steps.start),
        level > start && level < reach && steps.way,
        uncounted.includes(level) && steps.uncounted,
        level === reach && steps.reach,
        level > reach && steps.beyond,
      ];
      const step = this.one(`[data-step="${id}"]`);
      step.toggleAttribute('data-reached', level < start || (ready && level === start));
      if (level === start) step.setAttribute('aria-current', 'step');
      else step.removeAttribute('aria-current');
      this.one(`[data-step="${id}"] [data-state]`).textContent = states.filter(Boolean).join('; ');
    }
  }

  #showWhy({ start, reach, marks }: ReturnType<typeof plan> & { marks: boolean[] }): void {
    const { levels, language } = this.#data;
    const list = new Intl.ListFormat(language);
    const unseen = missingBelow(marks, reach + 1).map((level) => levels[level]?.id ?? '');
    this.#showOnly('unseen', unseen);
    this.one('[data-missing]').hidden = unseen.length === 0;
    this.one('[data-why]').hidden = start === levels.length - 1;
    for (const [level, { id }] of levels.entries()) {
      if (level === 0) continue;
      const block = `[data-above="${id}"]`;
      const below = missingBelow(marks, level).map((missing) => levels[missing]?.title ?? '');
      this.one(block).hidden = level <= start;
      this.one(`${block} [data-below]`).hidden = below.length === 0;
      this.one(`${block} [data-names]`).textContent = list.format(below);
      this.one(`${block} [data-beyond]`).hidden = level <= reach;
    }
  }

  #showPlans(plans: [string, Ask][]): void {
    this.one('[data-plans]').hidden = plans.length === 0;
    this.one('[data-to-plans]').hidden = plans.length === 0;
    this.one('[data-count]').textContent = String(plans.length);
    const list = this.one('[data-plans] ol');
    const fresh = list.cloneNode() as HTMLElement;
    fresh.append(...plans.map(([id, ask]) => this.#row(id, ask)));
    // Replacing a row while it is pressed would lose the click and the focus.
    if (fresh.isEqualNode(list)) return;
    const focused = list.contains(document.activeElement) ? document.activeElement?.id : undefined;
    list.replaceChildren(...fresh.childNodes);
    if (focused) document.getElementById(focused)?.focus();
  }

  #row(id: string, ask: Ask): HTMLElement {
    const what = ask.what.trim() || this.#words.untitled;
    const start = this.#data.levels[this.#computePlan(ask)?.start ?? -1]?.title ?? '';
    const row = this.filled('plan', { what, about: [ask.whom, start].filter(Boolean).join(' · ') });
    for (const button of row.querySelectorAll('button')) {
      const name = 'open' in button.dataset ? 'open' : 'forget';
      button.dataset[name] = id;
      button.id = `${name}-${id}`;
      if (name === 'forget') button.ariaLabel = `${button.textContent}: ${what}`;
      else if (id === this.#id) button.ariaCurrent = 'true';
    }
    return row;
  }

  async #copy(): Promise<void> {
    const text = this.#note();
    try {
      // The clipboard API is missing on a page that is not served over HTTPS.
      await navigator.clipboard.writeText(text);
      this.one('[data-copied]').textContent = this.#words.copied;
    } catch {
      this.one('[data-by-hand]').hidden = false;
      const field = this.one<HTMLTextAreaElement>('[data-by-hand] textarea');
      field.value = text;
      field.focus();
      field.select();
    }
  }

  /** Formats the plan as text: the ask, the person and the visible lines of the result. */
  #note(): string {
    const { asks, relationships } = this.#data;
    const { what, ask, whom, relationship } = this.#open;
    const titleIn = (entries: Titled[], id: string) => entries.find((entry) => entry.id === id)?.title;
    const head = [
      [this.#words.what, what.trim(), titleIn(asks, ask)],
      [this.#words.whom, whom.trim(), titleIn(relationships, relationship)],
    ].map(([label, text, title]) => `${label} ${text ? `${text} (${title})` : title}`);
    const lines = [...this.querySelectorAll<HTMLElement>('[data-line]')]
      .filter((line) => line.closest('[hidden]') === null)
      .map((line) => {
        const mark = { heading: '\n', item: '- ', more: '  ' }[line.dataset['line'] ?? ''] ?? '';
        const parts = [...line.childNodes].filter((part) => !(part instanceof HTMLElement && part.hidden));
        const text = parts.map(({ textContent }) => textContent).join('');
        return mark + text.replaceAll(/\s+/g, ' ').trim();
      });
    return [...head, '', ...lines].join('\n');
  }

  /** Shows the elements with `data-<kind>` whose id is in the list, and hides the others. */
  #showOnly(kind: string, ids: readonly string[]): void {
    for (const element of this.querySelectorAll<HTMLElement>(`[data-${kind}]`)) {
      element.hidden = !ids.includes(element.dataset[kind] ?? '');
    }
  }
}

/** Creates an id from the current time and random digits, so that no other device creates the same. */
function newId(): string {
  // crypto.randomUUID is missing on a page that is not served over HTTPS.
  const chance = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('');
  return Date.now().toString(36).padStart(9, '0') + chance;
}

customElements.define('influence-planner', InfluencePlanner);
