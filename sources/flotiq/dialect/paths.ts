import { badInput } from './account.ts';

/** Compiles `/api/v1/content/_tag/{args.id}`: each argument becomes one segment and never more. */
export function compilePath(template: string): (args: Record<string, unknown>) => string {
  const parts = template.split(/\{args\.(\w+)\}/);
  return function fillPath(args) {
    // Every second part is the name of an argument.
    return parts
      .map((part, at) => (at % 2 === 0 ? part : encodeSegment(part, args[part])))
      .join('');
  };
}

function encodeSegment(argument: string, value: unknown): string {
  const text = String(value ?? '');
  if (text === '' || text === '.' || text === '..') {
    throw badInput(`${argument} may be neither empty nor "." or ".."`, argument);
  }
  try {
    return encodeURIComponent(text);
  } catch {
    throw badInput(`${argument} is no well-formed text`, argument);
  }
}
