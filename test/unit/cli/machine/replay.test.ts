import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatedMachine } from '../../../../src/cli/machine/operated-machine.js';
import { OperatorSession } from '../../../../src/cli/machine/operator-session.js';
import { restoreSnapshot } from '../../../../src/cli/machine/machine-snapshot.js';
import { beginRecording } from '../../../../src/cli/machine/recording.js';
import { openReplay } from '../../../../src/cli/machine/replay.js';
import { stateDigests } from '../../../../src/cli/machine/state-digest.js';
import { CkdImage, parseConfiguration } from '../../../../src/media/index.js';
import type { Display3270 } from '../../../../src/s370/index.js';
import { diskModel } from '../../../../src/s370/index.js';
import { DisplayPool } from '../../../../src/system/display-pool.js';

let directory: string;
let open: OperatedMachine[];
let said: string[];
const at = (name: string) => join(directory, name);
const print = (line: string) => void said.push(line);
const TOD = 0x1234567800000000n;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cp370-replay-'));
  open = [];
  said = [];
  CkdImage.create(at('pack.3350'), diskModel('3350')!, { volume: 'PACK01', cylinders: 2 }).close();
  writeFileSync(at('deck'), 'FIRST CARD\nSECOND CARD\nTHIRD CARD\n');
});
afterEach(() => {
  open.forEach((operated) => operated.close());
  rmSync(directory, { recursive: true, force: true });
});

function machine(): OperatedMachine {
  const configuration = parseConfiguration(
    'MAINSIZE 256K\n01F 3215-C\n00C 3505 deck\n00E 1403 paper.txt\n190 3350 pack.3350\n0C0 3270\n',
    'm.cnf',
  );
  const operated = new OperatedMachine(configuration, print, { directory, tod: TOD, clock: 'counted' });
  operated.devices.attachConfigured(configuration, 'm.cnf');
  open.push(operated);
  return operated;
}

async function operate(operated: OperatedMachine, ...lines: string[]): Promise<void> {
  const { context } = new OperatorSession(operated, print);
  for (const line of lines) await context.execute(line);
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function replay(log: string): Promise<OperatedMachine> {
  const { operated, play } = await openReplay(log, { print });
  open.push(operated);
  const session = new OperatorSession(operated, print, { fromLog: true });
  await play((line) => session.context.execute(line));
  return operated;
}

async function replayFault(log: string): Promise<string> {
  return replay(log).then(
    () => 'replayed',
    (error: unknown) => (error as Error).message,
  );
}

/**
 * Counts in storage with timers on: TOD and CPU timer are stored, the interval timer runs, I/O interruptions from all
 * devices are taken (new PSW 300: SIO for the reader, then back), and a wait after every 256 rounds.
 */
const PROGRAM = [
  'r 58=00000000 00000340', // external new PSW
  'r 78=00000000 00000300', // I/O new PSW
  'r 340=D20300500244 92000019 82000018', // interval timer set again, wait bit off, back
  'r 300=9C00000C 9C00000E 92000039 82000038',
  'r 48=00000400',
  'r 400=02000500 20000050',
  'r 50=00000020',
  'r 200=5A500240 B2050248 B2090250 50500258 9500025B 47700200 82000238',
  'r 238=FF020000 00000200',
  'r 240=00000001 00000020',
  'cr 0=000000E0',
];

/** A session with a bit of everything. */
async function recordedSession(operated: OperatedMachine, log: string): Promise<void> {
  const recording = await beginRecording(operated, log, { tod: TOD });
  await operate(operated, ...PROGRAM, 'psw sm=ff ia=200', 'start');
  await pause(30);
  await operate(operated, 'ext', 'i 01F');
  await pause(20);
  writeFileSync(at('second'), 'ANOTHER DECK\n'.repeat(20));
  await operate(operated, 'devinit 00C second', 'gpr 7=ABCDEF01');
  await pause(20);
  await operate(
    operated,
    'stop',
    'r 200.10',
    '/typed ahead',
    't+ 0-0',
    't-',
    's+',
    'start',
    'start',
    's-',
    'start',
  );
  const display = operated.machine.channels.device(0x0c0) as Display3270;
  const pool = new DisplayPool(
    [{ address: 0x0c0, display }],
    () => operated.nudge(),
    () => undefined,
    (address, action) =>
      operated.inputs.enter(
        action.event === 'on'
          ? { kind: 'display', address, event: 'on', ...screen }
          : action.event === 'off'
            ? { kind: 'display', address, event: 'off' }
            : {
                kind: 'display',
                address,
                event: action.event,
                data: Buffer.from(action.data).toString('hex'),
              },
      ),
  );
  const seat = pool.seat({ ...screen, send: () => undefined, request: () => undefined });
  if (typeof seat === 'string') throw new Error(seat);
  seat.host.powered(true);
  await pause(10);
  seat.host.attention(Uint8Array.of(0x7d, 0x40, 0x40));
  await pause(20);
  seat.host.powered(false);
  await pause(10);
  await recording.end();
}

const screen = {
  model: 2,
  rows: 24,
  columns: 80,
  alternateRows: 24,
  alternateColumns: 80,
  extended: false,
} as const;

describe('a recorded run', () => {
  it('comes to the same state when it is replayed, bit for bit', async () => {
    const operated = machine();
    await recordedSession(operated, at('log'));
    const end = stateDigests(operated.machine);
    const executed = operated.machine.instructionsExecuted;
    operated.close();
    expect(executed).toBeGreaterThan(20_000);
    // what the run has written does not matter: a replay has its own paper and leaves the disk alone
    const again = await replay(at('log'));
    expect(again.machine.instructionsExecuted).toBe(executed);
    expect(stateDigests(again.machine)).toEqual(end);
    again.close();
    expect(readFileSync(at('paper.txt.replay'), 'utf8')).toBe(readFileSync(at('paper.txt'), 'utf8'));
    expect(await replayFault(at('log'))).toBe('replayed');
  });

  it('may go on from a snapshot', async () => {
    const first = machine();
    await operate(first, ...PROGRAM, 'psw sm=ff ia=200', 'start');
    await pause(20);
    await operate(first, `snapshot ${at('snap')}`);
    first.close();
    const { operated, running } = await restoreSnapshot(at('snap'), { print, clock: 'counted' });
    open.push(operated);
    const recording = await beginRecording(operated, at('log'), { tod: 0n, snapshot: at('snap'), running });
    await pause(20);
    await operate(operated, 'ext', 'gpr 7=1', `snapshot ${at('snap2')}`);
    await pause(20);
    await recording.end();
    const executed = operated.machine.instructionsExecuted;
    operated.close();
    const again = await replay(at('log'));
    expect(again.machine.instructionsExecuted).toBe(executed);
    again.close();
    writeFileSync(at('snap'), 'another');
    expect(await replayFault(at('log'))).toContain(`${at('snap')}: the file has changed`);
  });

  it('takes no other inputs while it follows the log', async () => {
    const operated = machine();
    await recordedSession(operated, at('log'));
    operated.close();
    const again = await replay(at('log'));
    said = [];
    await operate(again, 'gpr 1=5', 'u 200.4');
    expect(said[0]).toContain('follows a log');
    expect(said[1]).toMatch(/^R00000200: 5A500240/);
  });

  it('with a log that is cut off, changed or of another run says so with the line', async () => {
    const operated = machine();
    await recordedSession(operated, at('log'));
    operated.close();
    const lines = readFileSync(at('log'), 'utf8').trimEnd().split('\n');
    const put = (rows: readonly string[], end = '\n') => writeFileSync(at('bad'), rows.join('\n') + end);
    const half = lines.slice(0, 6);
    put(half);
    expect(await replayFault(at('bad'))).toBe(`${at('bad')}:6: the log is cut off: it has no end`);
    put([...half, lines[6].slice(0, 30)], '');
    expect(await replayFault(at('bad'))).toBe(`${at('bad')}:7: the log is cut off`);
    put(lines.map((line, index) => (index === 3 ? line.replace('r 340', 'r 348') : line)));
    expect(await replayFault(at('bad'))).toBe(`${at('bad')}:4: the log was changed here`);
    writeFileSync(at('bad'), 'something else\n');
    expect(await replayFault(at('bad'))).toBe(`${at('bad')}:1: not a log of inputs`);
    expect(await replayFault(at('nosuch'))).toBe(`${at('nosuch')}: no such file`);
    // A forged log with good checks: an input is left out, so the run is another from there on.
    let check = 0;
    const forged = lines
      .map((line) => line.slice(9))
      .filter((body) => !body.includes('devinit'))
      .map((body) => {
        check = crc32(body, check);
        return `${check.toString(16).padStart(8, '0')} ${body}`;
      });
    put(forged);
    expect(await replayFault(at('bad'))).toMatch(
      /bad:\d+: .*(the run is another|the run has ended differently)/,
    );
  });

  it('is refused when a deck or a disk is not as it was', async () => {
    const operated = machine();
    await recordedSession(operated, at('log'));
    operated.close();
    writeFileSync(at('second'), 'SOMETHING ELSE\n');
    expect(await replayFault(at('log'))).toMatch(/log:\d+: .*second: the file has changed since it was read/);
    writeFileSync(at('deck'), 'SOMETHING ELSE\n');
    expect(await replayFault(at('log'))).toBe(
      `${at('log')}:1: the machine does not start as it was recorded: device 000C`,
    );
    const bytes = readFileSync(at('pack.3350'));
    bytes[3000] ^= 1;
    writeFileSync(at('pack.3350'), bytes);
    expect(await replayFault(at('log'))).toContain(
      `${at('pack.3350')}: the file has changed since the recording began`,
    );
  });

  it('is not begun over a log that exists', async () => {
    writeFileSync(at('log'), 'mine');
    await expect(beginRecording(machine(), at('log'), { tod: TOD })).rejects.toThrow('log: exists already');
    expect(readFileSync(at('log'), 'utf8')).toBe('mine');
  });
});
