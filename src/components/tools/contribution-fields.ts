import { type Answers, inside, itemCount } from '#model/answers.ts';
import type { Known } from '#model/contribution.ts';
import type { Field, FieldProblem } from '#model/form.ts';
import { filledIn } from './tool-element.ts';

/** The words of the fields, from `#model/words.ts` by way of the page. */
export type FieldWords = Record<'choose' | 'none' | 'add' | 'addTo' | 'remove' | 'removeFrom' | 'yaml', string>;

/** What the fields ask while they are drawn. */
export interface Asked {
  answers: Answers;
  words: FieldWords;
  /** The names of the kinds of page, which group what a field may refer to. */
  kinds: Readonly<Record<string, string>>;
  /** What a field may refer to. */
  referable(to: string): Known[];
}

/** The label of a field: its key as words, so that a message which names the key is understood. */
export function labelOf({ name }: Pick<Field, 'name'>): string {
  const label = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** The id of the element of a field, by its path. */
export function idFor(path: string): string {
  return `field-${path.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`;
}

/**
 * Draws a field. A control carries `data-path`, a list or a group `data-part`, and each has a place for what is wrong with it.
 */
export function drawField(field: Field, path: string, asked: Asked, label = labelOf(field)): HTMLElement {
  if (field.form === 'group') return drawGroup(field, path, asked, label);
  if (field.form === 'list') return drawList(field, path, asked, label);
  const id = idFor(path);
  const control = controlFor(field, path, asked);
  control.id = id;
  control.dataset['path'] = path;
  control.setAttribute('aria-describedby', `${id}-hint ${id}-wrong`);
  if (field.required) control.setAttribute('aria-required', 'true');
  const hint = field.form === 'other' ? `${field.sentence} ${asked.words.yaml}` : field.sentence;
  const isEmpty = field.references !== undefined && asked.referable(field.references).length === 0;
  return made('div', { class: 'field' }, [
    made('label', { class: 'name', for: id }, [label]),
    made('p', { class: 'hint', id: `${id}-hint` }, [isEmpty ? `${hint} ${asked.words.none}` : hint]),
    control,
    wrongOf(id),
  ]);
}

/** Shows what is wrong with a field, or that nothing is. */
export function showProblems(form: HTMLElement, path: string, problems: readonly FieldProblem[]): void {
  const id = idFor(path);
  const place = form.querySelector(`#${id}-wrong`);
  const said = problems.map(({ message, fix }) => `${message}  ${fix}`).join('');
  // Most fields stay as they are at each key, and drawing them anew would be felt.
  if (place?.textContent === said) return;
  place?.replaceChildren(
    ...problems.map(({ message, fix }) => made('span', {}, [made('b', {}, [message]), `  ${fix}`])),
  );
  const control = form.querySelector(`#${id}[data-path]`);
  if (problems.length > 0) control?.setAttribute('aria-invalid', 'true');
  else control?.removeAttribute('aria-invalid');
}

/** The options of a choice, made anew; what was chosen stays chosen, also if it is not among them any more. */
export function drawOptions(select: HTMLSelectElement, field: Field, chosen: string, asked: Asked): void {
  const option = (value: string, text: string) => made('option', { value }, [text]);
  const choices = field.references === undefined ? [] : asked.referable(field.references);
  const isStray = chosen !== '' && ![...field.choices, ...choices.map(({ id }) => id)].includes(chosen);
  const byKind = Map.groupBy(choices, ({ of }) => of);
  const listed = (known: readonly Known[]) =>
    [...known]
      .sort((a, b) => a.title.localeCompare(b.title, document.documentElement.lang))
      .map(({ id, title }) => option(id, `${title} (${id})`));
  select.replaceChildren(
    option('', asked.words.choose),
    ...(isStray ? [option(chosen, chosen)] : []),
    ...field.choices.map((choice) => option(choice, choice)),
    ...(byKind.size === 1
      ? listed(choices)
      : [...byKind].map(([kind, known]) => made('optgroup', { label: asked.kinds[kind] ?? kind }, listed(known)))),
  );
  select.value = chosen;
}

function controlFor(field: Field, path: string, asked: Asked): HTMLElement {
  const answer = asked.answers[path] ?? '';
  if (field.form === 'choice' || field.references !== undefined) {
    const select = made('select', field.references === undefined ? {} : { 'data-references': field.references });
    drawOptions(select, field, answer, asked);
    return select;
  }
  if (field.form === 'number')
    return Object.assign(made('input', { type: 'text', inputmode: 'numeric' }), { value: answer });
  const rows = field.form === 'other' ? '3' : '1';
  return Object.assign(made('textarea', { rows, maxlength: '10000' }), { value: answer });
}

function drawGroup(field: Field, path: string, asked: Asked, label: string): HTMLElement {
  const id = idFor(path);
  return made('fieldset', { id, 'data-part': path, 'aria-describedby': `${id}-hint ${id}-wrong` }, [
    made('legend', {}, [label]),
    made('p', { class: 'hint', id: `${id}-hint` }, [field.sentence]),
    ...field.fields.map((inner) => drawField(inner, inside(path, inner.name), asked)),
    wrongOf(id),
  ]);
}

function drawList(field: Field, path: string, asked: Asked, label: string): HTMLElement {
  const { item } = field;
  const { add, addTo, remove, removeFrom } = asked.words;
  const id = idFor(path);
  // One empty line invites, where the list may be empty too.
  const count = Math.max(itemCount(field, path, asked.answers), field.required ? 1 : 0);
  const items = Array.from({ length: count }, (_, index) => {
    const name = `${label} ${index + 1}`;
    const button = made(
      'button',
      { type: 'button', class: 'quiet', 'data-remove': path, 'data-index': String(index) },
      [remove],
    );
    button.setAttribute('aria-label', filledIn(removeFrom, { label: name }));
    // The sentence of a plain item is that of its list, and stands there already.
    return made('li', {}, [
      ...(item
        ? [
            drawField(
              { ...item, sentence: item.form === 'group' ? item.sentence : '' },
              `${path}[${index}]`,
              asked,
              name,
            ),
          ]
        : []),
      button,
    ]);
  });
  const button = made('button', { type: 'button', 'data-add': path }, [add]);
  button.setAttribute('aria-label', filledIn(addTo, { label }));
  return made('fieldset', { id, 'data-part': path, 'aria-describedby': `${id}-hint ${id}-wrong` }, [
    made('legend', {}, [label]),
    made('p', { class: 'hint', id: `${id}-hint` }, [field.sentence]),
    made('ol', {}, items),
    made('div', { class: 'actions' }, [button]),
    wrongOf(id),
  ]);
}

function wrongOf(id: string): HTMLElement {
  return made('p', { class: 'wrong', id: `${id}-wrong` });
}

/** An element with its attributes and what stands in it. */
export function made<N extends keyof HTMLElementTagNameMap>(
  name: N,
  attributes: Readonly<Record<string, string>> = {},
  content: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[N] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}
