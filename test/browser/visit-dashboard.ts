import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { preview } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { buildDashboard } from '../frontend/build-dashboard.ts';
import { launchChromium } from '../../scripts/chromium.mjs';
import {
  createTestGateway,
  sandboxHeaders,
  type TestGateway,
  type TestGatewayOptions,
} from '../test-gateway.ts';

export interface DashboardVisit extends AsyncDisposable {
  gateway: TestGateway;
  page: Page;
  /** Method and path of what the page asked of the gateway, in order. */
  asked: string[];
  /** Addresses asked for that are not the page's own. */
  strangers: string[];
  /** Errors and warnings of the console, and exceptions that nobody caught. */
  complaints: string[];
}

export interface DashboardVisitOptions extends BrowserContextOptions {
  /** After `#`. @default '/' */
  path?: string;
  env?: Record<string, string>;
  /** What the web server in front of the gateway adds to each request. @default all credentials */
  headers?: Record<string, string>;
  fleek?: TestGatewayOptions['fleek'];
}

const root = 'examples/dashboard';
const documents = { TREFOIL_DOCUMENTS: `${root}/documents.json`, TREFOIL_DOCUMENTS_MODE: 'only' };
let outDir: string;
let browser: Browser | undefined;
let visited: DashboardVisit | undefined;

/** Builds the example once for a file of tests, and ends the visit that each of them makes. */
export function useDashboard(): void {
  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'trefoil-dashboard-'));
    await buildDashboard(outDir);
  });
  afterEach(async () => {
    const { strangers, complaints } = visited!;
    await visited![Symbol.asyncDispose]();
    visited = undefined;
    expect(strangers, 'asks nobody but its own origin').toEqual([]);
    expect(complaints, 'has nothing to complain about').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await rm(outDir, { recursive: true, force: true });
  });
}

/** A gateway that runs the example's documents only, a web server in front of it, and a browser. */
export async function visitDashboard(options: DashboardVisitOptions = {}): Promise<DashboardVisit> {
  const { path = '/', env, headers = sandboxHeaders, fleek, ...context } = options;
  const retries = { FLEEK_RETRIES: '0', FIBERY_RETRIES: '0', FLOTIQ_RETRIES: '0' };
  const gateway = await createTestGateway({
    env: { ...documents, ...retries, ...env },
    ...(fleek && { fleek }),
  });
  const proxy = { '/graphql': { target: gateway.url, headers } };
  const server = await preview({
    root,
    preview: { host: '127.0.0.1', port: 0, proxy },
    build: { outDir },
    logLevel: 'silent',
  });
  const { port } = server.httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  browser ??= await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...context });
  const [strangers, complaints, asked]: [string[], string[], string[]] = [[], [], []];
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) strangers.push(request.url());
    const { pathname } = new URL(request.url());
    if (pathname === '/graphql') asked.push(`${request.method()} ${operationOf(request.url())}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${url}#${path}`);
  return (visited = {
    gateway,
    page,
    asked,
    strangers,
    complaints,
    async [Symbol.asyncDispose]() {
      await page.context().close();
      await server.close();
      await gateway[Symbol.asyncDispose]();
    },
  });
}

function operationOf(url: string): string {
  return new URL(url).searchParams.get('operationName') ?? '';
}
