import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../src/ebcdic/index.js';
import { AwsTape, SimhTape, createTapeImage, openTapeImage, tapeFormat } from '../../../src/media/index.js';
import { BackingError } from '../../../src/s370/index.js';
import type { TapeBlock, TapeStore } from '../../../src/s370/index.js';
import { hasHerculesTools, herculesTool } from '../../support/hercules-tools.js';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-tapes-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const hasHercules = hasHerculesTools();
const file = (name: string) => join(directory, name);

/** A labelled reel with two files, one of them with a block that compresses well. */
function fill(tape: TapeStore): void {
  tape.writeBlock(ebcdic037.encode('VOL1TAPE01', 80));
  tape.writeMark();
  tape.writeBlock(new Uint8Array(30_000).fill(0xc1));
  tape.writeBlock(Uint8Array.from({ length: 4001 }, (_, i) => (i * 7919) >> 3));
  tape.writeMark();
  tape.writeMark();
}

function readAll(tape: TapeStore): TapeBlock[] {
  const blocks: TapeBlock[] = [];
  for (;;) {
    const block = tape.readForward();
    if (block.kind === 'end') return blocks;
    blocks.push(block);
  }
}

describe('HET tapes', () => {
  it('are compressed, and read forward and backward', () => {
    const tape = createTapeImage(file('reel.het'));
    fill(tape);
    tape.close();
    expect(statSync(file('reel.het')).size).toBeLessThan(5000);
    const again = openTapeImage(file('reel.het'));
    const blocks = readAll(again);
    expect(blocks.map(({ kind }) => kind)).toEqual(['data', 'mark', 'data', 'data', 'mark', 'mark']);
    const backward = blocks.map(() => again.readBackward()).reverse();
    expect(backward).toEqual(blocks);
    again.close();
  });

  it.runIf(hasHercules)('are taken by hetmap and hetget, in chunks too, and theirs by us', () => {
    for (const chunkSize of [4096, 65535]) {
      const path = file(`reel${chunkSize}.het`);
      const tape = createTapeImage(path, { chunkSize });
      fill(tape);
      tape.close();
      expect(herculesTool('hetmap', '-t', path).text).toMatch(/TAPE01/);
      herculesTool('hetget', '-n', path, file(`got${chunkSize}`), '2', 'U', '0', '32000');
      expect(statSync(file(`got${chunkSize}`)).size).toBe(34_001);
      for (const method of ['-z', '-b', '-d']) {
        const theirs = file(`theirs${chunkSize}${method}.het`);
        expect(herculesTool('hetupd', method, path, theirs).status).toBe(0);
        const [ours, other] = [openTapeImage(path), openTapeImage(theirs)];
        expect(readAll(other)).toEqual(readAll(ours));
        ours.close();
        other.close();
      }
    }
  });

  it.runIf(hasHercules)('that hetinit made are written on', () => {
    expect(herculesTool('hetinit', file('new.het'), 'HERC01', 'OWNER').status).toBe(0);
    const tape = openTapeImage(file('new.het'));
    const blocks = readAll(tape);
    expect(blocks[0].kind === 'data' && ebcdic037.decode(blocks[0].bytes, 0, 10)).toBe('VOL1HERC01');
    tape.writeBlock(new Uint8Array(5000));
    tape.close();
    expect(herculesTool('hetmap', file('new.het')).status).toBe(0);
  });

  it('with a maximum refuse to become longer', () => {
    const tape = createTapeImage(file('short.aws'), { maximumSize: 1000 });
    tape.writeBlock(new Uint8Array(900));
    expect(() => tape.writeBlock(new Uint8Array(200))).toThrow(/1000 bytes at most/);
    tape.writeMark();
    tape.close();
    expect(statSync(file('short.aws')).size).toBe(912);
  });
});

describe('SIMH tapes', () => {
  it('have lengths around each record, a byte behind odd ones, zeros for tape marks', () => {
    const tape = SimhTape.create(file('reel.tap'));
    tape.writeBlock(Uint8Array.of(1, 2, 3));
    tape.writeMark();
    tape.writeBlock(Uint8Array.of(4, 5));
    tape.close();
    expect([...readFileSync(file('reel.tap'))]).toEqual(
      [
        [3, 0, 0, 0, 1, 2, 3, 0, 3, 0, 0, 0],
        [0, 0, 0, 0],
        [2, 0, 0, 0, 4, 5, 2, 0, 0, 0],
      ].flat(),
    );
  });

  it.each(['padded', 'bare'] as const)('go forward and backward and are written on: %s', (oddLength) => {
    const tape = SimhTape.create(file('reel.tap'), oddLength);
    fill(tape);
    tape.close();
    const again = openTapeImage(file('reel.tap')) as SimhTape;
    const blocks = readAll(again);
    expect(blocks.map(() => again.readBackward()).reverse()).toEqual(blocks);
    expect(again.readBackward()).toEqual({ kind: 'load-point' });
    readAll(again);
    again.writeBlock(new Uint8Array(7));
    expect(again.readBackward()).toEqual({ kind: 'data', bytes: new Uint8Array(7) });
    again.close();
    const image = readFileSync(file('reel.tap'));
    expect(image.length).toBe(
      (oddLength === 'bare' ? [80, 30_000, 4001, 7] : [80, 30_000, 4002, 8]).reduce((a, b) => a + b + 8, 12),
    );
  });

  it('end at the end of medium, pass erase gaps, tell bad records', () => {
    const words = (...values: number[]) =>
      Buffer.concat(
        values.map((v) => {
          const word = Buffer.alloc(4);
          word.writeUInt32LE(v >>> 0);
          return word;
        }),
      );
    writeFileSync(
      file('odd.tap'),
      Buffer.concat([
        words(0xfffffffe, 0xfffffffe, 4, 0x01020304, 4),
        words(0x80000004, 0x05060708, 0x80000004, 0xffffffff, 4, 1, 4),
      ]),
    );
    const tape = SimhTape.open(file('odd.tap'));
    expect(tape.readForward()).toEqual({ kind: 'data', bytes: Uint8Array.of(4, 3, 2, 1) });
    expect(() => tape.readForward()).toThrow(/offset 20: a record that was read with an error/);
    expect(tape.readForward()).toEqual({ kind: 'end' });
    expect(() => tape.readBackward()).toThrow(BackingError);
    expect(tape.readBackward()).toMatchObject({ kind: 'data' });
    expect(tape.readBackward()).toEqual({ kind: 'load-point' });
    tape.close();
  });

  it('that break off are reported with the offset', () => {
    const tape = SimhTape.create(file('cut.tap'));
    fill(tape);
    tape.close();
    truncateSync(file('cut.tap'), 20_000);
    const again = SimhTape.open(file('cut.tap'), { readOnly: true });
    again.readForward();
    again.readForward();
    expect(() => again.readForward()).toThrow(/cut\.tap, offset 92: .*30000 bytes/);
    again.close();
  });
});

describe('the format of a tape', () => {
  it('is found by its bytes, whatever its name', () => {
    for (const [name, format] of [
      ['a.tap', 'simh'],
      ['b.aws', 'aws'],
      ['c.het', 'het'],
    ] as const) {
      const tape = createTapeImage(file(name));
      fill(tape);
      tape.close();
      expect(tapeFormat(file(name))).toBe(format);
      writeFileSync(file(`${name}.bin`), readFileSync(file(name)));
      expect(tapeFormat(file(`${name}.bin`))).toBe(format === 'simh' ? 'simh' : 'aws');
    }
    writeFileSync(file('empty.tap'), '');
    expect(openTapeImage(file('empty.tap'))).toBeInstanceOf(SimhTape);
    writeFileSync(file('empty'), '');
    expect(openTapeImage(file('empty'))).toBeInstanceOf(AwsTape);
  });

  it('does not change what a tape holds', () => {
    const steps = fc.array(
      fc.oneof(fc.constant('mark' as const), fc.uint8Array({ minLength: 1, maxLength: 300 })),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    let number = 0;
    fc.assert(
      fc.property(steps, fc.constantFrom('aws', 'het', 'tap'), (blocks, extension) => {
        const path = file(`reel${number++}.${extension}`);
        const tape = createTapeImage(path);
        for (const block of blocks) {
          if (block === 'mark') tape.writeMark();
          else tape.writeBlock(block);
        }
        tape.close();
        const again = openTapeImage(path);
        expect(readAll(again)).toEqual(
          blocks.map((block) =>
            block === 'mark' ? { kind: 'mark' } : { kind: 'data', bytes: new Uint8Array(block) },
          ),
        );
        again.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('tapes of a descriptor file', () => {
  it('have the files it names, a tape mark behind each', () => {
    writeFileSync(file('hello.txt'), 'HELLO\nWORLD\n');
    writeFileSync(file('cards.bin'), new Uint8Array(200).fill(0xe7));
    const header = Buffer.alloc(16);
    header.writeUInt32LE(5);
    header.write('@HDF', 8);
    const end = Buffer.alloc(16);
    end.writeUInt32LE(0xffffffff);
    end.write('@HDF', 8);
    writeFileSync(file('blocks.bin'), Buffer.concat([header, Buffer.alloc(16, 7), end]));
    writeFileSync(
      file('tape.tdf'),
      '@TDF\nhello.txt TEXT\nTM\n.\\cards.bin FIXED RECSIZE 80\nblocks.bin HEADERS\nEOT\nnothing here\n',
    );
    const tape = openTapeImage(file('tape.tdf'));
    const blocks = readAll(tape);
    expect(blocks.map((block) => (block.kind === 'data' ? block.bytes.length : block.kind))).toEqual([
      5,
      5,
      'mark',
      'mark',
      80,
      80,
      40,
      'mark',
      5,
      'mark',
    ]);
    expect(tape.readOnly).toBe(true);
    expect(() => tape.writeMark()).toThrow(BackingError);
    expect(blocks.map(() => tape.readBackward()).reverse()).toEqual(blocks);
    tape.close();
    writeFileSync(file('bad.tdf'), '@TDF\nhello.txt FIXED RECSIZE x\n');
    expect(() => openTapeImage(file('bad.tdf'))).toThrow(/bad\.tdf, line 2: RECSIZE/);
  });
});
