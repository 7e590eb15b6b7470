import type { JsonObject } from '../content-type.ts';
import type { ContentDefinition } from '../content-definition.ts';
import { pristineDefinitions } from './definitions.ts';
import { findLinks, parseDataUrl } from './links.ts';

/** One save of an object: what it said from then on. */
export interface Version {
  number: number;
  fields: JsonObject;
  savedAt: string;
}

export interface StoredObject {
  type: string;
  id: string;
  createdAt: string;
  /** Oldest first; never empty. */
  versions: [Version, ...Version[]];
  /** The version that the public sees, for types with drafts. */
  published?: { version: Version; at: string };
  isArchived?: boolean;
}

export interface Removed {
  type: string;
  id: string;
  deletedAt: string;
}

export interface MediaFile {
  bytes: Buffer;
  mimeType: string;
}

export interface AccountOptions {
  now: () => number;
  /** Replaces the title of every object: shows which copy of the data answered. */
  marker?: string;
}

/** All that one account holds: types, objects with their past, files. */
export class Account {
  readonly definitions = new Map<string, ContentDefinition>(pristineDefinitions());
  readonly removed: Removed[] = [];
  readonly files = new Map<string, MediaFile>();
  readonly marker: string | undefined;
  readonly #now: () => number;
  readonly #objects = new Map<string, Map<string, StoredObject>>();
  #lastNumber = 100_000;

  constructor({ now, marker }: AccountOptions) {
    this.#now = now;
    this.marker = marker;
  }

  /** The vendor writes `+00:00`, never `Z`, and no fractions. */
  now(): string {
    return formatDate(this.#now());
  }

  all(type: string): StoredObject[] {
    return [...(this.#objects.get(type)?.values() ?? [])];
  }

  find(type: string, id: string): StoredObject | undefined {
    return this.#objects.get(type)?.get(id);
  }

  /** Resolves `/api/v1/content/{type}/{id}`. */
  follow(dataUrl: string): StoredObject | undefined {
    const target = parseDataUrl(dataUrl);
    return target && this.find(target.type, target.id);
  }

  nextId(type: string): string {
    this.#lastNumber += 1;
    return `${type}-${this.#lastNumber}`;
  }

  /** Creates the object, or adds a version to it. */
  save(type: string, id: string, fields: JsonObject, savedAt = this.now()): StoredObject {
    const known = this.find(type, id);
    if (known) {
      known.versions.push({ number: known.versions.length + 1, fields, savedAt });
      return known;
    }
    const versions: [Version] = [{ number: 1, fields, savedAt }];
    const object: StoredObject = { type, id, createdAt: savedAt, versions };
    const objects = this.#objects.get(type) ?? new Map<string, StoredObject>();
    this.#objects.set(type, objects.set(id, object));
    return object;
  }

  publish(object: StoredObject, at = this.now()): void {
    object.published = { version: latestOf(object), at };
    object.isArchived = false;
  }

  delete({ type, id }: StoredObject): void {
    this.#objects.get(type)?.delete(id);
    this.removed.push({ type, id, deletedAt: this.now() });
  }

  /** Whether another object links to this one. */
  isUsed(object: StoredObject): boolean {
    for (const objects of this.#objects.values()) {
      for (const other of objects.values()) {
        const links = findLinks(latestOf(other).fields);
        if (other !== object && links.some((link) => this.follow(link) === object)) return true;
      }
    }
    return false;
  }
}

export function latestOf({ versions }: StoredObject): Version {
  return versions.at(-1)!;
}

export function formatDate(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
}
