import { describe, expect, it } from 'vitest';
import { VirtualMachineHarness, memoryPack } from '../../../support/virtual-machine.js';

const USER = (userid: string): string => `
USER ${userid} ${userid} 1M 16M G
 CONSOLE 009 3215
 MDISK 191 3330 ${userid === 'ONE' ? '010' : '030'} 010 SCRTCH MR
`;

/** Runs one instruction at `OPERATION` and stops; its data are at `DATA`, the disk's argument and CCWs behind it. */
const PROGRAM = (operation: string): string => `
PROGRAM  CSECT
         ORG   PROGRAM+X'200'
START    BALR  12,0
         USING *,12
         LA    1,X'191'
         LA    3,CCWS
         LA    15,1
         L     2,DATA
         SR    5,5
         BCTR  5,0
${operation}
         BALR  6,0
         LPSW  STOP
         DS    0D
STOP     DC    X'0002000000000AAA'
DATA     DC    A(X'5000')
SEEK     DC    X'0000000100000100'
         DS    0D
CCWS     CCW   X'07',SEEK,X'40',6
         CCW   X'31',SEEK+2,X'40',5
         CCW   X'08',*-8,0,0
         CCW   X'05',X'5FF0',X'00',32
         LTORG
         END   START
`;

const LOOP = `
LOOP     CSECT
         ORG   LOOP+X'200'
START    BALR  12,0
         USING *,12
HERE     LA    1,1(,1)
         B     HERE
         END   START
`;

interface Pair {
  readonly harness: VirtualMachineHarness;
  /** How many instructions the other user has executed. */
  readonly other: () => number;
}

/** ONE with a program whose data pages are on the paging volume, and TWO, who loops. */
function start(operation: string): Pair {
  const pack = memoryPack('CPPACK', '3330', [{ kind: 'temporary', from: 1, to: 2 }]);
  const harness = new VirtualMachineHarness({
    directory: `DIRECTORY 150 3330 CPPACK\n${USER('ONE')}${USER('TWO')}`,
    cpPack: pack,
    speed: 5,
  });
  const { cp, vm: one } = harness;
  const two = harness.logon('TWO');
  harness.start(LOOP, two, 0x1000);
  cp.runSlice(1);
  cp.writeStorage(
    one,
    0x5000,
    new Uint8Array(0x2000).map((_, index) => (index >>> 4) & 0xff),
  );
  const entry = harness.load(PROGRAM(operation), one);
  for (const address of [0x5000, 0x6000]) expect(cp.pager.pageOut(one.storage.page(address)!)).toBe(true);
  one.psw.load(0, entry);
  return { harness, other: () => two.gpr[1] };
}

/** Runs in steps of 10 microseconds, half of the latency of a channel. */
function stepUntil({ cp }: VirtualMachineHarness, done: () => boolean): void {
  for (let steps = 0; !done(); steps++) {
    if (steps > 10_000) throw new Error('it did not come to that in 0.1 s');
    cp.runSlice(0.01);
  }
}

describe('page wait', () => {
  it('lets others run while a page comes, and shows it', () => {
    const { harness, other } = start("         ICM   5,15,X'FF0'(2)");
    const { cp, vm } = harness;
    cp.beginExecution(vm);
    stepUntil(harness, () => vm.pageWaits > 0);
    expect(vm.state).toBe('running');
    expect(cp.queuedUsers().map(({ vm: { userid, pageWaits } }) => [userid, pageWaits])).toContainEqual([
      'ONE',
      1,
    ]);
    const before = other();
    stepUntil(harness, () => vm.pageWaits === 0);
    expect(other()).toBeGreaterThan(before);
    harness.runToCp();
    expect(vm.gpr[5]).toBe(0xffffffff | 0);
    expect(vm.accounting.pageReads).toBe(1);
  });

  it('waits before START I/O for all pages that the channel program needs, and starts it once', () => {
    const { harness, other } = start(
      "         MVC   X'48'(4),*+10\n         B     *+8\n         DC    A(CCWS)\n         SIO   X'191'",
    );
    const { cp, vm } = harness;
    cp.beginExecution(vm);
    stepUntil(harness, () => vm.pageWaits === 2);
    const before = other();
    harness.runToCp();
    expect(other()).toBeGreaterThan(before);
    expect(vm.accounting.pageReads).toBe(2);
    expect(vm.accounting.startIo).toBe(1);
    expect(vm.storage.page(0x5000)!.awaited).toBe(false);
  });

  it('waits before DIAGNOSE 18 likewise', () => {
    const { harness } = start("         DC    X'83130018'");
    const { cp, vm } = harness;
    cp.beginExecution(vm);
    stepUntil(harness, () => vm.pageWaits === 2);
    harness.runToCp();
    expect(vm.accounting.pageReads).toBe(2);
    expect(vm.accounting.startIo).toBe(1);
  });

  it('is over when the virtual machine is logged off or stopped meanwhile', () => {
    const { harness } = start("         ICM   5,15,X'FF0'(2)");
    const { cp, vm } = harness;
    cp.beginExecution(vm);
    stepUntil(harness, () => vm.pageWaits > 0);
    cp.enterCp(vm);
    stepUntil(harness, () => vm.pageWaits === 0);
    expect(vm.state).toBe('cp');
    expect(vm.storage.page(0x5000)!.awaited).toBe(false);
    cp.pager.pageOut(vm.storage.page(0x5000)!);
    cp.beginExecution(vm);
    stepUntil(harness, () => vm.pageWaits > 0);
    const users = [...cp.users()];
    for (const user of users) cp.logoff(user);
    cp.runSlice(1);
    expect(cp.pageStore.used).toBe(0);
    expect(cp.frames.free).toBe(cp.frames.pageable);
    expect(cp.pager.isWaitedFor).toBe(false);
  });
});

describe('a page that is written', () => {
  it('keeps its frame when it is wanted before the end', () => {
    const { harness } = start('         BCR   0,0');
    const { cp, vm } = harness;
    const page = vm.storage.page(0x3000)!;
    cp.writeStorage(vm, 0x3000, Uint8Array.of(1, 2, 3));
    // page-outs begin when frames run out
    const { frame } = page;
    let came = false;
    (cp.pager as unknown as { beginPageOut(page: unknown): boolean }).beginPageOut(page);
    expect(page.inTransit).toBe(true);
    expect(cp.pager.request(page, undefined, () => (came = true))).toBe(false);
    harness.runUntil(() => came, 1);
    expect(page.frame).toBe(frame);
    expect(page.changed).toBe(false);
    expect(cp.readStorage(vm, 0x3000, 3)).toEqual(Uint8Array.of(1, 2, 3));
    expect(cp.pager.totals.pageReads).toBe(0);
  });
});

describe('errors of a paging volume', () => {
  const damage = ({ harness }: Pair): void => {
    for (const cylinder of [1, 2])
      for (let head = 0; head < 19; head++) harness.packs.cp.put(cylinder, head, []);
  };

  it('make the page zero and put the user into CP mode', () => {
    const pair = start("         ICM   5,15,X'FF0'(2)");
    const { harness } = pair;
    const { cp, vm } = harness;
    damage(pair);
    cp.beginExecution(vm);
    harness.runToCp();
    expect(harness.console.lines).toEqual(['CP ENTERED; PAGING ERROR']);
    cp.beginExecution(vm);
    harness.runUntil(() => vm.state === 'cp', 1);
    expect(vm.gpr[5]).toBe(0);
    expect(harness.console.lines[1]).toContain('DISABLED WAIT');
  });

  it('do not lose a page that could not be written', () => {
    const { harness } = start('         BCR   0,0');
    const { cp, vm } = harness;
    cp.writeStorage(vm, 0x3000, Uint8Array.of(1, 2, 3));
    const page = vm.storage.page(0x3000)!;
    harness.packs.cp.writesLeft = 0;
    expect(cp.pager.pageOut(page)).toBe(false);
    expect(cp.readStorage(vm, 0x3000, 3)).toEqual(Uint8Array.of(1, 2, 3));
    harness.packs.cp.writesLeft = Infinity;
    expect(cp.pager.pageOut(page)).toBe(true);
    expect(cp.readStorage(vm, 0x3000, 3)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('are told to the operator when they do not end', () => {
    const messages: string[] = [];
    const pack = memoryPack('CPPACK', '3330', [{ kind: 'temporary', from: 1, to: 2 }]);
    const harness = new VirtualMachineHarness({
      cpPack: pack,
      rooms: () => ({
        consoles: { operatorMessage: (text) => void messages.push(text), released: () => undefined },
      }),
    });
    const { cp, vm } = harness;
    cp.writeStorage(vm, 0x3000, Uint8Array.of(1, 2, 3));
    pack.writesLeft = 0;
    for (let times = 0; times < 3; times++) cp.pager.pageOut(vm.storage.page(0x3000)!);
    expect(messages).toEqual(['DMKPAG415E CONTINUOUS PAGING ERRORS FROM DASD 150']);
  });
});
