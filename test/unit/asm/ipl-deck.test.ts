import { expect, it } from 'vitest';
import { iplDeck, loadAbsolute } from '../../../src/asm/index.js';
import { BareMachine, CardReader, Machine } from '../../../src/s370/index.js';
import { hex, run } from './helpers.js';

const MAIN = `
MAIN     CSECT
         BALR  12,0
         USING *,12
         MVC   X'200'(8),TEXT
         ST    2,X'208'
         L     5,=V(OTHER)
         BALR  14,5
         LPSW  DONE
TEXT     DC    C'CP370 OK'
DONE     DC    0D'0',X'000200000000ABCD'
         LTORG
LOW      CSECT
         DC    XL8'11',500X'EE'
         END   MAIN`.slice(1);

const OTHER = `
OTHER    CSECT
         USING OTHER,5
         MVC   X'20C'(4),X
         BR    14
X        DC    C'OTHR'
         END`.slice(1);

/** Cards of a deck, one after the other. */
function source(deck: Uint8Array): { readCard(): Uint8Array | 'end' } {
  let at = 0;
  return { readCard: () => (at < deck.length ? deck.subarray(at, (at += 80)) : 'end') };
}

it('an IPL deck loads from a card reader, over the low storage it works with, and runs', async () => {
  const main = run(MAIN);
  const other = run(OTHER);
  expect([...main.diagnostics, ...other.diagnostics]).toEqual([]);
  const decks = [
    { name: 'MAIN', deck: main.object },
    { name: 'OTHER', deck: other.object },
  ];
  const load = loadAbsolute(decks, { origin: 0x3000, sections: { LOW: 0 } });
  expect(load.problems).toEqual([]);
  const machine = new Machine({ storageSize: 0x100000 });
  machine.channels.attach(0x00c, new CardReader(source(iplDeck(load, { bootstrapAddress: 0x8000 }))));
  const bare = new BareMachine(machine);
  expect(await bare.ipl(0x00c, { clear: true, sleep: () => Promise.resolve() })).toMatchObject({
    kind: 'loaded',
  });
  let exit = bare.run(10_000);
  while (exit.kind === 'budget' && machine.instructionsExecuted < 1_000_000) {
    machine.idle();
    exit = bare.run(10_000);
  }
  expect(exit).toEqual({ kind: 'disabled-wait', code: 0xabcd });
  // The program's text, the device address in register 2, and the second section's text.
  expect(hex(machine.storage.copyOut(0x200, 16))).toBe('C3D7F3F7F040D6D2' + '0000000C' + 'D6E3C8D9');
  // Text was loaded over low storage, except where the channel keeps its words.
  expect(hex(machine.storage.copyOut(0, 16))).toBe('0000000000000011EEEEEEEEEEEEEEEE');
  expect(machine.storage.fetchByte(0x1f0)).toBe(0xee);
});
