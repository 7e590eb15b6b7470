// Finds and starts the browser of the browser tests and of the screenshots: Debian's, without a profile.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const path = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there is no browser; undefined when there is one. */
export const whyNoChromium = existsSync(path)
  ? undefined
  : `no Chromium at ${path}; install it (apt-get install chromium), or name one in CHROMIUM`;

export function launchChromium() {
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The network is closed: nothing but loopback has a name or a way.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}
