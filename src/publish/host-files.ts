import { MEDIA_TYPES } from '#schema/file-types.ts';
import type { Problem } from '#schema/problem.ts';
import { type Policy, policyText } from './policy.ts';

/** Properties of an edition that a host needs to serve it. */
export interface Hosted {
  policy: Policy;
  /** Base path on the host, with a slash at both ends: `/` or `/handbook/`. */
  base: string;
  /** True if everybody may read the edition, so that caches between the host and the reader may store it. */
  isOpen: boolean;
}

/** Folders of the output with immutable files: their names contain a hash of their content. */
const UNCHANGING = ['_astro/', 'pagefind/fragment/', 'pagefind/index/', 'pagefind/filter/'];
const YEAR = 365 * 24 * 60 * 60;

/**
 * Maximum length of a header line in characters. Cloudflare ignores a longer line of `_headers`; nginx takes up to
 * 4,096.
 */
const LONGEST_LINE = 2_000;

/** Returns the headers of every response, except those for caches. */
export function headersOf({ policy, base }: Hosted): [name: string, value: string][] {
  return [
    ['Content-Security-Policy', policyText(policy, 'header')],
    // Browsers trust the declared type instead of guessing one from the content.
    ['X-Content-Type-Options', 'nosniff'],
    // Page addresses reveal what somebody reads, so other sites do not receive them.
    ['Referrer-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()'],
    // Other sites can neither access a window of the handbook nor embed its files.
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    // It applies to the whole host for a year, so it is sent only if the handbook has a host of its own.
    ...(base === '/' ? ([['Strict-Transport-Security', `max-age=${YEAR}`]] as [string, string][]) : []),
  ];
}

/** Reports the lines of a headers file that hosts ignore because they are too long. */
export function hostFileProblems(file: string, text: string): Problem[] {
  const fix = 'Move scripts that stand inside pages into files of their own: each needs a hash in it';
  return text.split('\n').flatMap((line, index) => {
    if (line.length <= LONGEST_LINE) return [];
    const message = `The line has ${line.length} characters, and hosts leave out one of more than ${LONGEST_LINE}`;
    return [{ file, line: index + 1, column: LONGEST_LINE + 1, message, fix }];
  });
}

function cacheValues(isOpen: boolean) {
  const who = isOpen ? 'public' : 'private';
  return { forever: `${who}, max-age=${YEAR}, immutable`, revalidated: `${who}, no-cache` };
}

/**
 * Renders the file `_headers` of Netlify and Cloudflare Pages. Both let browsers revalidate files that no rule matches,
 * and both combine the values of all matching rules: a rule for everything would spoil those for folders.
 */
export function headersFile(hosted: Hosted): string {
  const lines = headersOf(hosted).map(([name, value]) => `  ${name}: ${value}`);
  const { forever } = cacheValues(hosted.isOpen);
  const folders = UNCHANGING.map((folder) => `${hosted.base}${folder}*\n  Cache-Control: ${forever}\n`);
  return [`${hosted.base}*`, ...lines, '', ...folders].join('\n');
}

const isText = (type: string) => /^text\/|[/+](json|xml)$/.test(type);

/**
 * Renders a file that a server block of nginx includes to serve an edition.
 * @param name The name of the folder of the output, such as `dist.public`.
 */
export function nginxFile(hosted: Hosted, name: string): string {
  const { base, isOpen } = hosted;
  const { forever, revalidated } = cacheValues(isOpen);
  // Set in locations alone: at the server level, each subrequest of auth_request would set it again, for the request
  // too.
  const setCache = `set $handbook_cache "${revalidated}"; set $handbook_forever "";`;
  const compressed = [...new Set(Object.values(MEDIA_TYPES).filter(isText))]
    .filter((type) => type !== 'text/html')
    .join(' ');
  const types = Object.entries(MEDIA_TYPES).map(([extension, type]) => `  ${type} ${extension};`);
  const folders = UNCHANGING.map(
    (folder) => `  location ${base}${folder} { set $handbook_cache ""; set $handbook_forever "${forever}"; }`,
  );
  return `# How nginx serves ${name}/, written by every build beside it. A server block includes it:
#
#   set $handbook /srv/handbook/current/${name};
#   include /srv/handbook/current/${name}.nginx.conf;
#
# A location with an add_header of its own sends none of these.
${headersOf(hosted).map(nginxHeader).join('\n')}
add_header Cache-Control $handbook_cache always;
# Not of errors, which must not stay.
add_header Cache-Control $handbook_forever;

server_tokens off;
absolute_redirect off;
charset utf-8;
charset_types ${compressed};
gzip on;
gzip_vary on;
gzip_proxied any;
gzip_min_length 512;
gzip_types ${compressed};
default_type application/octet-stream;
types {
${types.join('\n')}
}

# A folder without an index is a 403.
error_page 403 404 ${base}404.html;
${base === '/' ? '' : `location = ${base.slice(0, -1)} { ${setCache} return 301 ${base}; }\n`}location ${base} {
  alias $handbook/;
  index index.html;
  ${setCache}
${folders.join('\n')}
}
`;
}

function nginxHeader([name, value]: [name: string, value: string]): string {
  if (name !== 'Strict-Transport-Security') return `add_header ${name} "${value}" always;`;
  return `set $handbook_transport "";
if ($https) { set $handbook_transport "${value}"; }
add_header ${name} $handbook_transport always;`;
}
