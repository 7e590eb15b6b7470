import type { Config } from '../config.ts';

/** What a person needs to know first: where, who answers, and something to paste. */
export function banner(
  config: Config,
  url: string,
  standIns: ReadonlyMap<string, string>,
  example: string,
): string {
  const lines = config.sources.map(({ source, endpoint }) => {
    const standIn = standIns.get(source.name);
    const state = standIn ? `stand-in with sample data at ${standIn}` : (endpoint ?? 'the vendor');
    return `  ${source.title.padEnd(8)} ${state}`;
  });
  return `
Trefoil is ready.

  GraphQL  ${url}/graphql
${config.hasGraphiql ? `  GraphiQL ${url}/graphql in a browser\n` : ''}
${lines.join('\n')}

${invite(config.documents, example)}`;
}

/** Nothing to paste that would be refused. */
function invite({ mode, files }: Config['documents'], example: string): string {
  if (mode === 'only') return `It runs the operations of ${files.join(', ')}, by their ids.\n`;
  if (mode === 'apq') return 'It runs operations that come with their hash.\n';
  return `Paste this:\n\n${example.replace(/^/gm, '  ')}`;
}
