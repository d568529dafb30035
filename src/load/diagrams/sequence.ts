import { type DiagramLine, type ReportLine, readLabel, type Sequence, type SequenceStep } from './diagram.ts';
import { shorten } from './graph.ts';

const WHO = '([\\p{L}\\p{N}_][\\p{L}\\p{N}_ ]*?)';
const PARTICIPANT = new RegExp(`^(?:participant|actor)\\s+${WHO}(?:\\s+as\\s+(.+))?$`, 'u');
const MESSAGE = new RegExp(`^${WHO}\\s*(--?>>?)\\s*${WHO}\\s*:\\s*(.+)$`, 'u');
const NOTE = new RegExp(`^note\\s+(left of|right of|over)\\s+${WHO}(?:\\s*,\\s*${WHO})?\\s*:\\s*(.+)$`, 'iu');
const FIX = 'Write a line such as Lead->>Team: words, Note over Lead: words, or participant L as Lead';

/** Reads the lines of a sequence after its first. */
export function readSequence(lines: readonly DiagramLine[], report: ReportLine): Sequence {
  const participants = new Map<string, string>();
  const steps: SequenceStep[] = [];
  const open: DiagramLine[] = [];
  const who = (name: string) => {
    if (!participants.has(name)) participants.set(name, name);
    return name;
  };
  for (const at of lines) {
    const { text } = at;
    const [, name, label] = PARTICIPANT.exec(text) ?? [];
    const [, from, arrow = '', to, words = ''] = MESSAGE.exec(text) ?? [];
    const [, side = '', first, second, note = ''] = NOTE.exec(text) ?? [];
    const [, frame, title = ''] = /^(loop|opt|alt|par|critical|break)\b\s*(.*)$/.exec(text) ?? [];
    const [, branch] = /^(?:else|and|option)\b\s*(.*)$/.exec(text) ?? [];
    if (name) participants.set(name, readLabel(label ?? name, at, report));
    else if (from && to) {
      const message = { from: who(from), to: who(to), label: readLabel(words, at, report) };
      steps.push({ do: 'message', ...message, isDashed: arrow.startsWith('--'), hasArrow: arrow.endsWith('>>') });
    } else if (first) {
      const place = (side.toLowerCase().split(' ')[0] ?? 'over') as 'left' | 'right' | 'over';
      const over = [first, ...(second && place === 'over' ? [second] : [])].map(who);
      steps.push({ do: 'note', over, side: place, label: readLabel(note, at, report) });
    } else if (frame) {
      open.push(at);
      steps.push({ do: 'open', label: readLabel(`${frame} ${title}`.trim(), at, report) });
    } else if (branch !== undefined && open.length > 0) {
      steps.push({ do: 'else', label: readLabel(branch, at, report) });
    } else if (text === 'end' && open.length > 0) {
      open.pop();
      steps.push({ do: 'end' });
    } else report(at, `This is not drawn: ${shorten(text)}`, FIX);
  }
  for (const at of open) report(at, `"${shorten(at.text)}" is never closed`, 'Write a line end after its last step');
  return { type: 'sequence', participants, steps };
}
