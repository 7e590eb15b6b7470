import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { packageRoot } from '../../src/package-root.ts';
import { answerGraphql } from '../stand-in/graphql.ts';
import type { Impersonation, StandInRequest } from '../stand-in/serve.ts';
import type { DeployRules } from './deploys.ts';
import { rootFields, type Caller } from './operations.ts';
import { sampleSites, teamOfKey } from './sample-data.ts';

export { otherTeamKey, sampleSiteIds, sandboxKey } from './sample-data.ts';

export interface FleekOptions extends Partial<DeployRules> {
  /**
   * Accepts every well-formed key as one of team acme, gives each its own copy of the data, and
   * puts `seen:` and the first 12 hex digits of the key's SHA-256 into every site's description.
   * @default false
   */
  acceptAnyCredential?: boolean;
  /** Older deploys of acme-www on top of the 28 of the sample. @default 0 */
  extraDeploys?: number;
}

const MAX_COPIES = 1000;

/**
 * Fleek's hosting API at `/graphql`, with the sandbox account as its data.
 *
 * `now` is the clock that deploys run by (@default Date.now), `deployMs` how long one takes
 * (@default 4000), and `deployFails` says of which commits it breaks (@default names with "fail").
 */
export function impersonateFleek({
  now = Date.now,
  deployMs = 4000,
  deployFails = (commit) => commit.includes('fail'),
  acceptAnyCredential = false,
  extraDeploys = 0,
}: FleekOptions = {}): Impersonation {
  const schema = buildSchema(
    readFileSync(join(packageRoot, 'sources/fleek/schema.graphql'), 'utf8'),
  );
  const rootValue = rootFields({ now, deployMs, deployFails });
  const sample = sampleSites(extraDeploys);
  const copySample = () => new Map(sample.map((site) => [site.id, site]));

  let shared = copySample();
  const copies = new Map<string, Caller>();

  function authenticate(key: string): Caller | undefined {
    if (acceptAnyCredential) return isWellFormed(key) ? callerWithOwnCopy(key) : undefined;
    const teamId = teamOfKey.get(key);
    return teamId === undefined ? undefined : { sites: shared, teamId };
  }

  function callerWithOwnCopy(key: string): Caller {
    const digest = createHash('sha256').update(key).digest('hex');
    const known = copies.get(digest);
    if (known) return known;
    const [oldest] = copies.keys();
    if (copies.size >= MAX_COPIES && oldest !== undefined) copies.delete(oldest);
    const caller = { sites: copySample(), teamId: 'acme', marker: `seen:${digest.slice(0, 12)}` };
    copies.set(digest, caller);
    return caller;
  }

  return {
    respond(request: StandInRequest) {
      if (request.path !== '/graphql') return { status: 404, body: message('Not Found') };
      if (request.method !== 'POST' && request.method !== 'GET') {
        return {
          status: 405,
          headers: { allow: 'GET, POST' },
          body: message('Method Not Allowed'),
        };
      }
      const caller = authenticate(request.headers.authorization ?? '');
      // How Fleek refuses a key is not documented: this is what a GraphQL server commonly does.
      if (!caller) return { status: 401, body: message('Unauthorized') };
      return answerGraphql(request, { schema, rootValue, contextValue: caller });
    },

    reset() {
      shared = copySample();
      copies.clear();
    },
  };
}

/** A raw key is one word: a scheme such as `Bearer` in front of it makes two. */
function isWellFormed(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

function message(text: string) {
  return { errors: [{ message: text }] };
}
