import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assemble, iplDeck, loadAbsolute } from '../../src/asm/index.js';
import { AwsTape, CkdImage, openHostDevice } from '../../src/media/index.js';
import { BareMachine, Machine, diskModel, formatTrack } from '../../src/s370/index.js';
import type { BareExit, IplOutcome } from '../../src/s370/index.js';
import { OperatorConsole } from '../support/operator-console.js';

/**
 * A little stand-alone program: greets at the console by interruption, reads a line, prints it in a box on the
 * printer with command chaining, and waits with the code 00600D. Trouble: wait 000BAD.
 */
const PROGRAM = `
ECHO     CSECT
         BALR  12,0
         USING *,12
         STM   0,1,SAVE
         MVC   120(8),IONEW        I/O NEW PSW
         LA    1,GREET
         LA    2,X'01F'
         BAL   14,RUN
         LA    1,INQUIRE
         BAL   14,RUN
         LA    1,PRINT
         LA    2,X'00E'
         BAL   14,RUN
         LPSW  GOOD
*
RUN      ST    1,72                CHANNEL PROGRAM IN 1, DEVICE IN 2
         SIO   0(2)
         BC    7,BROKEN
         LPSW  WAIT                UNTIL THE INTERRUPTION
IOHERE   TM    68,X'04'            DEVICE END
         BZ    RESUME              NO: WAIT ON
         TM    68,X'03'
         BNZ   BROKEN
         BR    14
RESUME   LPSW  WAIT
BROKEN   LPSW  BAD
*
SAVE     DC    2F'0'
IONEW    DC    0D'0',X'0000000000',AL3(IOHERE)
WAIT     DC    0D'0',X'FE02000000000000'
GOOD     DC    0D'0',X'000200000000600D'
BAD      DC    0D'0',X'0002000000000BAD'
GREET    CCW   X'09',HELLO,X'60',L'HELLO
         CCW   X'0B',0,X'60',1
         CCW   X'01',PROMPT,X'20',L'PROMPT
INQUIRE  CCW   X'0A',LINE,X'20',L'LINE
PRINT    CCW   X'8B',0,X'60',1
         CCW   X'11',RULE,X'60',L'RULE
         CCW   X'08',PRINT2,0,0
         DC    8X'FF'
PRINT2   CCW   X'09',BAR,X'80',2
         CCW   0,LINE,X'40',L'LINE
         CCW   X'09',RULE,X'20',L'RULE
HELLO    DC    C'ECHO READY'
PROMPT   DC    C'SAY: '
RULE     DC    C'------------------------'
BAR      DC    C'! '
LINE     DC    CL20' '
         END   ECHO
`;

const ORIGIN = 0x400;
const { object, diagnostics } = assemble(PROGRAM, { name: 'ECHO', noListing: true });
const load = loadAbsolute([{ name: 'ECHO', deck: object }], { origin: ORIGIN });

let directory: string;
let machine: Machine;
let operator: OperatorConsole;
let paper: string;

beforeEach(() => {
  expect(diagnostics).toEqual([]);
  directory = mkdtempSync(join(tmpdir(), 'cp370-ipl-'));
  machine = new Machine({ storageSize: 256 << 10 });
  operator = new OperatorConsole(['HELLO WORLD'], (action) => void machine.events.schedule(500, action));
  paper = join(directory, 'paper.txt');
  attach(0x01f, '3215');
  attach(0x00e, '1403', paper);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function attach(address: number, type: string, ...words: string[]): void {
  machine.channels.attach(address, openHostDevice({ type, words, console: () => operator }));
}

async function ipl(device: number): Promise<{ outcome: IplOutcome; exit: BareExit }> {
  const bare = new BareMachine(machine);
  const outcome = await bare.ipl(device, { clear: true, sleep: () => Promise.resolve() });
  let exit: BareExit = { kind: 'budget' };
  for (let slices = 0; outcome.kind === 'loaded' && slices < 100; slices++) {
    exit = bare.run(10_000);
    if (exit.kind === 'wait') machine.idle();
    else if (exit.kind !== 'budget') break;
  }
  for (const { device: unit } of machine.channels.devices()) unit.close();
  return { outcome, exit };
}

function expectEcho({ outcome, exit }: { outcome: IplOutcome; exit: BareExit }): void {
  expect(outcome).toEqual({ kind: 'loaded' });
  expect(exit).toEqual({ kind: 'disabled-wait', code: 0x600d });
  expect(operator.paper).toEqual(['ECHO READY', 'SAY: > HELLO WORLD']);
  const rule = '-'.repeat(24);
  expect(readFileSync(paper, 'utf8')).toBe(`${rule}\n\n! HELLO WORLD\n${rule}\n`);
}

describe('IPL of the bare machine', () => {
  const deck = () => Buffer.from(iplDeck(load, { bootstrapAddress: 0x1000 }));

  it('from a deck in the card reader', async () => {
    writeFileSync(join(directory, 'echo.deck'), deck());
    attach(0x00c, '3505', join(directory, 'echo.deck'), 'eof');
    expectEcho(await ipl(0x00c));
  });

  it('from a tape with the same records', async () => {
    const reel = join(directory, 'echo.aws');
    const tape = AwsTape.create(reel);
    for (let card = 0; card < deck().length; card += 80) tape.writeBlock(deck().subarray(card, card + 80));
    tape.writeMark();
    tape.close();
    attach(0x580, '3420', reel, 'ro');
    expectEcho(await ipl(0x580));
  });

  it.each(['3330', '3350', '2314'])('from a %s', async (type) => {
    const pack = join(directory, 'echo.ckd');
    const model = diskModel(type)!;
    const image = CkdImage.create(pack, model, { cylinders: 2 });
    const ipl1 = new Uint8Array(24);
    ipl1.set([0, 0, 0, 0, 0, 0, ORIGIN >> 8, ORIGIN & 0xff]);
    // Read the data of record 2, which is the program; the second CCW is not reached.
    ipl1.set([0x06, 0, ORIGIN >> 8, ORIGIN & 0xff, 0x20, 0, 0x08, 0], 8);
    const [segment] = load.segments;
    const records = [
      { key: new Uint8Array(0), data: ipl1 },
      { key: new Uint8Array(0), data: segment.bytes },
    ];
    image.writeTrack(0, 0, 0, formatTrack(0, 0, model.trackSize, records));
    image.close();
    expect(segment.address).toBe(ORIGIN);
    attach(0x190, type, pack, 'ro');
    expectEcho(await ipl(0x190));
  });

  it('tells of a deck that stops too early, and of a device that is not there', async () => {
    const file = join(directory, 'short.deck');
    writeFileSync(file, deck().subarray(0, 160));
    attach(0x00c, '3505', file, 'eof');
    expect((await ipl(0x00c)).outcome).toMatchObject({ kind: 'failed' });
    expect((await ipl(0x00d)).outcome).toEqual({ kind: 'not-started', conditionCode: 3 });
  });
});
