import { expect, it } from 'vitest';
import { FbaDisk, fbaModel } from '../../../src/s370/index.js';
import { DiagnoseGuest, OPERAND } from '../../support/diagnose.js';
import { MemoryBlocks } from '../../support/memory-volumes.js';

const LIST = 0x2000;
const PAIRS = 0x2100;
const BUFFER = 0x3000;

function makeGuest(): { guest: DiagnoseGuest; blocks: MemoryBlocks } {
  const blocks = new MemoryBlocks(1000);
  const guest = new DiagnoseGuest('OPERATOR', {
    devices: new Map([[0x240, new FbaDisk(blocks, '3370', fbaModel('3370'))]]),
  });
  guest.user.enter('attach 240 to operator as 300');
  return { guest, blocks };
}

function run(guest: DiagnoseGuest, device: number, type: number, size: number, pairs: readonly number[][]) {
  guest.put(LIST, new Uint8Array(88));
  guest.put(LIST, [device >> 8, device & 0xff, 0, type]);
  guest.putWord(LIST + 4, size);
  guest.putWord(LIST + 8, PAIRS);
  guest.putWord(LIST + 12, pairs.length);
  pairs.forEach(([block, buffer], index) => {
    guest.putWord(PAIRS + 8 * index, block);
    guest.putWord(PAIRS + 8 * index + 4, buffer);
  });
  return guest.call(0xa4, 2, 3, { 2: LIST });
}

it("X'A4' reads and writes blocks of an FBA disk", () => {
  const { guest, blocks } = makeGuest();
  guest.putWord(BUFFER, 0x11223344);
  guest.putWord(BUFFER + 0x1000, 0x55667788);
  const write = run(guest, 0x300, 1, 1024, [
    [7, BUFFER],
    [3, BUFFER + 0x1000],
  ]);
  expect([write.conditionCode, write.gpr[15], guest.word(LIST + 16)]).toEqual([0, 0, 2]);
  expect([...blocks.bytes.subarray(14 * 512, 14 * 512 + 4)]).toEqual([0x11, 0x22, 0x33, 0x44]);
  const read = run(guest, 0x300, 2, 512, [[6, BUFFER + 0x2000]]);
  expect([read.conditionCode, guest.word(BUFFER + 0x2000)]).toEqual([0, 0x55667788]);
  const beyond = run(guest, 0x300, 2, 512, [[9_000_000, BUFFER]]);
  expect([beyond.conditionCode, beyond.gpr[15], guest.word(LIST + 16)]).toEqual([3, 13, 0]);
});

it("X'A4' refuses what is wrong in its list", () => {
  const { guest } = makeGuest();
  const code = (device: number, size: number, pairs: number[][]): number[] => {
    const end = run(guest, device, 2, size, pairs);
    return [end.conditionCode, end.gpr[15]];
  };
  expect(code(0x00e, 512, [[0, BUFFER]])).toEqual([1, 2]);
  expect(code(0x300, 800, [[0, BUFFER]])).toEqual([2, 8]);
  expect(code(0x300, 512, [])).toEqual([2, 11]);
  expect(code(0x300, 512, [[0, 0x7fff00]])).toEqual([2, 12]);
  expect(run(guest, 0x300, 3, 512, [[0, BUFFER]]).check).toBe(OPERAND);
});
