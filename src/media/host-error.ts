import { readFileSync } from 'node:fs';

/** What people are told of the host's error codes. */
const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EEXIST: 'exists already',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'permission denied',
  ENOSPC: 'no space left on the host',
  EFBIG: 'no space left on the host',
  EDQUOT: 'no space left on the host',
  EADDRINUSE: 'in use by another program',
  ECONNREFUSED: 'connection refused',
};

/** What an error says, in words for people. An error of the host says it without the file that it is about. */
export function hostErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return TEXTS[(error as NodeJS.ErrnoException).code ?? ''] ?? error.message;
}

/** The same, with the file or address that an error of the host is about in front. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { path, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const text = hostErrorText(error);
  if (text === error.message) return text;
  if (path !== undefined) return `${path}: ${text}`;
  if (port !== undefined) return `${address ?? ''}:${port}: ${text}`;
  return error.message;
}

/** The text of a file in UTF-8. Throws an `Error` that names the file and says in words what is wrong. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${path}: ${hostErrorText(error)}`, { cause: error });
  }
}
