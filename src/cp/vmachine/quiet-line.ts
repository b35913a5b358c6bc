import type { LineHost, LineTerminal } from '../../s370/index.js';

/** A virtual line that nobody has dialed: ENABLE waits for a call that does not come, and a call out fails. */
export class QuietLine implements LineTerminal {
  private host: LineHost | undefined;

  attach(host: LineHost): void {
    this.host = host;
  }

  answer(): void {
    // nobody calls
  }

  call(): void {
    this.host?.callFailed();
  }

  hangUp(): void {
    // there is no connection
  }

  write(): void {
    // nobody reads
  }

  sendBreak(): void {
    // nobody hears
  }

  close(): void {
    this.host = undefined;
  }
}
