import { ebcdic037 } from '../../../../src/ebcdic/index.js';
import { Aid, Screen, screenText } from '../../../../src/tn3270/datastream/index.js';
import type { DisplayModel } from '../../../../src/tn3270/datastream/index.js';
import { ScreenManager } from '../../../../src/cp/terminal/screen-manager.js';
import type { FunctionKeyAction } from '../../../../src/cp/terminal/screen-host.js';
import type { ReadAnswer, ScreenRequest } from '../../../../src/cp/terminal/output-queue.js';

export const bytes = (text: string): Uint8Array => ebcdic037.encode(text);
export const text = (data: Uint8Array): string => ebcdic037.decode(data);

/** A screen manager on a display model, with a log of what it asked of its host. */
export class ScreenHarness {
  readonly screen: Screen;
  readonly manager: ScreenManager;
  readonly log: string[] = [];
  timer: number | undefined;
  alarms = 0;
  /** Answer to the next line that is entered unasked. */
  answer: (line: string) => ReadAnswer = (line) => ({
    verdict: 'accepted',
    echo: bytes(line),
    run: () => this.log.push(`line ${line}`),
  });
  keys = new Map<number, FunctionKeyAction>();
  pa2External = false;
  takesFullScreenKeys = true;

  constructor(model: DisplayModel = 2) {
    this.screen = new Screen({ model });
    this.screen.connected();
    const size = model === 2 ? { rows: 24, columns: 80 } : this.screen.alternate;
    this.manager = new ScreenManager(size, {
      send: (command, data) => {
        const outcome = this.screen.execute(command, data);
        if (outcome.rejected) throw new Error(`the display rejects ${outcome.rejected}`);
        if (outcome.alarm) this.alarms++;
      },
      setTimer: (seconds) => (this.timer = seconds),
      userArrived: () => this.log.push('user arrived'),
      lineEntered: (line) => this.answer(text(line)),
      nullLineEntered: () => this.log.push('null line'),
      cpWanted: () => this.log.push('cp wanted'),
      functionKey: (number) => this.keys.get(number) ?? { kind: 'undefined' },
      pa2Pressed: () => this.pa2External,
      fullScreenKey: (inbound) => {
        this.log.push(`full-screen key ${inbound[0].toString(16)}`);
        return this.takesFullScreenKeys;
      },
    });
  }

  /** A screen in use: powered on, past the logo. */
  static running(model: DisplayModel = 2): ScreenHarness {
    const harness = new ScreenHarness(model);
    harness.manager.powerOn();
    harness.manager.begin();
    return harness;
  }

  line(content: string, more: Partial<Extract<ScreenRequest, { kind: 'line' }>> = {}): void {
    this.manager.request({ kind: 'line', source: 'cp', text: bytes(content), ...more });
  }

  read(source: 'vm' | 'cp', hidden = false, accept?: (line: string) => ReadAnswer): void {
    this.manager.request({
      kind: 'read',
      source,
      hidden,
      accept: (data) => {
        if (accept) return accept(text(data));
        return {
          verdict: 'accepted',
          ...(hidden ? {} : { echo: data }),
          run: () => this.log.push(`${source} read ${text(data)}`),
        };
      },
      attention: (count) => this.log.push(`${source} attention ${count}`),
    });
  }

  /** Types at the cursor and presses a key. */
  enter(typed = '', aid: number = Aid.enter): void {
    if (!this.screen.typeText(typed)) throw new Error(`keyboard locked: ${this.screen.lock}`);
    this.press(aid);
  }

  press(aid: number): void {
    const inbound = aid === Aid.clear ? this.screen.clear() : this.screen.attention(aid);
    if (inbound === undefined) throw new Error(`keyboard locked: ${this.screen.lock}`);
    this.manager.keyPressed(inbound);
  }

  expire(): void {
    if (this.timer === undefined) throw new Error('no timer is set');
    this.timer = undefined;
    this.manager.timerExpired();
  }

  rows(): string[] {
    return screenText(this.screen).map((row) => row.trimEnd());
  }

  get status(): string {
    return screenText(this.screen)[this.screen.rows - 1].slice(-20).trimEnd();
  }

  get input(): string {
    const rows = screenText(this.screen);
    return (rows[this.screen.rows - 2].slice(1) + rows[this.screen.rows - 1].slice(0, -21)).trimEnd();
  }

  get cursor(): [row: number, column: number] {
    return [Math.floor(this.screen.cursor / this.screen.columns), this.screen.cursor % this.screen.columns];
  }
}
