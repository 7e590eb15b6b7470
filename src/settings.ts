/** Every `TREFOIL_*` variable. `.env.example` and what `--help` names are held against it. */
export const settings = {
  TREFOIL_PROFILE: {
    default: 'development',
    says: 'development or production, which never starts a stand-in',
  },
  TREFOIL_HOST: {
    default: '127.0.0.1',
    says: 'address to listen on; 0.0.0.0 is every one of this machine',
  },
  TREFOIL_PORT: { default: '4000', says: 'port to listen on; 0 takes any free one' },
  TREFOIL_SOURCES: {
    default: '',
    says: 'only these sources, separated by commas; empty means all',
  },
  TREFOIL_ARTIFACTS: { default: '.trefoil', says: 'folder of the composed graph' },
  TREFOIL_MESHRC: { default: '.meshrc.yaml', says: 'file that says how the graph is composed' },
  TREFOIL_CORS_ORIGINS: {
    default: '',
    says: 'origins whose pages may call the gateway, separated by commas; empty means none',
  },
  TREFOIL_GRAPHIQL: {
    default: '',
    says: 'GraphiQL, on or off; empty means on in development only',
  },
  TREFOIL_INTROSPECTION: {
    default: '',
    says: 'introspection, on or off; empty means on in development only',
  },
  TREFOIL_DOCUMENTS: {
    default: '',
    says: 'manifests of the operations that applications were built with, separated by commas',
  },
  TREFOIL_DOCUMENTS_MODE: {
    default: '',
    says: 'any, apq, log or only; empty means only in production with a manifest, otherwise any',
  },
  TREFOIL_TRACE: {
    default: '',
    says: 'each answer tells its upstream calls, on or off; empty means on in development only',
  },
  TREFOIL_METRICS: {
    default: 'loopback',
    says: 'who may read /metrics: loopback, public or off',
  },
  TREFOIL_TIMEOUT_MS: { default: '30000', says: 'time for one operation, all its calls together' },
  TREFOIL_CACHE: {
    default: '',
    says: 'answers to keep, seconds by query or type: listPost=60 Product=300; empty means none',
  },
  TREFOIL_CACHE_BYTES: { default: '67108864', says: 'memory for kept answers' },
  TREFOIL_COALESCE: { default: 'on', says: 'identical reads in flight share one call, on or off' },
  TREFOIL_MAX_BODY_BYTES: {
    default: '1048576',
    says: 'largest request body; uploads travel in it as base64',
  },
  TREFOIL_MAX_CHARACTERS: {
    default: '131072',
    says: 'characters of an operation; long values travel in variables',
  },
  TREFOIL_MAX_TOKENS: { default: '5000', says: 'tokens of an operation' },
  TREFOIL_MAX_DEPTH: { default: '15', says: 'levels of selections' },
  TREFOIL_MAX_ALIASES: { default: '60', says: 'aliases and repeated fields in an operation' },
  TREFOIL_MAX_ROOT_FIELDS: { default: '60', says: 'fields at the root of an operation' },
  TREFOIL_MAX_DIRECTIVES: { default: '60', says: 'directives in an operation' },
  TREFOIL_MAX_COST: {
    default: '100000',
    says: 'values that an answer may hold: fields, times the sizes of the lists they are in',
  },
  TREFOIL_MAX_COMPARISONS: {
    default: '20000',
    says: 'comparisons of fields and fragments that meet at one place of the answer',
  },
  TREFOIL_MAX_BATCH: { default: '5', says: 'operations in one HTTP batch' },
  TREFOIL_WORKERS: {
    default: '1',
    says: 'processes that share the port; each has caches, limits and circuits of its own',
  },
  TREFOIL_MAX_CONCURRENCY: {
    default: '256',
    says: 'GraphQL requests under way at once; more are answered 503 at once',
  },
  TREFOIL_MAX_BACKLOG_MS: {
    default: '300',
    says: 'work that may be before the event loop when one more is let in, in milliseconds; 0 is no such limit',
  },
  TREFOIL_MAX_CONNECTIONS: { default: '4096', says: 'connections open at once' },
  TREFOIL_RECEIVE_TIMEOUT_MS: {
    default: '15000',
    says: 'time for a client to send its whole request',
  },
  TREFOIL_KEEP_ALIVE_MS: {
    default: '65000',
    says: 'time that a connection is kept between requests; longer than the proxy in front keeps it',
  },
  TREFOIL_DRAIN_MS: {
    default: '10000',
    says: 'time for running requests to end when the gateway stops',
  },
  TREFOIL_LIVE_FASTEST_MS: {
    default: '1000',
    says: 'time between two looks at what is watched, after something happened',
  },
  TREFOIL_LIVE_SLOWEST_MS: {
    default: '30000',
    says: 'time between two looks when nothing has happened for long, or the source is in trouble',
  },
  TREFOIL_LIVE_QUEUE: {
    default: '64',
    says: 'events that wait for one slow subscriber; then the oldest are left out and counted',
  },
  TREFOIL_LIVE_SUBSCRIPTIONS: { default: '5000', says: 'subscriptions open at once' },
  TREFOIL_WEBHOOK_MAX_BYTES: { default: '2097152', says: 'largest body of a webhook' },
  TREFOIL_ACCESS_KEY: {
    default: '',
    says: 'what the command line shows to a running gateway; or TREFOIL_ACCESS_KEY_FILE',
  },
  TREFOIL_ACCESS_KEY_FILE: { default: '', says: 'file that holds that access key' },
  TREFOIL_RULES: { default: '', says: 'file of rules: what to do when something happens' },
  TREFOIL_LOG_LEVEL: {
    default: 'info',
    says: 'what is logged: debug, info, warn, error or silent',
  },
  TREFOIL_SECRET: {
    default: '',
    says: 'secret for digests of callers; set, they stay the same after a restart and in all instances',
  },
  TREFOIL_SECRET_FILE: { default: '', says: 'file that holds it' },
  TREFOIL_KEYRING: { default: '.trefoil/keyring.json', says: 'file of the keyring' },
  TREFOIL_MASTER_KEY: {
    default: '',
    says: 'opens the keyring: 32 bytes in base64 or hex, or a passphrase of 12 characters or more',
  },
  TREFOIL_MASTER_KEY_FILE: { default: '', says: 'file that holds the master key' },
  TREFOIL_MASTER_KEY_PREVIOUS: {
    default: '',
    says: 'master key before the current one, while rotating',
  },
  TREFOIL_MASTER_KEY_PREVIOUS_FILE: { default: '', says: 'file that holds it' },
  TREFOIL_SERVER_CREDENTIALS: {
    default: '',
    says: 'what callers with an access key or a JWT may do with the credentials in the environment: authenticated or authenticated-read',
  },
  TREFOIL_JWT_ISSUER: { default: '', says: 'issuer of JWTs that callers present' },
  TREFOIL_JWT_AUDIENCE: { default: '', says: 'audience that a JWT must name' },
  TREFOIL_JWT_JWKS_URL: { default: '', says: 'where the issuer publishes its keys' },
  TREFOIL_JWT_PUBLIC_KEY: { default: '', says: 'PEM or JWK in place of a JWKS URL' },
  TREFOIL_JWT_PUBLIC_KEY_FILE: { default: '', says: 'file that holds it' },
  TREFOIL_JWT_SECRET: { default: '', says: 'shared with the issuer, in place of a public key' },
  TREFOIL_JWT_SECRET_FILE: { default: '', says: 'file that holds it' },
  TREFOIL_JWT_ALGORITHMS: {
    default: '',
    says: 'signature algorithms that count; empty means RS256,PS256,ES256,EdDSA, or HS256 with a secret',
  },
  TREFOIL_JWT_SKEW_SECONDS: { default: '30', says: 'seconds by which clocks may differ' },
} as const satisfies Record<string, { default: string; says: string }>;

export type SettingName = keyof typeof settings;
