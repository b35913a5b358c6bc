import { ebcdic037 } from '../ebcdic/index.js';
import { specify, type DiagnoseCall } from './call.js';
import { AssemblySession, type HostAssembler } from './assembly-session.js';
import type { DiagnoseFunction } from './table.js';

/** Function codes in Ry (docs/reference/diagnose-100.md). */
const OPEN = 0;
const SOURCE = 4;
const ASSEMBLE = 8;
const MEMBER = 12;
const MEMBER_END = 16;
const ABSENT = 20;
const TEXT = 24;
const LISTING = 28;
const TERMINAL = 32;
const CLOSE = 36;

/** Offsets in the parameter list. */
const NAME = 0;
const BUFFER = 8;
const RECORD_LENGTH = 12;
const RECORD_COUNT = 16;
const RETURN_CODE = 20;
const FLAGGED = 24;

const MAX_RECORD = 256;
const MAX_RECORDS = 131_072;
const MAX_BYTES = 8 * 1024 * 1024;

/** Reason codes with condition code 2 and 3. */
const NOT_OPEN = 4;
const NOT_WANTED = 8;
const NOT_ASSEMBLED = 12;
const BAD_LENGTH = 4;
const TOO_MUCH = 8;

const SESSION = 'assembler';

/** One call, its operands fetched. */
class AssemblerCall {
  readonly list: number;
  readonly function: number;
  readonly session: AssemblySession | undefined;

  constructor(readonly call: DiagnoseCall) {
    const { rx, ry, gpr, services } = call;
    specify(ry !== 15 && rx !== ry);
    this.list = gpr[rx] & 0xffffff;
    this.function = gpr[ry];
    specify(this.list % 4 === 0);
    const session = services.sessions.get(SESSION);
    this.session = session instanceof AssemblySession ? session : undefined;
  }

  word(offset: number): number {
    return this.call.services.storage.fetchWord(this.list + offset);
  }

  storeWord(offset: number, value: number): void {
    this.call.services.storage.storeWord(this.list + offset, value);
  }

  name(): string {
    return ebcdic037.decode(this.call.services.storage.copyOut(this.list + NAME, 8)).trimEnd();
  }

  done(conditionCode: 0 | 1): void {
    this.call.services.setConditionCode(conditionCode);
  }

  refuse(conditionCode: 2 | 3, reason: number): void {
    this.call.gpr[this.call.ry] = reason;
    this.call.services.setConditionCode(conditionCode);
  }

  /** Records in the buffer as text; undefined after the call was refused. */
  records(alreadyHeld: { readonly records: number; readonly bytes: number }): string[] | undefined {
    const length = this.word(RECORD_LENGTH);
    const count = this.word(RECORD_COUNT);
    if (length < 1 || length > MAX_RECORD) {
      this.refuse(3, BAD_LENGTH);
      return undefined;
    }
    const tooMany = count < 0 || alreadyHeld.records + count > MAX_RECORDS;
    if (tooMany || alreadyHeld.bytes + count * length > MAX_BYTES) {
      this.refuse(3, TOO_MUCH);
      return undefined;
    }
    const bytes = this.call.services.storage.copyOut(this.word(BUFFER) & 0xffffff, count * length);
    return Array.from({ length: count }, (_, i) => ebcdic037.decode(bytes, i * length, (i + 1) * length));
  }

  /** Gives the next records out, as many as fit. */
  give(lines: { take(count: number): readonly Uint8Array[] }): void {
    const length = this.word(RECORD_LENGTH);
    const room = this.word(RECORD_COUNT);
    if (length < 1 || length > MAX_RECORD) {
      this.refuse(3, BAD_LENGTH);
      return;
    }
    const { storage } = this.call.services;
    const buffer = this.word(BUFFER) & 0xffffff;
    if (room > 0) storage.copyOut(buffer, length); // an impossible buffer costs no records
    const records = lines.take(Math.max(0, Math.min(room, Math.floor(storage.size / length))));
    records.forEach((record, i) => {
      const padded = new Uint8Array(length).fill(0x40);
      padded.set(record.subarray(0, length));
      storage.copyIn(buffer + i * length, padded);
    });
    this.storeWord(RECORD_COUNT, records.length);
    this.done(records.length > 0 ? 0 : 1);
  }
}

function execute(call: DiagnoseCall, assemble: HostAssembler): void {
  const request = new AssemblerCall(call);
  const { session } = request;
  if (request.function === OPEN) {
    open(request, assemble);
    return;
  }
  specify(request.function > OPEN && request.function <= CLOSE && request.function % 4 === 0);
  if (session === undefined) {
    request.refuse(2, NOT_OPEN);
    return;
  }
  switch (request.function) {
    case SOURCE: {
      const records = request.records(session.held);
      if (records === undefined) return;
      session.addSource(records);
      request.done(0);
      return;
    }
    case ASSEMBLE:
      run(request, session);
      return;
    case MEMBER:
    case MEMBER_END:
    case ABSENT:
      member(request, session);
      return;
    case CLOSE:
      call.services.sessions.delete(SESSION);
      request.done(0);
      return;
    default:
      results(request, session);
  }
}

function open(request: AssemblerCall, assemble: HostAssembler): void {
  const records = request.records({ records: 0, bytes: 0 });
  if (records === undefined) return;
  const { services } = request.call;
  const words = records
    .join(' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  services.sessions.set(SESSION, new AssemblySession(assemble, request.name(), words, services.timeOfDay()));
  request.done(0);
}

function run(request: AssemblerCall, session: AssemblySession): void {
  const wanted = session.run();
  if (wanted !== undefined) {
    request.call.services.storage.copyIn(request.list + NAME, ebcdic037.encode(wanted, 8));
    request.done(1);
    return;
  }
  request.storeWord(RETURN_CODE, session.returnCode);
  request.storeWord(FLAGGED, session.flagged);
  request.done(0);
}

function member(request: AssemblerCall, session: AssemblySession): void {
  const name = request.name();
  if (session.wanted !== name) {
    request.refuse(2, NOT_WANTED);
    return;
  }
  if (request.function === MEMBER) {
    const records = request.records(session.held);
    if (records === undefined) return;
    session.addMember(records);
  } else session.endMember(request.function === MEMBER_END);
  request.done(0);
}

function results(request: AssemblerCall, session: AssemblySession): void {
  if (!session.assembled) {
    request.refuse(2, NOT_ASSEMBLED);
    return;
  }
  if (request.function === TEXT) request.give(session.text);
  else if (request.function === LISTING) request.give(session.listing);
  else if (request.function === TERMINAL) request.give(session.terminal);
}

/**
 * X'100' assembler: the virtual machine hands source and macro records over and takes object deck, listing and
 * diagnostics back. An installation hypercall; docs/reference/diagnose-100.md. `assemble` is the assembler.
 */
export function makeAssemblerDiagnose(assemble: HostAssembler): DiagnoseFunction {
  return {
    code: 0x100,
    name: 'assembler',
    classes: 'any',
    execute: (call) => {
      execute(call, assemble);
    },
  };
}
