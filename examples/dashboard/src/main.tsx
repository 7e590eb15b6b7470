import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createClient } from './client.ts';
import { readCredentials } from './credentials.ts';
import './base.css';
import './style.css';
import './rows.css';

// Beside the page, on its own origin: the web server hands /graphql on to the gateway.
const uri = new URL('/graphql', location.href).href;
const client = createClient({ uri, readHeaders: readCredentials });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
