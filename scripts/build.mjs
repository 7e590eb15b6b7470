// Bundles the gateway's own code into dist/, or into the folder that is named; packages stay outside,
// and so do the contracts in sources/. What was built before stays when this fails. With --no-types it is
// only to be run, and sooner there.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'no-types': { type: 'boolean' } },
});
const outdir = resolve(positionals[0] ?? join(root, 'dist'));

try {
  const { outputFiles, warnings } = await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli/index.ts', client: 'src/client/index.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
    write: false,
  });
  warnings.forEach(report);
  replace(outputFiles);
  if (!values['no-types']) await writeClientTypes();
} catch (error) {
  if (!error.errors) throw error;
  error.errors.forEach(report);
  process.exitCode = 1;
}

function replace(files) {
  mkdirSync(outdir, { recursive: true });
  for (const { path, contents } of files) writeFileSync(path, contents);
  const written = new Set(files.map(({ path }) => basename(path)));
  // What else is in dist/ has a build of its own.
  const isOurs = (name) => /\.js(?:\.map)?$/.test(name);
  for (const name of readdirSync(outdir)) {
    if (isOurs(name) && !written.has(name)) rmSync(join(outdir, name));
  }
}

/** `trefoil/client` is one file that names all its types, so no other is looked at. */
async function writeClientTypes() {
  const { default: ts } = await import('typescript');
  const source = readFileSync(join(root, 'src/client/index.ts'), 'utf8');
  const { outputText } = ts.transpileDeclaration(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(join(outdir, 'client.d.ts'), outputText);
}

function report({ location, text }) {
  const where = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
  console.error(`${where}${text}`);
}
