import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sources } from '../../sources/index.ts';
import { readConfig } from '../../src/config.ts';
import { landingPolicy, renderLanding } from '../../src/server/landing.ts';
import type { SourceReadiness } from '../../src/server/readiness.ts';

type Contracts = SourceReadiness['contracts'];

const at = (circuit: Contracts[string]['circuit']) => ({ circuit, queued: 0, inFlight: 0 });

function render(contracts: Contracts, env: Record<string, string> = {}, origin?: string): string {
  const readiness = {
    status: 'ready',
    sources: { fleek: { isStandIn: true, contracts } },
  } as const;
  const documents = [{ path: '/docs/a.md', title: 'On <b>safety</b>', text: '' }];
  const config = readConfig(env, sources);
  return renderLanding({ config, readiness: readiness as never, documents, origin });
}

it('says of each source whether it is in service', () => {
  expect(render({ fleek: at('closed') })).toContain('in service');
  expect(render({ fleek: at('open') })).toContain('failing, left alone');
  expect(render({ fleek: at('closed'), fleek_two: at('open') })).toContain('partly failing');
});

it('says what a source in trouble means for a query', () => {
  expect(render({ fleek: at('closed') })).toContain('All of them are in service.');
  expect(render({ fleek: at('open') })).toContain(
    'Fleek is in trouble. What the others know is answered as ever.',
  );
});

it('gives a line to paste that the gateway runs, in its mode', () => {
  expect(render({})).toContain('_identity');
  const only = { TREFOIL_DOCUMENTS: 'a.json', TREFOIL_DOCUMENTS_MODE: 'only' };
  for (const mode of ['only', 'apq']) {
    const page = render({}, { ...only, TREFOIL_DOCUMENTS_MODE: mode });
    expect(page).toContain('by their ids');
    expect(page).not.toContain('_identity');
  }
});

it('names the header of every credential', () => {
  const page = render({ fleek: at('closed') });
  for (const { header } of sources.find(({ name }) => name === 'fleek')!.credentials) {
    expect(page).toContain(`<code>${header}</code>`);
  }
});

it('leads to GraphiQL only where there is one', () => {
  expect(render({})).toContain('href="/graphql"');
  expect(render({}, { TREFOIL_GRAPHIQL: 'off' })).not.toContain('href="/graphql"');
});

it('shows what it did not write itself as text', () => {
  expect(render({})).toContain('On &#60;b&#62;safety');
  expect(render({}, {}, 'http://"><script>')).not.toContain('<script');
});

it('allows its own style by its digest, and no script', () => {
  const style = /<style>(.*?)<\/style>/s.exec(render({}))![1]!;
  const digest = createHash('sha256').update(style).digest('base64');
  expect(landingPolicy).toContain(`'sha256-${digest}'`);
  expect(landingPolicy).toContain("default-src 'none'");
  expect(landingPolicy).not.toContain('script-src');
});
