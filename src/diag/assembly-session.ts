import { ebcdic037 } from '../ebcdic/index.js';

/** What the hypercall needs of an assembler; `src/asm` has one. */
export type HostAssembler = (
  source: string,
  options: {
    readonly name: string;
    readonly library: (member: string, kind: 'macro' | 'copy') => string | undefined;
    readonly sysparm?: string;
    readonly date: AssemblyClock;
    readonly align: boolean;
    readonly noListing: boolean;
    readonly xref: boolean;
  },
) => {
  readonly object: Uint8Array;
  readonly listing: string;
  readonly diagnostics: readonly {
    readonly severity: number;
    readonly id: string;
    readonly statement: number;
    readonly message: string;
  }[];
  readonly returnCode: number;
};

export interface AssemblyClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const CARD = 80;

/** Records that are handed out in order. */
class Records {
  private next = 0;

  constructor(private readonly records: readonly Uint8Array[]) {}

  take(count: number): readonly Uint8Array[] {
    const taken = this.records.slice(this.next, this.next + count);
    this.next += taken.length;
    return taken;
  }
}

/**
 * One assembly of a virtual machine. The assembler works to the end in each run; members that it asks for and
 * that are not here yet are noted, asked of the virtual machine one by one, and the assembly is run again.
 * Nested macros so cost a run a level, not a run a member.
 */
export class AssemblySession {
  readonly held = { records: 0, bytes: 0 };
  /** Member that the virtual machine has been asked for. */
  wanted: string | undefined;
  assembled = false;
  returnCode = 0;
  /** Statements with at least one diagnostic above a remark. */
  flagged = 0;
  text = new Records([]);
  listing = new Records([]);
  terminal = new Records([]);

  private readonly source: string[] = [];
  private readonly members = new Map<string, string | undefined>();
  private readonly missing: string[] = [];
  private memberRecords: string[] = [];
  private readonly options: ReadonlySet<string>;
  private readonly sysparm: string | undefined;
  private readonly clock: AssemblyClock;

  constructor(
    private readonly assemble: HostAssembler,
    private readonly name: string,
    options: readonly string[],
    now: { readonly milliseconds: number; readonly zoneMinutes: number },
  ) {
    this.options = new Set(options);
    this.sysparm = options
      .map((word) => /^SYSPARM\((.*)\)$/.exec(word)?.[1])
      .find((value) => value !== undefined);
    const local = new Date(now.milliseconds + now.zoneMinutes * 60_000);
    this.clock = {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
    };
  }

  addSource(records: readonly string[]): void {
    this.hold(records);
    this.source.push(...records);
    this.assembled = false;
  }

  addMember(records: readonly string[]): void {
    this.hold(records);
    this.memberRecords.push(...records);
  }

  /** The member wanted is complete or, with `found` false, in no library. */
  endMember(found: boolean): void {
    if (this.wanted === undefined) return;
    this.members.set(this.wanted, found ? this.memberRecords.join('\n') : undefined);
    this.memberRecords = [];
    this.wanted = undefined;
  }

  /** Name of a member that is needed to go on, or undefined when the assembly is complete. */
  run(): string | undefined {
    if (this.wanted !== undefined) return this.wanted;
    if (this.missing.length === 0 && !this.assembled) this.assembleOnce();
    this.wanted = this.missing.shift();
    return this.wanted;
  }

  private assembleOnce(): void {
    const asked = new Set<string>();
    const library = (member: string): string | undefined => {
      const name = member.toUpperCase();
      if (!this.members.has(name) && /^[A-Z$#@][A-Z0-9$#@]{0,7}$/.test(name)) asked.add(name);
      return this.members.get(name);
    };
    const result = this.assemble(this.source.join('\n'), {
      name: this.name,
      library,
      ...(this.sysparm === undefined ? {} : { sysparm: this.sysparm }),
      date: this.clock,
      align: !this.options.has('NOALIGN'),
      noListing: this.options.has('NOLIST') || this.options.has('NOPRINT'),
      xref: !this.options.has('NOXREF'),
    });
    this.missing.push(...asked);
    if (asked.size > 0) return;
    const errors = result.diagnostics.filter((d) => d.severity > 0);
    this.assembled = true;
    this.returnCode = result.returnCode;
    this.flagged = new Set(errors.map((d) => d.statement)).size;
    const cards = Math.ceil(result.object.length / CARD);
    this.text = new Records(
      Array.from({ length: cards }, (_, i) => result.object.subarray(i * CARD, (i + 1) * CARD)),
    );
    const lines = result.listing === '' ? [] : result.listing.replace(/\n$/, '').split('\n');
    this.listing = new Records(lines.map((line) => ebcdic037.encode(line)));
    this.terminal = new Records(
      errors.map((d) => ebcdic037.encode(`${String(d.statement).padStart(6)}  ${d.id} ${d.message}`)),
    );
  }

  private hold(records: readonly string[]): void {
    this.held.records += records.length;
    this.held.bytes += records.reduce((sum, record) => sum + record.length, 0);
  }
}
