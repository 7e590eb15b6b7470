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
  const rows = Object.entries(readiness.sources).map(([name, source]) => {
    const { mood, says } = describeState(source);
    return `<li><span class="dot ${mood}" aria-hidden="true"></span><b>${escape(titles.get(name) ?? name)}</b><span>${says}</span><small>${source.isStandIn ? 'stand-in with sample data' : 'live'}</small></li>`;
  });
  const doors = [
    config.hasGraphiql && door('/graphql', 'GraphiQL', 'Write a query, see who answered'),
    door('/ready', 'Readiness', 'Every source and its state, as JSON'),
    door('/health', 'Health', 'Is the process up, as JSON'),
  ].filter(Boolean);
  const headers = config.sources.flatMap(({ source: { title, credentials } }) =>
    credentials.map(
      ({ header }) => `<tr><td>${escape(title)}</td><td><code>${escape(header)}</code></td></tr>`,
    ),
  );
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
<section aria-labelledby="sources"><h2 id="sources">Sources</h2><ul class="sources">${rows.join('')}</ul></section>
<nav aria-label="Pages">${doors.join('')}</nav>
<section aria-labelledby="ask"><h2 id="ask">Ask it</h2>
<p>POST a query as JSON to <code>/graphql</code>.</p>
<pre tabindex="0"><code>curl ${escape(origin ?? 'https://this-host')}/graphql -H 'content-type: application/json' \\
  -d '{"query": "{ _identity { caller sources { name credential } } }"}'</code></pre></section>
<section aria-labelledby="headers"><h2 id="headers">Credentials of your own</h2>
<p>Each source takes its own, in its own header, and never sees another's.</p>
<table><thead><tr><th scope="col">Source</th><th scope="col">Header</th></tr></thead><tbody>${headers.join('')}</tbody></table></section>
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
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:44rem;margin:0 auto;padding:clamp(1.5rem,6vw,4.5rem) 1.25rem}
header{display:flex;gap:1rem;align-items:center;margin-bottom:2.25rem}
header svg{flex:none}
h1{font-size:2rem;line-height:1.1;margin:0;letter-spacing:-.02em}
header p{margin:.25rem 0 0;color:var(--soft)}
h2{font-size:.95rem;font-weight:600;margin:2.25rem 0 .6rem}
section>p{margin:0 0 .6rem;color:var(--soft)}
.sources,nav,table,pre{background:var(--card);border:1px solid var(--line);border-radius:12px}
.sources{list-style:none;margin:0;padding:0}
.sources li{display:grid;grid-template-columns:auto 6rem 1fr auto;gap:.75rem;align-items:center;padding:.75rem 1rem}
.sources li+li{border-top:1px solid var(--line)}
.sources small{color:var(--soft);font-size:.85rem}
.dot{width:.6rem;height:.6rem;border-radius:50%;background:var(--good)}
.dot.fair{background:var(--fair)}.dot.bad{background:var(--bad)}
nav{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1px;overflow:hidden;background:var(--line);margin-top:1.25rem}
nav a{background:var(--card);padding:.85rem 1rem;color:inherit;text-decoration:none;display:block}
nav b{color:var(--leaf);display:block}
nav a:hover b,nav a:focus-visible b{text-decoration:underline}
nav span{color:var(--soft);font-size:.9rem}
:focus-visible{outline:2px solid var(--leaf);outline-offset:-2px}
code,pre{font:13.5px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:0;padding:1rem;overflow-x:auto}
table{width:100%;border-collapse:separate;border-spacing:0}
th,td{text-align:left;padding:.55rem 1rem}
th{font-weight:600;font-size:.85rem;color:var(--soft)}
td{border-top:1px solid var(--line)}
.docs{margin:0;padding-left:1.1rem}.docs a{color:var(--leaf)}
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
