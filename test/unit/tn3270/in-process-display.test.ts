import { describe, expect, it } from 'vitest';
import { Command, screenText } from '../../../src/tn3270/datastream/index.js';
import { InProcessDisplay, TerminalSession } from '../../../src/tn3270/index.js';
import { EchoHost } from '../../support/echo-host.js';

function machine(model: 2 | 3 | 4 | 5 = 2): {
  display: InProcessDisplay;
  host: EchoHost;
  session: TerminalSession;
  text: () => string;
  ended: string[];
} {
  const display = new InProcessDisplay(model, 'DISPLAY 0C0');
  const host = new EchoHost(display, { alternate: model !== 2 });
  const ended: string[] = [];
  const session = new TerminalSession(
    display,
    { changed: () => undefined, alarm: () => undefined, closed: (reason) => ended.push(reason) },
    { model },
  );
  return { display, host, session, text: () => screenText(session.screen).join('\n'), ended };
}

describe('InProcessDisplay', () => {
  it.each([
    ['the device first', true],
    ['the session first', false],
  ])('is on when both ends are there: %s', (_, deviceFirst) => {
    const { display, host, session, text } = machine();
    if (deviceFirst) display.plug(host);
    else session.open();
    expect(host.on).toBe(false);
    if (deviceFirst) session.open();
    else display.plug(host);
    expect(host.on).toBe(true);
    expect(text()).toContain('READY');
    expect(session.description).toBe('DISPLAY 0C0');
  });

  it('carries keys to the host and screens back', () => {
    const { display, host, session, text } = machine(5);
    display.plug(host);
    session.open();
    session.type('hello');
    session.press('enter');
    expect(text()).toContain('1 enter <hello>');
    expect(text()).toContain('27X132');
    session.press('attn');
    expect(text()).toContain('2 pa1 <>');
    session.press('sysReq');
    expect(text()).toContain('3 sysReq <>');
  });

  it('answers reads and queries after the call, not in it', async () => {
    const { display, host, session } = machine();
    display.plug(host);
    session.open();
    session.type('ab');
    const replies: Uint8Array[] = [];
    display.request(Command.readModified, (data) => replies.push(data));
    expect(replies).toEqual([]);
    await Promise.resolve();
    expect([...replies[0].subarray(6)]).toEqual([0x81, 0x82]);
    display.send(Command.writeStructuredField, Uint8Array.of(0, 5, 0x01, 0xff, 0x02));
    expect(host.records).toEqual([]);
    await Promise.resolve();
    expect(host.records[0][0]).toBe(0x88);
  });

  it('is off when the session closes', () => {
    const { display, host, session, ended } = machine();
    display.plug(host);
    session.open();
    session.close();
    session.close();
    expect(host.on).toBe(false);
    expect(ended).toEqual(['switched off']);
    expect(session.screen.lock).toBe('not-connected');
    display.send(Command.eraseWrite, Uint8Array.of(0xc3));
    display.request(Command.readBuffer, () => expect.unreachable());
  });
});

describe('TerminalSession', () => {
  it('drops keys that wait when RESET is pressed, and those after an operator error', () => {
    const { display, session } = machine();
    let attentions = 0;
    display.plug({ attention: () => attentions++, powered: () => undefined });
    session.open();
    session.type('waiting for the first screen');
    expect(session.strokesWaiting).toBeGreaterThan(0);
    session.press('reset');
    expect(session.strokesWaiting).toBe(0);
    // a field of three positions; the fourth character does not fit, and ENTER must not be taken
    display.send(
      Command.eraseWrite,
      Uint8Array.of(0xc3, 0x11, 0x40, 0x40, 0x1d, 0x40, 0x13, 0x11, 0x40, 0xc4, 0x1d, 0x60),
    );
    session.press('enter');
    expect(attentions).toBe(1);
    session.type('abcd');
    session.press('enter');
    expect(session.strokesWaiting).toBe(5);
    display.send(Command.write, Uint8Array.of(0xc2));
    return Promise.resolve().then(() => {
      expect(session.screen.lock).toBe('protected');
      expect(session.strokesWaiting).toBe(0);
      expect(attentions).toBe(1);
    });
  });

  it('pastes line by line over several fields, and leaves out what EBCDIC lacks', () => {
    const { display, session, text } = machine();
    display.plug({ attention: () => undefined, powered: () => undefined });
    session.open();
    // input fields in rows 1 and 2, column 1
    display.send(
      Command.eraseWrite,
      Uint8Array.of(0xc3, 0x11, 0xc1, 0x50, 0x1d, 0x40, 0x13, 0x11, 0xc2, 0x60, 0x1d, 0x40),
    );
    expect(session.paste('first\u2603\n\tsecond')).toBe(1);
    expect(
      text()
        .split('\n')
        .slice(1, 3)
        .map((row) => row.trimEnd()),
    ).toEqual([' first', '         second']);
  });
});
