// Bundles GraphiQL into dist/graphiql/: names that change with the content, and each file compressed
// once, here, so that the gateway only reads. Nothing in it points to another host.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

const source = 'graphiql/page.tsx';
const target = process.argv[2] ?? 'dist/graphiql';
// Built aside and put in place at the end: a gateway may be reading the old ones.
const outdir = `${target}.new`;
const shared = {
  outdir,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'error',
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
};

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });

const workers = await build({
  ...shared,
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
});
const workerNames = Object.fromEntries(
  Object.keys(workers.metafile.outputs).map((file) => [
    basename(file).split('.')[0],
    basename(file),
  ]),
);
const page = await build({
  ...shared,
  entryPoints: { page: source },
  splitting: true,
  jsx: 'automatic',
  loader: { '.ttf': 'file' },
  define: { ...shared.define, WORKERS: JSON.stringify(workerNames) },
  // GraphiQL names Prettier's parsers as they were called once; bundled from there they export nothing.
  alias: {
    'prettier/parser-graphql': 'prettier/plugins/graphql',
    'prettier/parser-babel': 'prettier/plugins/babel',
  },
  plugins: [{ name: 'fonts as files', setup: fontsAsFiles }],
});

const outputs = Object.entries(page.metafile.outputs);
const [script, { cssBundle: style }] = outputs.find(([, { entryPoint }]) => entryPoint === source);
writeFileSync(
  `${outdir}/entry.json`,
  JSON.stringify({ script: basename(script), style: basename(style) }),
);
const files = [...Object.keys(workers.metafile.outputs), ...outputs.map(([file]) => file)];
// Styles of parts that load later are in the page's own already, and nothing loads them from here.
const isSpare = (file) => file.endsWith('.css') && file !== style;
files.filter(isSpare).forEach((file) => rmSync(file));
await Promise.all(files.filter((file) => !isSpare(file) && !/\.woff2?$/.test(file)).map(compress));
rmSync(target, { recursive: true, force: true });
renameSync(outdir, target);

/** GraphiQL's fonts come inside its styles, all alphabets of them; as files, only what is shown loads. */
function fontsAsFiles({ onResolve, onLoad }) {
  onResolve({ filter: /^data:font\// }, ({ path }) => {
    const [, type, data] = /^data:font\/(\w+);base64,(.*)$/s.exec(path);
    const hash = createHash('sha256').update(data).digest('hex').slice(0, 8);
    return { path: `font-${hash}.${type}`, namespace: 'font', pluginData: data };
  });
  onLoad({ filter: /./, namespace: 'font' }, ({ pluginData }) => ({
    contents: Buffer.from(pluginData, 'base64'),
    loader: 'file',
  }));
}

/** Brotli's best level takes ten times as long for a twentieth less. */
async function compress(file) {
  const content = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6 };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params }),
    promisify(gzip)(content),
  ]);
  writeFileSync(`${file}.br`, br);
  writeFileSync(`${file}.gz`, gz);
}
