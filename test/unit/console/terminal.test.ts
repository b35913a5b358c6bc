import { beforeEach, describe, expect, it } from 'vitest';
import { compose, helpLines, statusLine } from '../../../src/console/compose.js';
import { TerminalController } from '../../../src/console/controller.js';
import type { Frame } from '../../../src/console/frame.js';
import { KEY_MAP, keyAction } from '../../../src/console/key-map.js';
import { KeyDecoder } from '../../../src/console/key-decoder.js';
import { Aid, Color, Command, DataStreamBuilder } from '../../../src/tn3270/datastream/index.js';
import { InProcessDisplay, TerminalSession } from '../../../src/tn3270/index.js';
import { EchoHost } from '../../support/echo-host.js';

let display: InProcessDisplay;
let host: EchoHost;
let session: TerminalSession;
let controller: TerminalController;
let calls: string[];
let decoder: KeyDecoder;

beforeEach(() => {
  calls = [];
  display = new InProcessDisplay(2, 'DISPLAY 0C0');
  host = new EchoHost(display);
  session = new TerminalSession(
    display,
    { changed: () => undefined, alarm: () => calls.push('bell'), closed: () => calls.push('closed') },
    { model: 2 },
  );
  controller = new TerminalController(session, {
    leave: () => calls.push('leave'),
    redraw: () => calls.push('redraw'),
    alarm: () => calls.push('alarm'),
  });
  decoder = new KeyDecoder((event) => controller.input(event));
  display.plug(host);
  session.open();
});

/** Strikes keys as a host terminal sends them; an ESC at the end is a key of its own. */
function strike(text: string): void {
  decoder.push(Buffer.from(text));
  decoder.flush();
}

const frame = (rows = 25, columns = 80): Frame => compose(session, controller, rows, columns);
const status = (): string => statusLine(session, controller, 80);

describe('keys', () => {
  it.each([
    ['\r', Aid.enter],
    ['\u001bOP', Aid.pf1],
    ['\u001b[24~', Aid.pf12],
    ['\u001b[1;2P', Aid.pf13],
    ['\u001b[24;2~', Aid.pf24],
    ['\u001b[1;3S', Aid.pf16],
    ['\u000624', Aid.pf24],
    ['\u000607', Aid.pf7],
    ['\u001b1', Aid.pa1],
    ['\u001b2', Aid.pa2],
    ['\u001b3', Aid.pa3],
    ['\f', Aid.clear],
    ['\u001bC', Aid.clear],
    ['\u0001', Aid.pa1],
    ['\u001bs', Aid.sysReq],
  ])('send %j', (keys, aid) => {
    strike(keys);
    expect(host.lastAid).toBe(aid);
  });

  it('take ESC and a key one after the other as Alt and the key', () => {
    strike('\u001b');
    expect(status()).toContain('Esc-');
    strike('1');
    expect(host.lastAid).toBe(Aid.pa1);
    strike('\u001b');
    strike('\u001bOQ');
    expect(host.lastAid).toBe(Aid.pf14);
    strike('\u001b');
    strike('\u001b');
    expect(status()).not.toContain('Esc-');
  });

  it('edit', () => {
    strike('abd\u001b[D\u001b[2~c\u001b[F');
    expect(status()).toContain('INS');
    strike('\r');
    expect(frame().rowText(2)).toContain('1 enter <abcd>');
    strike('xyz\u007f\u001b[H\u001b[3~\r');
    expect(frame().rowText(2)).toContain('2 enter <y>');
    strike('junk\u0015good\u001b[D\u0005\r');
    expect(frame().rowText(2)).toContain('3 enter <goo>');
  });

  it('say no to numbers that no PF key has, and to keys without meaning', () => {
    strike('\u000699');
    strike('\u0006x');
    strike('\u001b[5~');
    expect(calls).toEqual(['alarm', 'alarm', 'alarm']);
    expect(host.records).toEqual([]);
    strike('\u0006');
    strike('1');
    expect(status()).toContain('PF1_');
  });

  it('leave, redraw, and tell how to leave', () => {
    strike('\u001d');
    strike('\u0011');
    strike('\u0007');
    expect(calls).toEqual(['leave', 'leave', 'redraw']);
    strike('\u0003');
    expect(status()).toContain('Ctrl-] leaves');
    strike('a');
    expect(status()).not.toContain('Ctrl-] leaves');
  });

  it('paste, and report what the code page lacks', () => {
    strike('\u001b[200~one\ntwo\u2603\n\u001b[201~');
    expect(frame().rowText(2)).toContain('2 enter <two>');
    expect(status()).toContain('1 character not in the code page left out');
  });

  it('have one meaning each', () => {
    const all = KEY_MAP.flatMap((row) => row.keys);
    expect(new Set(all).size).toBe(all.length);
    for (const row of KEY_MAP) for (const key of row.keys) expect(keyAction(key)).toBe(row.action);
  });
});

describe('what is drawn', () => {
  it('is the screen, and below it the status line', () => {
    const shown = frame(25);
    expect(shown.rowText(0)).toMatch(/^ ECHO HOST/);
    expect(shown.rowText(24)).toBe(status());
    expect(status()).toBe(`${'DISPLAY 0C0'.padEnd(49)}Alt-H keys`.padEnd(73) + '023/002');
    expect(shown.cursor).toEqual({ row: 22, column: 1 });
    expect(shown.foreground[1]).toBe(Color.neutralWhite);
    expect(shown.isIntensified(1)).toBe(true);
    expect(shown.foreground[22 * 80 + 1]).toBe(Color.green);
  });

  it('has a rule above the status line where there is room, and no status line where there is none', () => {
    expect(frame(26).rowText(24)).toBe('\u2500'.repeat(80));
    expect(frame(26).rowText(25)).toBe(status());
    expect(frame(24).rowText(23)).toContain('24X80');
    const wide = frame(40, 120);
    expect(wide.rowText(25).trimEnd()).toBe(status());
    expect(wide.rowText(0).slice(80).trim()).toBe('');
  });

  it.each([
    [23, 80],
    [24, 79],
    [3, 10],
    [1, 1],
  ])('says so when a window of %i x %i is too small', (rows, columns) => {
    const shown = frame(rows, columns);
    expect(shown.cursor).toBeUndefined();
    expect(shown.rowText(0)).toBe('The window is too small.'.slice(0, columns).padEnd(columns));
  });

  it('is the key map after the help key, until any key', () => {
    strike('\u001bh');
    const text = Array.from({ length: 25 }, (_, row) => frame().rowText(row)).join('\n');
    for (const row of KEY_MAP) expect(text).toContain(row.label);
    expect(frame().cursor).toBeUndefined();
    strike('\r');
    expect(host.records).toEqual([]);
    expect(frame().rowText(0)).toMatch(/^ ECHO HOST/);
  });

  it('fits 80 columns and 24 rows', () => {
    expect(helpLines().length).toBeLessThanOrEqual(22);
    for (const line of helpLines()) expect(line.length).toBeLessThanOrEqual(78);
  });

  it.each([
    ['X Wait', (): void => host.terminal.send(Command.write, Uint8Array.of(0xc0)), false],
    ['X SYSTEM', (): void => host.terminal.send(Command.write, Uint8Array.of(0xc0)), true],
  ])('shows that the keyboard is locked: %s', (text, write, after) => {
    host.attention = () => undefined;
    strike('\r');
    if (after) write();
    expect(status()).toContain(text);
    strike('ab');
    expect(status()).toContain('2 ahead');
    strike('\u0012');
    expect(status()).not.toContain('X ');
  });

  it('shows operator errors', () => {
    host.terminal.send(
      Command.eraseWrite,
      new DataStreamBuilder({ restoreKeyboard: true })
        .at(0, 0)
        .field({ protected: true })
        .at(1, 0)
        .field({ numeric: true })
        .insertCursor()
        .bytes(),
    );
    strike('a');
    expect(status()).toContain('X NUM');
    strike('\u0012\u001b[Ab');
    expect(status()).toContain('X Protected');
  });

  it('shows that the line is gone', () => {
    session.close();
    expect(status()).toContain('X Not connected');
    expect(calls).toEqual(['closed']);
  });
});
