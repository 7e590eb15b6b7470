import { useGraphiQL, type GraphiQLPlugin } from '@graphiql/react';
import type { SourceFacts } from '../src/server/graphiql/page-facts.ts';
import { facts } from './facts.ts';
import { HeaderField } from './header-field.tsx';
import { forgetHeaders, useHeldHeaders } from './held-headers.ts';
import { KeyIcon } from './icons.tsx';
import { useIdentity, type Identity, type SourceIdentity } from './identity.ts';

/** Where each source's credential comes from, and a place to type one of your own. */
export const credentialsPlugin: GraphiQLPlugin = {
  title: 'Credentials',
  icon: KeyIcon,
  content: CredentialsPanel,
};

function CredentialsPanel() {
  const headers = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.headers ?? null);
  const answer = useIdentity(headers);
  const held = useHeldHeaders();
  const identity = typeof answer === 'object' ? answer : undefined;
  const otherwise = answer === undefined ? '…' : 'not known';

  return (
    <section className="trefoil-credentials" aria-label="Credentials">
      <h2>Credentials</h2>
      <p>
        Each source takes its own, in its own header, and never sees another’s. What you type here
        is kept in this page’s memory only: a reload forgets it.
      </p>
      {typeof answer === 'string' && <p role="alert">{answer}</p>}
      {facts.sources.map((source) => (
        <SourceCard key={source.name} source={source} identity={identity} otherwise={otherwise} />
      ))}
      <article className="trefoil-card">
        <header>
          <h3>Gateway</h3>
          <Badge mood={identity?.profile ? 'good' : 'plain'}>
            {identity ? describeCaller(identity) : otherwise}
          </Badge>
        </header>
        <HeaderField
          header="authorization"
          hint="An access key or a JWT, if this gateway keeps credentials for you. It is not passed on."
        />
      </article>
      {held.size > 0 && (
        <button type="button" className="trefoil-quiet" onClick={forgetHeaders}>
          Forget all
        </button>
      )}
    </section>
  );
}

interface SourceCardProps {
  source: SourceFacts;
  identity: Identity | undefined;
  /** Said in place of what the identity would say. */
  otherwise: string;
}

function SourceCard({ source, identity, otherwise }: SourceCardProps) {
  const known = identity?.sources.find(({ name }) => name === source.name);
  const { mood, says } = known
    ? describeOrigin(known, identity)
    : { mood: 'plain', says: otherwise };
  return (
    <article className="trefoil-card" data-source={source.name}>
      <header>
        <h3>{source.title}</h3>
        <Badge mood={mood}>{says}</Badge>
      </header>
      <p className="trefoil-fine">
        {source.isStandIn ? 'Stand-in with sample data' : 'Live'}
        {known && known.grants.length > 0 && ` · ${known.grants.join(', ')}`}
      </p>
      {source.credentials.map(({ header, shape, contract, use }) => (
        <HeaderField
          key={header}
          header={header}
          hint={[shape, contract && `only for ${contract}`, use !== 'both' && `${use}s only`]
            .filter(Boolean)
            .join('; ')
            .replaceAll('`', '')}
        />
      ))}
    </article>
  );
}

function Badge({ mood, children }: { mood: string; children: string }) {
  return (
    <span className={`trefoil-badge ${mood}`} aria-live="polite">
      {children}
    </span>
  );
}

function describeOrigin(
  known: SourceIdentity,
  identity: Identity | undefined,
): { mood: string; says: string } {
  switch (known.credential) {
    case null:
      return { mood: 'fair', says: 'none' };
    case 'invalid':
      return { mood: 'bad', says: 'malformed' };
    case 'own':
      return { mood: 'good', says: 'yours' };
    case 'profile':
      return { mood: 'good', says: `profile ${identity?.profile ?? ''}`.trim() };
    case 'sandbox':
      return { mood: 'plain', says: 'sandbox key' };
    default:
      return { mood: 'good', says: known.credential };
  }
}

function describeCaller(identity: Identity): string {
  return identity.profile ? `profile ${identity.profile}` : 'no access key';
}
