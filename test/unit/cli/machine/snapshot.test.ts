import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandOutput } from '../../../../src/cli/machine/commands/execute.js';
import { restoreSnapshot } from '../../../../src/cli/machine/machine-snapshot.js';
import { OperatedMachine } from '../../../../src/cli/machine/operated-machine.js';
import { CkdImage, parseConfiguration } from '../../../../src/media/index.js';
import { diskModel } from '../../../../src/s370/index.js';
import type { StateRecord } from '../../../../src/s370/index.js';

let directory: string;
let open: OperatedMachine[];
let said: string[];
const at = (name: string) => join(directory, name);
const print = (line: string) => void said.push(line);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-snapshot-'));
  open = [];
  said = [];
  CkdImage.create(at('pack.3350'), diskModel('3350')!, { volume: 'PACK01', cylinders: 2 }).close();
  writeFileSync(at('deck'), 'FIRST CARD\nSECOND CARD\nTHIRD CARD\n');
});
afterEach(() => {
  open.forEach((operated) => operated.close());
  rmSync(directory, { recursive: true, force: true });
});

/** A machine with a disk, a reader, a printer and a console. */
function machine(): OperatedMachine {
  const configuration = parseConfiguration(
    'MAINSIZE 256K\n01F 3215-C\n00C 3505 deck\n00E 1403 paper.txt\n190 3350 pack.3350\n',
    'm.cnf',
  );
  const operated = new OperatedMachine(configuration, print, { directory });
  operated.devices.attachConfigured(configuration, 'm.cnf');
  open.push(operated);
  return operated;
}

async function operate(operated: OperatedMachine, ...lines: string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const line of lines) answers.push(...(await commandOutput(operated, line)));
  return answers;
}

async function restore(path: string, images?: string): Promise<OperatedMachine> {
  const { operated } = await restoreSnapshot(path, { images, print });
  open.push(operated);
  return operated;
}

/** The snapshot is refused with this message. */
async function refuses(message: string | RegExp, path = at('snap'), images?: string): Promise<void> {
  const outcome = await restore(path, images).then(
    () => 'restored',
    (error: unknown) => (error as Error).message,
  );
  if (message instanceof RegExp) expect(outcome).toMatch(message);
  else expect(outcome).toContain(message);
}

/** A machine's state but the time. */
function timeless(operated: OperatedMachine): StateRecord {
  return { ...operated.machine.saveState(), clock: undefined, events: undefined };
}

/** Channel programs: read a card into 300, print it; seek and read record 1 of the disk into 400. */
const PROGRAMS = [
  'r 100=02000300 20000050',
  'r 108=09000300 20000050',
  'r 110=07000140 40000006 31000142 40000005 08000118 00000000 06000400 20000018',
  'r 140=00000000 00000000 01000000',
];

/** Starts a channel program and waits for its end. */
async function io(operated: OperatedMachine, device: string, program: string): Promise<void> {
  // SIO, TIO until the device is free, LPSW of a disabled wait
  await operate(operated, `r 48=00000${program}`, `r 200=9C000${device} 9D000${device} 47700204 82000218`);
  await operate(operated, 'r 218=000A0000 00000FFF', 'psw sm=00 cmwp=0 ia=200');
  operated.start();
  await operated.loop.ended();
}

describe('a snapshot of an operated machine', () => {
  it('brings back registers, storage, devices and the places in their files', async () => {
    const operated = machine();
    await operate(
      operated,
      ...PROGRAMS,
      'gpr 5=12345678',
      'fpr 2=4112345600000000',
      'k 8000=F6',
      't+ 100-200',
      't-',
    );
    await io(operated, '00C', '100');
    await io(operated, '00E', '108');
    expect(await operate(operated, `snapshot ${at('snap')}`)).toEqual([
      expect.stringMatching(/^Snapshot .*snap: \d+ bytes, instruction \d+$/),
    ]);
    const before = timeless(operated);
    operated.close();
    const restored = await restore(at('snap'));
    expect(timeless(restored)).toEqual(before);
    await io(restored, '00C', '100');
    await io(restored, '00E', '108');
    restored.close();
    expect(readFileSync(at('paper.txt'), 'utf8')).toBe('FIRST CARD\nSECOND CARD\n');
    expect((await operate(restored, 'gpr'))[1]).toContain('GR05=12345678');
    expect(await operate(restored, 't?')).toEqual(['HHCPN040I Instruction tracing off range 100-200']);
  });

  it('is taken while the machine runs, and both go on', async () => {
    const operated = machine();
    await operate(operated, 'r 200=5A500210 47F00200', 'r 210=00000001', 'psw ia=200', 'start');
    await operate(operated, `savestate ${at('snap')}`);
    expect(operated.isRunning).toBe(true);
    const then = operated.machine.instructionsExecuted;
    operated.close();
    await operated.loop.ended();
    expect(operated.machine.instructionsExecuted).toBeGreaterThanOrEqual(then);
    const { operated: restored, running } = await restoreSnapshot(at('snap'), { print });
    open.push(restored);
    expect(running).toBe(true);
    // two instructions a round: the register is half the count of instructions
    const executed = restored.machine.instructionsExecuted;
    expect(restored.machine.cpu.gpr[5]).toBe(Math.ceil(executed / 2));
  });

  it('is refused when a disk has changed since, and names it; a copy of the same contents will do', async () => {
    const operated = machine();
    await operate(operated, `snapshot ${at('snap')}`);
    operated.close();
    copyFileSync(at('pack.3350'), at('copy'));
    copyFileSync(at('copy'), at('pack.3350'));
    utimesSync(at('pack.3350'), 1, 1);
    (await restore(at('snap'))).close();
    const bytes = readFileSync(at('pack.3350'));
    bytes[2000] ^= 1;
    writeFileSync(at('pack.3350'), bytes);
    await refuses(`${at('pack.3350')}: the file has changed since the snapshot was taken`);
    rmSync(at('pack.3350'));
    await refuses(`${at('pack.3350')}: the file is gone`);
  });

  it('takes the disks with it when asked, and a restored machine works on copies', async () => {
    const operated = machine();
    await operate(operated, `snapshot ${at('snap')} images`);
    operated.close();
    const bytes = readFileSync(at('pack.3350'));
    appendFileSync(at('pack.3350'), 'x');
    await refuses('use --images DIRECTORY');
    const restored = await restore(at('snap'), at('images'));
    expect(readFileSync(join(at('images'), 'pack.3350')).equals(bytes)).toBe(true);
    expect(await operate(restored, 'devlist 190')).toEqual([
      `0:0190 3350 ${join(at('images'), 'pack.3350')}`,
    ]);
    restored.close();
    await refuses('pack.3350: exists already', at('snap'), at('images'));
  });

  it('does not depend on the deck, which it has in it', async () => {
    const operated = machine();
    await operate(operated, `snapshot ${at('snap')}`);
    operated.close();
    writeFileSync(at('deck'), 'ANOTHER DECK\n');
    const restored = await restore(at('snap'));
    await operate(restored, ...PROGRAMS);
    await io(restored, '00C', '100');
    expect((await operate(restored, 'r 300.10'))[0]).toContain('FIRST CARD');
  });

  it('that is damaged, cut off, of another version or none at all is refused with file and place', async () => {
    const operated = machine();
    await operate(operated, `snapshot ${at('snap')}`);
    operated.close();
    const good = readFileSync(at('snap'));
    const refused = async (bytes: Uint8Array, message: string | RegExp) => {
      writeFileSync(at('bad'), bytes);
      await refuses(message, at('bad'));
    };
    const damaged = Buffer.from(good);
    damaged[200] ^= 0x10;
    await refused(damaged, `${at('bad')}, offset 80: it is damaged: the contents do not match their check`);
    await refused(good.subarray(0, good.length - 10), /bad, offset \d+: it is cut off/);
    await refused(good.subarray(0, 40), `${at('bad')}, offset 16: it is cut off`);
    const later = Buffer.from(good);
    later[9] = 2;
    await refused(later, 'a snapshot of version 2; this program reads version 1');
    await refused(Buffer.from('something else entirely'), `${at('bad')}: not a snapshot`);
    await refuses(`${at('nosuch')}: no such file`, at('nosuch'));
  });

  it('leaves what was there when it can not be written, and the machine goes on', async () => {
    const operated = machine();
    mkdirSync(at('full'));
    expect(await operate(operated, `snapshot ${at('full')}`)).toEqual([
      expect.stringContaining(`HHCPN099E ${at('full')}`),
    ]);
    expect(statSync(at('full')).isDirectory()).toBe(true);
    expect(await operate(operated, `snapshot ${at('nowhere/snap')}`)).toEqual([
      `HHCPN099E ${at('nowhere/snap')}: no such file`,
    ]);
    expect(await operate(operated, 'snapshot', 'snapshot a b')).toEqual([
      'HHCPN099E snapshot needs a file',
      'HHCPN099E b is no option of snapshot',
    ]);
  });
});
