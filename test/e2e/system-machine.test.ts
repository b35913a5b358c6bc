import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COUNTER, guestProgram } from '../support/guest-programs.js';
import { hasS3270 } from '../support/s3270.js';
import { SystemDirectory, SystemHere } from '../support/system.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

let directory: SystemDirectory;
let system: SystemHere;
beforeEach(async () => {
  directory = new SystemDirectory();
  system = await SystemHere.open(directory);
});
afterEach(async () => {
  await system.close();
  directory.remove();
});

describe.skipIf(!available)('DISPLAY and STORE', () => {
  it('show and change storage, registers, keys and the PSW', async () => {
    const carol = await system.user('CAROL');
    const store = async (operands: string): Promise<void> =>
      expect(await carol.command(`STORE ${operands}`)).toEqual(['STORE COMPLETE']);
    await store('1000 C8C5D3D3 D640E6D6 D9D3C440 00FF4B7E');
    expect(await carol.command('DISPLAY 1000-100F')).toEqual([
      '001000    C8C5D3D3  D640E6D6  D9D3C440  00FF4B7E',
    ]);
    expect(await carol.command('DISPLAY T1000.10')).toEqual([
      '001000    C8C5D3D3  D640E6D6  D9D3C440  00FF4B7E 06  *HELLO.WORLD....=*',
    ]);
    await store('S1001 C1C2 C3');
    expect(await carol.command('DISPLAY 1000')).toEqual(['001000    C8C1C2C3']);
    await store('L1004 12345678 G3 ABCDEF G4 00000001 FFFFFFFF Y2 4110000000000000 X6 88');
    expect(await carol.command('DISPLAY G3-5 L1004 X6 Y2')).toEqual([
      'GPR  3 =  00ABCDEF  00000001  FFFFFFFF',
      '001004    12345678',
      'ECR  6 =  00000088',
      expect.stringMatching(/^FPR {2}2 = {2}4110000000000000 .*1/),
    ]);
    await store('PSW 000A0000 00001234');
    expect(await carol.command('DISPLAY PSW')).toEqual(['PSW = 000A0000 00001234']);
    await store('PSW 5678');
    expect(await carol.command('DISPLAY PSW')).toEqual(['PSW = 000A0000 00005678']);
    await store('STATUS');
    expect(await carol.command('DISPLAY 100-107 18C-197')).toEqual([
      '000100    000A0000  00005678',
      '00018C    00ABCDEF  00000001  FFFFFFFF',
    ]);
    // with ECMODE reference and change bits show
    expect(await carol.command('DISPLAY K0-1FFF')).toEqual([
      '000000 TO 0007FF  KEY = 06',
      '000800 TO 000FFF  KEY = 00',
      '001000 TO 0017FF  KEY = 06',
      '001800 TO 001FFF  KEY = 00',
    ]);
    expect(await carol.command('DISPLAY CAW CSW')).toEqual(['CAW=  00000000', 'CSW=  00000000 00000000']);
    const all = await carol.command('DISPLAY 0-3FFFF');
    expect(all.join('\n')).toContain('SUPPRESSED LINE(S) SAME AS ABOVE');
    expect(all.at(-1)).toMatch(/TO 040000 {3}SUPPRESSED/);
  });

  it('show keys that a guest has set', async () => {
    system.deck(
      'BOB',
      guestProgram(
        "         LA    2,X'4F8'\n         SLL   2,4\n         LA    3,X'30'\n         SSK   3,2",
        '',
      ),
    );
    const bob = await system.user('BOB');
    await bob.enter('IPL 00C');
    await bob.untilText('DISABLED WAIT PSW');
    await bob.untilStatus('CP READ');
    expect(await bob.command('DISPLAY K0-3FFFF')).toEqual([
      '000000 TO 0047FF  KEY = 00',
      '004800 TO 004FFF  KEY = 30',
      '005000 TO 03FFFF  KEY = 00',
    ]);
    expect((await bob.command('DISPLAY T4800'))[0]).toMatch(/^004800 .* 34 {2}\*/);
  });
});

describe.skipIf(!available)('the keys of the virtual machine', () => {
  it('SYSTEM RESET and CLEAR', async () => {
    const bob = await system.user('BOB');
    await bob.command('STORE 2000 12345678 G5 77');
    await bob.command('STORE PSW FF000000 2000');
    expect(await bob.command('SYSTEM RESET')).toEqual(['SYSTEM RESET']);
    expect(await bob.command('DISPLAY PSW 2000 G5')).toEqual([
      'PSW = 00000000 00000000',
      '002000    12345678',
      'GPR  5 =  00000077',
    ]);
    expect(await bob.command('SYSTEM CLEAR')).toEqual(['STORAGE CLEARED - SYSTEM RESET']);
    expect(await bob.command('DISPLAY PSW 2000 G5')).toEqual([
      'PSW = 00000000 00000000',
      '002000    00000000',
      'GPR  5 =  00000000',
    ]);
  });

  it('SYSTEM RESTART swaps the PSWs and runs', async () => {
    const bob = await system.user('BOB');
    await bob.command('STORE 0 00020000 00000ABC');
    await bob.command('STORE PSW 00000000 00003000');
    await bob.enter('SYSTEM RESTART');
    await bob.untilText("CP ENTERED; DISABLED WAIT PSW '00020000 00000ABC'");
    expect(await bob.command('DISPLAY 8-F')).toEqual(['000008    00000000  00003000']);
  });

  it('EXTERNAL, REQUEST and READY interrupt the guest', async () => {
    system.deck('BOB', COUNTER);
    const bob = await system.user('BOB');
    await bob.command('IPL 00C', 'RUNNING');
    const stop = async (): Promise<void> => {
      await bob.press('PA(1)');
      await bob.untilStatus('CP READ');
    };
    const counts = async (): Promise<number[]> =>
      (await bob.command('DISPLAY G4-5'))[0]
        .split('=')[1]
        .trim()
        .split(/ +/)
        .map((word) => parseInt(word, 16));
    await stop();
    const [io, external] = await counts();
    await bob.command('EXTERNAL', 'RUNNING');
    await stop();
    expect(await counts()).toEqual([io, external + 1]);
    expect((await bob.command('DISPLAY 18'))[0]).toMatch(/^000018 {4}FF000040$/);
    await bob.command('EXTERNAL 2', 'RUNNING');
    await stop();
    expect(await counts()).toEqual([io, external + 2]);
    expect((await bob.command('DISPLAY 18'))[0]).toMatch(/^000018 {4}FF000002$/);
    await bob.command('REQUEST', 'RUNNING');
    await stop();
    expect(await counts()).toEqual([io + 1, external + 2]);
    expect((await bob.command('DISPLAY 38'))[0]).toMatch(/^000038 {4}FF000009$/);
    expect((await bob.command('DISPLAY CSW'))[0]).toBe('CSW=  00000000 80000000');
    expect(await bob.command('READY 191')).toEqual([]);
    await bob.command('BEGIN', 'RUNNING');
    await stop();
    expect(await counts()).toEqual([io + 2, external + 2]);
    expect((await bob.command('DISPLAY 38 CSW')).join()).toBe('000038    FF000191,CSW=  00000000 04000000');
  });

  it('ADSTOP stops before an instruction', async () => {
    system.deck('BOB', COUNTER);
    const bob = await system.user('BOB');
    await bob.command('IPL 00C STOP');
    expect(await bob.command('QUERY USERID')).toHaveLength(1);
    await bob.command('BEGIN', 'RUNNING');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    // the loop's ADD is where its operation code is
    const [loop] = await bob.command('DISPLAY 818-823');
    const at =
      loop
        .replace(/^\S+ +/, '')
        .replace(/ /g, '')
        .indexOf('5A30') /
        2 +
      0x818;
    await bob.command(`ADSTOP ${at.toString(16)}`);
    await bob.enter('BEGIN');
    await bob.untilText(`ADSTOP AT ${at.toString(16).toUpperCase().padStart(6, '0')}`);
    await bob.untilStatus('CP READ');
    expect((await bob.command('DISPLAY PSW'))[0]).toMatch(
      new RegExp(` [0-9A-F]{2}${at.toString(16).toUpperCase().padStart(6, '0')}$`),
    );
    // the instruction is back, and the guest runs on
    expect((await bob.command('DISPLAY 818-823'))[0]).toBe(loop);
    await bob.command('BEGIN', 'RUNNING');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    await bob.command(`ADSTOP ${at.toString(16)}`);
    expect((await bob.command('DISPLAY 818-823'))[0]).toContain('0AB3');
    await bob.command('ADSTOP OFF');
    expect((await bob.command('DISPLAY 818-823'))[0]).toBe(loop);
  });
});

describe.skipIf(!available)('the configuration', () => {
  it('DEFINE and DETACH change storage and devices', async () => {
    const carol = await system.user('CAROL');
    expect(await carol.command('QUERY VIRTUAL')).toEqual([
      'STORAGE = 00256K',
      'CHANNELS = SEL',
      'CONS 009 ON GRAF 0C0    TERM STOP',
      '     009 CL T  NOCONT NOHOLD COPY 01    READY',
      '     009 FOR CAROL    DIST BIN4',
      'RDR  00C CL A  NOCONT NOHOLD   EOF      READY',
      'PUN  00D CL A  NOCONT NOHOLD COPY 01    READY',
      '     00D FOR CAROL    DIST BIN4',
      'PRT  00E CL A  NOCONT NOHOLD COPY 01    READY',
      '     00E FOR CAROL    DIST BIN4',
      'DASD 191 3350 PACK01 R/W 002 CYL',
    ]);
    await carol.command('STORE 3FFF0 12345678');
    expect(await carol.command('DEFINE STORAGE 1M')).toEqual(['STORAGE = 01024K']);
    expect(await carol.command('DISPLAY FFFFC 3FFF0')).toEqual(['0FFFFC    00000000', '03FFF0    00000000']);
    expect(await carol.command('DEFINE PRT 01E')).toEqual(['PRT  01E DEFINED']);
    expect(await carol.command('DEFINE 00E AS 02E')).toEqual(['PRT  02E DEFINED']);
    expect(await carol.command('DETACH 191')).toEqual(['DASD 191 DETACHED']);
    expect(await carol.command('DETACH 00D')).toEqual(['PUN  00D DETACHED']);
    const devices = (await carol.command('QUERY VIRTUAL')).filter((line) => /^[A-Z]{3}[A-Z ] /.test(line));
    expect(devices.map((line) => line.slice(0, 8))).toEqual(['CONS 009', 'RDR  00C', 'PRT  01E', 'PRT  02E']);
    expect(await carol.command('LINK * 191 191')).toEqual(['DASD 191 LINKED R/W']);
    expect(await carol.command('QUERY VIRTUAL 191')).toEqual(['DASD 191 3350 PACK01 R/W 002 CYL']);
    expect(await carol.command('DEFINE STORAGE 8K')).toEqual(['STORAGE = 00008K']);
    expect(await carol.command('DISPLAY 2000')).toEqual(['HEXLOC 2000 EXCEEDS STORAGE']);
  });

  it('links between users follow the access modes', async () => {
    const alice = await system.user('ALICE');
    const bob = await system.user('BOB');
    expect(await bob.command('LINK ALICE 191 291 RR RALICE')).toEqual([
      expect.stringMatching(/^DASD 291 LINKED R\/O; R\/W BY ALICE/),
    ]);
    expect(await bob.command('LINK ALICE 191 292 W WALICE')).toEqual([
      expect.stringMatching(/^ALICE 191 NOT LINKED; R\/W BY ALICE/),
    ]);
    expect(await alice.command('QUERY LINKS 191')).toEqual(['ALICE    191 R/W, BOB      291 R/O']);
    await alice.command('DETACH 191');
    expect(await bob.command('LINK ALICE 191 292 MR MALICE')).toEqual([
      expect.stringMatching(/^DASD 292 LINKED R\/W/),
    ]);
    // asked for: the password does not show
    await alice.command('LINK BOB 191 291 RR');
    expect(await alice.command('QUERY VIRTUAL 291')).toEqual(['DASD 291 3350 PACK01 R/O 002 CYL']);
  });
});
