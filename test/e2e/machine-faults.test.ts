/** Whatever goes wrong, the machine stops or reports as the architecture says, and the process lives. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsTape, CompressedCkdImage, openDiskImage } from '../../src/media/index.js';
import { diskModel, parseTrack } from '../../src/s370/index.js';

const PROGRAM = resolve(import.meta.dirname, '../../src/cli/cp370.ts');
let directory: string;
const at = (name: string) => join(directory, name);
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'cp370-faults-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Run {
  readonly output: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs `cp370 machine` with a script; `blocks` is the size in KiB that no file may pass, as on a host that is full. */
function operate(
  configuration: string,
  script: readonly string[],
  options: { readonly kilobytes?: number; readonly arguments?: readonly string[] } = {},
): Promise<Run> {
  writeFileSync(at('m.cnf'), configuration);
  writeFileSync(at('rc'), `${script.join('\n')}\n`);
  const words = ['--import', 'tsx', PROGRAM, 'machine', '-f', at('m.cnf'), '--rc', at('rc'), '--daemon'];
  const limit = options.kilobytes === undefined ? '' : `ulimit -f ${options.kilobytes}; `;
  const child = spawn(
    'bash',
    ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...words, ...(options.arguments ?? [])],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 90_000,
      env: { ...process.env, ...(limit === '' ? {} : { TSX_DISABLE_CACHE: '1' }) },
    },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return new Promise((done) => child.on('close', (code, signal) => done({ output, code, signal })));
}

/**
 * Starts the channel program at 400 on a device until the CSW has unit check, program check or the like, at most 4096
 * times; then waits with 00BAD0. Never any: 00600D.
 */
const untilTrouble = (device: string): string[] => [
  'r 48=00000400',
  'gpr 1=1000',
  // SIO; TIO until it is not busy; a CSW comes with condition code 1 of either, 0 is nothing to tell
  `r 200=9C00${device} 47400214 9D00${device} 47200208 47800220`,
  'r 214=95000045 47700230 91020044 47100230', // channel status: any is trouble; unit check
  'r 224=46100200 82000240',
  'r 230=82000248',
  'r 240=00020000 0000600D',
  'r 248=00020000 0000BAD0',
  'psw ia=200',
];

/** What is said about each of several cases in one run: a comment line of the script begins a case. */
function byCase(output: string): Map<string, string> {
  return new Map(
    output
      .split(/^\* /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part] as const),
  );
}

describe('a corrupt channel program', () => {
  it('ends with program check or protection check in the CSW', async () => {
    const cases: readonly (readonly [string, readonly string[], string])[] = [
      ['an invalid command', ['r 400=00000500 20000050'], '20'],
      ['a count of zero', ['r 400=02000500 20000000'], '20'],
      ['begins with a transfer in channel', ['r 400=08000400 00000001'], '20'],
      ['data outside of storage', ['r 400=02FFFFF0 20000050'], '20'],
      ['flags that must be zero', ['r 400=02000500 23000050'], '20'],
      ['storage of another key', ['k 800=F0', 'r 48=10000400', 'r 400=02000800 20000050'], '10'],
    ];
    writeFileSync(at('deck'), 'A CARD\n'.repeat(5000));
    const { output, code } = await operate(`MAINSIZE 256K\n000C 3505 ${at('deck')}\n`, [
      ...untilTrouble('000C'),
      ...cases.flatMap(([name, lines]) => [
        `* ${name}`,
        ...lines,
        'psw sm=00 cmwp=0 ia=200',
        'start',
        'pause 0.2',
        'r 40.8',
      ]),
      'quit',
    ]);
    expect(code, output).toBe(0);
    for (const [name, , status] of cases) {
      const said = byCase(output).get(name);
      expect(said, name).toContain('PSW=00020000 0000BAD0');
      expect(said, name).toMatch(new RegExp(`R:00000040:K:\\w\\w=\\w{8} \\w\\w${status}`));
    }
  });

  it('that chains to itself for ever leaves the operator his machine', async () => {
    // NOP chained to NOP by a transfer in channel: the CPU goes on beside it, and a reset ends it.
    const { output, code } = await operate('MAINSIZE 256K\n000C 3505 *\n', [
      'r 48=00000400',
      'r 400=03000000 60000001 08000400 00000001',
      'r 200=9C00000C 5A500240 47F00204',
      'r 240=00000001',
      'psw ia=200',
      'start',
      'pause 0.5',
      'ipending',
      'stop',
      'gpr',
      'sysreset',
      'ipending',
      'quit',
    ]);
    expect(code, output).toBe(0);
    expect(output).toContain('0:000C busy or pending');
    expect(output.split('sysreset')[1]).not.toContain('busy or pending');
    expect(parseInt(/GR05=(\w{8})/.exec(output)![1], 16)).toBeGreaterThan(10_000);
  });
});

describe('a PSW loop', () => {
  it('is reported once when it is of program interruptions, and can be stopped whatever it is of', async () => {
    const cases: readonly (readonly [string, readonly string[], number])[] = [
      ['operation exceptions', ['r 68=00000000 00000300', 'r 300=0000', 'psw ia=300'], 1],
      ['program new PSW of the wrong format', ['r 68=80080000 00000300', 'r 300=0000', 'psw ia=300'], 1],
      ['addressing exceptions', ['r 68=00000000 00F00000', 'psw ia=F00000'], 1],
      ['odd address', ['r 68=00000000 00000301', 'psw ia=301'], 1],
      ['SVCs', ['r 60=00000000 00000300', 'r 300=0A01', 'psw ia=300'], 0],
      ['external interruptions', ['r 58=01000000 00000300', 'r 300=47F00300', 'psw sm=01 ia=300', 'ext'], 0],
    ];
    const { output, code } = await operate('MAINSIZE 256K\n', [
      ...cases.flatMap(([name, lines]) => [
        'sysclear',
        `* ${name}`,
        ...lines,
        'start',
        'pause 0.4',
        'stop',
        'cpu',
      ]),
      'quit',
    ]);
    expect(code, output).toBe(0);
    for (const [name, , reports] of cases) {
      const said = byCase(output).get(name)!;
      expect(said.match(/HHCCP016I CPU0000: Program interrupt loop/g)?.length ?? 0, name).toBe(reports);
      expect(said, name).toContain('CPU0000 stopped (selected)');
    }
  });
});

describe('a machine check', () => {
  it('that the PSW does not allow stops the CPU, and a reset brings it back', async () => {
    const { output, code } = await operate('MAINSIZE 256K\n', [
      'r 200=47F00200',
      'psw ia=200',
      'start',
      'machinecheck pd',
      'pause 0.2',
      'start',
      'sysclear',
      'r 0=000A0000 00000123',
      'restart',
      'pause 0.2',
      'quit',
    ]);
    expect(code, output).toBe(0);
    expect(output).toContain('HHCCP021E CPU0000: check-stop state: only a reset ends it');
    expect(output).toContain('PSW=000A0000 00000123');
  });

  it('is taken where it is allowed, with its code and the failing address', async () => {
    const { output, code } = await operate('MAINSIZE 256K\n', [
      'f-8000',
      'r 70=000A0000 00000222',
      'r 200=58102000 47F00204',
      'gpr 2=8000',
      'psw cmwp=4 ia=200',
      'start',
      'pause 0.3',
      'r E8.8',
      'r F8.4',
      'quit',
    ]);
    expect(code, output).toBe(0);
    expect(output).toContain('PSW=000A0000 00000222');
    expect(output).toMatch(/R:000000F8:K:\w\w=00008000/);
  });
});

describe('a host that has no space left', () => {
  it('a tape: unit check with equipment check; what is on it stays whole, and the machine goes on', async () => {
    AwsTape.create(at('reel.aws')).close();
    const { output, code } = await operate(
      `MAINSIZE 1M\n0580 3420 ${at('reel.aws')}\n`,
      [
        'r 400=01010000 2000F000',
        ...untilTrouble('0580'),
        'start',
        'pause 1.5',
        'r 40.8',
        'r 400=04000600 20000018',
        'gpr 1=1',
        'psw sm=00 cmwp=0 ia=200',
        'start',
        'pause 0.3',
        'r 600.8',
        'quit',
      ],
      { kilobytes: 1000 },
    );
    expect(code, output).toBe(0);
    expect(output).toContain('PSW=00020000 0000BAD0');
    // equipment check
    expect(output).toMatch(/R:00000600:K:\w\w=[13579BDF]\w/);
    const tape = AwsTape.open(at('reel.aws'), { readOnly: true });
    let blocks = 0;
    for (let block = tape.readForward(); block.kind !== 'end'; block = tape.readForward()) {
      expect(block).toMatchObject({ kind: 'data' });
      blocks++;
    }
    tape.close();
    expect(blocks).toBeGreaterThan(10);
  });

  it('a printer: intervention required', async () => {
    const { output, code } = await operate('MAINSIZE 256K\n000E 1403 /dev/full\n', [
      'r 400=09000500 20000084',
      ...untilTrouble('000E'),
      'start',
      'pause 0.4',
      'r 40.8',
      'quit',
    ]);
    expect(output).toContain('PSW=00020000 0000BAD0');
    expect(output).toMatch(/R:00000040:K:\w\w=\w{8} 0E/);
    expect(code, output).toBe(0);
  });

  it('a compressed disk: unit check; the volume can be read, and the process ends by itself', async () => {
    CompressedCkdImage.create(at('pack.cckd'), diskModel('3350')!, { volume: 'PACK01' }).close();
    // Format writes of 19,000 bytes that do not compress, track by track: cylinder 1 to 40, head 0.
    const random = Buffer.alloc(0x5000);
    for (let i = 0, x = 12345; i < random.length; i++) {
      x = (Math.imul(x, 1103515245) + 12345) >>> 0;
      random[i] = x >>> 16;
    }
    writeFileSync(at('random'), random);
    const { output, signal } = await operate(
      `MAINSIZE 1M\n0190 3350 ${at('pack.cckd')}\n`,
      [
        `loadcore ${at('random')} 10000`,
        'r 400=07000500 40000006 31000502 40000005 08000408 00000000', // seek, search ID of record 0
        'r 418=1D000508 C0000008 00010000 20004A38', // write count, and 19,000 bytes
        'r 500=00000001 00000001 00000001 00000100 4A380000',
        'r 500=00000001 00000000 00010000 01004A38',
        ...untilTrouble('0190'),
        // Between two starts: the next cylinder, in the seek address and in the count.
        'r 224=47F00260',
        'r 260=41220001 42200503 42200509 46100200 82000240',
        'gpr 2=1',
        'start',
        'pause 2',
        'r 40.8',
        'stop',
        'devlist',
        'detach 190',
        'quit',
      ],
      { kilobytes: 400 },
    );
    expect(signal, output).toBeNull();
    expect(output).toContain('PSW=00020000 0000BAD0');
    expect(statSync(at('pack.cckd')).size).toBeLessThanOrEqual(400 * 1024);
    const image = openDiskImage(at('pack.cckd'), { readOnly: true });
    for (let cylinder = 0; cylinder < 30; cylinder++) parseTrack(image.readTrack(cylinder, 0), 'track');
    image.close();
  });

  it('a snapshot: it is refused, nothing is left behind, and the machine goes on', async () => {
    const random = Buffer.alloc(900_000);
    for (let i = 0, x = 1; i < random.length; i++) {
      x = (Math.imul(x, 1103515245) + 12345) >>> 0;
      random[i] = x >>> 16;
    }
    writeFileSync(at('random'), random);
    writeFileSync(at('snap'), 'the one before');
    const { output, code } = await operate(
      'MAINSIZE 1M\n',
      [
        `loadcore ${at('random')} 10000`,
        'r 200=5A500240 47F00200',
        'r 240=00000001',
        'psw ia=200',
        'start',
        `snapshot ${at('snap')}`,
        'gpr',
        'pause 0.3',
        'stop',
        'gpr',
        'quit',
      ],
      { kilobytes: 200 },
    );
    expect(code, output).toBe(0);
    expect(output).toContain(`HHCPN099E ${at('snap')}: no space left on the host`);
    expect(readFileSync(at('snap'), 'utf8')).toBe('the one before');
    expect(readdirSync(directory).filter((name) => name.includes('tmp'))).toEqual([]);
    const counts = [...output.matchAll(/GR05=(\w{8})/g)].map((match) => parseInt(match[1], 16));
    expect(counts[1]).toBeGreaterThan(counts[0]);
  });

  it('a recording: it ends, the machine goes on', async () => {
    const { output, code } = await operate(
      'MAINSIZE 256K\n',
      [
        ...Array.from({ length: 40 }, (_, i) => `r 1000=${'C1'.repeat(100)}${i % 10}0`),
        'gpr 1=77',
        'gpr',
        'quit',
      ],
      { kilobytes: 8, arguments: ['--record', at('log')] },
    );
    expect(code, output).toBe(0);
    expect(output).toContain(`${at('log')}: the recording has ended`);
    expect(output).toContain('GR01=00000077');
  });

  const tmpfs = (): boolean => {
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', directory]);
    return mount.status === 0;
  };

  it('a file system that is really full does as well', async (context) => {
    if (process.getuid?.() !== 0 || !tmpfs()) return context.skip();
    try {
      AwsTape.create(at('reel.aws')).close();
      const { output, code } = await operate(`MAINSIZE 1M\n0580 3420 ${at('reel.aws')}\n`, [
        'r 400=01010000 2000F000',
        ...untilTrouble('0580'),
        'start',
        'pause 1',
        `snapshot ${at('snap')}`,
        'quit',
      ]);
      expect(code, output).toBe(0);
      expect(output).toContain('PSW=00020000 0000BAD0');
      const tape = AwsTape.open(at('reel.aws'), { readOnly: true });
      for (let block = tape.readForward(); block.kind !== 'end'; block = tape.readForward()) {
        expect(block).toMatchObject({ kind: 'data' });
      }
      tape.close();
      expect(existsSync(at('snap'))).toBe(output.includes('Snapshot '));
    } finally {
      spawnSync('umount', [directory]);
    }
  });
});
