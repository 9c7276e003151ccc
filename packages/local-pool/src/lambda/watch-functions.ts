// Reloads functions whose files change. The next event runs the new code.

import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { FunctionCode } from '../model/function-definition.js';
import type { LambdaFunction } from './lambda-function.js';

/** A build writes many files: a function is reloaded when nothing has changed for this time. */
const DEBOUNCE_MS = 150;

/** Folders that no build writes to, and that are too large to watch. */
const IGNORED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** Files and folders that are watched. */
export interface Watching {
  close(): void;
}

/**
 * Watches the code of functions, and templates, whose changes are only reported: they take effect after a restart.
 *
 * @param templates paths of templates, or of folders with templates, which are not watched
 * @param log receives one line for each reloaded function and each changed template
 */
export function watchFunctions(
  functions: readonly LambdaFunction[],
  templates: readonly string[],
  log: (line: string) => void,
): Watching {
  const watchings = functions.flatMap((one) => {
    const { code, logicalId } = one.definition;
    const watched = pathOf(code);
    if (watched === undefined) return [];
    return watchPath(watched, () => {
      one.reload();
      log(`${logicalId} has changed: its new code runs from the next event on.`);
    });
  });
  const files = templates.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
  for (const file of files) {
    watchings.push(watchPath(file, () => log(`${file} has changed. Restart the local pool to use it.`)));
  }
  return {
    close() {
      for (const { close } of watchings) close();
    },
  };
}

function pathOf(code: FunctionCode): string | undefined {
  switch (code.kind) {
    case 'directory':
    case 'source':
      return code.directory;
    case 'zip':
      return code.file;
    case 'inline':
      return undefined;
  }
}

/**
 * Watches a file, or a folder with everything below it. `fs.watch` has a recursive mode, but on Linux it opens every file,
 * those in node_modules included. A build may delete the folder and create it again, so its parent is watched, too.
 */
function watchPath(watched: string, onChange: () => void): Watching {
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const changed = (): void => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      watchFolders();
      onChange();
    }, DEBOUNCE_MS);
    timer.unref();
  };

  const watchFolder = (folder: string, concerns: (file: string) => boolean): void => {
    try {
      // A folder that was deleted and created again is a new folder, which the old watcher does not observe.
      const inode = statSync(folder).ino;
      if (watchers.get(folder)?.inode === inode) return;
      forget(folder);
      const watcher = watch(folder, { persistent: false }, (_, file) => {
        if (file !== null && concerns(file)) changed();
      });
      watcher.on('error', () => forget(folder));
      watchers.set(folder, { watcher, inode });
    } catch {
      // The folder has been deleted since it was found.
    }
  };

  const forget = (folder: string): void => {
    watchers.get(folder)?.watcher.close();
    watchers.delete(folder);
  };

  const watchFolders = (): void => {
    const folders = foldersIn(watched);
    const parent = path.dirname(watched);
    for (const folder of watchers.keys()) if (folder !== parent && !folders.includes(folder)) forget(folder);
    watchFolder(parent, (file) => file === path.basename(watched));
    for (const folder of folders) watchFolder(folder, (file) => !IGNORED_FOLDERS.has(file));
  };

  watchFolders();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}

/** A folder and all watched folders below it; empty for a file or a path that does not exist. */
function foldersIn(folder: string): string[] {
  try {
    const below = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name))
      .flatMap((entry) => foldersIn(path.join(folder, entry.name)));
    return [folder, ...below];
  } catch {
    return [];
  }
}
