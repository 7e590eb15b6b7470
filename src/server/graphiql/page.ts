import { icon } from '../logo.ts';
import type { Bundle } from './bundle.ts';
import type { PageFacts } from './page-facts.ts';

/**
 * Nothing but this gateway may be asked, for anything: what is typed here can include credentials.
 * Monaco places its lines and colours with inline styles.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function renderPage({ script, style }: Bundle, facts: PageFacts): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Trefoil · GraphiQL</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
<div id="graphiql"><p class="trefoil-loading">Loading GraphiQL …</p></div>
<noscript>GraphiQL needs JavaScript. The graph itself answers POST requests at this address.</noscript>
<script type="application/json" id="facts">${escapeJson(facts)}</script>
</html>
`;
}

/** A `</script>` inside a string would end the element. */
function escapeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
