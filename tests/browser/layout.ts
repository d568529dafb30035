import type { Page } from 'playwright-core';
import { FONT_SETS } from './fonts.ts';

/** The width in px that WCAG 2 names for reflow (1.4.10): a screen of 1280 px at a zoom of 400 %. */
const NARROWEST_SCREEN = 320;

/**
 * Problems of the layout of a page on the narrowest screen, a line for each, in the fonts of every set: wider than the
 * screen, or text cut off. The page keeps that width and gets its own fonts back.
 */
export async function narrowProblems(page: Page): Promise<string[]> {
  const { height } = page.viewportSize() ?? { height: 740 };
  await page.setViewportSize({ width: NARROWEST_SCREEN, height });
  return layoutProblems(page);
}

/**
 * Problems of the layout of a page at its present width, a line for each, in the fonts of every set: wider than the screen, text
 * cut off, or a label that leaves its box in a diagram. Only Linux has the fonts; elsewhere the browser shows its default.
 */
export function layoutProblems(page: Page): Promise<string[]> {
  // A layout that is asked for is computed at once, so there is nothing to wait for.
  return page.evaluate((sets) => {
    const { style, clientWidth } = document.documentElement;
    const tolerance = 1;

    const name = ({ tagName, textContent }: Element) => `${tagName} "${textContent?.trim().slice(0, 40)}"`;

    const cutOff = () =>
      [...document.body.querySelectorAll<HTMLElement>('*')].filter((element) => {
        // What only a screen reader reads is a box of one pixel.
        if (element.clientWidth <= 1 || !element.textContent?.trim()) return false;
        const tooWide = element.scrollWidth > element.clientWidth + tolerance;
        const tooHigh = element.scrollHeight > element.clientHeight + tolerance;
        if (!tooWide && !tooHigh) return false;
        const { overflowX, overflowY } = getComputedStyle(element);
        return (tooWide && overflowX === 'hidden') || (tooHigh && overflowY === 'hidden');
      });

    const outOfBox = () =>
      [...document.querySelectorAll<SVGTextElement>('svg g > text')].filter((label) => {
        const shape = label.parentElement?.querySelector(':scope > :is(rect, polygon)')?.getBoundingClientRect();
        const { left, right } = label.getBoundingClientRect();
        return shape !== undefined && (left < shape.left || right > shape.right);
      });

    const problems = Object.entries(sets).flatMap(([set, { sans, serif }]) => {
      style.setProperty('--font-interface', `"${sans}"`);
      style.setProperty('--font-book', `"${serif}"`);
      const excess = document.documentElement.scrollWidth - clientWidth;
      return [
        ...(excess > 0 ? [`is ${excess} px wider than the screen`] : []),
        ...cutOff().map((element) => `cuts off ${name(element)}`),
        ...outOfBox().map(({ textContent }) => `has "${textContent}" wider than its box`),
      ].map((problem) => `${problem} at ${clientWidth} px with the fonts "${set}"`);
    });
    style.removeProperty('--font-interface');
    style.removeProperty('--font-book');
    return problems;
  }, FONT_SETS);
}
