/** No rates, short waits: what is strained is the gateway, not its patience with a vendor. */
export function gatewaySettings({ fleek, fibery, flotiq }) {
  return {
    FLEEK_ENDPOINT: `${fleek}/graphql`,
    FIBERY_ENDPOINT: `${fibery}/api/graphql/space/Delivery`,
    FLOTIQ_ENDPOINT: flotiq,
    TREFOIL_LOG_LEVEL: 'error',
    TREFOIL_TIMEOUT_MS: '10000',
    ...Object.fromEntries(
      ['FLEEK', 'FIBERY', 'FLOTIQ'].flatMap((source) => [
        [`${source}_REQUESTS_PER_SECOND`, '0'],
        [`${source}_ACCOUNT_REQUESTS_PER_SECOND`, '0'],
        [`${source}_CONCURRENCY`, '64'],
        [`${source}_TIMEOUT_MS`, '2000'],
        [`${source}_ANSWER_BYTES`, String(1 << 20)],
      ]),
    ),
  };
}
