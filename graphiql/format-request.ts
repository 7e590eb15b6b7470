import { parse, print } from 'graphql';

/** A request on one line, laid out to be read. */
export function formatRequest(request: string): string {
  try {
    return print(parse(request));
  } catch {
    return formatAddress(request);
  }
}

/** `GET /path?a=1&b=2`, its parameters below each other and as they were before they were encoded. */
function formatAddress(request: string): string {
  const [path = '', search] = request.split('?');
  if (!search) return request;
  const parameters = [...new URLSearchParams(search)].map(([name, value]) => `${name}=${value}`);
  return `${path}\n  ?${parameters.join('\n  &')}`;
}
