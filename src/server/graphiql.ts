import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/** GraphiQL as one page that loads nothing from elsewhere. Header values stay in the tab's memory. */
export function renderPage(): string {
  return String(
    renderGraphiQL({
      title: 'Trefoil',
      shouldPersistHeaders: false,
      isHeadersEditorEnabled: true,
      subscriptionsProtocol: 'GRAPHQL_SSE',
    }),
  );
}
