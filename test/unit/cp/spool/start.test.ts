import { describe, expect, it } from 'vitest';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import {
  MemorySpoolStore,
  SpoolManager,
  SpoolStoreError,
  SpoolWriter,
} from '../../../../src/cp/spool/index.js';
import type { SpoolFile } from '../../../../src/cp/spool/index.js';
import { AccountingFile } from '../../../../src/cp/spool/accounting-file.js';
import { saveWarmStartData, takeWarmStartData } from '../../../../src/cp/spool/warm-start.js';
import { CpSystem } from '../../../support/cp-system.js';

const LINE = ebcdic037.encode('A LINE');

function makeFile(manager: SpoolManager, lines: number, name = ''): SpoolFile {
  const writer = new SpoolWriter(manager, 'printer');
  for (let line = 0; line < lines; line++) writer.write({ command: 0x09, data: LINE });
  return writer.close({
    queue: 'printer',
    owner: 'ALICE',
    origin: 'ALICE',
    class: 'A',
    copies: 1,
    name,
    type: '',
    distribution: '',
    userHold: true,
    systemHold: false,
    tag: undefined,
    created: 0,
  })!;
}

/** A store with a sound file of one page, and one of three pages with its second page spoiled. */
function damagedStore(): { store: MemorySpoolStore; sound: number; damaged: number } {
  const store = new MemorySpoolStore(64);
  const manager = new SpoolManager(store);
  const sound = makeFile(manager, 3);
  const damaged = makeFile(manager, 600);
  store.write(damaged.firstPage + 1, new Uint8Array(4096));
  return { store, sound: sound.id, damaged: damaged.id };
}

describe('the spool at a start', () => {
  it.each(['warm', 'checkpoint'] as const)('%s: a damaged file is left aside, and stays so', (kind) => {
    const { store, sound, damaged } = damagedStore();
    for (let start = 0; start < 2; start++) {
      const manager = new SpoolManager(store, kind);
      expect(manager.recovery).toEqual({ files: 1, damaged: [damaged] });
      expect(manager.find(sound)).toBeDefined();
      // what is made now takes neither its number nor its pages
      for (let file = 0; file < 20; file++) manager.purge(makeFile(manager, 100));
      expect(makeFile(manager, 1).id).not.toBe(damaged);
      manager.purge(manager.files('printer').at(-1)!);
    }
    expect(new SpoolManager(store, 'force').recovery.damaged).toEqual([damaged]);
    expect(new SpoolManager(store, 'warm').recovery).toEqual({ files: 1, damaged: [] });
  });

  it('a page that the volume can’t give damages its file alone', () => {
    const { store, sound, damaged } = damagedStore();
    const bad = [...Array(64).keys()].find((page) => {
      const bytes = store.read(page);
      return page >= 2 && bytes.some((byte) => byte !== 0);
    })!;
    const unreadable = Object.assign(Object.create(store) as MemorySpoolStore, {
      read: (page: number): Uint8Array => {
        if (page === bad) throw new SpoolStoreError('unit check');
        return store.read(page);
      },
    });
    const manager = new SpoolManager(unreadable, 'checkpoint');
    expect(manager.recovery.damaged).toEqual([sound, damaged]);
    expect(new SpoolManager(unreadable, 'force').recovery.files).toBe(0);
  });

  it('cold: nothing is left', () => {
    const { store } = damagedStore();
    const manager = new SpoolManager(store, 'cold');
    expect(manager.recovery).toEqual({ files: 0, damaged: [] });
    expect(manager.space.free).toBe(manager.space.total);
    expect(new SpoolManager(store).recovery).toEqual({ files: 0, damaged: [] });
  });

  it('warm start data count once', () => {
    const store = new MemorySpoolStore(64);
    const data = { logMessages: ['FIRST LINE', '', 'THIRD'], logMessageTime: 12345 };
    saveWarmStartData(new SpoolManager(store), { logMessages: [], logMessageTime: undefined }, 1);
    saveWarmStartData(new SpoolManager(store), data, 2);
    expect(takeWarmStartData(new SpoolManager(store))).toEqual(data);
    expect(takeWarmStartData(new SpoolManager(store))).toBeUndefined();
    expect(new SpoolManager(store).recovery.files).toBe(0);
  });
});

describe('SHUTDOWN and the next start', () => {
  it('keep the log message; a system that stopped otherwise has the checkpoint', () => {
    const first = new CpSystem();
    const operator = first.user('OPERATOR');
    operator.enter('set logmsg back at noon');
    operator.enter('spool prt hold');
    operator.enter('dump 0-100');
    operator.enter('close prt');
    const killed = new CpSystem({ packs: first.packs });
    expect(killed.services.system.logMessages).toEqual([]);
    expect(killed.log.join()).toContain('DMKWRM920I NO WARM START DATA; CKPT START FOR RETRY');
    killed.user('OPERATOR').enter('set logmsg BACK AT ONE');
    killed.services.shutdown();
    const warm = new CpSystem({ packs: first.packs });
    expect(warm.services.system.logMessages).toEqual(['BACK AT ONE']);
    expect(warm.log.join()).not.toContain('920');
    expect(warm.user('OPERATOR').answer('query files')).toBe('FILES:  NO RDR, 001 PRT,  NO PUN');
    warm.services.shutdown();
    const cold = new CpSystem({ packs: first.packs, services: { start: 'cold' } });
    expect(cold.services.system.logMessages).toEqual([]);
    expect(cold.user('OPERATOR').answer('query files')).toBe('FILES:  NO RDR,  NO PRT,  NO PUN');
  });

  it('log AUTOLOG1 on when the directory has it', () => {
    const directory = `DIRECTORY 150 3330 CPPACK
USER OPERATOR OPER 512K 2M ABCDEG
 CONSOLE 009 3215
USER AUTOLOG1 X 256K 1M G
 IPL 00C
 CONSOLE 009 3215
 SPOOL 00C 2540 READER *
`;
    const system = new CpSystem({ directory });
    system.settle();
    expect(system.cp.users().map(({ userid }) => userid)).toEqual(['AUTOLOG1']);
    expect(system.log.join()).toContain('AUTO LOGON   ***   AUTOLOG1 USERS = 001  BY  SYSTEM');
    const without = new CpSystem({ directory, services: { autolog: false } });
    without.settle();
    expect(without.cp.users()).toEqual([]);
  });
});

describe('accounting cards in a reader', () => {
  const card = (number: number): Uint8Array => ebcdic037.encode(`CARD ${number}`, 80);

  it('are in a file from the first one on, over any restart', () => {
    const store = new MemorySpoolStore(64);
    const file = new AccountingFile(new SpoolManager(store), 'ACNT', 'BIN', () => 0);
    for (let number = 1; number <= 100; number++) {
      file.add(card(number));
      const there = new SpoolManager(store);
      expect(there.files('reader', 'ACNT').reduce((sum, { records }) => sum + records, 0)).toBe(number);
    }
    const manager = new SpoolManager(store);
    const lines = manager
      .files('reader', 'ACNT')
      .flatMap((one) => [...manager.records(one)].map(({ data }) => ebcdic037.decode(data).trimEnd()));
    expect(lines).toEqual(Array.from({ length: 100 }, (_, index) => `CARD ${index + 1}`));
    expect(manager.files('reader', 'ACNT')).toHaveLength(3);
  });

  it('leave a file alone that is being read, and keep the cards before when the volume refuses', () => {
    const store = new MemorySpoolStore(64);
    const manager = new SpoolManager(store);
    const file = new AccountingFile(manager, 'ACNT', 'BIN', () => 0);
    file.add(card(1));
    manager.files('reader', 'ACNT')[0].inUse = true;
    file.add(card(2));
    expect(manager.files('reader', 'ACNT').map(({ records }) => records)).toEqual([1, 1]);
    const write = store.write.bind(store);
    store.write = () => {
      throw new SpoolStoreError('full');
    };
    expect(() => file.add(card(3))).toThrow('full');
    store.write = write;
    expect(manager.files('reader', 'ACNT').map(({ records }) => records)).toEqual([1, 1]);
    file.add(card(4));
    expect(manager.files('reader', 'ACNT').map(({ records }) => records)).toEqual([1, 2]);
  });

  it('tell of sessions, temporary disks and wrong passwords', () => {
    const system = new CpSystem({
      services: { accounting: undefined, accountingUser: 'MAINT' },
      directory: undefined,
    });
    const typewriter = system.typewriter();
    typewriter.enter('');
    typewriter.enter('logon alice wrong');
    const alice = system.user('ALICE');
    alice.enter('link bob 191 291 rr nothing');
    alice.enter('link maint 190 291 m nothing');
    alice.enter('logoff');
    system.settle(1);
    const { manager } = system.services.spool;
    const cards = manager
      .files('reader', 'MAINT')
      .flatMap((one) => [...manager.records(one)].map(({ data }) => data));
    const shown = cards.map((bytes) => ebcdic037.decode(bytes));
    expect(shown.map((text) => text.slice(78))).toEqual(['04', '06', '01']);
    expect(shown[0].slice(0, 28)).toMatch(/^ALICE {11}102880\d{6}$/);
    expect(ebcdic037.decode(cards[0].subarray(28, 32))).toBe('01F ');
    expect(shown[0].slice(51, 55)).toBe('0103');
    expect(shown[1].slice(0, 16)).toBe('ALICE   42      ');
    expect(shown[1].slice(40, 55)).toBe('MAINT   1900110');
    expect(shown[2].slice(0, 16)).toBe('ALICE   42      ');
  });
});
