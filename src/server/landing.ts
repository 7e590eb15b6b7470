import { createHash } from 'node:crypto';
import type { Config, DocumentsMode } from '../config.ts';
import type { Document } from './documents.ts';
import { landingStyle } from './landing-style.ts';
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
  const states = config.sources.map(({ source: { name, title, credentials } }) => {
    const state = readiness.sources[name];
    const headers = credentials.map(({ header }) => header);
    return { title, headers, isStandIn: state?.isStandIn, ...describeState(state) };
  });
  const rows = states.map(
    ({ title, headers, isStandIn, mood, says }) => `<li>
<b>${escape(title)}</b><span class="state ${mood}">${says}</span>
<small>${isStandIn ? 'stand-in with sample data' : 'live'}</small>
<small class="headers">${headers.map((header) => `<code>${escape(header)}</code>`).join(' ')}</small>
</li>`,
  );
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
<style>${landingStyle}</style>
<main>
<header>${logo('var(--leaf)', 48)}<div><h1>Trefoil</h1><p>One GraphQL endpoint over ${escape(list(states.map(({ title }) => title)))}.</p></div></header>
<nav aria-label="Pages">${doors.join('')}</nav>
<section aria-labelledby="sources"><h2 id="sources">Sources</h2>
<p>${escape(summarize(states))}</p>
<ul class="sources">${rows.join('')}</ul>
<p>Each takes a credential of your own in its own header, and never sees another's.</p></section>
<section aria-labelledby="ask"><h2 id="ask">Ask it</h2>
${describeAsking(config.documents.mode, origin ?? 'https://this-host')}</section>
${reading.length > 0 ? `<section aria-labelledby="docs"><h2 id="docs">Documentation</h2><ul class="docs">${reading.join('')}</ul></section>` : ''}
</main>
</html>
`;
}

type Mood = 'good' | 'fair' | 'bad';

function describeState(state: SourceReadiness | undefined): { mood: Mood; says: string } {
  const circuits = Object.values(state?.contracts ?? {}).map(({ circuit }) => circuit);
  if (circuits.every((circuit) => circuit === 'closed'))
    return { mood: 'good', says: 'in service' };
  if (circuits.every((circuit) => circuit === 'open')) {
    return { mood: 'bad', says: 'failing, left alone for a moment' };
  }
  return { mood: 'fair', says: 'partly failing, being tried again' };
}

/** What it means for a query: a source costs its own fields only. */
function summarize(states: readonly { title: string; mood: Mood }[]): string {
  const inTrouble = states.filter(({ mood }) => mood !== 'good').map(({ title }) => title);
  if (inTrouble.length === 0) return 'All of them are in service.';
  const verb = inTrouble.length === 1 ? 'is' : 'are';
  const rest = inTrouble.length < states.length ? ' What the others know is answered as ever.' : '';
  return `${list(inTrouble)} ${verb} in trouble.${rest}`;
}

/** A line to paste that this gateway runs, in whatever mode it is. */
function describeAsking(mode: DocumentsMode, origin: string): string {
  const isClosed = mode === 'only' || mode === 'apq';
  const says = isClosed
    ? 'It runs the operations that its applications were built with, by their ids.'
    : 'POST a query as JSON to <code>/graphql</code>.';
  const body = isClosed
    ? '{"documentId": "sha256:…", "variables": {}}'
    : '{"query": "{ _identity { caller sources { name credential } } }"}';
  return `<p>${says}</p>
<pre tabindex="0"><code>curl ${escape(origin)}/graphql -H 'content-type: application/json' \\
  -d '${escape(body)}'</code></pre>`;
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

/** Its own style and icon, and nothing else, not even a script. */
export const landingPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(landingStyle).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
