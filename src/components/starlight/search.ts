import type { PagefindModal } from '@pagefind/component-ui';

/**
 * How much a hit in each fact of a page counts, against 1 for its text. Aliases are what people call
 * a page, so they count nearly as much as its title.
 */
const metaWeights = { title: 8, aliases: 6 };

let opening: Promise<PagefindModal> | undefined;

/** Opens the search of a host element, and fetches its code and styles at the first time. */
export async function openSearch(host: HTMLElement): Promise<void> {
  opening ??= load(host);
  try {
    (await opening).open();
  } catch {
    opening = undefined; // The next try starts afresh.
    announce(host, host.dataset['failed'] ?? '');
  }
}

async function load(host: HTMLElement): Promise<PagefindModal> {
  const { bundle = '/pagefind/', base = '/', placeholder = '' } = host.dataset;
  const found = await fetch(`${bundle}pagefind-entry.json`);
  if (!found.ok) throw new Error('no index');
  const [{ configureInstance }] = await Promise.all([import('@pagefind/component-ui'), import('./search.css')]);
  configureInstance('default', { bundlePath: bundle, baseUrl: base, ranking: { metaWeights } });
  const content = host.querySelector('template')?.content.cloneNode(true) as DocumentFragment;
  content.querySelector('pagefind-input')?.setAttribute('placeholder', placeholder);
  // On a phone the facets would fill the screen before the first hit, so they start folded.
  if (matchMedia('(max-width: 50rem)').matches)
    content.querySelector('pagefind-filter-pane')?.removeAttribute('expanded');
  document.body.append(content);
  const modal = document.querySelector<PagefindModal>('pagefind-modal');
  if (!modal) throw new Error('no dialog');
  return modal;
}

function announce(host: HTMLElement, message: string): void {
  let status = host.querySelector<HTMLElement>('[role=status]');
  if (!status) {
    status = document.createElement('p');
    status.setAttribute('role', 'status');
    host.append(status);
  }
  status.textContent = message;
}
