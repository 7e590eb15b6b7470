/** The language services of Monaco run beside the page; the build leaves each as a file of its own. */
declare const WORKERS: Record<'editor' | 'json' | 'graphql', string>;

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string) {
      const name = label === 'json' || label === 'graphql' ? label : 'editor';
      return new Worker(new URL(WORKERS[name], import.meta.url), { type: 'module' });
    },
  },
});
