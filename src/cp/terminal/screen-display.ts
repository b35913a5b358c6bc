import type { VmDisplay } from '../services.js';
import type { ScreenManager } from './screen-manager.js';
import type { Terminal } from './terminal.js';

/** The 3270 of a user as DIAGNOSE X'58' and X'24' see it. */
export class ScreenDisplay implements VmDisplay {
  /** What the last key in full-screen mode sent, until the guest reads it. */
  private inbound: Uint8Array | undefined;

  constructor(
    private readonly screen: ScreenManager,
    private readonly terminal: Terminal,
  ) {}

  get rows(): number {
    return this.screen.size.rows;
  }

  get columns(): number {
    return this.screen.size.columns;
  }

  get deviceType(): string {
    return this.terminal.deviceType;
  }

  get model(): number {
    const { rows, columns } = this.screen.size;
    if (columns === 132) return 5;
    return rows >= 43 ? 4 : rows >= 32 ? 3 : 2;
  }

  displayData(line: number, data: Uint8Array, erase: boolean): void {
    this.terminal.request({ kind: 'display', row: line, data, erase });
  }

  clear(): void {
    this.terminal.request({ kind: 'clear' });
  }

  /** Full-screen write; false when the screen has to be erased first (CP wrote on it). */
  fullScreenWrite(command: number, data: Uint8Array, takesPa1: boolean): boolean {
    return this.screen.fullScreenWrite(command, data, takesPa1);
  }

  /** Data of the key that was pressed last in full-screen mode; taken only once. */
  fullScreenRead(): Uint8Array | undefined {
    const inbound = this.inbound;
    this.inbound = undefined;
    return inbound;
  }

  keep(inbound: Uint8Array): void {
    this.inbound = inbound;
  }
}
