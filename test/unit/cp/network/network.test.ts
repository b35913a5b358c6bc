import { expect, it } from 'vitest';
import type { LineConnection } from '../../../../src/cp/network/link.js';
import type { NetworkDefinition } from '../../../../src/cp/network/network.js';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { CpSystem, TEST_DIRECTORY } from '../../../support/cp-system.js';
import type { Typewriter } from '../../../support/cp-system.js';

const DIRECTORY = `${TEST_DIRECTORY}USER RSCS NOLOG\n`;

function makeNode(systemId: string, definition: NetworkDefinition): CpSystem {
  return new CpSystem({ directory: DIRECTORY, services: { systemId, network: definition } });
}

/** A line between two systems in memory. */
class MemoryLine {
  private readonly ends: readonly [LineConnection, LineConnection];
  up = true;

  constructor(
    private readonly systems: readonly [CpSystem, CpSystem],
    private readonly names: readonly [string, string],
  ) {
    const end = (index: 0 | 1): LineConnection => ({
      send: (bytes) => this.deliver(index, bytes),
      backlog: 0,
      close: () => this.drop(),
    });
    this.ends = [end(0), end(1)];
    for (const index of [0, 1] as const) {
      const link = this.link(index);
      link.state = 'connecting';
      this.later(index, () => link.connected(this.ends[index]));
    }
  }

  /** The link at one end: it has the name of the other. */
  private link(index: 0 | 1) {
    return this.systems[index].services.network!.links.get(this.names[index === 0 ? 1 : 0])!;
  }

  private later(index: 0 | 1, action: () => void): void {
    const { machine, services } = this.systems[index];
    // what comes in while CP waits for its own I/O waits too
    machine.events.schedule(0, () => services.work.submit(action));
  }

  private deliver(from: 0 | 1, bytes: Uint8Array): void {
    const to = from === 0 ? 1 : 0;
    this.later(to, () => {
      if (this.up) this.link(to).input(this.ends[to], bytes);
    });
  }

  drop(): void {
    if (!this.up) return;
    this.up = false;
    for (const index of [0, 1] as const) {
      this.later(index, () => this.link(index).disconnected(this.ends[index]));
    }
  }
}

function settle(...systems: CpSystem[]): void {
  for (let round = 0; round < 12; round++) for (const system of systems) system.settle(0.05);
}

/** Punches cards and closes the file. */
function punch(system: CpSystem, user: Typewriter, cards: readonly string[]): void {
  const vm = user.vm!;
  const vdev = vm.devices.get(0xd)!;
  if (vdev.kind !== 'punch') throw new Error('no punch');
  const sink = system.services.spool.punch(vm, vdev);
  for (const card of cards) sink.punchCard(ebcdic037.encode(card, 80));
  user.enter('close pun name test data');
}

const link = (name: string): NetworkDefinition => ({ links: [{ name }] });
/** What a typewriter shows, its lines put together. */
const shown = (user: Typewriter): string => user.text.replaceAll('\n', '');
const readerOf = (system: CpSystem, userid: string) => system.services.spool.manager.files('reader', userid);

it('brings a tagged file into the reader of a user at another node, with its origin', () => {
  const [a, b] = [makeNode('NODEA', link('NODEB')), makeNode('NODEB', link('NODEA'))];
  new MemoryLine([a, b], ['NODEA', 'NODEB']);
  const alice = a.user('ALICE');
  const bob = b.user('BOB');
  settle(a, b);
  alice.enter('spool pun to rscs');
  alice.enter('tag dev pun nodeb bob');
  const cards = Array.from({ length: 700 }, (_, index) => `CARD ${index}`);
  punch(a, alice, cards);
  settle(a, b);
  const [file] = readerOf(b, 'BOB');
  expect(file).toMatchObject({ origin: 'RSCS', name: 'TEST', type: 'DATA', records: 700, class: 'A' });
  expect(file.tag).toMatch(/^NODEA +ALICE /);
  expect([...b.services.spool.manager.records(file)].map(({ data }) => ebcdic037.decode(data))).toEqual(
    cards,
  );
  expect(shown(bob)).toContain('DMTAXS104I FILE SPOOLED TO BOB -- ORG NODEA (ALICE) 10/28/80');
  expect(shown(alice)).toMatch(/DMTAXS101I FILE \d{4} ENQUEUED ON LINK NODEB/);
  expect(shown(alice)).toMatch(/DMTNET147I SENT: FILE \d{4} ON LINK NODEB/);
  expect(readerOf(a, 'RSCS')).toEqual([]);
});

it('keeps files until the line is there, and sends what a broken line cut off again', () => {
  const [a, b] = [makeNode('NODEA', link('NODEB')), makeNode('NODEB', link('NODEA'))];
  const alice = a.user('ALICE');
  alice.enter('spool pun to rscs');
  alice.enter('tag dev pun nodeb bob');
  punch(a, alice, ['ONE']);
  settle(a);
  expect(shown(alice)).toContain('PENDING FOR LINK NODEB');
  expect(readerOf(a, 'RSCS')).toHaveLength(1);
  // the line breaks at each of its first frames
  for (let frames = 1; frames < 6; frames++) {
    const line = new MemoryLine([a, b], ['NODEA', 'NODEB']);
    for (let step = 0; step < frames; step++) {
      a.settle(0.001);
      b.settle(0.001);
    }
    line.drop();
    settle(a, b);
  }
  new MemoryLine([a, b], ['NODEA', 'NODEB']);
  settle(a, b);
  expect(readerOf(b, 'BOB')).toHaveLength(1);
  expect(readerOf(a, 'RSCS')).toHaveLength(0);
});

it('forwards over a node between, and gives back what has no way or no user', () => {
  const a = makeNode('NODEA', { links: [{ name: 'NODEB' }], routes: { NODEC: 'NODEB' } });
  const b = makeNode('NODEB', { links: [{ name: 'NODEA' }, { name: 'NODEC' }] });
  const c = makeNode('NODEC', { links: [{ name: 'NODEB' }], routes: { NODEA: 'NODEB' } });
  new MemoryLine([a, b], ['NODEA', 'NODEB']);
  new MemoryLine([b, c], ['NODEB', 'NODEC']);
  const alice = a.user('ALICE');
  settle(a, b, c);
  const send = (destination: string): void => {
    alice.enter('spool pun to rscs');
    alice.enter(`tag dev pun ${destination}`);
    punch(a, alice, ['ONE']);
    settle(a, b, c);
  };
  send('nodec bob');
  expect(readerOf(c, 'BOB')[0].tag).toMatch(/^NODEA +ALICE /);
  for (const destination of ['nodex bob', 'nodec nosuch', 'nodea']) {
    alice.clear();
    send(destination);
    expect(shown(alice), destination).toMatch(/REJECTED -- ?INVALID DESTINATION ADDRESS/);
  }
  // the one that had gone as far as NODEB is held there, the others are back
  expect(readerOf(a, 'ALICE')).toHaveLength(2);
  // a local user needs no line
  send('nodea bob');
  expect(readerOf(a, 'BOB')).toHaveLength(1);
});

it('answers commands by SMSG, of operators more than of others', () => {
  const [a, b] = [makeNode('NODEA', link('NODEB')), makeNode('NODEB', link('NODEA'))];
  const line = new MemoryLine([a, b], ['NODEA', 'NODEB']);
  const alice = a.user('ALICE');
  const operator = a.user('OPERATOR');
  const bob = b.user('BOB');
  settle(a, b);
  const smsg = (user: Typewriter, text: string): string => {
    user.clear();
    user.enter(`smsg rscs ${text}`);
    settle(a, b);
    return shown(user);
  };
  expect(smsg(alice, 'query system')).toContain('LINK NODEB    ACTIVE QUEUED 0 SENT 0 RECEIVED 0');
  expect(smsg(alice, 'drain nodeb')).toContain('NOT ALLOWED');
  expect(smsg(alice, 'nonsense')).toContain('DMTCMX201E INVALID COMMAND NONSENSE');
  expect(smsg(alice, 'q nodex')).toContain('DMTCMX202E INVALID LINK NODEX');
  expect(smsg(operator, 'hold nodeb')).toContain('LINK NODEB HELD');
  alice.enter('spool pun to rscs');
  alice.enter('tag dev pun nodeb bob');
  punch(a, alice, ['ONE']);
  settle(a, b);
  expect(smsg(alice, 'query link nodeb')).toMatch(
    /FILE \d{4} FROM NODEA \(ALICE\) TO NODEB \(BOB\) RECORDS 1/,
  );
  const [{ id }] = readerOf(a, 'RSCS');
  expect(smsg(alice, `query file ${id}`)).toContain('TO NODEB (BOB)');
  expect(smsg(alice, 'purge 9000')).toContain('INVALID SPOOL ID');
  expect(smsg(alice, `purge ${id}`)).toContain('PURGED');
  expect(smsg(operator, 'free nodeb')).toContain('FREE');
  bob.clear();
  expect(smsg(alice, 'msg nodeb bob good morning')).not.toContain('DMT');
  expect(shown(bob)).toContain('FROM NODEA(ALICE): GOOD MORNING');
  expect(smsg(operator, 'drain nodeb')).toContain('DRAINING');
  line.drop();
  settle(a, b);
  expect(smsg(alice, 'query nodeb')).toContain('INACTIVE');
  expect(smsg(alice, 'msg nodeb bob Hello')).toContain('NO LINK TO NODEB');
});
