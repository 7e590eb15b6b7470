import { invalid } from './document.ts';

/** `blog_post` and `blog-post` become `BlogPost`; a leading underscore marks a system type and goes. */
export function pascal(apiName: string): string {
  const words = apiName.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/**
 * GraphQL names for the properties of one object, none twice. A property that is a name already
 * keeps it, whatever its neighbours are called.
 */
export function fieldNames(wires: readonly string[], taken: readonly string[] = []) {
  const names = new Map<string, string>();
  const used = new Set(taken);
  const claim = (wire: string, name: string) => {
    names.set(wire, name);
    used.add(name);
  };
  for (const wire of wires) if (isName(wire) && !used.has(wire)) claim(wire, wire);
  for (const wire of wires) {
    if (names.has(wire)) continue;
    let name = toName(wire);
    while (used.has(name)) name += '_';
    claim(wire, name);
  }
  return names;
}

const isName = (text: string) => /^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(text);

function toName(wire: string): string {
  const name = wire.replace(/[^_0-9A-Za-z]/g, '_').replace(/^_+/, '_');
  if (name === '' || name === '_') return 'field';
  return isName(name) ? name : `_${name}`;
}

const ours = 'the gateway itself';

/** Every name of the graph and whose it is, so that no two things ever share one silently. */
export class NameRegistry {
  readonly #owners = new Map<string, string>();

  reserve(names: Iterable<string>): void {
    for (const name of names) this.#owners.set(name, ours);
  }

  /** Takes the first candidate of which no name is taken. */
  claim(owner: string, candidates: readonly string[], namesOf: (candidate: string) => string[]) {
    for (const candidate of candidates) {
      const names = namesOf(candidate);
      if (names.some((name) => this.#owners.has(name))) continue;
      for (const name of names) this.#owners.set(name, owner);
      return candidate;
    }
    const clash = namesOf(candidates[0]!).find((name) => this.#owners.has(name))!;
    throw invalid(
      `${owner} and ${this.#owners.get(clash)} would both be called ${clash} in the graph; ` +
        'fetch the document with a key that is scoped to one of them, or rename one in Flotiq',
    );
  }
}
