import { afterAll } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, whyNoChromium } from '../../scripts/chromium.mjs';
import {
  createTestGateway,
  sandboxHeaders,
  type TestGateway,
  type TestGatewayOptions,
} from '../test-gateway.ts';

/** For the title of a suite, so that a run without a browser says what it left out and why. */
export const skipped = whyNoChromium === undefined ? '' : ` (skipped: ${whyNoChromium})`;
export const hasBrowser = whyNoChromium === undefined;
if (!hasBrowser) console.warn(`The browser tests are skipped: ${whyNoChromium}`);

export interface Visit extends AsyncDisposable {
  gateway: TestGateway;
  page: Page;
  /** Addresses asked for that are not the gateway's. */
  strangers: string[];
  /** Errors and warnings of the console, and exceptions that nobody caught. */
  complaints: string[];
}

export interface VisitOptions extends BrowserContextOptions {
  path?: string;
  /** Of the gateway that is visited. */
  gatewayOptions?: TestGatewayOptions;
}

let browser: Browser | undefined;
afterAll(() => browser?.close());

/** A gateway of its own, and a browser with an empty profile that has opened one of its pages. */
export async function visit(asked: VisitOptions = {}): Promise<Visit> {
  const { path = '/graphql', gatewayOptions = {}, ...options } = asked;
  const env = { TREFOIL_TRACE: 'on', ...gatewayOptions.env };
  const gateway = await createTestGateway({ ...gatewayOptions, env });
  browser ??= await launchChromium();
  const viewport = { width: 1440, height: 900 };
  const page = await browser.newPage({ viewport, ...options });
  const strangers: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(gateway.url) || request.url().startsWith('data:');
    if (!isOwn) strangers.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(gateway.url + path);
  return {
    gateway,
    page,
    strangers,
    complaints,
    async [Symbol.asyncDispose]() {
      await page.context().close();
      await gateway[Symbol.asyncDispose]();
    },
  };
}

/** Types the sandbox credentials where a person would. */
export async function typeCredentials(
  page: Page,
  headers: Record<string, string> = sandboxHeaders,
) {
  for (const [header, secret] of Object.entries(headers)) {
    await page.getByLabel(header, { exact: true }).fill(secret);
  }
}

/** Runs the open tab and reads the answer from the editor that shows it. */
export async function runTab(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const answer = await page.waitForFunction(readAnswer);
  return (await answer.jsonValue()) as string;
}

/** Puts a text into one of GraphiQL's editors as a paste would. */
export async function replaceText(page: Page, editor: string, text: string): Promise<void> {
  await page.locator(editor).click();
  await page.keyboard.press('Control+A');
  // Monaco would put a brace around what is selected, instead of in its place.
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

/** Runs in the page. Monaco draws only the lines in view; its model has them all. */
function readAnswer(): string {
  const { __MONACO: monaco } = globalThis as unknown as {
    __MONACO: { editor: { getModels(): { uri: { path: string }; getValue(): string }[] } };
  };
  const models = monaco.editor.getModels();
  return models.find(({ uri }) => uri.path.endsWith('response.json'))?.getValue() ?? '';
}
