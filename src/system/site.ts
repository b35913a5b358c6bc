/**
 * A system directory: everything one CP system consists of on the host.
 *
 * - `machine.cnf`: the real machine (storage, devices and their files), in the syntax of hercules.cnf
 * - `system.json`: what an installation decides about CP (volumes it owns, saved systems, operator, time zone)
 * - `user.direct`: the user directory, in VM/370's control statements
 * - `user.passwords`: the passwords, hashed, when the site does not want to have them in the directory
 * - volumes, printer and punch files, as `machine.cnf` names them (relative to the directory)
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostErrorText } from '../media/host-error.js';
import { Directory, DirectoryError } from '../cp/directory/index.js';
import type { SavedSystemDefinition } from '../cp/index.js';
import { HashedPasswords } from './hashed-passwords.js';
import type { NetworkSite } from './network-lines.js';
import { includesOf, parseConfiguration, type MachineConfiguration } from '../media/index.js';

export const MACHINE_FILE = 'machine.cnf';
export const SITE_FILE = 'system.json';
export const DIRECTORY_FILE = 'user.direct';
/** Passwords that the directory has `*` for. */
export const PASSWORD_FILE = 'user.passwords';

/** What an installation decides about its CP: the content of `system.json`. */
export interface SiteDefinition {
  /** Serials of the volumes that have CP's paging, spool and saved-system space. */
  readonly ownedVolumes: readonly string[];
  readonly savedSystems: readonly SavedSystemDefinition[];
  /** Userid of the operator; default OPERATOR. */
  readonly operator?: string;
  /** Node name of the system; default CP370. */
  readonly systemId?: string;
  /** Userid whose reader gets the accounting cards; without it none are kept. */
  readonly accounting?: string;
  /** Lines to other systems, and the userid that files for them are spooled to. */
  readonly network?: NetworkSite;
  /** Lines of the log message that users see at LOGON. */
  readonly logMessage?: readonly string[];
}

/** A system directory, read. */
export interface Site {
  readonly path: string;
  readonly configuration: MachineConfiguration;
  readonly definition: SiteDefinition;
  readonly directory: Directory;
  /** Warnings about the user directory. */
  readonly warnings: readonly string[];
}

/** A system directory can't be used; the message names the file and what is wrong. */
export class SiteError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SiteError';
  }
}

/** Reads the three files of a system directory. Throws SiteError or ConfigurationError. */
export function readSite(path: string): Site {
  const configurationFile = join(path, MACHINE_FILE);
  const includes = includesOf(configurationFile);
  const configuration = parseConfiguration(
    readText(configurationFile),
    configurationFile,
    process.env,
    includes,
  );
  const { model } = configuration;
  if (model.architecture !== 'S/370') {
    throw new SiteError(
      `${configurationFile}: CPUMODEL: CP needs a System/370, it can't run on a ${model.name}`,
    );
  }
  const definition = parseDefinition(readText(join(path, SITE_FILE)), join(path, SITE_FILE));
  const { directory, warnings } = readDirectory(path);
  const { network } = definition;
  const station = network?.userid ?? 'RSCS';
  if (network !== undefined && directory.find(station) === undefined) {
    throw new SiteError(
      `${join(path, DIRECTORY_FILE)}: the network's user is missing: add "USER ${station} NOLOG"`,
    );
  }
  return { path, configuration, definition, directory, warnings };
}

/** Reads a user directory and, if there is one, its password file. Throws SiteError with a line for each error. */
export function readDirectory(path: string): { directory: Directory; warnings: string[] } {
  const file = join(path, DIRECTORY_FILE);
  return parseDirectoryFile(file, join(path, PASSWORD_FILE));
}

function parseDirectoryFile(
  file: string,
  passwordFile: string,
): { directory: Directory; warnings: string[] } {
  const source = readText(file);
  const passwords = existsSync(passwordFile) ? HashedPasswords.read(passwordFile) : undefined;
  try {
    const { directory, warnings } = Directory.fromSource(source, passwords);
    return { directory, warnings: warnings.map(({ line, message }) => `${file}:${line}: ${message}`) };
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    const lines = error.diagnostics.map(
      ({ line, message, statement }) => `${file}:${line}: ${message}: ${statement}`,
    );
    throw new SiteError(lines.join('\n'), { cause: error });
  }
}

function parseDefinition(text: string, file: string): SiteDefinition {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SiteError(`${file}: ${hostErrorText(error)}`, {
      cause: error,
    });
  }
  const definition = value as Partial<SiteDefinition> | null;
  const strings = (list: unknown): boolean =>
    Array.isArray(list) && list.every((item) => typeof item === 'string');
  if (typeof definition !== 'object' || definition === null || !strings(definition.ownedVolumes)) {
    throw new SiteError(`${file}: ownedVolumes must be a list of volume serials`);
  }
  if (!Array.isArray(definition.savedSystems ?? []))
    throw new SiteError(`${file}: savedSystems must be a list`);
  const wrong = networkMistake(definition.network);
  if (wrong !== undefined) throw new SiteError(`${file}: network: ${wrong}`);
  if (definition.logMessage !== undefined && !strings(definition.logMessage)) {
    throw new SiteError(`${file}: logMessage must be a list of lines`);
  }
  if (definition.accounting !== undefined && !/^[A-Z0-9$#@]{1,8}$/.test(definition.accounting)) {
    throw new SiteError(`${file}: accounting must be a userid`);
  }
  return {
    ...definition,
    ownedVolumes: definition.ownedVolumes!,
    savedSystems: definition.savedSystems ?? [],
  };
}

/** What is wrong with the network of a definition; undefined when nothing is. */
function networkMistake(network: unknown): string | undefined {
  if (network === undefined) return undefined;
  const { userid, links, listen } = network as Partial<NetworkSite>;
  const isName = (name: unknown): boolean => typeof name === 'string' && /^[A-Z0-9$#@_-]{1,8}$/.test(name);
  const isPort = (port: unknown): boolean =>
    Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65535;
  if (userid !== undefined && !isName(userid)) return 'userid must be a name of at most eight characters';
  if (!Array.isArray(links)) return 'links must be a list';
  for (const link of links) {
    if (!isName(link.name)) return 'each link needs a name of at most eight capitals or digits';
    if (link.port !== undefined && !isPort(link.port)) return `link ${link.name}: port must be 0 to 65535`;
    if ((link.host === undefined) !== (link.port === undefined)) {
      return `link ${link.name}: host and port belong together`;
    }
  }
  if (listen !== undefined && !isPort(listen.port)) return 'listen: port must be 0 to 65535';
  return undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SiteError(`${file}: ${hostErrorText(error)}`, { cause: error });
  }
}
