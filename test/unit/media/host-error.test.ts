import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeError, hostErrorText, readTextFile } from '../../../src/media/host-error.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cp370-host-error-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('errors of the host', () => {
  it('says in words what is wrong, and with which file', () => {
    const missing = join(folder, 'missing');
    const error = thrownBy(() => readFileSync(missing));
    expect(hostErrorText(error)).toBe('no such file');
    expect(describeError(error)).toBe(`${missing}: no such file`);
    expect(describeError(thrownBy(() => writeFileSync(missing, '', { flag: 'r' })))).toBe(
      `${missing}: no such file`,
    );
  });

  it('names the address of a connection', async () => {
    const [error] = await once(createConnection(1, '127.0.0.1'), 'error').catch((thrown: unknown) => [
      thrown,
    ]);
    expect(describeError(error)).toBe('127.0.0.1:1: connection refused');
  });

  it('leaves errors of our own as they are', () => {
    expect(describeError(new Error('deck.txt, card 3: no END card'))).toBe('deck.txt, card 3: no END card');
    expect(describeError('a string')).toBe('a string');
    const unknown = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', path: '/x' });
    expect(describeError(unknown)).toBe('EIO: i/o error, read');
  });
});

describe('a text file', () => {
  it('is read', () => {
    writeFileSync(join(folder, 'a'), 'ÄB\n');
    expect(readTextFile(join(folder, 'a'))).toBe('ÄB\n');
  });

  it('is named when it cannot be read', () => {
    expect(() => readTextFile(join(folder, 'b'))).toThrow(`${join(folder, 'b')}: no such file`);
    expect(() => readTextFile(folder)).toThrow(`${folder}: is a directory`);
  });
});
