import { type Answers, itemCount, joinPath } from '#contribute/answers.ts';
import type { KnownEntry } from '#contribute/contribution.ts';
import type { Field, FieldProblem } from '#contribute/form.ts';
import { fillIn } from '#schema/placeholders.ts';

/** Interface strings of the fields, passed by the page. */
export type FieldWords = Record<'choose' | 'none' | 'add' | 'addTo' | 'remove' | 'removeFrom' | 'yaml', string>;

/** Context for rendering fields. */
export interface Asked {
  answers: Answers;
  words: FieldWords;
  /** Names of the page kinds, which group the options of references. */
  kinds: Readonly<Record<string, string>>;
  /** Returns the pages or entries that a field may refer to, by reference target. */
  referable(to: string): KnownEntry[];
}

/** Label of a field: its key as words, so that a message which names the key is understood. */
export function labelOf({ name }: Pick<Field, 'name'>): string {
  const label = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** Element id of a field, by its path. */
export function idFor(path: string): string {
  return `field-${path.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`;
}

/** Renders a field. Controls have `data-path`, lists and groups `data-part`; each has an element for its problems. */
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
    problemElement(id),
  ]);
}

/** Renders the problems of a field, or clears them. */
export function showProblems(form: HTMLElement, path: string, problems: readonly FieldProblem[]): void {
  const id = idFor(path);
  const place = form.querySelector(`#${id}-wrong`);
  const text = problems.map(({ message, fix }) => `${message}  ${fix}`).join('');
  // Most fields do not change on a keystroke, and rendering all of them again would be noticeable.
  if (place?.textContent === text) return;
  place?.replaceChildren(
    ...problems.map(({ message, fix }) => made('span', {}, [made('b', {}, [message]), `  ${fix}`])),
  );
  const control = form.querySelector(`#${id}[data-path]`);
  if (problems.length > 0) control?.setAttribute('aria-invalid', 'true');
  else control?.removeAttribute('aria-invalid');
}

/** Renders the options of a select anew. The chosen value stays, even if it is no longer an option. */
export function drawOptions(select: HTMLSelectElement, field: Field, chosen: string, asked: Asked): void {
  const option = (value: string, text: string) => made('option', { value }, [text]);
  const choices = field.references === undefined ? [] : asked.referable(field.references);
  const isStray = chosen !== '' && ![...field.choices, ...choices.map(({ id }) => id)].includes(chosen);
  const byKind = Map.groupBy(choices, ({ of }) => of);
  const toOptions = (known: readonly KnownEntry[]) =>
    [...known]
      .sort((a, b) => a.title.localeCompare(b.title, document.documentElement.lang))
      .map(({ id, title }) => option(id, `${title} (${id})`));
  select.replaceChildren(
    option('', asked.words.choose),
    ...(isStray ? [option(chosen, chosen)] : []),
    ...field.choices.map((choice) => option(choice, choice)),
    ...(byKind.size === 1
      ? toOptions(choices)
      : [...byKind].map(([kind, known]) => made('optgroup', { label: asked.kinds[kind] ?? kind }, toOptions(known)))),
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
    ...field.fields.map((inner) => drawField(inner, joinPath(path, inner.name), asked)),
    problemElement(id),
  ]);
}

function drawList(field: Field, path: string, asked: Asked, label: string): HTMLElement {
  const { item } = field;
  const { add, addTo, remove, removeFrom } = asked.words;
  const id = idFor(path);
  // A required list starts with one empty item, even where the list may be empty.
  const count = Math.max(itemCount(field, path, asked.answers), field.required ? 1 : 0);
  const items = Array.from({ length: count }, (_, index) => {
    const name = `${label} ${index + 1}`;
    const button = made(
      'button',
      { type: 'button', class: 'quiet', 'data-remove': path, 'data-index': String(index) },
      [remove],
    );
    button.setAttribute('aria-label', fillIn(removeFrom, { label: name }));
    // A plain item has the same hint as its list, so it is not repeated.
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
  button.setAttribute('aria-label', fillIn(addTo, { label }));
  return made('fieldset', { id, 'data-part': path, 'aria-describedby': `${id}-hint ${id}-wrong` }, [
    made('legend', {}, [label]),
    made('p', { class: 'hint', id: `${id}-hint` }, [field.sentence]),
    made('ol', {}, items),
    made('div', { class: 'actions' }, [button]),
    problemElement(id),
  ]);
}

function problemElement(id: string): HTMLElement {
  return made('p', { class: 'wrong', id: `${id}-wrong` });
}

/** Creates an element with attributes and content. */
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
