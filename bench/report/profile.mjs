import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A CPU profile of Node's between two moments: how long each function itself ran, in microseconds. */
export function readProfile(file, { fromUs, untilUs }) {
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(readFileSync(file, 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map();
  let atUs = startTime;
  let busyUs = 0;
  samples.forEach((id, index) => {
    atUs += timeDeltas[index];
    const frame = frames.get(id);
    if (atUs < fromUs || atUs > untilUs || frame.functionName === '(idle)') return;
    busyUs += timeDeltas[index];
    const place = placeOf(frame);
    const key = `${place} ${frame.functionName}`;
    const known = functions.get(key) ?? { place, name: frame.functionName, selfUs: 0 };
    functions.set(key, { ...known, selfUs: known.selfUs + timeDeltas[index] });
  });
  return { busyUs, functions: [...functions.values()].toSorted((a, b) => b.selfUs - a.selfUs) };
}

/** A file of ours, a package, a module of Node, or nothing where it is no JavaScript. */
function placeOf({ url, lineNumber, columnNumber }) {
  if (url === '' || url.startsWith('node:') || url.startsWith('wasm:')) return url;
  const path = relative(root, url.startsWith('file:') ? fileURLToPath(url) : url);
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (name) return name;
  const { originalSource = path } = mapOf(path)?.findEntry(lineNumber, columnNumber) ?? {};
  return originalSource.replace(/^(?:\.\.\/)+/, '');
}

const maps = new Map();

function mapOf(path) {
  if (!maps.has(path)) {
    const file = `${root}${path}.map`;
    const map = existsSync(file) && new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
    maps.set(path, map || undefined);
  }
  return maps.get(path);
}
