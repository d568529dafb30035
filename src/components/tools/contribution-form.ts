// First, so that it holds for every schema below.
import './without-eval.ts';
import { type Answers, pathText, valuesIn, withoutItem } from '#model/answers.ts';
import {
  type Contribution,
  contributionProblems,
  fileOf,
  type Handbook,
  type NameWords,
  newFileAddress,
  referable,
} from '#model/contribution.ts';
import type { Field, FieldProblem } from '#model/form.ts';
import type { Entry } from '#model/formulas/saved-state.ts';
import { fieldsFor, reviewedOn, type Subject, sourceOf, subjectOf } from '#model/subject.ts';
import {
  type Asked,
  drawField,
  drawOptions,
  type FieldWords,
  idFor,
  made,
  showProblems,
} from './contribution-fields.ts';
import { download, filledIn, ToolElement } from './tool-element.ts';

/** What is kept of one draft: paths and their texts, and the body in pieces that are short enough to keep. */
interface Draft {
  paths: string[];
  texts: string[];
  body: string[];
}

interface Words extends FieldWords {
  name: NameWords & { hint: string };
  unnamed: string;
  problems: { one: string; many: string };
  sound: string;
  copied: string;
  byHand: string;
  cleared: string;
  restored: string;
  nextDownload: string;
}

/** The entry that keeps which draft is open. */
const CHOSEN = 'chosen';
const PIECE = /[\s\S]{1,8000}/g;

/** A form for a page or an entry of data, drawn from its schema. An entry is the word of what is written, such as `guide`. */
class ContributionForm extends ToolElement<Draft> {
  #handbook!: Handbook;
  #words!: Words;
  #kinds!: Record<string, string>;
  #bodies!: Record<string, string>;
  #subject: Subject | undefined;
  #word = '';
  #fields: Field[] = [];
  #answers: Answers = {};
  #body = '';
  /** The fields that show what is wrong with them: those that were left once, and all after a try to send. */
  #left = new Set<string>();
  #wasSent = false;

  protected override reads(id: string, { subject, paths, texts, body }: Entry): boolean {
    if (id === CHOSEN) return typeof subject === 'string';
    const areTexts = [paths, texts, body].every(
      (list) => Array.isArray(list) && list.every((text) => typeof text === 'string'),
    );
    return areTexts && (paths as string[]).length === (texts as string[]).length;
  }

  protected override start(): void {
    this.#handbook = this.given('handbook');
    this.#words = this.given('words');
    this.#kinds = this.given('kinds');
    this.#bodies = this.given('bodies');
    this.on('change', '[data-subject]', (select) => {
      this.device.put(CHOSEN, { subject: (select as HTMLSelectElement).value });
    });
    this.on('input', '[data-path]', (control) => this.#enter(control as HTMLInputElement));
    this.on('input', '[data-body]', (area) => {
      this.#body = (area as HTMLTextAreaElement).value;
      this.#keep();
    });
    this.on('focusout', '[data-path], [data-part]', (element, event) => this.#leave(element, event as FocusEvent));
    this.on('click', '[data-add]', (button) => this.#add(button.dataset['add'] ?? ''));
    this.on('click', '[data-remove]', (button) =>
      this.#remove(button.dataset['remove'] ?? '', Number(button.dataset['index'])),
    );
    this.on('click', '[data-copy]', () => this.#copy());
    this.on('click', '[data-clear]', () => this.#clear());
    this.on('click', '[data-problems] a', (link, event) => {
      event.preventDefault();
      this.#focus((link as HTMLAnchorElement).hash.slice(1));
    });
    this.on('click', '[data-open]', (_link, event) => {
      if (!this.#isSound()) event.preventDefault();
    });
    this.on('submit', 'form', (_form, event) => {
      event.preventDefault();
      const file = this.#file();
      if (!this.#isSound() || file === undefined) return;
      const type = file.endsWith('.mdx') ? 'text/markdown' : 'application/yaml';
      download(file.replace(/^.*\//, ''), type, this.#source());
    });
  }

  protected override show(): void {
    const kept = Object.fromEntries(this.kept) as Record<string, Entry & Partial<Draft>>;
    const word = String(kept[CHOSEN]?.['subject'] ?? '');
    const { paths = [], texts = [], body } = kept[word] ?? {};
    const answers = Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
    const text = body?.join('') || (this.#bodies[word] ?? '');
    const isOther = word !== this.#word;
    const isChanged = isOther || text !== this.#body || JSON.stringify(answers) !== JSON.stringify(this.#answers);
    [this.#word, this.#answers, this.#body] = [word, answers, text];
    if (isOther) {
      this.#left.clear();
      this.#wasSent = false;
    }
    if (isChanged) this.#draw();
    this.#refresh();
  }

  /** Draws the whole form for what is kept. */
  #draw(): void {
    this.#subject = this.#handbook.subjects.includes(this.#word) ? subjectOf(this.#word) : undefined;
    this.one<HTMLSelectElement>('[data-subject]').value = this.#subject ? this.#word : '';
    this.one('[data-whole]').hidden = !this.#subject;
    this.#fields = this.#subject ? this.#fieldsOf(this.#subject) : [];
    const draw = (fields: readonly Field[]) => fields.map((field) => drawField(field, field.name, this.#asked()));
    this.one('[data-needed]').replaceChildren(...draw(this.#fields.filter(({ required }) => required)));
    this.one('[data-optional]').replaceChildren(...draw(this.#fields.filter(({ required }) => !required)));
    this.one('[data-text]').hidden = !this.#subject?.kind;
    this.one<HTMLTextAreaElement>('[data-body]').value = this.#body;
  }

  /** The fields of the schema, without those that are known, and with that of the name, which no schema has. */
  #fieldsOf(subject: Subject): Field[] {
    const fields = fieldsFor(subject).filter(({ name }) => name !== 'reviewed');
    const title = fields.find(({ name }) => name === 'title') as Field;
    const named: Field = { ...title, name: 'name', sentence: this.#words.name.hint, required: false };
    const choices = this.#handbook.audiences;
    return [
      ...fields.map((field) => (field.name === 'audience' ? { ...field, form: 'choice' as const, choices } : field)),
      named,
    ];
  }

  #asked(): Asked {
    return {
      answers: this.#answers,
      words: this.#words,
      kinds: this.#kinds,
      referable: (to) => referable(this.#handbook, to, this.#answers['audience']),
    };
  }

  #enter(control: HTMLInputElement): void {
    const path = control.dataset['path'] ?? '';
    this.#answers = { ...this.#answers, [path]: control.value };
    this.#keep();
    if (path === 'audience') this.#drawChoices();
  }

  /** Who may read it decides what it may refer to. */
  #drawChoices(): void {
    for (const select of this.querySelectorAll<HTMLSelectElement>('select[data-references]')) {
      const references = select.dataset['references'] as string;
      drawOptions(select, { references, choices: [] } as unknown as Field, select.value, this.#asked());
    }
  }

  #leave(element: HTMLElement, { relatedTarget }: FocusEvent): void {
    this.#left.add(element.dataset['path'] ?? '');
    for (
      let part = element.closest<HTMLElement>('[data-part]');
      part;
      part = part.parentElement?.closest('[data-part]') ?? null
    ) {
      if (!part.contains(relatedTarget as Node | null)) this.#left.add(part.dataset['part'] ?? '');
    }
    this.#refresh();
  }

  #add(path: string): void {
    const list = this.one(`#${idFor(path)}`);
    const count = list.querySelectorAll(':scope > ol > li').length;
    // What was shown before any answer counts too.
    const before = Array.from({ length: count }, (_, index) => [
      `${path}[${index}]`,
      this.#answers[`${path}[${index}]`] ?? '',
    ]);
    this.#answers = { ...this.#answers, ...Object.fromEntries(before), [`${path}[${count}]`]: '' };
    this.#redraw();
    this.one(`#${idFor(path)} > ol > li:last-child`)
      .querySelector<HTMLElement>('[data-path]')
      ?.focus();
  }

  #remove(path: string, index: number): void {
    this.#answers = withoutItem(path, index, this.#answers);
    for (const left of [...this.#left]) if (left.startsWith(`${path}[`)) this.#left.delete(left);
    this.#redraw();
    this.one(`#${idFor(path)}`)
      .querySelector<HTMLElement>('[data-add]:last-of-type')
      ?.focus();
  }

  #redraw(): void {
    this.#keep();
    this.#draw();
    this.#refresh();
  }

  #keep(): void {
    const isOwn = this.#body !== (this.#bodies[this.#word] ?? '');
    this.device.put(this.#word, {
      paths: Object.keys(this.#answers),
      texts: Object.values(this.#answers),
      body: isOwn ? (this.#body.match(PIECE) ?? []) : [],
    });
  }

  #contribution(subject: Subject): Contribution {
    const { name = '', ...value } = valuesIn(this.#fields, this.#answers);
    const today = new Date().toISOString().slice(0, 10);
    const whole = subject.kind ? { kind: subject.kind, ...value, reviewed: reviewedOn(today) } : value;
    return { subject, name: String(name), value: whole };
  }

  #file(): string | undefined {
    return this.#subject && fileOf(this.#handbook, this.#contribution(this.#subject));
  }

  #source(): string {
    const body = this.#body.trimEnd();
    return this.#subject ? sourceOf(this.#subject, this.#contribution(this.#subject).value, `${body}\n`) : '';
  }

  #problems(): FieldProblem[] {
    return this.#subject
      ? contributionProblems(this.#handbook, this.#contribution(this.#subject), this.#words.name)
      : [];
  }

  /** Shows the file, where it goes, and what is wrong as far as it was asked for. */
  #refresh(): void {
    if (!this.#subject) return;
    const [file, source, problems] = [this.#file(), this.#source(), this.#problems()];
    const byPlace = Map.groupBy(problems, ({ path }) => this.#placeOf(path));
    for (const element of this.querySelectorAll<HTMLElement>('[data-path], [data-part]')) {
      const place = element.dataset['path'] ?? element.dataset['part'] ?? '';
      showProblems(this, place, this.#wasSent || this.#left.has(place) ? (byPlace.get(place) ?? []) : []);
    }
    this.#sum(problems);
    write(this.one('[data-file]'), file ?? this.#words.unnamed);
    write(this.one('[data-source]'), source);
    const next = filledIn(this.#words.nextDownload, {
      folder: (file ?? this.#handbook.layer).replace(/\/[^/]*$/, '/'),
    });
    write(this.one('[data-next]'), next);
    const { repository, branch } = this.#handbook;
    if (repository === undefined) return;
    const path = file ?? `${this.#handbook.layer}/`;
    const { address, isWhole } = newFileAddress({ repository, branch }, path, source);
    const link = this.one<HTMLAnchorElement>('[data-open]');
    link.href = address;
    link.hidden = false;
    this.one('[data-next-open]').hidden = false;
    this.one('[data-long]').hidden = isWhole;
  }

  /** The field that shows what is wrong with a part of the value: its own, or the one around it. */
  #placeOf(path: readonly PropertyKey[]): string {
    for (let length = path.length; length > 0; length--) {
      const text = pathText(path.slice(0, length));
      if (this.querySelector(`#${idFor(text)}`)) return text;
    }
    return '';
  }

  /** Counts what is wrong once somebody has tried to send it, and leads to each. */
  #sum(problems: readonly FieldProblem[]): void {
    const box = this.one('[data-problems]');
    const isShown = this.#wasSent && problems.length > 0;
    write(this.one('[data-state]'), problems.length === 0 ? this.#words.sound : this.#countOf(problems));
    box.hidden = !isShown;
    write(this.one('[data-count]'), isShown ? this.#countOf(problems) : '');
    if (!isShown) return;
    this.one('[data-list]').replaceChildren(
      ...problems.map(({ path, message }) => {
        const place = this.#placeOf(path);
        return made('li', {}, [made('a', { href: `#${idFor(place)}` }, [message])]);
      }),
    );
  }

  #countOf(problems: readonly FieldProblem[]): string {
    const { one, many } = this.#words.problems;
    return problems.length === 1 ? one : filledIn(many, { count: problems.length });
  }

  /** Whether nothing is wrong; otherwise all of it is shown, and the focus goes to the first field of it. */
  #isSound(): boolean {
    this.#wasSent = true;
    this.#refresh();
    const places = new Set(this.#problems().map(({ path }) => idFor(this.#placeOf(path))));
    if (places.size === 0) return true;
    const wrong = [...this.querySelectorAll<HTMLElement>('[data-path], [data-part]')].filter(({ id }) =>
      places.has(id),
    );
    const more = this.one<HTMLDetailsElement>('[data-more]');
    more.open ||= wrong.some((element) => more.contains(element));
    this.#focus(wrong[0]?.id ?? '');
    return false;
  }

  #focus(id: string): void {
    const element = this.querySelector<HTMLElement>(`#${id || 'none'}`);
    const details = element?.closest('details');
    if (details) details.open = true;
    const control = element?.matches('[data-part]')
      ? element.querySelector<HTMLElement>('[data-path], button')
      : element;
    control?.focus();
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#source());
      this.say(this.#words.copied);
    } catch {
      getSelection()?.selectAllChildren(this.one('[data-source]'));
      this.say(this.#words.byHand);
    }
  }

  #clear(): void {
    const { at: _at, ...before } = this.device.entries[this.#word] ?? { at: '' };
    const word = this.#word;
    [this.#wasSent] = [false];
    this.#left.clear();
    this.device.put(word, undefined);
    this.say(this.#words.cleared, () => {
      this.device.put(word, before);
      this.say(this.#words.restored);
    });
  }
}

/** Writes a text where it is another one: what did not change is neither drawn nor read out again. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('contribution-form', ContributionForm);
