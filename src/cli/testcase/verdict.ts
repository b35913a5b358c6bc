/** What the directives of a test script (`*Testcase`, `*Compare`, `*Want` …) make of what the machine showed. */

import { evaluateCondition, looselyEqual } from './expression.js';

/** Where a statement stands. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A comparison that failed, with the explanations that the script gives. */
export interface Failure {
  readonly place: Place;
  readonly text: string;
}

/** How one test case ended. */
export interface TestcaseResult {
  readonly name: string;
  readonly place: Place;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Comparisons that held. */
  readonly comparisons: number;
  readonly failures: readonly Failure[];
  /** Why it was skipped. */
  readonly reason: string;
}

/** Register contents as the last `gpr`, `fpr` or `cr` command showed them: text by register number. */
type ShownRegisters = ReadonlyMap<number, string>;

export interface VerdictListener {
  readonly result: (result: TestcaseResult) => void;
  /** `*Message` and trouble with the directives themselves. */
  readonly message: (text: string) => void;
}

interface Condition {
  readonly outer: boolean;
  holds: boolean;
  inElse: boolean;
}

/** One test case while it runs. */
class Testcase {
  comparisons = 0;
  readonly failures: Failure[] = [];
  comparing = false;
  waitSeen = false;
  timeoutExpected = false;
  programCheck = '';
  expectedProgramCheck = '';
  storageAddress = '';
  storage: string | undefined;
  keyAddress = '';
  key = '';
  prefix = '';
  skipped = '';
  readonly registers: Record<'Gpr' | 'Fpr' | 'Cr', ShownRegisters> = {
    Gpr: new Map(),
    Fpr: new Map(),
    Cr: new Map(),
  };
  readonly messages: string[] = [];
  explanations: string[] = [];

  constructor(
    readonly name: string,
    readonly place: Place,
  ) {}
}

/** `*Want`, `*Gpr` … allow a comment behind their value. */
const withoutComment = (text: string): string => text.replace(/#.*$/, '').trim();

/** Follows a script's directives and judges. */
export class Verdict {
  private current: Testcase | undefined;
  private readonly conditions: Condition[] = [];

  constructor(
    private readonly variable: (name: string) => string,
    private readonly listener: VerdictListener,
  ) {}

  /** Is a test case open? */
  get open(): boolean {
    return this.current !== undefined;
  }

  /** A directive: `word` is `*Want` and the like, `rest` what follows. */
  directive(word: string, rest: string, place: Place): void {
    switch (word) {
      case '*If':
        this.begin(rest, place);
        return;
      case '*Else':
        this.flip(place);
        return;
      case '*Fi':
        if (this.conditions.pop() === undefined) this.trouble('*Fi without *If', place);
        return;
    }
    if (!this.active) return;
    switch (word) {
      case '*Testcase':
        this.abandon();
        this.current = new Testcase(rest, place);
        return;
      case '*Message':
        this.listener.message(rest);
        return;
    }
    const current = this.current;
    if (current === undefined) {
      this.trouble(`${word} outside of a test case`, place);
      return;
    }
    switch (word) {
      case '*Done':
        this.end(rest.trim() === 'nowait', place);
        break;
      case '*Compare':
        current.comparing = true;
        current.messages.length = 0;
        break;
      case '*Want':
        this.want(current, rest, place);
        break;
      case '*Gpr':
      case '*Fpr':
      case '*Cr':
        this.wantRegister(current, word.slice(1) as 'Gpr' | 'Fpr' | 'Cr', rest, place);
        break;
      case '*Key':
        this.check(place, current.key, withoutComment(rest), `storage key ${current.keyAddress}`);
        break;
      case '*Prefix':
        this.check(place, current.prefix, withoutComment(rest), 'prefix');
        break;
      case '*Explain':
        current.explanations.push(rest);
        break;
      case '*Hmsg':
      case '*Info':
      case '*Error':
        this.wantMessage(current, rest, place);
        break;
      case '*Program':
        current.expectedProgramCheck = withoutComment(rest);
        break;
      case '*Timeout':
        current.timeoutExpected = true;
        break;
      default:
        this.fail(place, `${word} is no directive`);
    }
  }

  /** The end of all scripts: a test case that is still open failed. */
  finish(): void {
    this.abandon();
    for (const { outer } of this.conditions.splice(0)) if (outer) this.listener.message('*Fi is missing');
  }

  /** A disabled wait: good when the address is 0, or X'DEAD' after the program check that was expected. */
  disabledWait(pswHigh: number, pswLow: number, place: Place): void {
    const current = this.current;
    if (current === undefined) return;
    current.waitSeen = true;
    const expected =
      (pswLow & 0xffff) === 0xdead &&
      current.programCheck !== '' &&
      sameCode(current.programCheck, current.expectedProgramCheck);
    if ((pswLow & 0xffffff) === 0 || expected) current.comparisons++;
    else this.fail(place, `unexpected wait state: PSW ${word(pswHigh)} ${word(pswLow)}`);
  }

  /** An endless loop of program interruptions ended the run. */
  programInterruptLoop(): void {
    if (this.current !== undefined) this.current.waitSeen = true;
  }

  /** A program interruption that the script's `ostailor` setting reports. */
  programInterruption(code: number): void {
    if (this.current !== undefined) {
      this.current.programCheck = code.toString(16).toUpperCase().padStart(4, '0');
    }
  }

  timedOut(text: string, place: Place): void {
    if (this.current?.timeoutExpected === false) this.fail(place, text);
  }

  /** What the last `r`, `v` or `abs` command showed: its last line counts. */
  storageShown(address: string, bytes: string, keyAddress: string, key: string): void {
    const current = this.current;
    if (current === undefined) return;
    current.key = key;
    current.keyAddress = keyAddress;
    current.storageAddress = address;
    current.storage = bytes;
  }

  registersShown(kind: 'Gpr' | 'Fpr' | 'Cr', values: ShownRegisters): void {
    if (this.current !== undefined) this.current.registers[kind] = values;
  }

  prefixShown(prefix: string): void {
    if (this.current !== undefined) this.current.prefix = prefix;
  }

  /** A message that `*Info`, `*Error` and `*Hmsg` can ask for. */
  messageShown(text: string): void {
    if (this.current?.comparing === true) this.current.messages.push(text);
  }

  /** The test case can't be run here. */
  skip(reason: string): void {
    if (this.current !== undefined && this.current.skipped === '') this.current.skipped = reason;
  }

  /** Something outside of the comparisons went wrong: a file that is missing, a command that failed. */
  fail(place: Place, text: string): void {
    const current = this.current;
    if (current === undefined || !this.active) {
      this.trouble(text, place);
      return;
    }
    const explanations = current.explanations.map((line) => `\n  ${line}`).join('');
    current.failures.push({ place, text: text + explanations });
    current.explanations = [];
  }

  private get active(): boolean {
    return this.conditions.every(({ holds }) => holds);
  }

  private begin(condition: string, place: Place): void {
    const outer = this.active;
    let holds = false;
    if (outer) {
      try {
        holds = evaluateCondition(withoutComment(condition), this.variable);
      } catch (error) {
        this.trouble(`*If ${condition}: ${(error as Error).message}`, place);
      }
    }
    this.conditions.push({ outer, holds, inElse: false });
  }

  private flip(place: Place): void {
    const condition = this.conditions.at(-1);
    if (condition === undefined) this.trouble('*Else without *If', place);
    else if (condition.inElse) this.trouble('a second *Else', place);
    else {
      condition.inElse = true;
      condition.holds = condition.outer && !condition.holds;
    }
  }

  private want(current: Testcase, rest: string, place: Place): void {
    const match = /^"([^"]*)"\s*(.*)$/.exec(rest.trim());
    const label = match === null ? '' : ` "${match[1]}"`;
    const value = withoutComment(match === null ? rest : match[2]);
    this.check(place, current.storage, value, `storage ${current.storageAddress}${label}`);
  }

  private wantRegister(current: Testcase, kind: 'Gpr' | 'Fpr' | 'Cr', rest: string, place: Place): void {
    const [number = '', ...value] = withoutComment(rest).split(/\s+/);
    const shown = current.registers[kind].get(parseInt(number, 10));
    this.check(place, shown, value.join(' '), `${kind.toLowerCase()} ${number}`);
  }

  private wantMessage(current: Testcase, rest: string, place: Place): void {
    const match = /^(\d+)\s+(.*)$/.exec(rest.trim());
    const back = match === null ? 0 : Number(match[1]);
    const text = match === null ? rest : match[2];
    this.check(place, current.messages.at(-1 - back), text, 'message');
  }

  private check(place: Place, got: string | undefined, want: string, what: string): void {
    if (got !== undefined && got !== '' && looselyEqual(got.toUpperCase(), want.toUpperCase())) {
      if (this.current !== undefined) {
        this.current.comparisons++;
        this.current.explanations = [];
      }
    } else this.fail(place, `${what}: want ${want}, got ${got?.trim() || '(nothing was shown)'}`);
  }

  private end(nowait: boolean, place: Place): void {
    const current = this.current as Testcase;
    const { programCheck: got, expectedProgramCheck: want } = current;
    if (got !== '' || want !== '') {
      if (want === '') this.fail(place, `unexpected program interruption ${got}`);
      else if (got === '') this.fail(place, `program interruption ${want} expected, but none happened`);
      else if (sameCode(got, want)) current.comparisons++;
      else this.fail(place, `program interruption ${want} expected, but got ${got}`);
    }
    if (!nowait && !current.waitSeen) this.fail(place, 'no disabled wait was reached');
    this.report(current);
  }

  /** A test case without `*Done`. */
  private abandon(): void {
    if (this.current === undefined) return;
    this.fail(this.current.place, '*Done is missing');
    this.report(this.current);
  }

  private report(current: Testcase): void {
    const { name, place, comparisons, failures, skipped } = current;
    this.current = undefined;
    const outcome = skipped !== '' ? 'skipped' : failures.length === 0 ? 'passed' : 'failed';
    this.listener.result({ name, place, outcome, comparisons, failures, reason: skipped });
  }

  private trouble(text: string, { file, line }: Place): void {
    this.listener.message(`${file}:${line}: ${text}`);
  }
}

const word = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

const sameCode = (left: string, right: string): boolean =>
  right !== '' && parseInt(left, 16) === parseInt(right, 16);
