import './workers.ts';
import 'monaco-graphql/esm/monaco-editor.js';
import '@graphiql/react/font/roboto.css';
import '@graphiql/react/font/fira-code.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import '@graphiql/plugin-explorer/style.css';
import 'graphiql/graphiql.css';
import './page.css';
import './answered-by.css';
import './plan-tree.css';
import './narrow.css';
import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { ActiveTab } from './active-tab.tsx';
import { AnsweredBy } from './answered-by.tsx';
import { credentialsPlugin } from './credentials-panel.tsx';
import { EditorSize } from './editor-size.tsx';
import { facts } from './facts.ts';
import { fetcher } from './fetcher.ts';
import { LeafIcon } from './icons.tsx';
import { storageWithoutHeaders } from './storage.ts';

const shared = readAddress(new URLSearchParams(location.search));
const tabs = [...(shared ? [shared] : []), ...facts.examples];

// There it would cover the editors; narrow.css has the same width.
const isNarrow = matchMedia('(max-width: 800px)').matches;

createRoot(document.getElementById('graphiql')!).render(
  <GraphiQL
    fetcher={fetcher}
    plugins={[credentialsPlugin, explorerPlugin(), HISTORY_PLUGIN]}
    {...(isNarrow ? {} : { visiblePlugin: credentialsPlugin })}
    storage={storageWithoutHeaders}
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
    {...(tabs.length > 0 ? { defaultTabs: tabs } : {})}
    {...(shared ? { initialQuery: shared.query, initialVariables: shared.variables } : {})}
  >
    <ActiveTab />
    <EditorSize />
    <GraphiQL.Logo>
      <a className="trefoil-logo" href="/">
        <LeafIcon /> Trefoil
      </a>
    </GraphiQL.Logo>
    <GraphiQL.Footer>
      <AnsweredBy />
    </GraphiQL.Footer>
  </GraphiQL>,
);

/** A link to a query: `?query=…&variables=…`. Headers are not read from an address. */
function readAddress(search: URLSearchParams) {
  const query = search.get('query');
  return query ? { query, variables: search.get('variables') ?? '' } : undefined;
}
