import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface WatchOptions {
  /** Single files; they need not exist yet. */
  files: readonly string[];
  /** Whole trees, with what is made in them later. */
  folders: readonly string[];
  /** Editors write a file in several steps, and people save several files at once. @default 80 */
  settleMs?: number;
  onChange(paths: ReadonlySet<string>): void;
}

/**
 * Watches files through the folders that they are in: an editor that replaces a file leaves a watch
 * on the file itself with nothing to see. Folders that cannot be watched are left out.
 */
export function watchFiles(options: WatchOptions): Disposable {
  const { files, folders, settleMs = 80, onChange } = options;
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function note(path: string): void {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(settle, settleMs);
  }

  function settle(): void {
    for (const path of watchAll()) changed.add(path);
    const paths = new Set(changed);
    changed.clear();
    onChange(paths);
  }

  function watchFolder(folder: string, isWanted: (name: string) => boolean): boolean {
    if (watchers.has(folder)) return false;
    try {
      const watcher = watch(folder, (event, name) => {
        if (name === null) return;
        const path = join(folder, name);
        // A folder that was removed and made again is another: the watch on the old one sees nothing.
        if (event === 'rename') forget(path);
        if (isWanted(name)) note(path);
      });
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
      return true;
    } catch {
      return false;
    }
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  /** Answers the files in folders that were not watched before. */
  function watchAll(): string[] {
    const present = new Set(folders.flatMap(listFolders));
    for (const folder of watchers.keys()) {
      if (!present.has(folder) && !single.has(folder)) forget(folder);
    }
    const fresh = [...present].filter((folder) => watchFolder(folder, () => true));
    const freshSingle = [...single].filter(([folder, names]) =>
      watchFolder(folder, (name) => names.has(name)),
    );
    return [
      ...fresh.flatMap(listFiles),
      ...freshSingle.flatMap(([folder, names]) =>
        listFiles(folder).filter((file) => names.has(basename(file))),
      ),
    ];
  }

  /** Folder -> what counts in it: the files, and folders that may come and go. */
  const single = new Map<string, Set<string>>();
  for (const path of [...files, ...files.map((file) => dirname(file)), ...folders]) {
    const names = single.get(dirname(path)) ?? new Set();
    single.set(dirname(path), names.add(basename(path)));
  }
  watchAll();
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const folder of watchers.keys()) forget(folder);
    },
  };
}

function listFolders(folder: string): string[] {
  return [
    folder,
    ...entriesOf(folder)
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => listFolders(join(folder, entry.name))),
  ];
}

function listFiles(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.name));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // It may be gone again by now.
    return [];
  }
}
