/**
 * An operator who follows a script: waits for a text on a console, answers, goes on. It works at any console that
 * prints lines and takes lines: a machine's, a virtual machine's, another emulator's.
 */

/** A console: what it prints comes line by line, what is typed goes line by line. */
export interface ConsoleStream {
  /** Calls `line` for each line without its end, in order; `end` once, with the reason, after the last. */
  listen(listener: { line(text: string): void; end(reason: string): void }): void;
  send(line: string): void;
}

/** The script can't go on: the text did not come, something came that must not, or the console is gone. */
export class OperatorError extends Error {
  constructor(
    readonly kind: 'timeout' | 'alarm' | 'ended',
    message: string,
    /** The last lines of the console. */
    readonly lastLines: readonly string[],
  ) {
    super(`${message}${lastLines.map((line) => `\n  | ${line}`).join('')}`);
    this.name = 'OperatorError';
  }
}

/** Makes the text to be typed from what a pattern found. */
type Reply = string | ((found: RegExpExecArray) => string);

interface Waiting {
  readonly pattern: RegExp;
  readonly found: (match: RegExpExecArray) => void;
  readonly failed: (error: OperatorError) => void;
}

/** Lines of the console that an error shows. */
const SHOWN_LINES = 12;

/** Reads one console and types at it. */
export class Operator {
  /** All that was printed, and `> ` with all that was typed. */
  readonly transcript: string[] = [];
  /** Lines that no `see` has passed yet. */
  private unread: string[] = [];
  private readonly standing: { readonly pattern: RegExp; readonly reply: Reply }[] = [];
  private readonly alarms: { readonly pattern: RegExp; readonly meaning: string }[] = [];
  private waiting: Waiting | undefined;
  private trouble: OperatorError | undefined;

  constructor(
    private readonly stream: ConsoleStream,
    /** Told each line of the transcript as it comes. */
    private readonly watch: (line: string) => void = () => undefined,
  ) {
    stream.listen({
      line: (text) => this.printed(text),
      end: (reason) => this.fail('ended', `the console is gone: ${reason}`),
    });
  }

  /** Types a line. */
  type(line: string): void {
    this.note(`> ${line}`);
    this.stream.send(line);
  }

  /**
   * Waits until a line matches, counting from the line after the last one seen; lines before it count as read.
   * Throws OperatorError when none comes within so many seconds, when an alarm rings, or when the console ends.
   */
  see(pattern: RegExp, within = 60): Promise<RegExpExecArray> {
    if (this.waiting !== undefined) throw new Error('the operator waits for something else already');
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          done(() =>
            reject(this.error('timeout', `no line like ${String(pattern)} came within ${within} seconds`)),
          ),
        within * 1000,
      );
      const done = (settle: () => void): void => {
        clearTimeout(timer);
        this.waiting = undefined;
        settle();
      };
      this.waiting = {
        pattern,
        found: (match) => done(() => resolve(match)),
        failed: (error) => done(() => reject(error)),
      };
      this.look();
    });
  }

  /** Answers each line like `pattern`, from now on, whatever the script is doing. */
  always(pattern: RegExp, reply: Reply): void {
    this.standing.push({ pattern, reply });
  }

  /** A line like `pattern` ends the script, from now on. */
  alarm(pattern: RegExp, meaning: string): void {
    this.alarms.push({ pattern, meaning });
  }

  /** Forgets the lines that came before now. */
  skip(): void {
    this.unread = [];
  }

  private printed(text: string): void {
    this.note(text);
    this.unread.push(text);
    for (const { pattern, meaning } of this.alarms) {
      if (pattern.test(text)) this.fail('alarm', meaning);
    }
    for (const { pattern, reply } of this.standing) {
      const found = pattern.exec(text);
      if (found !== null) this.type(typeof reply === 'string' ? reply : reply(found));
    }
    this.look();
  }

  /** Does an unread line end the wait? Lines before trouble count. */
  private look(): void {
    while (this.waiting !== undefined && this.unread.length > 0) {
      const match = this.waiting.pattern.exec(this.unread.shift()!);
      if (match !== null) this.waiting.found(match);
    }
    if (this.trouble !== undefined) this.waiting?.failed(this.trouble);
  }

  private fail(kind: 'alarm' | 'ended', message: string): void {
    this.trouble ??= this.error(kind, message);
    this.look();
  }

  private note(line: string): void {
    this.transcript.push(line);
    this.watch(line);
  }

  private error(kind: OperatorError['kind'], message: string): OperatorError {
    return new OperatorError(kind, message, this.transcript.slice(-SHOWN_LINES));
  }
}
