import type { Holder } from './authorization.ts';
import { isOver } from './authorization.ts';
import type { Layer } from './access.ts';
import type { Clock } from './clock.ts';
import { everything } from './grants.ts';
import type { Keyring } from './keyring/keyring.ts';
import type { Profile } from './keyring/profile.ts';
import type { ServerCredentials } from './server-credentials.ts';

/** What the gateway itself has to give. */
export interface Belongings {
  readonly keyring?: Keyring | undefined;
  readonly server?: ServerCredentials | undefined;
  /** By the header that a caller would send it in, for sources that are stand-ins. */
  readonly sandbox?: Readonly<Record<string, string>> | undefined;
  readonly profile: 'development' | 'production';
  readonly clock: Clock;
}

export interface Circumstances {
  readonly own: ReadonlyMap<string, string>;
  readonly holder: Holder | undefined;
  readonly isLoopback: boolean;
}

/** Where this caller's credentials may come from, strongest claim first. */
export function listLayers(belongings: Belongings, circumstances: Circumstances): Layer[] {
  const { keyring, server, sandbox, clock } = belongings;
  const { own, holder, isLoopback } = circumstances;
  const layers: Layer[] = [
    { origin: 'own', secretOf: (header) => own.get(header), grantOf: () => everything },
  ];
  if (holder?.profile) layers.push(profileLayer(holder.profile, 'profile'));
  if (holder && server) layers.push(...authenticatedLayers(server, holder));
  const anonymous = keyring?.anonymous;
  if (anonymous && !isOver(anonymous, clock)) layers.push(profileLayer(anonymous, 'anonymous'));
  if (isLoopback && belongings.profile === 'development') {
    if (server) {
      const grant = { read: true, write: true };
      layers.push({ origin: 'server', secretOf: server.secretOf, grantOf: () => grant });
    }
    if (sandbox) {
      const secretOf = (header: string) =>
        Object.hasOwn(sandbox, header) ? sandbox[header] : undefined;
      layers.push({ origin: 'sandbox', secretOf, grantOf: () => everything });
    }
  }
  return layers;
}

function profileLayer(profile: Profile, origin: 'profile' | 'anonymous'): Layer {
  return {
    origin,
    secretOf: (header) => profile.secretOf(header),
    grantOf: (source) => profile.grantOf(source),
  };
}

/** A profile limits: its grants hold for these credentials too, and what it does not mention it has not. */
function authenticatedLayers(server: ServerCredentials, { profile }: Holder): Layer[] {
  const grant = server.authenticatedGrant;
  if (!grant) return [];
  const grantOf = (source: string) => (profile ? profile.grantOf(source) : grant);
  return [{ origin: 'server', secretOf: server.secretOf, grantOf }];
}
