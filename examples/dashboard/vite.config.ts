import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

/** The gateway is asked through the page's own origin: no CORS, and no address in the bundle. */
export default defineConfig(({ mode }) => {
  const { GATEWAY = 'http://127.0.0.1:4000' } = loadEnv(mode, '.', 'GATEWAY');
  const proxy = { '/graphql': { target: GATEWAY } };
  return {
    base: './',
    plugins: [react()],
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy },
    build: { target: 'es2022', sourcemap: true },
  };
});
