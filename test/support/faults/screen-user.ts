import { screenText } from '../../../src/tn3270/datastream/index.js';
import { TerminalSession, Tn3270Transport } from '../../../src/tn3270/index.js';

/** The line is gone: the system has been killed, or has ended. */
export class LineLost extends Error {
  constructor(reason: string) {
    super(`the line to the system is gone: ${reason}`);
    this.name = 'LineLost';
  }
}

/** Milliseconds that an answer may take. */
const PATIENCE = 60_000;
const STATUS_COLUMN = 60;

/**
 * A person at a 3270 of the product's own TN3270 client. Looks at the screen whenever it changes; what is on it has
 * been sent by the system and so has been acknowledged.
 */
export class ScreenUser {
  private readonly session: TerminalSession;
  private waiting: { readonly look: () => void; readonly lost: () => void } | undefined;
  /** Why the line is gone. */
  private lost: string | undefined;

  constructor(port: number) {
    this.session = new TerminalSession(new Tn3270Transport({ host: '127.0.0.1', port, model: 2 }), {
      changed: () => this.waiting?.look(),
      alarm: () => undefined,
      closed: (reason) => {
        this.lost = reason;
        this.waiting?.lost();
      },
    });
    this.session.open();
  }

  /** LOGON; with `ready` CMS has been loaded by the directory entry's IPL and gets its first, empty, line. */
  async logon(userid: string, password: string, cms: boolean): Promise<void> {
    await this.until((rows) => this.session.line === '3270' && rows.join('').trim() !== '', 'the logo');
    this.session.press('enter');
    await this.until((rows) => status(rows) === 'CP READ', 'CP READ');
    await this.send(`LOGON ${userid} ${password}`, /^(LOGON|RECONNECTED) AT/, cms ? 'VM READ' : 'CP READ');
    if (cms) await this.send('', /^R;/, 'VM READ');
  }

  /** A command to CMS: its answer, with the ready message. */
  cms(line: string): Promise<string[]> {
    return this.send(line, /^R(\(\d+\))?;/, 'VM READ');
  }

  /** A line to whatever reads: answered when it reads again. */
  line(line: string, answer: RegExp): Promise<string[]> {
    return this.send(line, answer, 'VM READ');
  }

  /** A command to CP from CP READ. */
  cp(line: string, answer: RegExp): Promise<string[]> {
    return this.send(line, answer, 'CP READ');
  }

  /** Switched off. */
  close(): void {
    this.session.close();
  }

  private async send(line: string, answer: RegExp, end: string): Promise<string[]> {
    // The screen is clear first: what is on it afterwards is the echo and the answer.
    this.session.press('clear');
    await this.until(
      (rows) => output(rows).length === 0 && this.session.screen.lock === 'none',
      'a clear screen',
    );
    this.session.type(line);
    this.session.press('enter');
    const lines: string[] = [];
    const wanted = (rows: readonly string[]): boolean =>
      status(rows) === 'MORE...' ||
      (status(rows) === end && [...lines, ...output(rows)].some((row) => answer.test(row)));
    for (;;) {
      const rows = await this.until(wanted, `the answer to ${line}`);
      lines.push(...output(rows));
      if (status(rows) !== 'MORE...') return lines;
      this.session.press('clear');
      await this.until((now) => status(now) !== 'MORE...', 'the rest of the answer');
    }
  }

  private until(test: (rows: readonly string[]) => boolean, what: string): Promise<readonly string[]> {
    return new Promise((done, failed) => {
      const finish = (action: () => void): void => {
        clearTimeout(timer);
        this.waiting = undefined;
        action();
      };
      const look = (): void => {
        const rows = screenText(this.session.screen);
        if (test(rows)) finish(() => done(rows));
      };
      const timer = setTimeout(() => {
        const rows = screenText(this.session.screen).join('\n');
        finish(() => failed(new Error(`${what}: not within ${PATIENCE} ms:\n${rows}`)));
      }, PATIENCE);
      this.waiting = { look, lost: () => finish(() => failed(new LineLost(this.lost ?? 'closed'))) };
      if (this.lost !== undefined) this.waiting.lost();
      else look();
    });
  }
}

function status(rows: readonly string[]): string {
  return (rows.at(-1) ?? '').slice(STATUS_COLUMN).trim();
}

function output(rows: readonly string[]): string[] {
  return rows
    .slice(0, -2)
    .map((row) => row.trimEnd())
    .filter((row) => row !== '');
}
