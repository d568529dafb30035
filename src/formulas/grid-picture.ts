/** Person on the grid. Influence and interest range from 0 to 100. */
export interface Mark {
  number: number;
  name: string;
  influence: number;
  interest: number;
}

/** Strings in the picture. */
export interface PictureWords {
  title: string;
  /** Text alternative. */
  description: string;
  influence: string;
  interest: string;
  low: string;
  high: string;
}

/** Names of the quadrants, from top left to bottom right. */
export type Fields = readonly [string, string, string, string];

// Literal colours, because a downloaded file cannot read the page's CSS custom properties.
const PAPER = '#fcfaf5';
const RAISED = '#f3efe6';
const SOFT = '#dcebe8';
const LINE = '#857f72';
const INK = '#151c1e';
const QUIET = '#566062';
const ACCENT = '#0d5c63';

const [LEFT, TOP, SIZE] = [56, 32, 528];
const LINE_HEIGHT = 26;

/** Renders the stakeholder grid as a standalone SVG file, with a numbered list of the names below the grid. */
export function gridPicture(marks: readonly Mark[], fields: Fields, words: PictureWords): string {
  const list = TOP + SIZE + 76;
  const width = Math.max(640, LEFT + 40 + Math.max(0, ...marks.map(({ name }) => lengthOf(name))));
  const height = list + marks.length * LINE_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description" font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif" font-size="15" fill="${INK}">`,
    `<title id="title">${escapeXml(words.title)}</title>`,
    `<desc id="description">${escapeXml(words.description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    ...fields.map(fieldAt),
    ...axes(words),
    ...marks.map(markAt),
    ...marks.map(
      ({ number, name }, index) =>
        `<text x="${LEFT}" y="${list + index * LINE_HEIGHT}"><tspan font-weight="600" fill="${ACCENT}">${number}</tspan><tspan x="${LEFT + 32}">${escapeXml(name)}</tspan></text>`,
    ),
    '</svg>\n',
  ].join('\n');
}

function fieldAt(title: string, index: number): string {
  const half = SIZE / 2;
  const [x, y] = [LEFT + (index % 2) * half, TOP + Math.floor(index / 2) * half];
  return `<rect x="${x}" y="${y}" width="${half}" height="${half}" fill="${index === 1 ? SOFT : RAISED}" stroke="${LINE}"/><text x="${x + 12}" y="${y + 24}" fill="${QUIET}">${escapeXml(title)}</text>`;
}

function axes({ influence, interest, low, high }: PictureWords): string[] {
  const middle = SIZE / 2;
  const along = (text: string, at: number, anchor: string, y: number) =>
    `<text x="${at}" y="${y}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
  const axis = (name: string, y: number) => [
    along(low, 0, 'start', y),
    along(`${name} →`, middle, 'middle', y),
    along(high, SIZE, 'end', y),
  ];
  return [
    `<g fill="${QUIET}" transform="translate(${LEFT} ${TOP + SIZE})">${axis(interest, 32).join('')}</g>`,
    `<g fill="${QUIET}" transform="translate(${LEFT} ${TOP + SIZE}) rotate(-90)">${axis(influence, -22).join('')}</g>`,
  ];
}

function markAt({ number, influence, interest }: Mark): string {
  const place = (share: number) => Math.round(share * SIZE) / 100;
  const [x, y] = [LEFT + place(interest), TOP + SIZE - place(influence)];
  return `<g transform="translate(${x} ${y})"><circle r="15" fill="${ACCENT}" stroke="${PAPER}" stroke-width="2"/><text text-anchor="middle" dy="0.35em" font-weight="600" fill="${PAPER}">${number}</text></g>`;
}

/** Estimates the greatest width of a line, in units of the picture. East Asian characters are twice as wide. */
function lengthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e7f ? 17 : 9), 0);
}

/** Escapes text for XML. Formulas import nothing, so this is a copy of its own. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
