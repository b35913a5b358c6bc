import { Console3215, INITIAL_STATUS, NORMAL_END } from '../../s370/index.js';
import type { ChannelOperation, ConsoleTerminal, ConsoleType } from '../../s370/index.js';
import type { VmDisplay } from '../services.js';

/** Commands of DIAGNOSE X'58'. */
const FULL_SCREEN_WRITE = 0x29;
const FULL_SCREEN_READ = 0x2a;
/** Control byte of a write. */
const ERASE = 0x80;
const ALTERNATE = 0xc0;
const STRUCTURED = 0x20;
const TAKES_PA1 = 0x10;
/** Write-type commands of a local 3270. */
const WRITE = 0x01;
const ERASE_WRITE = 0x05;
const ERASE_WRITE_ALTERNATE = 0x0d;
const WRITE_STRUCTURED_FIELD = 0x11;
/** Attention, channel end, device end, unit check: CP has written on the screen. */
const BROKEN_IN = 0x8e;
/** No key has been pressed. */
const NO_KEY = Uint8Array.of(0x60, 0x40, 0x40);
const LONGEST = 0x10000;

/** The console of a virtual machine: a 3215 that, when its user is at a display, takes the commands of DIAGNOSE X'58' too. */
export class DisplayConsole extends Console3215 {
  /** Control byte of the CCW of DIAGNOSE X'58', which a channel does not show to a device. */
  control = 0;

  constructor(
    terminal: ConsoleTerminal,
    type: ConsoleType,
    private readonly display: () => VmDisplay | undefined,
  ) {
    super(terminal, type, { cancelsApart: true });
  }

  protected override perform(operation: ChannelOperation): number | undefined {
    const display = this.display();
    if (operation.command === FULL_SCREEN_WRITE && display !== undefined) {
      return this.writeScreen(display, operation);
    }
    if (operation.command === FULL_SCREEN_READ && display !== undefined) {
      operation.store(display.fullScreenRead() ?? NO_KEY);
      return NORMAL_END;
    }
    return super.perform(operation);
  }

  private writeScreen(display: VmDisplay, operation: ChannelOperation): number {
    const { control } = this;
    const data = operation.fetch(LONGEST, 'variable');
    const shown = display.fullScreenWrite(commandFor(control), data, (control & TAKES_PA1) !== 0);
    return shown ? NORMAL_END : INITIAL_STATUS | BROKEN_IN;
  }
}

function commandFor(control: number): number {
  if ((control & ALTERNATE) === ALTERNATE) return ERASE_WRITE_ALTERNATE;
  if ((control & ERASE) !== 0) return ERASE_WRITE;
  return (control & STRUCTURED) !== 0 ? WRITE_STRUCTURED_FIELD : WRITE;
}
