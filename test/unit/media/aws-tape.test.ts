import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsTape } from '../../../src/media/index.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-aws-'));
  path = join(directory, 'reel.aws');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const block = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
const hasHercules = spawnSync('tapemap', []).error === undefined;

function written(longest = 150_000): AwsTape {
  const tape = AwsTape.create(path);
  tape.writeBlock(block(80));
  tape.writeBlock(block(longest));
  tape.writeMark();
  tape.writeBlock(block(1));
  tape.writeMark();
  return tape;
}

describe('AWS tapes', () => {
  it('are read forward and backward', () => {
    const tape = written();
    expect(tape.readForward()).toEqual({ kind: 'end' });
    expect(tape.readBackward()).toEqual({ kind: 'mark' });
    expect(tape.readBackward()).toEqual({ kind: 'data', bytes: block(1) });
    expect(tape.readBackward()).toEqual({ kind: 'mark' });
    expect(tape.readBackward()).toEqual({ kind: 'data', bytes: block(150_000) });
    expect(tape.readBackward()).toEqual({ kind: 'data', bytes: block(80) });
    expect(tape.atLoadPoint).toBe(true);
    expect(tape.readBackward()).toEqual({ kind: 'load-point' });
    expect(tape.readForward()).toEqual({ kind: 'data', bytes: block(80) });
    expect(tape.readForward()).toEqual({ kind: 'data', bytes: block(150_000) });
    expect(tape.readForward()).toEqual({ kind: 'mark' });
    tape.close();
    const again = AwsTape.open(path, { readOnly: true });
    expect(again.readForward()).toEqual({ kind: 'data', bytes: block(80) });
    again.close();
  });

  it('cuts off what follows a write', () => {
    const tape = written();
    tape.rewind();
    tape.readForward();
    tape.writeMark();
    expect(tape.readForward()).toEqual({ kind: 'end' });
    tape.rewind();
    tape.readForward();
    tape.eraseToEnd();
    expect(readFileSync(path)).toHaveLength(86);
    tape.close();
  });

  it('writes the format: length, length before, flags', () => {
    const tape = AwsTape.create(path);
    tape.writeBlock(Uint8Array.of(1, 2, 3));
    tape.writeMark();
    tape.close();
    expect([...readFileSync(path)]).toEqual([3, 0, 0, 0, 0xa0, 0, 1, 2, 3, 0, 0, 3, 0, 0x40, 0]);
  });

  it('refuses what is no tape, naming file and offset, and never writes to it', () => {
    writeFileSync(path, 'this is not a tape at all, is it?');
    expect(() => AwsTape.open(path)).toThrow(/reel\.aws, offset 0/);
    expect(readFileSync(path, 'utf8')).toContain('not a tape');
    rmSync(path);
    const tape = written();
    tape.close();
    truncateSync(path, 5000);
    const damaged = AwsTape.open(path);
    damaged.readForward();
    expect(() => damaged.readForward()).toThrow(/reel\.aws, offset 86/);
    damaged.close();
    expect(readFileSync(path)).toHaveLength(5000);
  });

  it('keeps a second writer and writes to a protected reel out', () => {
    const tape = written();
    expect(() => AwsTape.open(path)).toThrow('in use');
    tape.close();
    const protectedReel = AwsTape.open(path, { readOnly: true });
    expect(() => protectedReel.writeMark()).toThrow('reading only');
    expect(() => protectedReel.eraseToEnd()).toThrow('reading only');
    protectedReel.close();
  });

  it.runIf(hasHercules)('are read when hetupd has compressed them', () => {
    written(60_000).close();
    const het = join(directory, 'reel.het');
    spawnSync('hetupd', ['-z', path, het]);
    expect(statSync(het).size).toBeLessThan(statSync(path).size);
    const tape = AwsTape.open(het, { readOnly: true });
    const forward = [1, 2, 3, 4, 5].map(() => tape.readForward());
    expect(forward).toEqual([
      { kind: 'data', bytes: block(80) },
      { kind: 'data', bytes: block(60_000) },
      { kind: 'mark' },
      { kind: 'data', bytes: block(1) },
      { kind: 'mark' },
    ]);
    expect([1, 2, 3, 4, 5].map(() => tape.readBackward()).reverse()).toEqual(forward);
    tape.close();
  });

  it.runIf(hasHercules)('are understood by tapemap', () => {
    written(60_000).close();
    const map = spawnSync('tapemap', [path], { encoding: 'utf8' });
    const text = map.stdout + map.stderr;
    expect(text).toMatch(/File 1: Blocks=2, block size min=80, max=60000/i);
    expect(text).toMatch(/File 2: Blocks=1, block size min=1, max=1/i);
  });
});
