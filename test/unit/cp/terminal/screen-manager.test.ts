import { describe, expect, test } from 'vitest';
import { Aid, Command } from '../../../../src/tn3270/datastream/index.js';
import { ScreenHarness, bytes } from './screen-harness.js';

const fill = (harness: ScreenHarness, lines: number, source: 'vm' | 'cp' = 'vm'): void => {
  for (let i = 1; i <= lines; i++) harness.line(`LINE ${i}`, { source });
};

describe('logo', () => {
  test('shows at power on, and a key asks for a session', () => {
    const harness = new ScreenHarness();
    harness.manager.powerOn();
    expect(harness.rows()[0]).toBe('CP370 ONLINE');
    expect(harness.rows().some((row) => row.includes('PRESS ENTER TO BEGIN'))).toBe(true);
    expect(harness.status).toBe('RUNNING');
    harness.enter('LOGON ME');
    expect(harness.log).toEqual(['user arrived']);
    harness.manager.begin();
    expect(harness.rows().join('').trim()).toBe('RUNNING');
    expect(harness.cursor).toEqual([22, 1]);
  });

  test.each([
    [3, 32, 80],
    [4, 43, 80],
    [5, 27, 132],
  ] as const)('model %i uses the alternate size', (model, rows, columns) => {
    const harness = ScreenHarness.running(model);
    expect([harness.screen.rows, harness.screen.columns]).toEqual([rows, columns]);
    harness.read('cp');
    expect(harness.status).toBe('CP READ');
    expect(harness.cursor).toEqual([rows - 2, 1]);
    fill(harness, 3);
  });

  test('comes back by two keys after the user is gone; what was said last stays till then', () => {
    const harness = ScreenHarness.running();
    fill(harness, 22);
    harness.line('LOGOFF AT 12:00:00');
    expect(harness.status).toBe('MORE...');
    harness.manager.release();
    expect(harness.rows()[0]).toBe('LOGOFF AT 12:00:00');
    harness.line('LATE');
    expect(harness.rows()[1]).toBe('');
    harness.screen.reset();
    harness.press(Aid.enter);
    expect(harness.rows()[0]).toBe('CP370 ONLINE');
    harness.press(Aid.enter);
    expect(harness.log).toEqual(['user arrived']);
  });
});

describe('typing ahead', () => {
  test('what is typed before a read comes stays in the input area', () => {
    const harness = ScreenHarness.running();
    harness.screen.typeText('QUERY TI');
    harness.read('cp');
    expect([harness.status, harness.input]).toEqual(['CP READ', 'QUERY TI']);
    harness.enter('ME');
    expect(harness.log).toEqual(['cp read QUERY TIME']);
  });

  test('a password has an input area of its own, also when its read is withdrawn', () => {
    const harness = ScreenHarness.running();
    harness.screen.typeText('SEEN');
    harness.read('cp', true);
    harness.enter('SECRET');
    expect(harness.log).toEqual(['cp read SECRET']);
    expect(harness.input).toBe('');
    harness.read('cp', true);
    harness.manager.cancelRead();
    harness.screen.typeText('SHOWN');
    expect(harness.input).toBe('SHOWN');
    harness.read('vm');
    harness.enter();
    expect(harness.log).toEqual(['cp read SECRET', 'vm read SHOWN']);
  });
});

describe('output', () => {
  test('fills rows from the top; long lines take several', () => {
    const harness = ScreenHarness.running();
    harness.line('FIRST');
    harness.line('X'.repeat(100));
    harness.line('');
    harness.line('LAST');
    expect(harness.rows().slice(0, 5)).toEqual(['FIRST', 'X'.repeat(80), 'X'.repeat(20), '', 'LAST']);
    expect(harness.status).toBe('RUNNING');
  });

  test('a full screen waits 50 seconds, warns, clears after 10 more, and goes on', () => {
    const harness = ScreenHarness.running();
    const ends: string[] = [];
    for (let i = 1; i <= 23; i++) harness.line(`LINE ${i}`, { source: 'vm', done: (end) => ends.push(end) });
    expect(harness.rows()[21]).toBe('LINE 22');
    expect(harness.status).toBe('MORE...');
    expect(ends).toHaveLength(22);
    expect(harness.timer).toBe(50);
    harness.expire();
    expect([harness.alarms, harness.timer]).toEqual([1, 10]);
    expect(harness.rows()[0]).toBe('LINE 1');
    harness.expire();
    expect(harness.rows()[0]).toBe('LINE 23');
    expect(harness.rows()[1]).toBe('');
    expect(harness.status).toBe('RUNNING');
    expect(ends).toHaveLength(23);
  });

  test('ENTER holds and lets go, PA2 and CLEAR show the next screen', () => {
    const harness = ScreenHarness.running();
    fill(harness, 50);
    harness.enter();
    expect(harness.status).toBe('HOLDING');
    expect(harness.timer).toBeUndefined();
    harness.enter();
    expect([harness.status, harness.timer]).toEqual(['MORE...', 50]);
    harness.press(Aid.pa2);
    expect(harness.rows()[0]).toBe('LINE 23');
    expect(harness.status).toBe('MORE...');
    harness.press(Aid.clear);
    expect(harness.rows()[0]).toBe('LINE 45');
    expect(harness.status).toBe('RUNNING');
  });

  test('a screen with an alarm message holds when it is full', () => {
    const harness = ScreenHarness.running();
    harness.line('WARNING', { alarm: true });
    expect(harness.alarms).toBe(1);
    fill(harness, 22);
    expect(harness.status).toBe('HOLDING');
    expect(harness.timer).toBeUndefined();
    harness.press(Aid.clear);
    expect(harness.rows()[0]).toBe('LINE 22');
  });

  test('PA1 throws the waiting line away: CP mode when it was the guest’s', () => {
    const harness = ScreenHarness.running();
    const ends: string[] = [];
    fill(harness, 22);
    harness.line('GUEST', { source: 'vm', done: (end) => ends.push(end) });
    harness.press(Aid.pa1);
    expect(ends).toEqual(['cancelled']);
    expect(harness.log).toEqual(['cp wanted']);
    expect(harness.rows()[0]).toBe('');
    fill(harness, 23, 'cp');
    harness.press(Aid.pa1);
    expect(harness.log).toEqual(['cp wanted']);
  });

  test('the input area keeps what is being typed', () => {
    const harness = ScreenHarness.running();
    harness.screen.typeText('half a li');
    fill(harness, 23);
    harness.expire();
    harness.expire();
    expect(harness.input).toBe('half a li');
    harness.enter('ne');
    expect(harness.log).toEqual(['line half a line']);
  });
});

describe('reads', () => {
  test('a line goes to the reader and is shown again', () => {
    const harness = ScreenHarness.running();
    harness.line('PROMPT');
    harness.read('vm');
    expect(harness.status).toBe('VM READ');
    harness.enter('listfile');
    expect(harness.log).toEqual(['vm read listfile']);
    expect(harness.rows().slice(0, 2)).toEqual(['PROMPT', 'listfile']);
    expect(harness.status).toBe('RUNNING');
    expect(harness.input).toBe('');
  });

  test('output behind a read waits for it; the echo comes first', () => {
    const harness = ScreenHarness.running();
    harness.read('cp');
    harness.line('AFTER');
    expect(harness.status).toBe('CP READ');
    expect(harness.rows()[0]).toBe('');
    harness.enter('query time');
    expect(harness.rows().slice(0, 2)).toEqual(['query time', 'AFTER']);
  });

  test('a password is neither shown nor echoed', () => {
    const harness = ScreenHarness.running();
    harness.read('cp', true);
    harness.screen.typeText('SECRET');
    expect(harness.rows().join('')).not.toContain('SECRET');
    harness.enter();
    expect(harness.log).toEqual(['cp read SECRET']);
    expect(harness.rows().join('')).not.toContain('SECRET');
    harness.screen.typeText('OPEN');
    expect(harness.input).toBe('OPEN');
  });

  test('a message breaks in, the read and what is typed stay', () => {
    const harness = ScreenHarness.running();
    harness.read('vm');
    harness.screen.typeText('unfini');
    harness.line('* MSG FROM OPERATOR', { priority: true, alarm: true });
    expect(harness.rows()[0]).toBe('* MSG FROM OPERATOR');
    expect(harness.status).toBe('VM READ');
    harness.enter('shed');
    expect(harness.log).toEqual(['vm read unfinished']);
  });

  test('a message on a full screen makes it wait, then the read goes on', () => {
    const harness = ScreenHarness.running();
    fill(harness, 22);
    harness.read('vm');
    harness.line('URGENT', { priority: true });
    expect(harness.status).toBe('MORE...');
    harness.press(Aid.pa2);
    expect(harness.rows()[0]).toBe('URGENT');
    expect(harness.status).toBe('VM READ');
    harness.enter('x');
    expect(harness.log).toEqual(['vm read x']);
  });

  test('attentions: PA1 is two, the cursor moved back and ENTER one', () => {
    const harness = ScreenHarness.running();
    harness.read('vm');
    harness.press(Aid.pa1);
    harness.read('vm');
    harness.screen.left();
    harness.press(Aid.enter);
    harness.read('cp');
    harness.enter();
    expect(harness.log).toEqual(['vm attention 2', 'vm attention 1', 'cp read ']);
  });

  test('CLEAR and PA2 clear, the read stays', () => {
    const harness = ScreenHarness.running();
    harness.line('OLD');
    harness.read('vm');
    harness.screen.typeText('abc');
    harness.press(Aid.pa2);
    expect(harness.rows()[0]).toBe('');
    expect(harness.input).toBe('abc');
    expect(harness.status).toBe('VM READ');
    harness.press(Aid.clear);
    expect(harness.input).toBe('');
    harness.enter('still');
    expect(harness.log).toEqual(['vm read still']);
  });

  test('a line of which nothing is left is read again', () => {
    const harness = ScreenHarness.running();
    harness.read('vm', false, () => ({ verdict: 'repeat' }));
    harness.enter('abc¢');
    expect(harness.status).toBe('VM READ');
    expect(harness.input).toBe('');
    expect(harness.screen.lock).toBe('none');
  });

  test('can be withdrawn', () => {
    const harness = ScreenHarness.running();
    expect(harness.manager.cancelRead()).toBe(false);
    harness.read('cp');
    expect(harness.manager.cancelRead()).toBe(true);
    expect(harness.status).toBe('RUNNING');
    harness.line('ON');
    expect(harness.rows()[0]).toBe('ON');
  });
});

describe('unasked input', () => {
  test('is echoed before it takes effect', () => {
    const harness = ScreenHarness.running();
    harness.answer = (line) => ({
      verdict: 'accepted',
      echo: bytes(line.toUpperCase()),
      run: () => harness.line('RESPONSE'),
    });
    harness.enter('#cp query time');
    expect(harness.rows().slice(0, 2)).toEqual(['#CP QUERY TIME', 'RESPONSE']);
    expect(harness.input).toBe('');
  });

  test('NOT ACCEPTED for three seconds; the line stays', () => {
    const harness = ScreenHarness.running();
    harness.answer = () => ({ verdict: 'rejected' });
    harness.enter('too early');
    expect([harness.status, harness.timer]).toEqual(['NOT ACCEPTED', 3]);
    expect(harness.screen.lock).not.toBe('none');
    harness.expire();
    expect(harness.status).toBe('RUNNING');
    expect(harness.input).toBe('too early');
    harness.answer = () => ({ verdict: 'repeat' });
    harness.enter();
    expect(harness.input).toBe('');
  });

  test('PA1 and ENTER alone reach the host', () => {
    const harness = ScreenHarness.running();
    harness.press(Aid.pa1);
    harness.press(Aid.enter);
    expect(harness.log).toEqual(['cp wanted', 'null line']);
    expect(harness.screen.lock).toBe('none');
  });

  test('goes in at MORE...; its echo waits its turn', () => {
    const harness = ScreenHarness.running();
    fill(harness, 23);
    harness.enter('ht');
    expect(harness.log).toEqual(['line ht']);
    expect(harness.status).toBe('MORE...');
    harness.press(Aid.clear);
    expect(harness.rows().slice(0, 2)).toEqual(['LINE 23', 'ht']);
  });
});

describe('function keys', () => {
  test('tab fills up to the next column', () => {
    const harness = ScreenHarness.running();
    harness.keys.set(2, { kind: 'tab', stops: [5, 10] });
    harness.enter('ab', Aid.pf2);
    harness.enter('c', Aid.pf2);
    harness.enter('d', Aid.pf2);
    expect(harness.input).toBe('ab  c    d');
    expect(harness.log).toEqual([]);
  });

  test('undefined, delayed, immediate', () => {
    const harness = ScreenHarness.running();
    harness.press(Aid.pf3);
    expect(harness.input).toBe('* PF03 UNDEFINED');
    harness.keys.set(12, { kind: 'delayed', text: bytes('query ') });
    harness.press(Aid.pf12);
    expect(harness.input).toBe('query');
    harness.enter('time');
    harness.keys.set(1, { kind: 'immediate', text: bytes('begin') });
    harness.press(Aid.pf1);
    harness.read('vm');
    harness.press(Aid.pf1);
    expect(harness.log).toEqual(['line query time', 'line begin', 'vm read begin']);
    expect(harness.screen.lock).toBe('none');
  });
});

describe('DIAGNOSE display', () => {
  const display = (harness: ScreenHarness, row: number, data: string, erase = false): void =>
    harness.manager.request({ kind: 'display', row, data: bytes(data), erase });

  test('writes anywhere; ordinary output then wants a new screen', () => {
    const harness = ScreenHarness.running();
    display(harness, 10, 'EDIT LINE');
    display(harness, 1, 'TOP');
    expect([harness.rows()[1], harness.rows()[10]]).toEqual(['TOP', 'EDIT LINE']);
    harness.line('PLAIN');
    expect(harness.status).toBe('MORE...');
    harness.press(Aid.clear);
    expect(harness.rows()[0]).toBe('PLAIN');
  });

  test('start-field sequences make fields, and a clear takes them away', () => {
    const harness = ScreenHarness.running();
    const data = Uint8Array.of(0x1d, 0xe8, ...bytes('BRIGHT'), 0x1d, 0x60, ...bytes('DIM'));
    harness.manager.request({ kind: 'display', row: 2, data, erase: false });
    expect(harness.rows()[2]).toBe(' BRIGHT DIM');
    harness.manager.request({ kind: 'clear' });
    expect(harness.rows().join('').trim()).toBe('RUNNING');
    expect([...harness.screen.buffer.attributePositions()]).toHaveLength(2);
  });

  test('with erase waits until the user has cleared what is there', () => {
    const harness = ScreenHarness.running();
    harness.line('SOMETHING');
    display(harness, 0, 'NEW', true);
    expect(harness.status).toBe('MORE...');
    expect(harness.rows()[0]).toBe('SOMETHING');
    harness.press(Aid.pa2);
    expect(harness.rows()[0]).toBe('NEW');
  });

  test('a row of the input area gets the text and the cursor', () => {
    const harness = ScreenHarness.running();
    harness.read('vm');
    harness.manager.cancelRead();
    display(harness, 22, 'CHANGE ME');
    expect(harness.input).toBe('CHANGE ME');
  });

  test('what is entered over it is not echoed', () => {
    const harness = ScreenHarness.running();
    display(harness, 3, 'SCREEN');
    harness.read('vm');
    harness.enter('next');
    expect(harness.log).toEqual(['vm read next']);
    expect(harness.status).toBe('RUNNING');
    expect(harness.rows()[3]).toBe('SCREEN');
    expect(harness.rows().join('')).not.toContain('next');
  });
});

describe('full-screen mode', () => {
  const write = (harness: ScreenHarness, command: number): boolean =>
    harness.manager.fullScreenWrite(
      command,
      Uint8Array.of(0xc3, 0x11, 0x40, 0x40, 0x1d, 0x40, ...bytes('HELLO')),
    );

  test('begins with an erasing write, gives keys to the guest, ends with output of CP', () => {
    const harness = ScreenHarness.running();
    expect(write(harness, Command.write)).toBe(false);
    expect(write(harness, Command.eraseWrite)).toBe(true);
    expect(harness.rows()[0]).toBe(' HELLO');
    expect(write(harness, Command.write)).toBe(true);
    harness.press(Aid.pf3);
    expect(harness.log).toEqual(['full-screen key f3']);
    harness.line('MESSAGE');
    expect(harness.rows()[0]).toBe('MESSAGE');
    expect(harness.status).toBe('RUNNING');
    expect(write(harness, Command.write)).toBe(false);
  });

  test('PA1 leaves it for CP', () => {
    const harness = ScreenHarness.running();
    write(harness, Command.eraseWrite);
    harness.press(Aid.pa1);
    expect(harness.log).toEqual(['cp wanted']);
    expect(harness.rows().join('').trim()).toBe('RUNNING');
  });
});

describe('the display goes away', () => {
  test('tells those who wait, and starts anew', () => {
    const harness = ScreenHarness.running();
    const ends: string[] = [];
    fill(harness, 22);
    harness.line('WAITS', { done: (end) => ends.push(end) });
    harness.manager.powerOff();
    harness.line('LOST', { done: (end) => ends.push(end) });
    expect(ends).toEqual(['cancelled', 'cancelled']);
    expect(harness.timer).toBeUndefined();
    harness.manager.powerOn();
    expect(harness.rows()[0]).toBe('CP370 ONLINE');
  });

  test('nonsense from the terminal does nothing', () => {
    const harness = ScreenHarness.running();
    for (const data of [[], [0x7d], [0x60, 0x40, 0x40], [0x88, 1, 2, 3], [0x00, 0x40, 0x40]]) {
      harness.manager.keyPressed(Uint8Array.from(data));
    }
    harness.line('STILL THERE');
    expect(harness.rows()[0]).toBe('STILL THERE');
  });
});
