// Takes the pictures of examples/dashboard: `npm start` in one terminal,
// `node scripts/screenshot-dashboard.mjs [URL]` in another.
import { mkdirSync } from 'node:fs';
import { preview, build } from 'vite';
import { launchChromium, whyNoChromium } from './chromium.mjs';

const gateway = process.argv[2] ?? 'http://127.0.0.1:4000';
if (whyNoChromium) throw new Error(whyNoChromium);

const root = 'examples/dashboard';
await build({ root, logLevel: 'warn' });
const proxy = { '/graphql': { target: gateway } };
const server = await preview({ root, preview: { host: '127.0.0.1', port: 0, proxy } });
const { port } = server.httpServer.address();
mkdirSync('docs/images', { recursive: true });
const browser = await launchChromium();
const desktop = { width: 1280, height: 860 };
const phone = { width: 390, height: 844 };
try {
  await picture('dashboard', '/sites/acme-www', desktop, 'light');
  await picture('dashboard-dark', '/sites/acme-www', desktop, 'dark');
  await picture('dashboard-sites', '/', { width: 1280, height: 480 }, 'light');
  await picture('dashboard-phone', '/sites/acme-www', phone, 'light');
  await picture('dashboard-post', '/posts/blogpost-1', desktop, 'light');
  await picture('dashboard-source-refuses', '/sites/acme-www', desktop, 'light', loseFlotiq);
} finally {
  await browser.close();
  await server.close();
}

async function picture(name, path, viewport, colorScheme, prepare) {
  const page = await browser.newPage({ viewport, colorScheme, deviceScaleFactor: 1.5 });
  await prepare?.(page);
  await page.goto(`http://127.0.0.1:${port}/#${path}`, { waitUntil: 'networkidle' });
  await page.waitForFunction(isThere);
  const file = `docs/images/${name}.png`;
  await page.screenshot({ path: file, animations: 'disabled' });
  console.log(file);
  await page.close();
}

/** What waits is drawn in bones. */
function isThere() {
  return document.querySelector('main time, main form') && !document.querySelector('main .bone');
}

/** As the gateway answers it: a key that Flotiq does not take, in place of the one that is lent. */
async function loseFlotiq(page) {
  await page.setExtraHTTPHeaders({ 'x-flotiq-key': 'x'.repeat(32) });
}
