import { describe, expect, it } from 'vitest';
import { DATA, LOG } from '../../../src/equivalence/frame.js';
import { BareRunner } from '../../../src/equivalence/runners/bare.js';
import { BareImageRunner, HERCULES_MANNERS } from '../../../src/equivalence/runners/stand-alone.js';
import { STAND_ALONE_SIZE, standAloneImage } from '../../../src/equivalence/stand-alone.js';
import { programOf } from '../../support/equivalence-program.js';

const program = programOf({
  // SSK 8,2; IPK; SCKC 0(2); STCKC 8(2); SVC 1
  pieces: [
    { bytes: [0x08, 0x82, 0xb2, 0x0b, 0x00, 0x00] },
    { bytes: [0xb2, 0x06, 0x20, 0x00, 0xb2, 0x07, 0x20, 0x08, 0x0a, 0x01] },
  ],
  registers: [0x50, 9, 10, 11, 12, 13, 14, 15],
  keys: [0x20, 0x30],
  data: [1, 2, 3, 4, 5, 6, 7, 8],
});

describe('a program as a whole storage', () => {
  it('begins with a restart, and leaves registers and keys in storage', () => {
    const end = new BareImageRunner().run(program)!;
    const bare = new BareRunner().run(program)!;
    expect(end.gpr).toEqual(bare.gpr);
    expect(end.cr.slice(0, 14)).toEqual(bare.cr.slice(0, 14));
    expect(end.storage.subarray(LOG, LOG + 0x40)).toEqual(bare.storage.subarray(LOG, LOG + 0x40));
    const blocks = [DATA / 2048, DATA / 2048 + 1];
    expect(blocks.map((block) => end.keys[block])).toEqual([0x50, 0x30]);
    expect(end.keys).toHaveLength(STAND_ALONE_SIZE / 2048);
  });

  it('may be run with the manners of another machine', () => {
    const at = DATA + 8;
    const kept = new BareImageRunner().run(program)!.storage.subarray(at, at + 8);
    const cut = new BareImageRunner(HERCULES_MANNERS).run(program)!.storage.subarray(at, at + 8);
    expect([...kept]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...cut]).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
  });

  it('has no place for programs in the last page', () => {
    const part = { address: STAND_ALONE_SIZE - 8, bytes: Uint8Array.of(1) };
    const beyond = { ...program, storage: [part], storageSize: STAND_ALONE_SIZE };
    expect(() => standAloneImage(beyond)).toThrow(RangeError);
  });
});
