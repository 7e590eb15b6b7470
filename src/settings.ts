/** Every `TREFOIL_*` variable. `.env.example`, the README's table and `--help` are held against it. */
export const settings = {
  TREFOIL_PROFILE: { default: 'development', says: 'development or production' },
  TREFOIL_HOST: { default: '127.0.0.1', says: 'address to listen on' },
  TREFOIL_PORT: { default: '4000', says: 'port to listen on; 0 takes any free one' },
  TREFOIL_SOURCES: {
    default: '',
    says: 'only these sources, separated by commas; empty means all',
  },
  TREFOIL_ARTIFACTS: { default: '.trefoil', says: 'folder of the composed graph' },
  TREFOIL_CORS_ORIGINS: {
    default: '',
    says: 'origins whose pages may call the gateway, separated by commas; empty means none',
  },
  TREFOIL_GRAPHIQL: { default: '', says: 'on or off; empty means on in development only' },
  TREFOIL_INTROSPECTION: { default: '', says: 'on or off; empty means on in development only' },
  TREFOIL_TIMEOUT_MS: { default: '30000', says: 'time for one operation, all its calls together' },
  TREFOIL_COALESCE: { default: 'on', says: 'on or off: identical reads in flight share one call' },
  TREFOIL_MAX_BODY_BYTES: {
    default: '1048576',
    says: 'largest request body; uploads travel in it as base64',
  },
  TREFOIL_MAX_TOKENS: { default: '5000', says: 'tokens of an operation' },
  TREFOIL_MAX_DEPTH: { default: '15', says: 'levels of selections' },
  TREFOIL_MAX_ALIASES: { default: '60', says: 'aliases in an operation' },
  TREFOIL_MAX_ROOT_FIELDS: { default: '60', says: 'fields at the root of an operation' },
  TREFOIL_MAX_DIRECTIVES: { default: '60', says: 'directives in an operation' },
  TREFOIL_MAX_BATCH: { default: '10', says: 'operations in one HTTP batch' },
  TREFOIL_LOG_LEVEL: { default: 'info', says: 'debug, info, warn, error or silent' },
  TREFOIL_SECRET: {
    default: '',
    says: 'secret for digests of callers; several instances that share caches need the same',
  },
  TREFOIL_KEYRING: { default: '', says: 'file of the keyring; empty means none' },
  TREFOIL_MASTER_KEY: { default: '', says: 'opens the keyring; or TREFOIL_MASTER_KEY_FILE' },
  TREFOIL_MASTER_KEY_FILE: { default: '', says: 'file that holds the master key' },
  TREFOIL_MASTER_KEY_PREVIOUS: {
    default: '',
    says: 'master key before the current one, while rotating',
  },
  TREFOIL_MASTER_KEY_PREVIOUS_FILE: {
    default: '',
    says: 'file that holds the previous master key',
  },
  TREFOIL_SERVER_CREDENTIALS: {
    default: '',
    says: 'authenticated or authenticated-read: callers with an access key or a JWT may use the credentials in the environment',
  },
  TREFOIL_JWT_ISSUER: { default: '', says: 'issuer of JWTs that callers present' },
  TREFOIL_JWT_AUDIENCE: { default: '', says: 'audience that a JWT must name' },
  TREFOIL_JWT_JWKS_URL: { default: '', says: 'where the issuer publishes its keys' },
  TREFOIL_JWT_KEY_FILE: { default: '', says: 'public key (PEM or JWK) instead of a JWKS URL' },
  TREFOIL_JWT_ALGORITHMS: { default: 'RS256,ES256,EdDSA', says: 'signature algorithms that count' },
  TREFOIL_JWT_CLOCK_SKEW_S: { default: '5', says: 'seconds by which clocks may differ' },
} as const satisfies Record<string, { default: string; says: string }>;

export type SettingName = keyof typeof settings;
