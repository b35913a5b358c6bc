import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { PasswordBook } from '../cp/directory/index.js';

/** Cost of a hash: 16 MiB of memory and some tens of milliseconds. */
const COST = { N: 16384, r: 8, p: 1 } as const;
const SALT_LENGTH = 16;
const HASH_LENGTH = 32;

/** A password file has a line that is none; the message names file and line. */
export class PasswordFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PasswordFileError';
  }
}

/**
 * Passwords as scrypt hashes (RFC 7914), a line each: the name that the directory gives it, and
 * `scrypt:N:r:p:salt:hash` with salt and hash in base64.
 */
export class HashedPasswords implements PasswordBook {
  private readonly lines = new Map<string, string>();

  /** Reads a file. Throws `PasswordFileError`. */
  static read(file: string): HashedPasswords {
    const book = new HashedPasswords();
    readFileSync(file, 'utf8')
      .split('\n')
      .forEach((line, index) => {
        if (line.trim() === '' || line.startsWith('*')) return;
        const match =
          /^(\S+(?: [0-9A-F]{3} (?:READ|WRITE|MULT))?) (scrypt:\d+:\d+:\d+:[\w+/=]+:[\w+/=]+)$/.exec(line);
        if (match === null) {
          throw new PasswordFileError(`${file}:${index + 1}: a name and scrypt:N:r:p:salt:hash are expected`);
        }
        book.lines.set(match[1], match[2]);
      });
    return book;
  }

  get size(): number {
    return this.lines.size;
  }

  /** Takes a password in, in place of one of the same name. */
  set(name: string, password: string): void {
    const salt = randomBytes(SALT_LENGTH);
    const { N, r, p } = COST;
    const hash = scryptSync(password, salt, HASH_LENGTH, COST);
    this.lines.set(name, `scrypt:${N}:${r}:${p}:${salt.toString('base64')}:${hash.toString('base64')}`);
  }

  matches(name: string, password: string): boolean {
    const line = this.lines.get(name);
    if (line === undefined) return false;
    const [, cost, blocks, parallel, salt, hash] = line.split(':');
    const wanted = Buffer.from(hash, 'base64');
    const parameters = { N: Number(cost), r: Number(blocks), p: Number(parallel), maxmem: 256 * 1048576 };
    try {
      const got = scryptSync(password, Buffer.from(salt, 'base64'), wanted.length, parameters);
      return wanted.length > 0 && timingSafeEqual(got, wanted);
    } catch {
      // parameters that scrypt does not take
      return false;
    }
  }

  /** Writes the file anew, as a whole or not at all; only its owner may read it. */
  write(file: string): void {
    const text = [...this.lines].map(([name, hash]) => `${name} ${hash}\n`).join('');
    replaceFile(file, text, 0o600);
  }
}

/** Puts a text in the place of a file: whoever looks at any moment sees the one before or this one, whole. */
export function replaceFile(file: string, text: string, mode = 0o644): void {
  const draft = `${file}.new`;
  try {
    const descriptor = openSync(draft, 'w', mode);
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
