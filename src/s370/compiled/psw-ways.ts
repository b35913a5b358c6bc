/** Where the SVCs and LPSWs of a region lead, where compiled code may exchange PSWs. */

import { ADDRESS_MASK } from '../layout.js';
import { NEW_PSW_DISTANCE, SVC_OLD_PSW } from '../low-storage.js';
import type { CodeReader } from './code-reader.js';
import type { Constants } from './constants.js';
import type { DecodedInstruction } from './decode.js';
import type { PswExchange } from './region.js';
import type { BlockEnd, ExchangeTarget } from './region-shape.js';
import {
  addressOfPsw,
  EXTENDED_CONTROL,
  isStayingPsw,
  programMaskOfPsw,
  type StoredPsw,
} from './stored-psw.js';

/** Most supervisor calls of a region that its LPSWs are compared with. */
const MOST_EXCHANGES = 6;

function targetOfPsw(psw: StoredPsw): ExchangeTarget {
  return { address: addressOfPsw(psw), programMask: programMaskOfPsw(psw) };
}

export class PswWays {
  /** Behind supervisor calls, and blocks that end with an LPSW that may lead there. */
  private readonly behindCalls = new Map<number, ExchangeTarget>();
  private readonly resuming = new Set<number>();

  constructor(
    private readonly code: CodeReader,
    private readonly exchange: PswExchange | undefined,
  ) {}

  /** Takes note of a supervisor call. Returns the blocks whose LPSWs may lead behind it, and did not before. */
  noteSupervisorCall({ next }: DecodedInstruction, programMask: number): Iterable<number> {
    const { behindCalls } = this;
    if (behindCalls.has(next) || behindCalls.size === MOST_EXCHANGES) return [];
    behindCalls.set(next, { address: next & ADDRESS_MASK, programMask });
    return this.resuming;
  }

  /** Takes note that block `start` ends with an LPSW that may lead behind supervisor calls. */
  noteResuming(start: number): void {
    this.resuming.add(start);
  }

  /**
   * The end of a block by SVC or LPSW, and whether that is an LPSW of where interruptions put their PSW. A PSW that lies
   * elsewhere is taken for what it is now, and compared.
   */
  end(i: DecodedInstruction, constants: Constants): { readonly end: BlockEnd; readonly resumes: boolean } {
    const { exchange, code } = this;
    const stop = { end: { kind: 'stop', address: i.address, control: true } as const, resumes: false };
    if (exchange === undefined) return stop;
    const extendedControl = (exchange.high & EXTENDED_CONTROL) !== 0;
    const end = { kind: 'exchange', instruction: i, extendedControl } as const;
    if (i.mnemonic === 'SVC') {
      const newPsw = code.pswAt(exchange.lowStorage + SVC_OLD_PSW + NEW_PSW_DISTANCE);
      if (!isStayingPsw(newPsw, exchange.high)) return stop;
      return { end: { ...end, newPsw, targets: [targetOfPsw(newPsw)] }, resumes: false };
    }
    const host = code.hostOf(constants.address(i.operand1));
    if (host !== undefined && (host & 7) !== 0) return stop;
    if (host !== undefined && host !== exchange.lowStorage + SVC_OLD_PSW) {
      const psw = code.pswAt(host);
      const targets = isStayingPsw(psw, exchange.high) ? [targetOfPsw(psw)] : [];
      return { end: { ...end, newPsw: undefined, targets }, resumes: false };
    }
    return { end: { ...end, newPsw: undefined, targets: [...this.behindCalls.values()] }, resumes: true };
  }
}
