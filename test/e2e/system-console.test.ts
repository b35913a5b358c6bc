import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COUNTER, ECHO, typist } from '../support/guest-programs.js';
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

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `LINE ${String(from + index).padStart(3, '0')}`);
const DONE = "CP ENTERED; DISABLED WAIT PSW '00020000 00000D0E'";
const rest = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

describe.skipIf(!available)('a guest that types more than fits on the screen', () => {
  it('waits at MORE...; CLEAR and PA2 show the next screen, ENTER holds', async () => {
    system.deck('BOB', typist(100));
    const bob = await system.user('BOB');
    await bob.press('Clear()');
    await bob.enter('IPL 00C');
    expect(await bob.untilStatus('MORE...')).toEqual(['IPL 00C', ...numbered(1, 21)]);
    await bob.press('Clear()');
    expect(await bob.untilStatus('MORE...')).toEqual(numbered(22, 43));
    await bob.press('PA(2)');
    expect(await bob.untilStatus('MORE...')).toEqual(numbered(44, 65));
    await bob.press('Enter()');
    expect(await bob.untilStatus('HOLDING')).toEqual(numbered(44, 65));
    // the guest stands still
    const used = system.vm('BOB').accounting.virtualCpu;
    await rest(100);
    expect(system.vm('BOB').accounting.virtualCpu).toBe(used);
    await bob.press('Enter()');
    await bob.untilStatus('MORE...');
    await bob.press('Clear()');
    expect(await bob.untilStatus('MORE...')).toEqual(numbered(66, 87));
    await bob.press('Clear()');
    expect(await bob.untilStatus('CP READ')).toEqual([...numbered(88, 100), DONE]);
  });

  it('is cut off by PA1: CP READ, and BEGIN goes on', async () => {
    system.deck('BOB', typist(60));
    const bob = await system.user('BOB');
    await bob.press('Clear()');
    await bob.enter('IPL 00C');
    await bob.untilStatus('MORE...');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    expect((await bob.command('QUERY USERID'))[0]).toMatch(/^BOB /);
    await bob.press('Clear()');
    await bob.enter('BEGIN');
    const rows = await bob.untilStatus('MORE...');
    expect(rows[0]).toBe('BEGIN');
    // the line that waited is the one that PA1 took away
    expect(rows.slice(1)).toEqual(numbered(23, 43));
    await bob.press('Clear()');
    expect(await bob.untilStatus('CP READ')).toEqual([...numbered(44, 60), DONE]);
  });

  it('goes on by itself after the time of TERMINAL MORE', async () => {
    system.deck('BOB', typist(30));
    const bob = await system.user('BOB');
    await bob.command('TERMINAL MORE 0 1');
    await bob.press('Clear()');
    await bob.enter('IPL 00C');
    await bob.untilStatus('MORE...');
    expect(await bob.untilStatus('CP READ', 4000)).toEqual([...numbered(22, 30), DONE]);
  });
});

describe.skipIf(!available)('a guest that reads', () => {
  it('gets lines; one more than it can take is NOT ACCEPTED', async () => {
    system.deck('BOB', ECHO);
    const bob = await system.user('BOB');
    await bob.press('Clear()');
    await bob.enter('IPL 00C');
    await bob.untilStatus('VM READ');
    await bob.enter('hello there');
    expect(await bob.untilStatus('VM READ')).toEqual(['IPL 00C', 'hello there', 'YOU SAID hello there']);
    // logical line editing is CP's work
    await bob.press('Clear()');
    await bob.enter('HEX@LLO ¢GOOD"@BYE');
    await bob.untilText('YOU SAID GOOD@BYE');
    await bob.press('Clear()');
    await bob.enter('#CP QUERY USERID');
    await bob.untilText(/^BOB {6}AT /);
    await bob.untilStatus('VM READ');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    await bob.enter('BEGIN');
    await bob.untilStatus('VM READ');
    await bob.enter('END');
    await bob.untilText(DONE);
  });

  it('holds a line that comes too early, not two', async () => {
    system.deck('BOB', COUNTER);
    const bob = await system.user('BOB');
    await bob.command('IPL 00C', 'RUNNING');
    await bob.enter('FIRST');
    await bob.untilStatus('RUNNING');
    await bob.type('SECOND');
    // s3270 is not to wait until the keyboard is free again
    await bob.client.run('Set(aidWait,false)');
    await bob.client.run('Enter()');
    await bob.untilStatus('NOT ACCEPTED');
    await bob.untilStatus('RUNNING', 6000);
  });
});

describe.skipIf(!available)('keys', () => {
  it('PF keys enter their text at once, or put it into the input area', async () => {
    const bob = await system.user('BOB');
    await bob.command('SET PF1 IMMED QUERY USERID');
    await bob.command('SET PF02 DELAYED QUERY USERS');
    await bob.command('SET PF3 IMMED QUERY USERS#QUERY USERID');
    expect(await bob.command('QUERY PF01')).toEqual(['PF01 IMMED QUERY USERID']);
    await bob.press('Clear()');
    await bob.press('PF(1)');
    await bob.untilText(/^BOB {6}AT /);
    await bob.untilStatus('CP READ');
    await bob.press('Clear()');
    await bob.press('PF(2)');
    expect((await bob.client.screen())[22].trimEnd()).toBe(' QUERY USERS');
    await bob.press('Enter()');
    await bob.untilText('001 USERS, 000 DIALED');
    await bob.press('Clear()');
    await bob.press('PF(3)');
    await bob.untilText('001 USERS, 000 DIALED');
    await bob.untilText(/^BOB {6}AT /);
    await bob.press('Clear()');
    await bob.press('PF(12)');
    expect((await bob.client.screen())[22]).toContain('PF12 UNDEFINED');
  });
});

describe.skipIf(!available)('messages between users', () => {
  it('come at once, also into a read; a full screen with one holds', async () => {
    system.deck('CAROL', ECHO);
    const bob = await system.user('BOB');
    const carol = await system.user('CAROL');
    await carol.press('Clear()');
    await carol.enter('IPL 00C');
    await carol.untilStatus('VM READ');
    await carol.type('half a li');
    await bob.command('MSG CAROL ARE YOU THERE?');
    await carol.untilText(/^\d\d:\d\d:\d\d {2}MSG FROM BOB {5}: ARE YOU THERE\?$/);
    await carol.untilStatus('VM READ');
    await carol.enter('ne');
    await carol.untilText('YOU SAID half a line');

    await carol.enter('#CP SET MSG OFF');
    await carol.untilStatus('VM READ');
    expect(await bob.command('MSG CAROL HELLO')).toEqual(['CAROL NOT RECEIVING; MSG OFF']);
    await carol.enter('#CP SET MSG ON');
    await carol.untilStatus('VM READ');
    await carol.press('Clear()');
    for (let line = 1; line <= 23; line++) await bob.command(`MSG CAROL ${line}`);
    const rows = await carol.untilStatus('HOLDING');
    expect(rows).toHaveLength(22);
    expect(rows[21]).toMatch(/MSG FROM BOB {5}: 22$/);
    await carol.press('Clear()');
    await carol.untilText(/MSG FROM BOB {5}: 23$/);
    await carol.untilStatus('VM READ');
    expect((await bob.command('MSG * TO MYSELF')).join()).toContain('MSG FROM BOB     : TO MYSELF');
  });

  it('come during a SLEEP, which ends by itself or by a key', async () => {
    const bob = await system.user('BOB');
    const carol = await system.user('CAROL');
    system.deck('BOB', COUNTER);
    await bob.command('IPL 00C', 'RUNNING');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    const start = Date.now();
    await bob.enter('SLEEP 1 SEC');
    await carol.command('MSG BOB WAKE UP');
    await bob.untilText('MSG FROM CAROL   : WAKE UP');
    expect(system.vm('BOB').state).toBe('sleeping');
    await expect.poll(() => system.vm('BOB').state, { timeout: 3000 }).toBe('running');
    expect(Date.now() - start).toBeGreaterThanOrEqual(990);
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    await bob.enter('SLEEP');
    await expect.poll(() => system.vm('BOB').state).toBe('sleeping');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
  });
});

describe.skipIf(!available)('a user who is disconnected', () => {
  it('goes on working, and takes up the session at another terminal', async () => {
    system.deck('BOB', typist(100));
    const carol = await system.user('CAROL');
    const bob = await system.user('BOB', '0C4');
    await bob.command('SPOOL CONSOLE START');
    await bob.press('Clear()');
    await bob.enter('IPL 00C');
    await bob.untilStatus('MORE...');
    await bob.press('PA(1)');
    await bob.untilStatus('CP READ');
    await bob.enter('DISCONN');
    await bob.untilText(/^DISCONNECT AT \d\d:\d\d:\d\d /);
    await bob.untilStatus('RUNNING');
    expect(await carol.command('QUERY NAMES')).toEqual(['CAROL    - 0C0, BOB      - DSC']);
    expect(await carol.command('MSG BOB HELLO')).toEqual(['BOB NOT RECEIVING; DISCONNECTED']);
    // the guest types on into the console spool file, and comes to its end
    await expect.poll(() => system.vm('BOB').state, { timeout: 5000 }).not.toBe('running');

    const again = await system.terminal('0C6');
    const rows = await again.logon('BOB');
    expect(rows.join('\n')).toMatch(/^RECONNECTED AT \d\d:\d\d:\d\d /m);
    expect(await carol.command('QUERY BOB')).toEqual(['BOB      - 0C6']);
    await again.command('SPOOL CONSOLE STOP CLOSE');
    const [file] = system.system.services.spool.manager.files('printer', 'BOB');
    const { ebcdic037 } = await import('../../src/ebcdic/index.js');
    const typed = [...system.system.services.spool.manager.records(file)].map(({ data }) =>
      ebcdic037.decode(data).trimEnd(),
    );
    expect(typed.filter((line) => /^LINE \d/.test(line))).toEqual(numbered(1, 100));
    expect(typed).toContain(DONE);
  });

  it('is anybody whose terminal goes away', async () => {
    system.deck('BOB', COUNTER);
    const carol = await system.user('CAROL');
    const bob = await system.user('BOB');
    await bob.command('IPL 00C', 'RUNNING');
    bob.client.close();
    await expect
      .poll(async () => (await carol.command('QUERY BOB'))[0], { timeout: 5000 })
      .toBe('BOB      - DSC');
    expect(system.vm('BOB').state).toBe('running');
    const again = await system.terminal();
    await again.logon('BOB');
    const before = parseInt((await again.command('DISPLAY G3'))[0].slice(-8), 16);
    await again.command('BEGIN', 'RUNNING');
    await rest(50);
    await again.press('PA(1)');
    await again.untilStatus('CP READ');
    expect(parseInt((await again.command('DISPLAY G3'))[0].slice(-8), 16)).toBeGreaterThan(before);
    expect(system.log.join('\n')).toMatch(/GRAF 0C\d DSCONNECT BOB {6}USERS = 002/);
    expect(system.log.join('\n')).toMatch(/GRAF 0C\d RECONNECT BOB {6}USERS = 002/);
  });
});
