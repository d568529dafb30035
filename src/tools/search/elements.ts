/** Creates an element with a class and children; strings become text, never HTML. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), { className });
  made.append(...children);
  return made;
}

/** Creates a button that runs a function when it is pressed. */
export function makeButton(text: string, className: string, press: () => void): HTMLButtonElement {
  const button = Object.assign(make('button', className, text), { type: 'button' });
  button.addEventListener('click', press);
  return button;
}
