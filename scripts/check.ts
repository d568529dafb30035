import { readHandbook } from '#loaders/handbook.ts';
import { formatReport, plural } from '#model/problem.ts';

const { pages, problems } = readHandbook(process.cwd());
if (problems.length > 0) {
  console.error(formatReport(problems));
  process.exit(1);
}
console.log(`${plural(pages.length, 'page')} checked, no problems`);
