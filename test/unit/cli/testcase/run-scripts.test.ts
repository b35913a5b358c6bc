import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStorageSize } from '../../../../src/cli/testcase/commands.js';
import { CompressedCkdImage } from '../../../../src/media/index.js';
import { diskModel } from '../../../../src/s370/index.js';
import { runScripts } from '../../../../src/cli/testcase/run-scripts.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-testcase-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

async function run(text: string, name = 'x.tst') {
  const file = join(directory, name);
  writeFileSync(file, text);
  const printed: string[] = [];
  const results = await runScripts([file], { print: (line) => void printed.push(line) });
  return { results, printed };
}

/** Restart PSW to X'200', program interruptions to a wait at X'DEAD', and a good wait PSW at X'300'. */
const PROLOGUE = `
mainsize 2
numcpu 1
sysclear
archlvl S/370
r 0=0008000000000200
r 68=000A00000000DEAD
r 300=000A000000000000   # the good end
`;

describe('test scripts', () => {
  it('run a program and compare storage and registers', async () => {
    const { results } = await run(`
*Testcase add
${PROLOGUE}
gpr 2=7
r 200=4110 0005        # LA 1,5
r 204=1A12             # AR 1,2
r 206=50100400         # ST 1,X'400'
r 20A=82000300         # LPSW
runtest 1
*Compare
r 400.4
*Want "sum" 0000000C
gpr
*Gpr 1 0000000C
cr
*Cr 14 C2000000
*Done
`);
    expect(results).toMatchObject([{ name: 'add', outcome: 'passed', comparisons: 4, failures: [] }]);
  });

  it('say which comparison failed, in which line', async () => {
    const { results } = await run(`*Testcase wrong${PROLOGUE}r 200=82000300
runtest 1
*Compare
r 300.2
*Want 000B
*Done`);
    expect(results[0].outcome).toBe('failed');
    expect(results[0].failures).toHaveLength(1);
    expect(results[0].failures[0].place.line).toBe(13);
    expect(results[0].failures[0].text).toBe('storage 00000300: want 000B, got 000A');
  });

  it('end a loop by the timeout, and an endless program interruption by itself', async () => {
    const loop = await run(`*Testcase loop${PROLOGUE}r 200=47F00200\nruntest 0.05\n*Done`);
    expect(loop.results[0].failures[0].text).toMatch(
      /^the program runs still after 0\.05 s, PSW 00080000 00000200/,
    );
    const storm = await run(
      `*Testcase storm${PROLOGUE}ostailor quiet\nr 68=000C000000000001\nr 200=0000\nruntest 5\n*Done`,
    );
    expect(storm.results[0].outcome).toBe('passed');
  });

  it('judge program interruptions, which ostailor can hide', async () => {
    const text = (more: string): string => `*Testcase p${PROLOGUE}${more}\nr 200=0000\nruntest 1\n*Done`;
    expect((await run(text('*Program 0001'))).results[0].outcome).toBe('passed');
    expect((await run(text('*Program 2'))).results[0].outcome).toBe('failed');
    expect((await run(text('r 68=000A000000000000'))).results[0].outcome).toBe('failed');
    expect((await run(text('ostailor quiet\nr 68=000A000000000000'))).results[0].outcome).toBe('passed');
  });

  it('take symbols, other scripts and storage images', async () => {
    writeFileSync(join(directory, 'program.core'), Buffer.from('82000300', 'hex'));
    writeFileSync(
      join(directory, 'part.subtst'),
      `loadcore "$(testpath)/program.core" $(where)\nruntest 1\n`,
    );
    const { results } = await run(`
defsym where 200
defsym name "from a symbol"
*Testcase $(name)
${PROLOGUE}
script "$(testpath)/part.subtst"
*Done`);
    expect(results).toMatchObject([{ name: 'from a symbol', outcome: 'passed' }]);
  });

  it('go on from an old PSW', async () => {
    const { results } = await run(`*Testcase twice${PROLOGUE}
r 60=000A000000000000
r 200=0A01             # SVC 1: the first wait
r 202=82000300
runtest 1
*Compare
r 20.8
*Want 00080000 00000202
runtest svc 1
*Done`);
    expect(results[0]).toMatchObject({ outcome: 'passed', comparisons: 3 });
  });

  it('skip what needs another architecture, and only that', async () => {
    const { results } = await run(`
*Testcase foreign
archlvl z/Arch
r 1A0=00000001800000000000000000000200
runtest 1
*Done
*Testcase ours
${PROLOGUE}
r 200=82000300
runtest 1
*Done`);
    expect(results.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'foreign skipped',
      'ours passed',
    ]);
    expect(results[0].reason).toMatch(/z\/Arch/);
  });

  it('attach devices, and fail when that goes wrong', async () => {
    const deck = join(directory, 'deck');
    writeFileSync(deck, Buffer.alloc(80, 0xf1));
    const program = `
r 48=00000280
r 280=0200050020000050
r 200=9C00000C         # SIO
r 204=9D00000C         # TIO until it is done
r 208=47700204
r 20C=82000300
runtest 2
*Compare
r 500.4
*Want F1F1F1F1
detach 00C
*Done`;
    const good = await run(`*Testcase reader${PROLOGUE}attach 00C 3505 "${deck}" ebcdic eof${program}`);
    expect(good.results[0]).toMatchObject({ outcome: 'passed', failures: [] });
    const bad = await run(`*Testcase reader${PROLOGUE}attach 00C 3505 "${deck}-no" ebcdic${program}`);
    expect(bad.results[0].failures[0].text).toMatch(/deck-no: no such file/);
  });

  it('skip what needs a device of a later system, and fail for one that nobody knows', async () => {
    const attaching = (type: string) =>
      run(`*Testcase later${PROLOGUE}attach 390 ${type} "none"\nr 200=82000300\nruntest 1\n*Done`);
    const later = await attaching('3390');
    expect(later.results[0]).toMatchObject({
      outcome: 'skipped',
      reason: 'needs a 3390; this is a System/370',
    });
    const unknown = await attaching('3391');
    expect(unknown.results[0].failures[0].text).toMatch(/3391 is not known/);
  });

  it('begin shadow files and throw them away', async () => {
    const pack = join(directory, 'pack.cckd64');
    CompressedCkdImage.create(pack, diskModel('2311')!, {
      cylinders: 2,
      volume: 'SHADOW',
      large: true,
    }).close();
    const before = readFileSync(pack);
    const names = `"${pack}" ro sf="${join(directory, 'pack_*.cckd64')}"`;
    const { results, printed } = await run(`*Testcase shadows${PROLOGUE}attach 190 2311 ${names}
sf+190
sfd *
sf- 190 nomerge
sfk190
sfc 190
r 200=82000300
runtest 1
detach 190
*Done
*Testcase none${PROLOGUE}sf+190
*Done nowait`);
    expect(results[0]).toMatchObject({ outcome: 'passed', failures: [] });
    expect(printed.filter((line) => line.startsWith('0190'))).toHaveLength(3);
    expect([1, 2].map((level) => existsSync(join(directory, `pack_${level}.cckd64`)))).toEqual([true, false]);
    expect(readFileSync(pack).equals(before)).toBe(true);
    expect(results[1].failures[0].text).toMatch(/0190 is not a compressed disk/);
  });

  it('say what a command did not understand, and go on', async () => {
    const { results, printed } = await run(`*Testcase odd${PROLOGUE}
bogus 1
r xyz
psw bogus=1
r 200=82000300
runtest 1
*Done`);
    expect(results[0].outcome).toBe('passed');
    expect(printed.map((line) => line.replace(/^.*:\d+: /, ''))).toEqual([
      'bogus: command not known',
      'r xyz: xyz is no address, range or alteration',
      'psw: bogus=1 is not understood',
    ]);
  });

  it('name a file that is missing', async () => {
    await expect(runScripts([join(directory, 'missing.tst')])).rejects.toThrow(/missing\.tst/);
    const { results } = await run('*Testcase s\nscript nowhere.subtst\n*Done nowait');
    expect(results[0].failures[0].text).toMatch(/nowhere\.subtst/);
  });
});

describe('sizes of main storage', () => {
  it.each([
    ['1', 0x100000],
    ['16m', 0x1000000],
    ['64K', 0x10000],
    ['65535B', 0x10000],
    ['1G', undefined],
    ['2K', undefined],
    ['-1', undefined],
  ])('%s', (text, size) => {
    expect(mainStorageSize(text)).toBe(size);
  });

  it('run with keys and pause, as scripts without runtest do', async () => {
    const { results, printed } = await run(`
*Testcase keys
${PROLOGUE}
r 200=41100005
r 204=82000300
-restart
pause 0.2
*Compare
gpr
*Gpr 1 5
gpr 1=00000000FFFFFFFF  # sixteen digits, as on later machines
r 200=82000300
restart
pause .2
gpr
*Gpr 1 FFFFFFFF
stopall
*Done
`);
    expect(printed).toEqual([]);
    expect(results).toMatchObject([{ outcome: 'passed', comparisons: 4 }]);
  });

  it('load an object deck, and IPL from a card reader', async () => {
    const card = (text: number[]) => Buffer.concat([Buffer.from(text), Buffer.alloc(80)]).subarray(0, 80);
    // TXT card: 8 bytes for X'200' more than the origin
    const text = [0x02, 0xe3, 0xe7, 0xe3, 0x40, 0, 0, 0, 0x40, 0x40, 0, 8, 0x40, 0x40, 0, 1];
    const program = [0x41, 0x10, 0, 7, 0x82, 0, 3, 0];
    writeFileSync(join(directory, 'deck.obj'), card([...text, ...program]));
    // IPL: a wait PSW at 0, and CCWs that have nothing to do
    const load = [0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0x20, 0, 0, 1, 3, 0, 0, 0, 0x20, 0, 0, 1];
    writeFileSync(join(directory, 'ipl.cards'), card(load));
    const { results, printed } = await run(`
*Testcase decks
${PROLOGUE}
loadtext deck.obj 200
runtest 1
*Compare
gpr
*Gpr 1 7
attach 00c 3505 ${join(directory, 'ipl.cards')} ebcdic
ipl 00c
pause 1
r 0.8
*Want 0002000C 00000000
detach 00c
*Done
`);
    expect(printed).toEqual([]);
    expect(results).toMatchObject([{ outcome: 'passed', failures: [] }]);
  });

  it('hide program interruptions that pgmtrace suppresses', async () => {
    const body = (setting: string) => `
*Testcase hidden ${setting}
${PROLOGUE}
ostailor null
${setting}
r 68=000A000000000000
r 200=0000
runtest 1
*Done
`;
    expect((await run(body('pgmtrace -1'))).results).toMatchObject([{ outcome: 'passed' }]);
    expect((await run(body('pgmtrace -4'))).results).toMatchObject([{ outcome: 'failed' }]);
  });

  it('go on after a command that is not known, and take settings of facilities for what they are', async () => {
    const { results, printed } = await run(`
*Testcase unknown
${PROLOGUE}
archlvl enable HERC_MOVE_INVERSE
r 200=82000300
*Compare
frobnicate 7
*Error HHC01600E Unknown command frobnicate, enter 'help' for a list of valid commands
runtest 1
*Done
`);
    expect(printed).toEqual([expect.stringMatching(/frobnicate: command not known$/)]);
    expect(results).toMatchObject([{ outcome: 'passed', comparisons: 2 }]);
  });
});
