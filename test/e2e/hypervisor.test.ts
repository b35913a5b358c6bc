import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assemble, iplDeck, loadAbsolute } from '../../src/asm/index.js';
import { BareMachine, CardReader, Console3215, Machine } from '../../src/s370/index.js';
import { textFile } from '../support/cms-disk.js';
import { CmsMachine } from '../support/cms-machine.js';
import { ECHO, typist } from '../support/guest-programs.js';
import { hypervisorDeck, startHypervisor } from '../support/hypervisor.js';
import { ScriptedConsole, VirtualMachineHarness } from '../support/virtual-machine.js';

const DIRECTORY = `DIRECTORY 150 3330 CPPACK
USER TEST TEST 1M 16M G
 ACCOUNT 1 TEST
 OPTION ECMODE
 CONSOLE 009 3215
 SPOOL 00C 2540 READER A
 SPOOL 00D 2540 PUNCH A
 SPOOL 00E 1403 A
 MDISK 190 3330 001 020 CMSRES RR
 MDISK 191 3330 001 010 CMSUSR MR
 MDISK 192 3330 021 005 CMSUSR MR
`;

function cards(deck: Uint8Array): Uint8Array[] {
  return Array.from({ length: deck.length / 80 }, (_, card) => deck.slice(80 * card, 80 * card + 80));
}

function programDeck(source: string): Uint8Array {
  const { object } = assemble(source, { name: 'GUEST', noListing: true });
  return iplDeck(loadAbsolute([{ name: 'GUEST', deck: object }], { origin: 0 }), {
    bootstrapAddress: 0x3000,
  });
}

/** decks/hypervisor: a hypervisor that is itself a guest, and its guests. */
describe('the assembler hypervisor', () => {
  it('has the deck that its source assembles to', () => {
    const deck = readFileSync(new URL('../../decks/hypervisor/hyper.deck', import.meta.url));
    expect(Buffer.compare(deck, hypervisorDeck())).toBe(0);
  });

  it('IPLs from the reader of a virtual machine, asks for a device, and IPLs a guest that types', () => {
    const harness = new VirtualMachineHarness({
      directory: DIRECTORY.replace(/ MDISK.*\n/g, ''),
      deck: [...cards(hypervisorDeck()), ...cards(programDeck(typist(3)))],
    });
    harness.ipl('00C');
    harness.runUntil(() => harness.console.reading);
    harness.enter('ZZZ', 'NOT A DEVICE ADDRESS');
    harness.runUntil(() => harness.console.reading);
    harness.enter('00c', 'LINE 003');
    harness.runToCp();
    expect(harness.console.text).toContain("DISABLED WAIT PSW '000A0000 00000D0E'");
  });

  it('runs its guest on the bare machine too', async () => {
    const machine = new Machine({ storageSize: 0x100000 });
    const console = new ScriptedConsole();
    const deck = [...cards(hypervisorDeck()), ...cards(programDeck(ECHO))];
    machine.channels.attach(0x00c, new CardReader({ readCard: () => deck.shift() ?? 'empty' }));
    machine.channels.attach(0x009, new Console3215(console));
    console.type('00C');
    console.type('one line');
    const bare = new BareMachine(machine);
    await bare.ipl(0x00c, { clear: true, sleep: () => Promise.resolve() });
    for (let turn = 0; turn < 200 && !console.text.includes('one line'); turn++) {
      bare.run(100_000);
      machine.idle();
    }
    expect(console.lines.join('\n')).toContain('ENTER DEVICE ADDRESS TO IPL');
    expect(console.text.toLowerCase()).toContain('one line');
  });

  it('carries CMS, which assembles and runs a program', () => {
    const program = [
      'PROG     CSECT',
      '         USING PROG,15',
      '         ST    14,SAVE',
      '         LA    1,TYPLIN',
      '         SVC   202',
      '         DC    AL4(1)',
      '         L     14,SAVE-PROG(,12)',
      '         LA    15,7',
      '         BR    14',
      "SAVE     DC    F'0'",
      'TYPLIN   DS    0D',
      "         DC    CL8'TYPLIN',AL1(1),AL3(TEXT),C'B',X'00',AL2(L'TEXT)",
      "TEXT     DC    C'HELLO FROM THE THIRD LEVEL'",
      '         END',
    ];
    program.splice(1, 0, '         LR    12,15');
    const cms = new CmsMachine(
      [textFile('PROG', 'ASSEMBLE', program, 80)],
      { directory: DIRECTORY, realStorage: 0x400000 },
      new Map(),
      (harness) => startHypervisor(harness, 0x00c),
    );
    expect(cms.command('ASSEMBLE PROG').code).toBe(0);
    expect(cms.command('LISTFILE PROG *').lines).toHaveLength(3);
    const run = cms.command('LOAD PROG (START');
    expect(run.lines).toContain('HELLO FROM THE THIRD LEVEL');
    expect(run.code).toBe(7);
    cms.feed(['A CARD']);
    expect(cms.command('READCARD CARD FILE').code).toBe(0);
    expect(cms.command('TYPE CARD FILE').lines.map((line) => line.trim())).toContain('A CARD');
  });
});
