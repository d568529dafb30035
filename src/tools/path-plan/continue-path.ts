import { doneOf, type Mark, type Moved, nextOf, progressOf } from '#formulas/progress.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { kept } from '../shared/device.ts';

interface Given {
  of: string;
  next: string;
  finished: string;
  paths: { id: string; former: string[]; moved: Moved; stages: { name: string; ids: string[] }[] }[];
}

/** Shows the paths started on this device, with links to the first open outcome. */
class ContinuePath extends HTMLElement {
  connectedCallback(): void {
    const given: Given = JSON.parse(this.querySelector('script')?.textContent ?? '');
    for (const path of given.paths) this.#show(path, given);
    this.hidden = this.querySelector('li:not([hidden])') === null;
  }

  #show({ id, former, moved, stages }: Given['paths'][number], words: Given): void {
    const isMark = ([, { done, note }]: [string, Entry]) => typeof done === 'string' && typeof note === 'string';
    const marks = Object.fromEntries(Object.entries(kept(id, former)).filter(isMark)) as unknown as Record<
      string,
      Mark
    >;
    const item = this.querySelector<HTMLElement>(`[data-path="${id}"]`);
    if (!item || Object.keys(marks).length === 0) return;
    const ids = stages.flatMap((stage) => stage.ids);
    const progress = progressOf(ids, moved, marks);
    const [done, next] = [doneOf(ids, progress), nextOf(ids, progress)];
    const stage = stages.find((candidate) => next !== undefined && candidate.ids.includes(next));
    item.hidden = false;
    const bar = item.querySelector('progress') as HTMLProgressElement;
    [bar.value, bar.max] = [done, ids.length];
    const write = (selector: string, text: string) => item.querySelector(selector)?.replaceChildren(text);
    write('[data-done]', fillIn(words.of, { done, all: ids.length }));
    write('[data-next]', stage ? fillIn(words.next, { stage: stage.name }) : words.finished);
    const link = item.querySelector('a') as HTMLAnchorElement;
    if (next) link.hash = next;
  }
}

customElements.define('continue-path', ContinuePath);
