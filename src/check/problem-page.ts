import { escapeHtml } from '#schema/escaping.ts';
import { type Problem, plural } from '#schema/problem.ts';

/**
 * Renders the page that `astro dev` shows instead of a page with problems, until they are fixed.
 * @param problems Problems of the page, in reading order; at least one.
 * @param elsewhere Number of other problems: in other pages, data and settings.
 * @param asItIs URL that shows the page despite its problems, if there is one.
 */
export function problemPage(problems: readonly Problem[], elsewhere: number, asItIs?: string): string {
  const heading = `${plural(problems.length, 'problem')} on this page`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${heading}</title>
<script type="module">${AGAIN}</script>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<ol class="problems">
${problems.map(problemItem).join('\n')}
</ol>
${elsewhere > 0 ? `<p>${plural(elsewhere, 'problem')} elsewhere: the terminal lists all.</p>` : ''}
${asItIs === undefined ? '' : `<p><a href="${escapeHtml(asItIs)}">Show the page as it is</a></p>`}
</main>
</body>
</html>
`;
}

function problemItem({ file, line, column, message, fix }: Problem): string {
  const place = `${file}:${line}:${column}`;
  return `<li><code>${escapeHtml(place)}</code><p><strong>${escapeHtml(message)}</strong></p><p>Instead: ${escapeHtml(fix)}</p></li>`;
}

/** Renders what `astro dev` shows above the content of every page while files that belong to no page have problems. */
export function problemBanner(problems: readonly Problem[]): string {
  const items = problems.map(problemItem).join('\n');
  return `<ol class="not-content" role="alert" style="${BANNER}">\n${items}\n</ol>`;
}

/**
 * Client script that polls every second and reloads once the problems differ. Not based on HMR events: a fixed page is
 * not ready at once, and an event sent while this page loads would be missed.
 */
const AGAIN = `
const list = (page) => page.querySelector('ol.problems')?.textContent;
const shown = list(document);
setInterval(async () => {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (!answer) return;
  const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (list(now) !== shown) location.reload();
}, 1000);
`;

const BANNER =
  'margin: 0; padding: 1rem 1.5rem; list-style: none; border-block: 4px solid #c0392b; overflow-wrap: anywhere';

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
ol { padding: 0; list-style: none }
li { margin: 0 0 1.5rem; padding: 0 0 0 1rem; border-inline-start: 4px solid #c0392b; overflow-wrap: anywhere }
li p { margin: 0.25rem 0 }
code { font-family: ui-monospace, monospace }
a { color: inherit }`;
