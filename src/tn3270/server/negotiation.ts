import {
  TelnetOption,
  TerminalTypeCommand,
  ascii,
  fromAscii,
  negotiation,
  subnegotiation,
} from '../telnet/codes.js';
import type { NegotiationVerb } from '../telnet/codes.js';
import { E, EFunction, ERejectReason } from '../telnet/tn3270e.js';
import { parseDisplayType } from '../terminal-type.js';
import type { DisplayType } from '../terminal-type.js';

/** What the client turned out to be. */
export interface NegotiatedSession {
  readonly protocol: 'tn3270' | 'tn3270e';
  readonly type: DisplayType;
  readonly lu: string;
  /** TN3270E functions agreed (codes of `EFunction`). */
  readonly functions: ReadonlySet<number>;
}

/** LU name for a client, or why it gets none. */
export type LuAssignment = { readonly lu: string } | { readonly refuse: 'in-use' | 'unknown' };

export interface NegotiationActions {
  send(bytes: Uint8Array): void;
  /** Names the LU; `wanted` is what the client asked for. */
  assignLu(wanted: string | undefined): LuAssignment;
  done(session: NegotiatedSession): void;
  /** The client is no 3270 display; `reason` is for the log. */
  notDisplay(reason: string): void;
  /** The client is a display, but the LU it asks for can't be given. */
  refused(lu: string, reason: 'in-use' | 'unknown'): void;
  /** The session was agreed and the client has taken that back. */
  withdrawn(reason: string): void;
}

type Stage = 'tn3270e' | 'device-type' | 'functions' | 'terminal-type' | 'transmission' | 'done' | 'over';

const SERVED_FUNCTIONS: readonly number[] = [EFunction.responses, EFunction.sysreq];
const RECORD_OPTIONS: readonly number[] = [TelnetOption.endOfRecord, TelnetOption.binary];
/** A client that goes on negotiating after this many commands is broken or hostile. */
const MOST_COMMANDS = 200;

/**
 * The server's side of TN3270 (RFC 1576) and TN3270E (RFC 2355) negotiation, without sockets. The client never
 * speaks first: `start` does.
 */
export class ServerNegotiation {
  private stage: Stage = 'terminal-type';
  private type: DisplayType | undefined;
  private lu = '';
  private lastTypeName = '';
  private functions: number[] = [];
  /** `will`/`do` acknowledgements of EOR and BINARY that are still to come. */
  private readonly awaited = new Set<string>();
  private commands = 0;

  constructor(
    private readonly actions: NegotiationActions,
    private readonly options: { readonly tn3270e: boolean },
  ) {}

  start(): void {
    if (this.options.tn3270e) {
      this.stage = 'tn3270e';
      this.send(negotiation('do', TelnetOption.tn3270e));
    } else this.startBasic();
  }

  /** A WILL, WONT, DO or DONT came. */
  negotiate(verb: NegotiationVerb, option: number): void {
    // the answer to a keep-alive, not a step of negotiation
    if (option === TelnetOption.timingMark && (verb === 'will' || verb === 'wont')) return;
    if (this.excessive()) return;
    if (option === TelnetOption.tn3270e && this.options.tn3270e) this.onTn3270e(verb);
    else if (option === TelnetOption.terminalType) this.onTerminalType(verb);
    else if (RECORD_OPTIONS.includes(option)) this.onTransmission(verb, option);
    else this.decline(verb, option);
  }

  /** A subnegotiation came. */
  subnegotiate(option: number, data: Uint8Array): void {
    if (this.excessive()) return;
    if (option === TelnetOption.terminalType) this.onTypeName(data);
    else if (option === TelnetOption.tn3270e) {
      if (data[0] === E.deviceType && data[1] === E.request) this.onDeviceType(data.subarray(2));
      else if (data[0] === E.functions) this.onFunctions(data[1], [...data.subarray(2)]);
    }
  }

  private excessive(): boolean {
    if (this.stage === 'over') return true;
    if (++this.commands <= MOST_COMMANDS) return false;
    this.end(() => this.actions.notDisplay(`more than ${MOST_COMMANDS} negotiation commands`));
    return true;
  }

  private end(report: () => void): void {
    this.stage = 'over';
    report();
  }

  private send(bytes: Uint8Array): void {
    this.actions.send(bytes);
  }

  /** Refuses an option that nobody asked for. */
  private decline(verb: NegotiationVerb, option: number): void {
    if (verb === 'will') this.send(negotiation('dont', option));
    else if (verb === 'do') this.send(negotiation('wont', option));
  }

  // --- TN3270E

  private onTn3270e(verb: NegotiationVerb): void {
    if (verb === 'will' && this.stage === 'tn3270e') {
      this.stage = 'device-type';
      this.send(subnegotiation(TelnetOption.tn3270e, E.send, E.deviceType));
    } else if (verb === 'wont') {
      if (this.stage === 'done') this.end(() => this.actions.withdrawn('client ended TN3270E'));
      else if (this.stage !== 'terminal-type' && this.stage !== 'transmission') this.startBasic();
    } else if (verb === 'do') this.send(negotiation('wont', TelnetOption.tn3270e));
  }

  private onDeviceType(request: Uint8Array): void {
    if (this.stage !== 'device-type' && this.stage !== 'functions') return;
    const at = request.findIndex((byte) => byte === E.connect || byte === E.associate);
    const name = fromAscii(at < 0 ? request : request.subarray(0, at));
    const wanted = at < 0 ? undefined : fromAscii(request.subarray(at + 1)) || undefined;
    const type = parseDisplayType(name);
    if (!type) return this.reject(ERejectReason.invDeviceType);
    if (at >= 0 && request[at] === E.associate) return this.reject(ERejectReason.invAssociate);
    const assignment = this.actions.assignLu(wanted?.toUpperCase());
    if ('refuse' in assignment)
      return this.reject(assignment.refuse === 'in-use' ? ERejectReason.deviceInUse : ERejectReason.invName);
    this.type = type;
    this.lu = assignment.lu;
    this.stage = 'functions';
    this.send(
      subnegotiation(
        TelnetOption.tn3270e,
        E.deviceType,
        E.is,
        ...ascii(type.name),
        E.connect,
        ...ascii(assignment.lu),
      ),
    );
  }

  private reject(reason: number): void {
    this.send(subnegotiation(TelnetOption.tn3270e, E.deviceType, E.reject, E.reason, reason));
  }

  /** Agrees to what is served of a request; a request for more is answered with a smaller counter-request. */
  private onFunctions(word: number, wanted: number[]): void {
    if (this.stage !== 'functions') return;
    const served = wanted.filter((code) => SERVED_FUNCTIONS.includes(code));
    if (word === E.is) {
      const asOffered =
        served.length === wanted.length && wanted.every((code) => this.functions.includes(code));
      if (!asOffered)
        return this.end(() => this.actions.notDisplay('client claims functions that were not offered'));
      this.functions = wanted;
      this.finish('tn3270e');
    } else if (word === E.request) {
      this.functions = served;
      const agreed = served.length === wanted.length;
      this.send(subnegotiation(TelnetOption.tn3270e, E.functions, agreed ? E.is : E.request, ...served));
      if (agreed) this.finish('tn3270e');
    }
  }

  // --- basic TN3270

  private startBasic(): void {
    this.stage = 'terminal-type';
    this.send(negotiation('do', TelnetOption.terminalType));
  }

  private onTerminalType(verb: NegotiationVerb): void {
    if (verb === 'will' && this.stage === 'terminal-type') this.askType();
    else if (verb === 'wont' && this.stage === 'terminal-type')
      this.end(() => this.actions.notDisplay('client does not tell its terminal type'));
    else if (verb === 'do') this.send(negotiation('wont', TelnetOption.terminalType));
  }

  private askType(): void {
    this.send(subnegotiation(TelnetOption.terminalType, TerminalTypeCommand.send));
  }

  private onTypeName(data: Uint8Array): void {
    if (this.stage !== 'terminal-type' || data[0] !== TerminalTypeCommand.is) return;
    const name = fromAscii(data.subarray(1));
    const type = parseDisplayType(name);
    if (!type) {
      // RFC 1091: asked again, a client names its next type; the same name twice ends its list
      if (name === this.lastTypeName)
        return this.end(() => this.actions.notDisplay(`terminal type ${name || '(empty)'}`));
      this.lastTypeName = name;
      return this.askType();
    }
    const assignment = this.actions.assignLu(type.lu);
    if ('refuse' in assignment) return this.end(() => this.actions.refused(type.lu ?? '', assignment.refuse));
    this.type = type;
    this.lu = assignment.lu;
    this.stage = 'transmission';
    for (const option of RECORD_OPTIONS) {
      this.awaited.add(`will ${option}`).add(`do ${option}`);
      this.send(negotiation('do', option));
      this.send(negotiation('will', option));
    }
  }

  private onTransmission(verb: NegotiationVerb, option: number): void {
    if (verb === 'wont' || verb === 'dont') {
      if (this.stage === 'transmission')
        this.end(() => this.actions.notDisplay('client does not send records'));
      else if (this.stage === 'done')
        this.end(() => this.actions.withdrawn('client ended record transmission'));
      return;
    }
    if (this.stage === 'transmission') {
      this.awaited.delete(`${verb} ${option}`);
      if (this.awaited.size === 0) this.finish('tn3270');
    } else if (this.stage === 'terminal-type') this.decline(verb, option);
  }

  private finish(protocol: 'tn3270' | 'tn3270e'): void {
    if (!this.type) return;
    this.stage = 'done';
    this.commands = 0;
    this.actions.done({
      protocol,
      type: this.type,
      lu: this.lu,
      functions: new Set(protocol === 'tn3270e' ? this.functions : []),
    });
  }
}
