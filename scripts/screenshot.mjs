// Takes the README's pictures: `npm start` in one terminal, `node scripts/screenshot.mjs [URL]` in another.
import { mkdirSync } from 'node:fs';
import { launchChromium, whyNoChromium } from './chromium.mjs';

const url = process.argv[2] ?? 'http://127.0.0.1:4000';
if (whyNoChromium) throw new Error(whyNoChromium);

mkdirSync('docs/images', { recursive: true });
const browser = await launchChromium();
try {
  for (const colorScheme of ['light', 'dark']) {
    const suffix = colorScheme === 'light' ? '' : '-dark';
    const graphiql = await open('/graphql', { width: 1440, height: 860 }, colorScheme);
    await graphiql.getByRole('button', { name: /^Execute query/ }).click();
    await graphiql.getByText(/to 3 sources/).waitFor();
    await graphiql.waitForFunction(isColoured);
    await graphiql.mouse.move(0, 0);
    await picture(graphiql, `graphiql${suffix}`);

    await graphiql.getByRole('tab', { name: 'SiteStory' }).click();
    await graphiql.getByRole('button', { name: /^Execute query/ }).click();
    await graphiql.getByRole('button', { name: 'Plan', exact: true }).click();
    await graphiql.locator('.trefoil-took').nth(4).waitFor();
    await graphiql.waitForFunction(isColoured);
    await graphiql.mouse.move(0, 0);
    await picture(graphiql, `plan${suffix}`);
  }
} finally {
  await browser.close();
}

async function open(path, viewport, colorScheme) {
  const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1.5 });
  await page.goto(url + path, { waitUntil: 'networkidle' });
  return page;
}

/** Monaco writes plain text first and colours it when its grammar has loaded. */
function isColoured() {
  const words = [...document.querySelectorAll('.graphiql-query-editor .view-line [class*=mtk]')];
  return new Set(words.map(({ className }) => className.split(' ', 1)[0])).size > 5;
}

async function picture(page, name) {
  const path = `docs/images/${name}.png`;
  await page.screenshot({ path, animations: 'disabled' });
  console.log(path);
}
