import type { ComponentProps } from 'react';
import type { GraphiQL } from 'graphiql';

type Storage = NonNullable<ComponentProps<typeof GraphiQL>['storage']>;

/**
 * GraphiQL keeps tabs and history in the browser's storage, and its history keeps the headers of each
 * request with it, whatever its setting says. Here every value passes through one hole that they do not fit.
 */
export const storageWithoutHeaders: Storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem(key, value) {
    if (!key.endsWith(':headers')) localStorage.setItem(key, dropHeaders(value));
  },
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

/** Every property called `headers`, however deep. What is no JSON is the text of an editor. */
function dropHeaders(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value, (key, part) => (key === 'headers' ? null : part));
    return typeof parsed === 'object' ? JSON.stringify(parsed) : value;
  } catch {
    return value;
  }
}
