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

export interface ClientIdentity {
  /** Basic terminal type such as IBM-3279-2-E. */
  readonly typeName: string;
  /** TN3270E device type such as IBM-3278-2-E. */
  readonly deviceType: string;
  readonly lu: string | undefined;
  /** Whether to agree to TN3270E. */
  readonly tn3270e: boolean;
}

export interface ClientNegotiationActions {
  send(bytes: Uint8Array): void;
  /** Records flow from here on. */
  connected(protocol: 'tn3270' | 'tn3270e', lu: string | undefined, functions: ReadonlySet<number>): void;
  /** The host took the 3270 session back: text flows from here on. */
  ended(): void;
  /** The host can't give what was asked for. */
  refused(reason: string): void;
}

const rejectReasons = new Map<number, string>([
  [ERejectReason.connPartner, 'the host does not know that partner'],
  [ERejectReason.deviceInUse, 'the LU is in use'],
  [ERejectReason.invAssociate, 'the LU cannot be associated'],
  [ERejectReason.invName, 'the host does not know that LU'],
  [ERejectReason.invDeviceType, 'the host does not serve this device type'],
  [ERejectReason.typeNameError, 'the LU is of another device type'],
  [ERejectReason.unknownError, 'the host met an error'],
  [ERejectReason.unsupportedReq, 'the host does not support the request'],
]);

const OFFERED_FUNCTIONS: readonly number[] = [EFunction.responses, EFunction.sysreq];
/** Options that a TN3270 session consists of. */
const SESSION_OPTIONS: readonly number[] = [
  TelnetOption.terminalType,
  TelnetOption.endOfRecord,
  TelnetOption.binary,
];

/** The client's side of TN3270 and TN3270E negotiation: answers what the host proposes. RFC 1576, RFC 2355. */
export class ClientNegotiation {
  private readonly local = new Set<number>();
  private readonly remote = new Set<number>();
  private session: 'none' | 'tn3270' | 'tn3270e' = 'none';
  private lu: string | undefined;

  constructor(
    private readonly identity: ClientIdentity,
    private readonly actions: ClientNegotiationActions,
  ) {}

  negotiate(verb: NegotiationVerb, option: number): void {
    if (option === TelnetOption.timingMark && verb === 'do') {
      this.actions.send(negotiation('will', option));
      return;
    }
    if (verb === 'do') this.change(this.local, option, this.supports(option), 'will', 'wont');
    else if (verb === 'will') this.change(this.remote, option, this.supports(option), 'do', 'dont');
    else if (verb === 'dont') this.change(this.local, option, false, 'will', 'wont');
    else this.change(this.remote, option, false, 'do', 'dont');
    this.assess(option);
  }

  subnegotiate(option: number, data: Uint8Array): void {
    if (option === TelnetOption.terminalType && data[0] === TerminalTypeCommand.send) {
      const { typeName, lu } = this.identity;
      const name = lu ? `${typeName}@${lu}` : typeName;
      this.actions.send(subnegotiation(option, TerminalTypeCommand.is, ...ascii(name)));
    } else if (option === TelnetOption.tn3270e && this.local.has(option)) this.enhanced(data);
  }

  private supports(option: number): boolean {
    return SESSION_OPTIONS.includes(option) || (option === TelnetOption.tn3270e && this.identity.tn3270e);
  }

  /** Answers only what changes something, as RFC 854 demands; a refusal of what is new is answered too. */
  private change(
    set: Set<number>,
    option: number,
    on: boolean,
    agree: NegotiationVerb,
    refuse: NegotiationVerb,
  ): void {
    if (on) {
      if (set.has(option)) return;
      set.add(option);
      this.actions.send(negotiation(agree, option));
    } else if (set.delete(option) || !this.supports(option)) this.actions.send(negotiation(refuse, option));
  }

  /** Basic TN3270 is there when both directions of EOR and BINARY are. */
  private assess(option: number): void {
    if (this.session === 'tn3270e') {
      if (option === TelnetOption.tn3270e && !this.local.has(option)) this.end();
      return;
    }
    const records = [TelnetOption.endOfRecord, TelnetOption.binary].every(
      (wanted) => this.local.has(wanted) && this.remote.has(wanted),
    );
    if (records && this.session === 'none' && this.local.has(TelnetOption.terminalType)) {
      this.session = 'tn3270';
      this.actions.connected('tn3270', this.identity.lu, new Set());
    } else if (!records && this.session === 'tn3270') this.end();
  }

  private end(): void {
    this.session = 'none';
    this.actions.ended();
  }

  private enhanced(data: Uint8Array): void {
    const [first, second] = data;
    if (first === E.send && second === E.deviceType) {
      const { deviceType, lu } = this.identity;
      const connect = lu ? [E.connect, ...ascii(lu)] : [];
      this.sendEnhanced(E.deviceType, E.request, ...ascii(deviceType), ...connect);
    } else if (first === E.deviceType && second === E.is) {
      const at = data.indexOf(E.connect, 2);
      this.lu = at < 0 ? undefined : fromAscii(data.subarray(at + 1)) || undefined;
      this.sendEnhanced(E.functions, E.request, ...OFFERED_FUNCTIONS);
    } else if (first === E.deviceType && second === E.reject) {
      this.actions.refused(rejectReasons.get(data[3]) ?? `reason ${data[3]}`);
    } else if (first === E.functions) this.functions(second, [...data.subarray(2)]);
  }

  private functions(word: number, codes: number[]): void {
    const acceptable = codes.filter((code) => OFFERED_FUNCTIONS.includes(code));
    if (word === E.request) {
      const agreed = acceptable.length === codes.length;
      this.sendEnhanced(E.functions, agreed ? E.is : E.request, ...acceptable);
      if (!agreed) return;
    } else if (word !== E.is) return;
    if (this.session !== 'none') return;
    this.session = 'tn3270e';
    this.actions.connected('tn3270e', this.lu, new Set(acceptable));
  }

  private sendEnhanced(...data: number[]): void {
    this.actions.send(subnegotiation(TelnetOption.tn3270e, ...data));
  }
}
