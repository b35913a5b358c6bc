import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOutput } from '../../../../src/cli/machine/commands/execute.js';
import { OPERATOR_COMMANDS } from '../../../../src/cli/machine/commands/table.js';
import { OperatedMachine } from '../../../../src/cli/machine/operated-machine.js';
import { OperatorSession } from '../../../../src/cli/machine/operator-session.js';
import { parseConfiguration } from '../../../../src/media/index.js';

let directory: string;
let operated: OperatedMachine;
let said: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-commands-'));
  writeFileSync(join(directory, 'deck'), 'ONE\n');
  use('MAINSIZE 1M\n01F 3215-C\n00C 3505 deck\n00E 1403 paper.txt\n');
});
afterEach(() => {
  operated.close();
  rmSync(directory, { recursive: true, force: true });
});

function use(text: string): void {
  const configuration = parseConfiguration(text, 'm.cnf');
  said = [];
  operated = new OperatedMachine(configuration, (line) => void said.push(line), {
    directory,
    clock: 'counted',
  });
  operated.devices.attachConfigured(configuration, 'm.cnf');
}

async function type(...lines: string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const line of lines) answers.push(...(await commandOutput(operated, line)));
  return answers;
}

describe('commands that show and change', () => {
  it('absolute, real and virtual storage under a prefix', async () => {
    operated.machine.cpu.setPrefix(0x4000);
    await type('r 200=C1C2', 'abs 5000=C3C4', 'v 1000=C5C6');
    expect(await type('abs 4200.4')).toEqual([expect.stringMatching(/^A:00004200:K:\w\w=C1C20000/)]);
    expect(await type('r 1000.2')).toEqual([expect.stringMatching(/^R:00001000:K:\w\w=C5C60000/)]);
    expect(await type('pr')).toEqual(['Prefix=00004000']);
    expect(await type('abs 100000')).toEqual([expect.stringContaining('not in main storage')]);
  });

  it('what has been compiled', async () => {
    expect((await type('compiled'))[0]).toBe('Compiled code: 0 regions of 0 instructions in 0 modules, 0K');
    // LA 1,1(,1); B *-4: a loop that becomes hot.
    await type('r 200=4110100147F00200', 'psw ia=200');
    operated.bare.run(200_000);
    expect((await type('compiled'))[0]).toMatch(/^Compiled code: 1 regions of 2 instructions in 1 modules/);
  });

  it('storage keys', async () => {
    expect(await type('k 2000=F8', 'k 2000', 'k 1000-2FFF')).toEqual([
      'K:00002000=F8  ACC=F F--',
      'K:00002000=F8  ACC=F F--',
      'K:00001000=00  ACC=0 ---',
      'K:00001800=00  ACC=0 ---',
      'K:00002000=F8  ACC=F F--',
      'K:00002800=00  ACC=0 ---',
    ]);
    expect(await type('k 200000', 'k zz')).toEqual([
      'HHCPN142E 00200000 is not in main storage',
      'HHCPN144E Invalid operand:  zz',
    ]);
  });

  it('registers and PSW, and refuse what they do not have', async () => {
    await type('gpr 15=89ABCDEF', 'fpr 6=C', 'cr 1=3000', 'psw cmwp=9 pk=7 ia=1234 cc=2');
    expect((await type('gpr'))[3]).toBe('GR12=00000000  GR13=00000000  GR14=00000000  GR15=89ABCDEF');
    expect((await type('fpr'))[1]).toBe('FPR4=00000000 00000000  FPR6=C0000000 00000000');
    expect(await type('psw')).toEqual([
      'psw sm=00 pk=7 cmwp=9 as=pri cc=2 pm=0 am=24 ia=1234',
      'PSW=00792000 00001234',
    ]);
    expect(await type('gpr 16=1', 'fpr 1=1', 'psw zz=1')).toEqual(
      expect.arrayContaining([
        'HHCPN164E Invalid register or value: 16=1',
        'HHCPN164E Invalid register or value: 1=1',
        'HHCPN165E Invalid operand zz=1',
      ]),
    );
    expect(await type('aea')).toEqual([
      'aea mode   DAT-Off, key 7',
      expect.stringContaining('segment table at 003000'),
      expect.any(String),
    ]);
  });

  it('clocks and what is pending', async () => {
    await type('ext 2');
    expect((await type('ipending')).join('\n')).toMatch(/External signal pending/);
    await type('ext', 'machinecheck dg');
    const text = (await type('ipending')).join('\n');
    expect(text).toMatch(/Interrupt key pending/);
    expect(text).toMatch(/Machine check interrupt pending/);
    expect(await type('clocks')).toHaveLength(4);
  });
});

describe('keys of the processor', () => {
  it('start and stop: a loop runs, stands still, and goes on', async () => {
    await type('r 200=47F00200', 'psw ia=200', 'start');
    expect(operated.isRunning).toBe(true);
    await new Promise((done) => setTimeout(done, 5));
    await type('stop');
    await operated.loop.ended();
    const executed = operated.machine.instructionsExecuted;
    expect(executed).toBeGreaterThan(0);
    expect(operated.machine.cpu.state).toBe('stopped');
    await type('start');
    await new Promise((done) => setTimeout(done, 5));
    await type('stop');
    expect(operated.machine.instructionsExecuted).toBeGreaterThan(executed);
  });

  it('store status, of a stopped CPU alone', async () => {
    await type('r 200=47F00200', 'psw ia=200', 'gpr 3=12345678', 'start');
    expect(await type('store status')).toEqual(['HHCCP034W Store status rejected: CPU not stopped']);
    await type('stop');
    await operated.loop.ended();
    expect(await type('store status')).toEqual(['HHCCP010I CPU0000 store status completed.']);
    expect((await type('abs 18C.4'))[0]).toContain('=12345678');
    expect((await type('abs 100.8'))[0]).toContain('00000000 00000200');
    expect(await type('store x')).toEqual([expect.stringContaining('only the status')]);
  });

  it('resets: CPU, initial, system, clear', async () => {
    await type('gpr 1=1', 'psw ia=500', 'cr 1=77', 'r 400=FF');
    await type('cpureset');
    expect((await type('psw'))[1]).toBe('PSW=00000000 00000500');
    await type('cpureset initial');
    expect((await type('psw'))[1]).toBe('PSW=00000000 00000000');
    expect((await type('gpr'))[0]).toContain('GR01=00000001');
    await type('sysreset');
    expect((await type('r 400.1'))[0]).toContain('=FF');
    await type('sysclear');
    expect((await type('gpr'))[0]).toContain('GR01=00000000');
    expect((await type('r 400.1'))[0]).toContain('=00');
  });

  it('restart swaps the PSWs and starts', async () => {
    await type('r 0=000A0000 00000ABC', 'psw ia=300', 'restart');
    await operated.loop.ended();
    expect(said).toEqual(['HHCCP011I CPU0000: Disabled wait state', '          PSW=000A0000 00000ABC']);
    expect((await type('r 8.8'))[0]).toContain('00000000 00000300');
  });

  it('a machine check is taken by a CPU that allows it, or stops it', async () => {
    await type('r 70=000A0000 00000111', 'r 200=47F00200', 'psw cmwp=4 ia=200', 'start');
    expect(await type('machinecheck sd')).toEqual(['Machine check pending in CPU0000: system-damage']);
    await operated.loop.ended();
    expect(said.at(-1)).toBe('          PSW=000A0000 00000111');
    await type('psw cmwp=0 ia=200', 'start', 'mck pd');
    await operated.loop.ended();
    expect(said.at(-1)).toBe('HHCCP021E CPU0000: check-stop state: only a reset ends it');
    await type('start');
    await operated.loop.ended();
    expect(operated.machine.cpu.state).toBe('check-stop');
    await type('sysreset', 'r 200=47F00200', 'psw ia=200', 'start');
    expect(operated.isRunning).toBe(true);
    await type('stop');
    expect(await type('mck frog')).toEqual([expect.stringContaining('HHCPN144E Invalid operand:  frog')]);
  });

  it('storage with bad checking code makes a machine check when it is used', async () => {
    await type('f-8000', 'r 70=000A0000 00000222', 'r 200=58108000 47F00200', 'psw cmwp=4 ia=200');
    operated.machine.storage.storeHalf(0x202, 0x0000);
    await type('r 200=58102000 47F00204', 'gpr 2=8000', 'start');
    await operated.loop.ended();
    expect(said.at(-1)).toBe('          PSW=000A0000 00000222');
    expect(await type('f+8000')).toEqual(['Block 008000 usable']);
    expect(await type('f-999999')).toEqual([expect.stringContaining('not in main storage')]);
  });
});

describe('several CPUs', () => {
  beforeEach(() => {
    operated.close();
    use('MAINSIZE 1M\nNUMCPU 2\n01F 3215-C\n');
  });

  it('are selected, shown, started and stopped one by one', async () => {
    expect(await type('cpu')).toEqual(['CPU0000 operating (selected)', 'CPU0001 stopped']);
    await type('cpu 1 gpr 3=1111');
    expect((await type('cpu 1 gpr'))[0]).toBe(
      'CPU0001: GR00=00000000  GR01=00000000  GR02=00000000  GR03=00001111',
    );
    expect((await type('gpr'))[0]).toContain('CPU0000: GR00=00000000');
    await type('r 200=47F00200', 'r 300=47F00300', 'psw ia=200', 'cpu 1 psw ia=300', 'startall');
    await new Promise((done) => setTimeout(done, 10));
    expect(operated.machine.cpus.map(({ state }) => state)).toEqual(['operating', 'operating']);
    await type('stop');
    expect(operated.machine.cpus.map(({ state }) => state)).toEqual(['stopped', 'operating']);
    expect(operated.isRunning).toBe(true);
    await type('cpu 1', 'stop');
    await operated.loop.ended();
    expect(operated.isRunning).toBe(false);
    expect(operated.machine.cpus[1].instructionsExecuted).toBeGreaterThan(0);
    expect(await type('cpu 2')).toEqual(['HHCPN055E CPU0002 not configured']);
    expect(await type('cpu')).toEqual(['CPU0000 stopped', 'CPU0001 stopped (selected)']);
  });
});

describe('watching', () => {
  it('traces in a range, steps, breaks', async () => {
    await type('r 200=41110001 41220001 41330001 47F0020C', 't+ 204-207', 'psw ia=200', 'b 20C', 'start');
    await operated.loop.ended();
    expect(said.filter((line) => line.includes('INST='))).toEqual([
      expect.stringContaining('INST=41220001'),
      expect.stringContaining('INST=47F0020C'),
    ]);
    expect(await type('t?', 'b?')).toEqual([
      'HHCPN040I Instruction tracing on range 204-207',
      'HHCPN040I Instruction break on range 20C-20C',
    ]);
    await type('b-', 't-', 't 0', 'psw ia=200', 's+');
    said = [];
    await type('start');
    await operated.loop.ended();
    await type('start');
    await operated.loop.ended();
    expect(said.filter((line) => line.includes('INST='))).toEqual([
      expect.stringContaining('INST=41220001'),
      expect.stringContaining('INST=41330001'),
    ]);
  });

  it('types the channel commands of a device with their data and sense', async () => {
    // SIO X'00E': write a line, then a command that a printer does not have; SIO again: sense.
    await type('r 48=00000300', 'r 300=09000400 60000004', 'r 308=0E000400 20000004', 'r 400=C1C2C3C4');
    await type('r 310=04000410 20000001', 'r 200=9C00000E 47000000 9D00000E 47700208');
    await type('r 210=82000218', 'r 218=000A0000 00000ABC', 'psw ia=200');
    expect(await type('t+00e', 't+123', 't-00e', 't+00E')).toEqual([
      'HHCPN136I CCW tracing is now on for device 0:000E',
      'HHCPN181E Device number 0:0123 not found',
      'HHCPN136I CCW tracing is now off for device 0:000E',
      'HHCPN136I CCW tracing is now on for device 0:000E',
    ]);
    said = [];
    await type('start');
    await operated.loop.ended();
    expect(said.filter((line) => line.includes('000E:'))).toEqual([
      'HHCCP048I 000E:CCW=09000400 60000004=>C1C2C3C4 ABCD',
      'HHCCP049I 000E:Stat=0C00 Count=0000  CCW=000300',
      'HHCCP048I 000E:CCW=0E000400 20000004',
      'HHCCP049I 000E:Stat=0200 Count=0004  CCW=000308',
    ]);
    said = [];
    await type('r 48=00000310', 'psw cmwp=0 ia=200', 'start');
    await operated.loop.ended();
    expect(said.filter((line) => line.includes('000E:'))).toEqual([
      'HHCCP048I 000E:CCW=04000410 20000001=>80 .',
      'HHCCP076I 000E:Sense=80',
      'HHCCP049I 000E:Stat=0C00 Count=0000  CCW=000310',
    ]);
    said = [];
    await type('t-00e', 'psw cmwp=0 ia=200', 'start');
    await operated.loop.ended();
    expect(said.filter((line) => line.includes('000E:'))).toEqual([]);
  });

  it('reports a device that fails', () => {
    operated.machine.onDeviceFault?.(0x190, new Error('the disk is gone'));
    expect(said).toEqual(['HHCCP900E 0190: device failed, interface control check: the disk is gone']);
  });

  it('types the program interruptions that are asked for', async () => {
    await type('r 68=000A0000 00000EEE', 'r 200=0000', 'psw ia=200', 'pgmtrace 1', 'start');
    await operated.loop.ended();
    expect(said[0]).toBe('HHCCP014I CPU0000: Operation exception CODE=0001 ILC=2');
    expect(await type('ostailor vm', 'pgmtrace')).toEqual([
      'Program interruptions traced: 01 03 05 06 07 08 09 0A 0B 0C 0D 0E 0F 12 13 80',
    ]);
    expect(await type('ostailor quiet', 'pgmtrace', 'ostailor x', 'pgmtrace zz')).toEqual([
      'Program interruptions traced: none',
      'HHCPN144E Invalid operand:  x',
      'HHCPN144E Invalid operand:  zz',
    ]);
  });

  it('reports a loop of program interruptions once, and the operator can stop it', async () => {
    await type('r 68=00000000 00000300', 'r 300=0000', 'psw ia=300', 'start');
    await new Promise((done) => setTimeout(done, 60));
    expect(said.filter((line) => line.includes('Program interrupt loop'))).toHaveLength(1);
    expect(operated.isRunning).toBe(true);
    await type('stop');
    await operated.loop.ended();
    expect(operated.isRunning).toBe(false);
  });
});

describe('devices and the session', () => {
  it('attaches several, refuses an address in use and a type that is not known', async () => {
    await type('attach 0C0.2 3270');
    expect(await type('devlist')).toEqual([
      '0:000C 3505 deck',
      '0:000E 1403 paper.txt',
      '0:001F 3215-C *',
      '0:00C0 3270 *',
      '0:00C1 3270 *',
    ]);
    expect(await type('attach 00C 3505 *', 'attach 300 9999', 'attach zz 3505')).toEqual([
      'HHCPN099E device 000C is already attached',
      'HHCPN099E device type 9999 is not known',
      'HHCPN099E Invalid device number: zz',
    ]);
  });

  it('has the keys of unit record devices', async () => {
    expect(await type('stop 00E', 'start 00E', 'stop 01F', 'stop 999')).toEqual([
      'HHCPN025I Device 0:000E stopped',
      'HHCPN025I Device 0:000E started',
      'HHCPN024E Device 0:001F is no reader, punch or printer',
      'HHCPN181E Device number 0:0999 not found',
    ]);
  });

  it('replaces symbols', async () => {
    const { context } = new OperatorSession(operated, (line) => void said.push(line));
    await context.execute('defsym where 200');
    await context.execute('r $(where)=C1');
    await context.execute('r $(nowhere)');
    expect(said[0]).toMatch(/^R:00000200:K:\w\w=C1/);
    expect(said[1]).toContain('Invalid operand');
  });

  it('has a help line for every command, no name twice, and says what one does', async () => {
    const names = OPERATOR_COMMANDS.flatMap((command) => command.names);
    expect(new Set(names).size).toBe(names.length);
    expect((await type('help')).length).toBe(OPERATOR_COMMANDS.length + 1);
    expect(await type('help k')).toEqual([expect.stringContaining('storage keys')]);
    expect(await type('help frob', 'frob')).toEqual([
      'HHCPN142I Command frob not found',
      `HHCPN139E Command "frob" not found; enter '?' for list.`,
    ]);
  });

  it('none of them throws, whatever its operands are', async () => {
    for (const command of OPERATOR_COMMANDS) {
      if (command.effect === 'host') continue;
      for (const operands of ['', 'zz', '=', '0', '999999999', '200=', '-1', '00C', '00C x', '1 2 3 4']) {
        for (const name of command.names) await expect(type(`${name} ${operands}`)).resolves.toBeDefined();
      }
      await operated.loop.halt();
    }
  });
});
