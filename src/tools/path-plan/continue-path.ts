import { countDone, firstOpen, type Mark, type Moved, progressOf } from '#formulas/progress.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { Device } from '../shared/device.ts';

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
    this.hidden = this.querySelector(':is(li, p):not([hidden])') === null;
  }

  #show({ id, former, moved, stages }: Given['paths'][number], words: Given): void {
    const { entries, trouble } = new Device(id, former);
    if (trouble === 'damaged') this.querySelector('p')?.removeAttribute('hidden');
    const saved = Object.entries(entries).filter(([, entry]) => isMark(entry));
    const item = this.querySelector<HTMLElement>(`[data-path="${id}"]`);
    if (!item || saved.length === 0) return;
    const ids = stages.flatMap((stage) => stage.ids);
    const progress = progressOf(ids, moved, Object.fromEntries(saved) as unknown as Record<string, Mark>);
    const [done, next] = [countDone(ids, progress), firstOpen(ids, progress)];
    const stage = stages.find((candidate) => next !== undefined && candidate.ids.includes(next));
    item.hidden = false;
    Object.assign(item.querySelector('progress') ?? {}, { max: ids.length, value: done });
    const write = (selector: string, text: string) => item.querySelector(selector)?.replaceChildren(text);
    write('[data-done]', fillIn(words.of, { done, all: ids.length }));
    write('[data-next]', stage ? fillIn(words.next, { stage: stage.name }) : words.finished);
    if (next) Object.assign(item.querySelector('a') ?? {}, { hash: next });
  }
}

function isMark({ done, note }: Entry): boolean {
  return typeof done === 'string' && /^(\d{4}-\d\d-\d\d)?$/.test(done) && typeof note === 'string';
}

customElements.define('continue-path', ContinuePath);
