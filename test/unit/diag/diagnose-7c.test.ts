import { beforeEach, describe, expect, it } from 'vitest';
import { Aid, Screen, screenText } from '../../../src/tn3270/datastream/index.js';
import { DiagnoseGuest } from '../../support/diagnose.js';

const BUFFER = 0x4000;
const DISPLAY_3277_2 = 0x40040200;

/** ALICE, who has logical devices and a person before each of them. */
class Creator extends DiagnoseGuest {
  initiate(word = DISPLAY_3277_2): readonly [conditionCode: number, returnCode: number, id: number] {
    const end = this.call(0x7c, 2, 4, { 2: word, 4: 1 });
    return [end.conditionCode, end.gpr[5], end.gpr[2]];
  }

  accept(id: number, length = 4096): readonly [conditionCode: number, returnCode: number, length: number] {
    const end = this.call(0x7c, 2, 4, { 2: id, 3: BUFFER, 4: 2, 5: length });
    return [end.conditionCode, end.gpr[5], end.gpr[4]];
  }

  present(id: number, data: ArrayLike<number>): readonly [conditionCode: number, returnCode: number] {
    this.put(BUFFER, data);
    const end = this.call(0x7c, 2, 4, { 2: id, 3: BUFFER, 4: 3, 5: data.length });
    return [end.conditionCode, end.gpr[5]];
  }

  terminate(id: number, subfunction = 4): readonly [conditionCode: number, returnCode: number] {
    const end = this.call(0x7c, 2, 4, { 2: id, 4: subfunction });
    return [end.conditionCode, end.gpr[5]];
  }
}

/** A person who sees what the creator accepts, and whose keys it presents. */
class Person {
  readonly screen = new Screen({ model: 2, extended: false });
  readonly id: number;

  constructor(private readonly creator: Creator) {
    this.id = creator.initiate()[2];
    creator.system.settle(3);
    this.screen.connected();
    this.look();
  }

  get text(): string {
    return screenText(this.screen)
      .map((row) => row.trimEnd())
      .join('\n');
  }

  look(): void {
    for (;;) {
      const [conditionCode, , length] = this.creator.accept(this.id);
      if (conditionCode === 1) return;
      const [command, ...data] = this.creator.bytes(BUFFER, length);
      const outcome = this.screen.execute(command, Uint8Array.from(data));
      expect(outcome.rejected).toBeFalsy();
      if (outcome.reply) this.creator.present(this.id, outcome.reply);
    }
  }

  press(aid: number = Aid.enter): void {
    const inbound = aid === Aid.clear ? this.screen.clear() : this.screen.attention(aid);
    if (inbound === undefined) throw new Error(`locked: ${this.screen.lock}\n${this.text}`);
    expect(this.creator.present(this.id, inbound)).toEqual([0, 0]);
    this.creator.system.settle(0.5);
    this.look();
  }

  enter(text: string): void {
    if (!this.screen.typeText(text)) throw new Error(`locked: ${this.screen.lock}`);
    this.press();
  }
}

let creator: Creator;

beforeEach(() => {
  creator = new Creator();
});

describe('a logical device', () => {
  it('shows CP’s logo and takes a logon', () => {
    const person = new Person(creator);
    expect(person.text).toContain('CP370 ONLINE');
    person.press();
    person.enter('logon bob builder');
    expect(person.text).toContain('LOGON AT');
    expect(creator.user.answer('QUERY NAMES')).toBe('ALICE    - ALI, BOB      -L000');
    expect(creator.system.log.at(-1)).toContain('GRF L000 LOGON  AS BOB');
    person.enter('query virtual console');
    expect(person.text).toContain('CONS 009 ON GRF L000');
    person.enter('logoff');
    expect(creator.system.cp.findUser('BOB')).toBeUndefined();
  });

  it('is no place for its creator to log on, or to dial to', () => {
    const person = new Person(creator);
    person.press();
    person.enter('logon alice wonder');
    expect(person.text).toContain('066E');
    person.enter('dial alice');
    expect(person.text.match(/066E/g)).toHaveLength(2);
  });

  it('can be dialled to a virtual machine', () => {
    const bob = creator.system.user('BOB');
    bob.enter('DEFINE GRAF 0C8');
    const person = new Person(creator);
    person.press();
    person.enter('dial bob');
    expect(person.text).toContain('DIALED TO BOB');
    expect(creator.system.log.at(-1)).toContain('GRF L000 DIALED TO BOB');
    expect(creator.terminate(person.id)).toEqual([0, 0]);
    creator.system.settle(0.5);
    expect(creator.system.log.at(-1)).toContain('GRF L000 DROP FROM BOB');
  });

  it.each([
    ['TERMINATE', (person: Person) => void creator.terminate(person.id)],
    ['TERMINATE ALL', () => void creator.terminate(0, 5)],
    ['SYSTEM RESET', () => void creator.user.enter('SYSTEM RESET')],
    ['LOGOFF', () => void creator.user.enter('LOGOFF')],
  ])('is gone after %s: who is logged on there is disconnected', (_, end) => {
    const person = new Person(creator);
    person.press();
    person.enter('logon bob builder');
    end(person);
    creator.system.settle(0.5);
    expect(creator.system.cp.realDevices().some(({ address }) => address >= 0x1000)).toBe(false);
    expect(creator.system.log.join('\n')).toContain('GRF L000 DSCONNECT BOB');
  });
});

describe('INITIATE', () => {
  it('gives numbers from 0, and that of an ended device again', () => {
    expect(creator.initiate()).toEqual([0, 0, 0]);
    expect(creator.initiate(0x40010400)).toEqual([0, 0, 1]);
    creator.terminate(0);
    expect(creator.initiate(0x40010000)).toEqual([0, 0, 0]);
  });

  it.each([0x20040200, 0x40020200, 0x40010700, 0x40040300])('refuses type %s', (word) => {
    expect(creator.initiate(word).slice(0, 2)).toEqual([1, 6]);
  });

  it('has 512 devices', () => {
    const { logicalDevices } = creator.system.services;
    for (let id = 0; id < 512; id++) expect(logicalDevices.initiate(creator.vm, '3277', 2)).toBe(id);
    expect(creator.initiate().slice(0, 2)).toEqual([1, 9]);
  });

  it('has eight users', () => {
    const { logicalDevices } = creator.system.services;
    for (let user = 0; user < 8; user++) {
      logicalDevices.initiate({ ...creator.vm, userid: `USER${user}` } as typeof creator.vm, '3277', 2);
    }
    expect(creator.initiate().slice(0, 2)).toEqual([1, 5]);
  });
});

describe('ACCEPT', () => {
  const withLogo = (): number => {
    const [, , id] = creator.initiate();
    creator.system.settle(3);
    return id;
  };

  it('tells the length that is needed, or gives a part', () => {
    const id = withLogo();
    const [conditionCode, returnCode, needed] = creator.accept(id, 2);
    expect([conditionCode, returnCode]).toEqual([1, 3]);
    expect(needed).toBeGreaterThan(2);
    expect(creator.accept(id, 0x80000002 | 0)).toEqual([0, 2, 2]);
    const [, , rest] = creator.accept(id, needed);
    expect(rest).toBe(needed - 2);
  });

  it('needs a buffer of 1 to 4096 bytes in storage', () => {
    const id = withLogo();
    expect(creator.accept(id, 0).slice(0, 2)).toEqual([1, 4]);
    expect(creator.accept(id, 4097).slice(0, 2)).toEqual([1, 4]);
    const outside = creator.call(0x7c, 2, 4, { 2: id, 3: 0xfffff0, 4: 2, 5: 256 });
    expect([outside.conditionCode, outside.gpr[5]]).toEqual([1, 4]);
  });

  it('does not store where the key forbids it', () => {
    const id = withLogo();
    const end = creator.call(0x7c, 2, 4, { 2: id, 3: BUFFER, 4: 2, 5: 4096 }, 8);
    expect([end.conditionCode, end.gpr[5]]).toEqual([1, 10]);
  });

  it('has nothing after the last stream', () => {
    const id = withLogo();
    while (creator.accept(id)[0] === 0);
    expect(creator.accept(id).slice(0, 2)).toEqual([1, 2]);
  });
});

describe('PRESENT', () => {
  const ENTER = [0x7d, 0x40, 0x40];

  it('waits until everything has been accepted', () => {
    const [, , id] = creator.initiate();
    creator.system.settle(3);
    expect(creator.present(id, ENTER)).toEqual([2, 1]);
    while (creator.accept(id)[0] === 0);
    expect(creator.present(id, ENTER)).toEqual([0, 0]);
  });

  it('waits until CP has read, and tells of it', () => {
    const [, , id] = creator.initiate();
    creator.system.settle(3);
    while (creator.accept(id)[0] === 0);
    // both before CP comes to the device
    const { logicalDevices } = creator.system.services;
    expect(logicalDevices.present(creator.vm, id, Uint8Array.from(ENTER))).toBe('done');
    expect(logicalDevices.present(creator.vm, id, Uint8Array.from(ENTER))).toBe('not-read');
    while (logicalDevices.interruption(creator.vm) !== undefined);
    creator.system.settle(0.5);
    const words: (number | undefined)[] = [];
    for (let word; (word = logicalDevices.interruption(creator.vm)) !== undefined;) words.push(word);
    expect(words).toContain((id << 16) | 2);
  });

  it('gathers a list', () => {
    const [, , id] = creator.initiate();
    creator.system.settle(3);
    while (creator.accept(id)[0] === 0);
    creator.put(BUFFER, [0x7d, 0x40]);
    creator.put(BUFFER + 0x100, [0x40]);
    const list = BUFFER + 0x200;
    [2, BUFFER, 0x80000001, BUFFER + 0x100].forEach((word, at) => creator.putWord(list + 4 * at, word | 0));
    const end = creator.call(0x7c, 2, 4, { 2: id, 3: -list, 4: 3, 5: 0 });
    expect([end.conditionCode, end.gpr[5]]).toEqual([0, 0]);
    creator.system.settle(0.5);
    expect(creator.accept(id)[0]).toBe(0);
    // no end of the list
    creator.putWord(list + 8, 1);
    expect(creator.call(0x7c, 2, 4, { 2: id, 3: -list, 4: 3, 5: 0 }).gpr[5]).toBe(4);
  });
});

it('knows no other device and no other subfunction', () => {
  expect(creator.accept(5).slice(0, 2)).toEqual([3, 1]);
  expect(creator.present(5, [0x7d])).toEqual([3, 1]);
  expect(creator.terminate(5)).toEqual([3, 1]);
  expect(creator.terminate(5, 6)).toEqual([1, 1]);
  const { logicalDevices } = creator.system.services;
  creator.system.user('BOB');
  const id = logicalDevices.initiate(creator.system.vm('BOB'), '3277', 2) as number;
  expect(creator.terminate(id)).toEqual([3, 1]);
});

/** Makes a device, waits for the interruption that its logo makes, accepts, ends it. */
const PASSTHROUGH = `
PASS     CSECT
         BALR  12,0
         USING *,12
         MVC   X'58'(8),EXTNEW
         LCTL  0,0,CR0
         L     2,=X'40040200'      CLASS, TYPE AND MODEL OF A 3277
         LA    4,1                 INITIATE
         DC    X'8324007C'
         BNZ   BAD
         LR    6,2
         LPSW  WAIT
EXT      CLC   X'1A'(2),=X'2402'
         BNE   BAD
         CH    6,X'80'             WHICH ONE?
         BNE   BAD
         CLI   X'83',1             OUTPUT?
         BNE   BAD
         LR    2,6
         LA    3,BUFFER
         LA    4,2                 ACCEPT
         L     5,=F'4096'
         DC    X'8324007C'
         BNZ   BAD
         LR    7,4
         LA    4,4                 TERMINATE
         DC    X'8324007C'
         BNZ   BAD
         LPSW  GOOD
BAD      LPSW  DEAD
         DS    0D
EXTNEW   DC    X'00000000',A(EXT)
WAIT     DC    X'01020000',A(0)
GOOD     DC    X'00020000',X'00600D00'
DEAD     DC    X'00020000',X'0000BEEF'
CR0      DC    X'00000200'
         LTORG
BUFFER   DS    CL4096
         END   PASS
`;

it('interrupts its creator', () => {
  const { system, vm } = creator;
  system.start('ALICE', PASSTHROUGH);
  system.runUntil(() => vm.state === 'cp');
  expect(vm.psw.instructionAddress).toBe(0x600d00);
  expect(vm.gpr[7]).toBeGreaterThan(100);
  expect(system.cp.realDevices().some(({ address }) => address >= 0x1000)).toBe(false);
});
