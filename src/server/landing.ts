import { createHash } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Document } from './documents.ts';
import { icon, logo } from './logo.ts';
import type { Readiness, SourceReadiness } from './readiness.ts';

export interface LandingOptions {
  config: Config;
  readiness: Readiness;
  documents: readonly Document[];
  /** As the caller wrote it, for the line to paste; undefined when it cannot be trusted. */
  origin: string | undefined;
}

/** What this address is, for a person who opened it in a browser. Works without a script. */
export function renderLanding({ config, readiness, documents, origin }: LandingOptions): string {
  const titles = new Map(config.sources.map(({ source }) => [source.name, source.title]));
  const headers = new Map(config.sources.map(({ source }) => [source.name, source.credentials]));
  const rows = Object.entries(readiness.sources).map(([name, source]) => {
    const { mood, says } = describeState(source);
    const codes = (headers.get(name) ?? []).map(({ header }) => `<code>${escape(header)}</code>`);
    return `<li><span class="dot ${mood}" aria-hidden="true"></span><b>${escape(titles.get(name) ?? name)}</b><span>${says}</span><small>${source.isStandIn ? 'stand-in with sample data' : 'live'}</small><small class="headers">${codes.join(' ')}</small></li>`;
  });
  const doors = [
    config.hasGraphiql && door('/graphql', 'GraphiQL', 'Ask, and see who answered'),
    door('/ready', 'Readiness', 'Every source, as JSON'),
    door('/health', 'Health', 'Liveness, as JSON'),
  ].filter(Boolean);
  const reading = documents.map(
    ({ path, title }) => `<li><a href="${escape(path)}">${escape(title)}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Trefoil</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon}">
<style>${style}</style>
<main>
<header>${logo('var(--leaf)', 44)}<div><h1>Trefoil</h1><p>One GraphQL endpoint over ${escape(list([...titles.values()]))}.</p></div></header>
<section aria-labelledby="sources"><h2 id="sources">Sources</h2><ul class="sources">${rows.join('')}</ul>
<p>Each takes a credential of your own in its own header, and never sees another's.</p></section>
<nav aria-label="Pages">${doors.join('')}</nav>
<section aria-labelledby="ask"><h2 id="ask">Ask it</h2>
<p>POST a query as JSON to <code>/graphql</code>.</p>
<pre tabindex="0"><code>curl ${escape(origin ?? 'https://this-host')}/graphql -H 'content-type: application/json' \\
  -d '{"query": "{ _identity { caller sources { name credential } } }"}'</code></pre></section>
${reading.length > 0 ? `<section aria-labelledby="docs"><h2 id="docs">Documentation</h2><ul class="docs">${reading.join('')}</ul></section>` : ''}
</main>
</html>
`;
}

function describeState({ contracts }: SourceReadiness): { mood: string; says: string } {
  const circuits = Object.values(contracts).map(({ circuit }) => circuit);
  if (circuits.every((circuit) => circuit === 'closed'))
    return { mood: 'good', says: 'in service' };
  if (circuits.every((circuit) => circuit === 'open')) {
    return { mood: 'bad', says: 'failing, left alone for a moment' };
  }
  return { mood: 'fair', says: 'partly failing, being tried again' };
}

function door(href: string, title: string, says: string): string {
  return `<a href="${href}"><b>${title}</b><span>${says}</span></a>`;
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? 'no source';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = `
:root{--ground:#f6f7f4;--card:#fff;--ink:#17211b;--soft:#55625a;--line:#dfe4dc;--leaf:#237a4b;--good:#2f9e63;--fair:#b7791f;--bad:#c53030}
@media (prefers-color-scheme:dark){:root{--ground:#0f1512;--card:#171f1b;--ink:#e8eee9;--soft:#9fb0a6;--line:#2a352f;--leaf:#5fcf95;--good:#5fcf95;--fair:#e0b04c;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:clamp(1.5rem,6vw,4.5rem) 1.25rem}
header{display:flex;gap:1rem;align-items:center;margin-bottom:2.25rem}
header svg{flex:none}
h1{font-size:1.9rem;line-height:1.1;margin:0;letter-spacing:-.02em}
header p{margin:.25rem 0 0;color:var(--soft)}
h2{font-size:.95rem;font-weight:600;margin:2.25rem 0 .6rem}
section>p{margin:.6rem 0;color:var(--soft);font-size:.9rem}
.sources,nav,pre{background:var(--card);border:1px solid var(--line);border-radius:12px}
.sources{list-style:none;margin:0;padding:0}
.sources li{display:grid;grid-template-columns:.6rem 6rem 1fr auto;gap:.1rem .75rem;align-items:baseline;padding:.75rem 1rem}
.sources li+li{border-top:1px solid var(--line)}
.sources small{color:var(--soft);font-size:.85rem}
.sources .headers{grid-column:2/-1}
.headers code{margin-right:.6rem}
.dot{width:.6rem;height:.6rem;align-self:center;border-radius:50%;background:var(--good)}
.dot.fair{background:var(--fair)}.dot.bad{background:var(--bad)}
nav{display:flex;flex-wrap:wrap;gap:1px;overflow:hidden;background:var(--line);margin-top:2rem}
nav a{flex:1 1 12rem;background:var(--card);padding:.85rem 1rem;color:inherit;text-decoration:none}
nav b{color:var(--leaf);display:block}
nav a:hover b,nav a:focus-visible b{text-decoration:underline}
nav span{color:var(--soft);font-size:.9rem}
:focus-visible{outline:2px solid var(--leaf);outline-offset:-2px}
code,pre{font:13.5px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:0;padding:1rem;overflow-x:auto}
.docs{margin:0;padding-left:1.1rem;columns:2}.docs a{color:var(--leaf)}
@media (max-width:34rem){.sources li{grid-template-columns:auto 1fr}.sources li>:nth-child(n+3){grid-column:2}}
`;

/** Its own style and icon, and nothing else, not even a script. */
export const landingPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
