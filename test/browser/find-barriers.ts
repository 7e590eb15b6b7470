import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Names, roles, contrast and the rest of WCAG 2.2 AA that a program can tell, within an element. */
export async function findBarriers(page: Page, within = 'html'): Promise<string[]> {
  // Beneath the page's policy.
  await page.evaluate(axe.source);
  const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const runOnly = JSON.stringify({ type: 'tag', values });
  return page.evaluate<string[]>(
    `axe.run('${within}', { runOnly: ${runOnly} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  );
}
