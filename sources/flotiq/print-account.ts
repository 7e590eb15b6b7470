import { sandboxTypes } from './account-model.ts';
import type { ContentType, JsonObject } from './content-type.ts';
import { contentPaths, type Naming } from './print/content-paths.ts';
import { contentSchemas } from './print/content-schemas.ts';
import { definitionPaths } from './print/definition-paths.ts';
import { introduction } from './print/introduction.ts';
import { sharedSchemas, versionSchemas } from './print/shared-schemas.ts';
import { systemPaths } from './print/system-paths.ts';
import { systemSchemas } from './print/system-schemas.ts';
import { toOpenApi31, toSwagger2 } from './print/versions.ts';

export interface PrintOptions {
  /** @default '3.0' */
  version?: '3.0' | '3.1' | '2';
  /** 1: answers carry related objects in place of links. @default 0 */
  hydrate?: 0 | 1;
  /** Leaves out what every account has: definitions, search, media. @default false */
  userOnly?: boolean;
  /** The types a scoped key may see. @default all */
  types?: readonly string[];
  /** The key that the document's own links carry. @default 'YOUR_API_KEY' */
  authToken?: string;
  /** @default the sandbox account's */
  contentTypes?: readonly ContentType[];
}

/** The OpenAPI document of an account as the vendor would serve it, its rough edges included. */
export function printAccount(options: PrintOptions = {}): JsonObject {
  const { version = '3.0', hydrate = 0, userOnly = false, authToken = 'YOUR_API_KEY' } = options;
  const { contentTypes = sandboxTypes, types: scope } = options;
  const types = contentTypes.filter(({ name }) => scope?.includes(name) ?? true);
  const inScope = types.map(({ name }) => name);
  const naming = version === '3.1' ? nameByType : nameByVerb(authToken);

  const document: JsonObject = {
    openapi: '3.0.0',
    info: {
      description: introduction(authToken),
      title: 'Flotiq User API',
      version: '2.0.1',
      contact: { name: 'Flotiq Developers', email: 'hello@flotiq.com', url: 'https://flotiq.com' },
      'x-logo': { url: 'https://editor.flotiq.com/images/fq-logo.svg', altText: 'Flotiq User API' },
    },
    'x-tagGroups': [
      { name: 'User API', tags: types.map(naming.tag) },
      ...(userOnly
        ? []
        : [{ name: 'Flotiq API', tags: ['Search API', 'Internal', 'Media', 'GraphQL'] }]),
    ],
    servers: [{ url: 'https://api.flotiq.com', description: 'Flotiq Live' }],
    security: [{ HeaderApiKeyAuth: [] }],
    components: {
      securitySchemes: {
        HeaderApiKeyAuth: {
          description: 'Key of the account, from its settings',
          type: 'apiKey',
          in: 'header',
          name: 'X-AUTH-TOKEN',
        },
      },
      schemas: {
        ...(userOnly ? {} : systemSchemas),
        ...sharedSchemas({ isCorrected: version === '3.1' }),
        ...merge(types.map((type) => contentSchemas(type, hydrate ? inScope : undefined))),
        ...versionSchemas,
      },
    },
    paths: {
      ...merge(types.map((type) => contentPaths(type, naming))),
      ...(userOnly ? {} : { ...definitionPaths, ...systemPaths }),
    },
  };
  if (version === '3.1') return toOpenApi31(document);
  return version === '2' ? toSwagger2(document) : document;
}

/** `listBlogpost`, `get_mediaVersions`: documents up to 3.0. */
function nameByVerb(authToken: string): Naming {
  return {
    operationId(verb, { name }) {
      const noun = name.charAt(0).toUpperCase() + name.slice(1);
      if (verb === 'listVersion') return `list${noun}Version`;
      return verb === 'getVersions' ? `get${noun}Versions` : `${verb}${noun}`;
    },
    tag: ({ label }) => label,
    footer: (tag, operationId) =>
      ` <br /><a target='_blank' href='https://apidoc.flotiq.com/?auth_token=${encodeURIComponent(authToken)}#/${tag}/${operationId}'><button class="flotiq-button">Try it out</button><a>`,
  };
}

/** `Blogpost_list`, `Media_getVersions`: documents of version 3.1. */
const nameByType: Naming = {
  operationId(verb, { name }) {
    const noun = name.replace(/^_/, '');
    return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}_${verb}`;
  },
  tag: ({ label }) => `Content: ${label}`,
  footer: () => ' <br />',
};

function merge(parts: readonly JsonObject[]): JsonObject {
  return Object.assign({}, ...parts) as JsonObject;
}
