import { impersonateFibery } from '../../sources/fibery/stand-in.ts';
import { impersonateFleek } from '../../sources/fleek/stand-in.ts';
import { impersonateFlotiq } from '../../sources/flotiq/stand-in.ts';
import { serveStandIn, type Impersonation, type StandIn } from '../../sources/stand-in/serve.ts';

/** No other text holds them: wherever they turn up, they leaked. */
export const canaries = {
  FLEEK_API_KEY: 'canary/fleek+key===',
  FIBERY_TOKEN: 'canary00.fibery0token',
  FLOTIQ_API_KEY: 'canaryflotiqkey0000000000000000',
} as const;

export interface OwnAccount extends AsyncDisposable {
  fleek: StandIn;
  fibery: StandIn;
  flotiq: StandIn;
  /** Addresses and credentials. */
  env: Record<string, string>;
}

export interface OwnAccountOptions {
  fleek?: Impersonation;
  fibery?: Impersonation;
}

/** All three vendors, with an account whose keys are the canaries. */
export async function openOwnAccount(options: OwnAccountOptions = {}): Promise<OwnAccount> {
  const acceptAnyCredential = true;
  const [fleek, fibery, flotiq] = await Promise.all([
    serveStandIn(options.fleek ?? impersonateFleek({ acceptAnyCredential })),
    serveStandIn(
      options.fibery ?? impersonateFibery({ acceptAnyCredential, enforceLimits: false }),
    ),
    serveStandIn(impersonateFlotiq({ acceptAnyCredential })),
  ]);
  return {
    fleek,
    fibery,
    flotiq,
    env: {
      FLEEK_ENDPOINT: `${fleek.origin}/graphql`,
      FIBERY_ENDPOINT: `${fibery.origin}/api/graphql/space/Delivery`,
      FLOTIQ_ENDPOINT: flotiq.origin,
      ...canaries,
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([fleek.close(), fibery.close(), flotiq.close()]);
    },
  };
}

/** Adds a content type to the account, as its owner would. */
export async function addContentType({ flotiq }: OwnAccount, name: string): Promise<void> {
  const response = await fetch(`${flotiq.origin}/api/v1/internal/contenttype`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': canaries.FLOTIQ_API_KEY },
    body: JSON.stringify({
      name,
      label: name,
      schemaDefinition: {
        type: 'object',
        allOf: [
          { $ref: '#/components/schemas/AbstractContentTypeSchemaDefinition' },
          { type: 'object', properties: { title: { type: 'string', minLength: 1 } } },
        ],
        required: ['title'],
        additionalProperties: false,
      },
      metaDefinition: {
        order: ['title'],
        propertiesConfig: { title: { label: 'Title', unique: false, inputType: 'text' } },
      },
    }),
  });
  if (!response.ok) throw new Error(`no content type was added: ${await response.text()}`);
}
