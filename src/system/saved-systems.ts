/** The saved systems of a system directory whose CP does not run: looked at, read, and written. */

import { renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  SavedSystemStore,
  VolumePages,
  readSavedSystemImage,
  savedPages,
  volumeSerial,
} from '../cp/index.js';
import type { SavedSystemDefinition, SavedSystemImage } from '../cp/index.js';
import { openDiskImage } from '../media/index.js';
import { diskModel } from '../s370/index.js';
import type { TrackStore } from '../s370/index.js';
import { SITE_FILE, SiteError, readSite } from './site.js';
import type { Site } from './site.js';

/** What `importSavedSystem` did. */
export interface ImportedSystem {
  /** It was there before, and what had been saved is replaced. */
  readonly replaced: boolean;
  /** Pages of the file behind those that the definition wants. */
  readonly pagesLeft: number;
}

/** A saved system of the directory. */
export interface ListedSystem {
  readonly definition: SavedSystemDefinition;
  /** Has it been saved, so that IPL can load it? */
  readonly saved: boolean;
}

/**
 * Saves a system from the bytes of a file in VM/370's layout, and adds its definition to `system.json` when it is new.
 * The definition is added last, so that an import that was cut off leaves the directory as it was. Throws SiteError,
 * RangeError, BackingError.
 */
export function importSavedSystem(
  path: string,
  definition: SavedSystemDefinition,
  bytes: Uint8Array,
): ImportedSystem {
  const site = readSite(resolve(path));
  const { savedSystems } = site.definition;
  const before = savedSystems.find(({ name }) => name === definition.name);
  if (before !== undefined && !samePages(before, definition)) {
    throw new SiteError(
      `${join(site.path, SITE_FILE)}: saved system ${definition.name} is defined with other pages; change it there`,
    );
  }
  const pages = savedPages(definition);
  const image = readSavedSystemImage(bytes, pages.length);
  const definitions = before === undefined ? [...savedSystems, definition] : savedSystems;
  if (before === undefined) withStore(site, savedSystems, false, (store) => store.settle());
  withStore(site, definitions, false, (store) =>
    store.save(definition.name, image.state, (page) => image.pages[pages.indexOf(page)]),
  );
  if (before === undefined) addDefinition(site, definition);
  return { replaced: before !== undefined, pagesLeft: bytes.length / PAGE_SIZE - 1 - pages.length };
}

/** Takes a saved system out. Throws SiteError when there is none of the name, or it was never saved. */
export function exportSavedSystem(path: string, name: string): SavedSystemImage {
  const site = readSite(resolve(path));
  return withStore(site, site.definition.savedSystems, true, (store) => {
    const state = store.load(name);
    if (store.definition(name) === undefined) throw new SiteError(`${site.path}: no saved system ${name}`);
    if (state === undefined) throw new SiteError(`${site.path}: ${name} is defined, but was never saved`);
    return { state, pages: store.pages(name).map((_, index) => store.page(name, index)) };
  });
}

/** All saved systems, in the order of their definitions. */
export function listSavedSystems(path: string): ListedSystem[] {
  const site = readSite(resolve(path));
  const { savedSystems } = site.definition;
  return withStore(site, savedSystems, true, (store) =>
    savedSystems.map((definition) => ({ definition, saved: store.load(definition.name) !== undefined })),
  );
}

const PAGE_SIZE = 4096;

function samePages(a: SavedSystemDefinition, b: SavedSystemDefinition): boolean {
  return savedPages(a).join() === savedPages(b).join();
}

/** Opens the space for saved systems: that of the first owned volume that has some, as CP does. */
function withStore<T>(
  site: Site,
  definitions: readonly SavedSystemDefinition[],
  readOnly: boolean,
  use: (store: SavedSystemStore) => T,
): T {
  const volumes = openDisks(site, readOnly);
  try {
    for (const volser of site.definition.ownedVolumes) {
      const volume = volumes.find((store) => volumeSerial(store) === volser);
      const pages = volume && VolumePages.find(volume, 'savedSystems');
      if (pages !== undefined) return use(new SavedSystemStore(definitions, pages, 0));
    }
  } finally {
    volumes.forEach((store) => store.close());
  }
  throw new SiteError(
    `${site.path}: no volume that CP owns (${site.definition.ownedVolumes.join(', ')}) has space for saved systems`,
  );
}

/** The CKD disks of the configuration, as they are before CP comes up. */
function openDisks(site: Site, readOnly: boolean): TrackStore[] {
  const opened: TrackStore[] = [];
  try {
    for (const { type, arguments: words } of site.configuration.devices) {
      if (diskModel(type) === undefined || words.length === 0) continue;
      const shadow = words.find((word) => word.startsWith('sf='))?.slice('sf='.length);
      const options = shadow === undefined ? {} : { shadow: resolve(site.path, shadow) };
      const lookOnly = readOnly || words.includes('ro');
      opened.push(
        openDiskImage(resolve(site.path, words[0]), {
          ...options,
          readOnly: lookOnly,
          ...(lookOnly ? { lookOnly } : {}),
        }),
      );
    }
  } catch (error) {
    opened.forEach((store) => store.close());
    throw error;
  }
  return opened;
}

/** Adds a definition to `system.json`, in one step. */
function addDefinition(site: Site, definition: SavedSystemDefinition): void {
  const file = join(site.path, SITE_FILE);
  const part = `${file}.part`;
  const savedSystems = [...site.definition.savedSystems, definition];
  writeFileSync(part, `${JSON.stringify({ ...site.definition, savedSystems }, null, 2)}\n`);
  renameSync(part, file);
}
