import type { FileChange } from '#load/git.ts';
import { plainLine, plainText, shellWord } from '#schema/escaping.ts';
import { plural } from '#schema/problem.ts';
import { type Drift, type UpstreamReport, type Version, versionName } from './drift.ts';
import { isUpstreamPage, LOCK_FILE, MANIFEST } from './paths.ts';

/** Formats the whole report as plain text. */
export function formatUpstream(report: UpstreamReport): string {
  const { source, have, newest } = report;
  const upToDate = have.commit === newest.commit ? ', the newest' : '';
  return [
    plainLine(`Upstream: ${source}`),
    plainLine(`You have ${versionName(have)} of ${have.date}${upToDate}.`),
    ...newsLines(report),
    ...outsideLines(report),
    ...driftLines(report),
  ].join('\n');
}

function newsLines({ pages, otherFiles, newest }: UpstreamReport): string[] {
  const counts = [
    ...(pages.length > 0 ? [plural(pages.length, 'page')] : []),
    ...(otherFiles > 0 ? [plural(otherFiles, 'other file')] : []),
  ];
  if (counts.length === 0) return ['Nothing is new upstream.'];
  const lines = pages.map(({ change, path, from, title }) => {
    const what = change === 'renamed' ? `${from}  renamed to ${path}` : `${path}  ${change}`;
    return plainLine(title ? `${what}  ${title}` : what);
  });
  return [
    plainLine(`New in ${versionName(newest)} of ${newest.date}: ${counts.join(', ')}`),
    ...(lines.length > 0 ? ['', ...lines] : []),
    '',
    `To bring it in: npm run upstream -- --to ${shellWord(newest.name ?? newest.commit.slice(0, 7))}`,
  ];
}

function outsideLines({ outside, have }: UpstreamReport): string[] {
  if (outside.length === 0) return [];
  const [are, them] = outside.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [
    '',
    `${plural(outside.length, 'file')} outside org/ ${are} not as upstream has ${them}; before an update, put that right:`,
    ...outside.map((change) => outsideLine(change, have)),
  ];
}

/** Formats advice for a file that the organisation changed outside org/, as one line of plain text. */
export function outsideLine({ change, path, from }: FileChange, have: Version): string {
  const restore = `git checkout ${have.commit.slice(0, 7)} -- ${shellWord(from ?? path)}`;
  const home = path.startsWith('content/') ? `org/${path}` : 'org/';
  const advice = {
    added: `added here  Move it to ${home}, or offer it upstream and remove it here`,
    removed: isUpstreamPage(path)
      ? `removed here  Hide it in org/playbook.yaml instead, then: ${restore}`
      : `removed here  Take it back: ${restore}`,
    renamed: `renamed here from ${from}  Move it to ${home}, then: ${restore}`,
    changed: `changed here  Move the change to ${home}, or offer it upstream, then: ${restore}`,
  };
  const packages: Record<string, string> = {
    [MANIFEST]: `changed here, not only by raised versions  Raise exact versions inside their major version, offer the rest upstream, or take it back: ${restore}`,
    [LOCK_FILE]: `changed here without package.json  Raise an exact version there, or take it back: ${restore}`,
  };
  return plainLine(`${path}  ${(change === 'changed' && packages[path]) || advice[change]}`);
}

function driftLines({ drift, overrides }: UpstreamReport): string[] {
  if (overrides === 0) return ['', 'You have replaced and annotated nothing yet.'];
  if (drift.length === 0) {
    return ['', `${plural(overrides, 'replacement or note', 'replacements and notes')} to keep, none has drifted.`];
  }
  return [
    '',
    `Yours to compare: ${drift.length} of ${overrides}${formatCounts(drift)}`,
    '',
    ...drift.flatMap((item) => [driftLine(item), ...diffLines(item)]),
    '',
    'Once you have compared one: npm run upstream -- --seen <path>, or --seen all',
  ];
}

/** Formats the numbers of replacements and notes; empty if there are only replacements. */
function formatCounts(drift: readonly Drift[]): string {
  const notes = drift.filter(({ verb }) => verb === 'annotate').length;
  if (notes === 0) return '';
  const replaced = drift.length - notes;
  return ` (${replaced > 0 ? `${plural(replaced, 'replacement')}, ` : ''}${plural(notes, 'note')})`;
}

/** Formats a drift as one line of plain text: the path, then the change upstream. */
function driftLine({ path, entry, verb, change, lines, to }: Drift): string {
  const isReplaced = verb === 'replace';
  const since = isReplaced ? 'since you replaced it' : 'since your note on it';
  const count = lines ? ` (${plural(lines, 'line')})` : '';
  const changes = {
    same: 'as it was',
    changed: `changed upstream ${since}${count}`,
    renamed: `renamed upstream to ${to} ${since}${count}; move yours after it`,
    removed: `removed upstream ${since}; yours ${isReplaced ? 'stands by itself now' : 'has no page now'}`,
    added: `added upstream since you wrote yours${isReplaced ? ', which takes its place' : ''}`,
  };
  return plainLine(`${path}${entry ? `#${entry}` : ''}  ${changes[change]}`);
}

function diffLines({ file, verb, path, to, diff }: Drift): string[] {
  if (!diff) return [];
  const yours = verb === 'replace' ? 'yours' : 'your note';
  const lines = [
    plainLine(`--- ${path}, as you know it`),
    plainLine(`+++ ${to ?? path}, upstream now; ${yours} is ${file}`),
    ...diff.trimEnd().split('\n'),
  ];
  return lines.map((line) => plainText(`    ${line}`.trimEnd()));
}
