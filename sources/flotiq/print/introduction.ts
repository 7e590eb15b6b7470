/** The caller's key stands in every link, as in the vendor's own documents; it has to be refined away. */
export function introduction(authToken: string): string {
  const link = (label: string, query = '') =>
    `[${label}](https://api.flotiq.com/api/v1/open-api-schema.json?auth_token=${encodeURIComponent(authToken)}${query})`;
  return [
    '## The API of this account',
    '',
    'It has the endpoints of your content types. This document comes in several forms:',
    '',
    `- ${link('OAS 3.0')}`,
    `- ${link('with related objects', '&amp;hydrate=1')}`,
    `- ${link('with your own endpoints only', '&amp;hydrate=1&amp;user_only=1')}`,
    `- ${link('OAS 3.1', '&amp;version=3.1')}`,
    `- ${link('OAS 2.0', '&amp;version=2')}`,
    '',
    '### Authorization',
    '',
    'Send your key as &lt;code&gt;X-AUTH-TOKEN&lt;/code&gt;. A read-only key can&#039;t change anything.',
  ].join('\n');
}
