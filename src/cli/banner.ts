import type { Config } from '../config.ts';

/** What a person needs to know first: where, who answers, and something to paste. */
export function banner(
  config: Config,
  url: string,
  standIns: ReadonlyMap<string, string>,
  example: string,
): string {
  // Every address of this machine is none to open, and no name for it in `Host`.
  const reachable = url.replace(/\/\/(?:0\.0\.0\.0|\[::\])/, '//127.0.0.1');
  const lines = config.sources.map(({ source, endpoint }) => {
    const standIn = standIns.get(source.name);
    const state = standIn ? `stand-in with sample data at ${standIn}` : (endpoint ?? 'the vendor');
    return `  ${source.title.padEnd(8)} ${state}`;
  });
  return `
Trefoil is ready.

  GraphQL  ${reachable}/graphql
${config.hasGraphiql ? `  GraphiQL ${reachable}/graphql in a browser\n` : ''}
${lines.join('\n')}

${invite(config.documents, example)}`;
}

/** Nothing to paste that would be refused. */
function invite({ mode, files }: Config['documents'], example: string): string {
  if (mode === 'only') return `It runs the operations of ${files.join(', ')}, by their ids.\n`;
  if (mode === 'apq') return 'It runs operations that come with their hash.\n';
  return `Paste this:\n\n${example.replace(/^/gm, '  ')}`;
}
