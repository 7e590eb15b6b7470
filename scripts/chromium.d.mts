import type { Browser } from 'playwright-core';

export const whyNoChromium: string | undefined;
export function launchChromium(): Promise<Browser>;
