import type { ConsoleTerminal } from '../../s370/index.js';

/** A console terminal that tells CP when its user has entered a line: the virtual machine becomes interactive. */
export class InteractiveTerminal implements ConsoleTerminal {
  constructor(
    private readonly terminal: ConsoleTerminal,
    private readonly entered: () => void,
  ) {}

  write(text: Uint8Array, newLine: boolean, typed: () => void): 'waiting' | void {
    return this.terminal.write(text, newLine, typed);
  }

  read(reply: (line: Uint8Array | 'cancel') => void): void {
    this.terminal.read((line) => {
      this.entered();
      reply(line);
    });
  }

  cancelRead(): void {
    this.terminal.cancelRead();
  }

  alarm(): void {
    this.terminal.alarm();
  }
}
