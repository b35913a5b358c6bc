import { loadControl, storeControl } from './control-registers.js';
import { haltIo, startIo, storeChannelId, testChannel, testIo } from './input-output.js';
import { insertStorageKey, resetReferenceBit, setStorageKey } from './keys.js';
import { diagnose, loadRealAddress, purgeTlb, storeCpuId } from './machine.js';
import type { Simulate } from './operation.js';
import { insertKey, loadPsw, setKeyFromAddress, setSystemMask, storeThenAnd, storeThenOr } from './psw.js';
import { setClock, setClockComparator, setCpuTimer, storeClockComparator, storeCpuTimer } from './timers.js';

/** A privileged instruction that CP simulates. */
export interface PrivilegedRow {
  readonly opcode: number;
  readonly mnemonic: string;
  readonly simulate: Simulate;
  /** Its simulation needs neither clocks nor devices: a stretch of guest execution goes on behind it. */
  readonly quick?: true;
  /**
   * It fetches and stores before it changes anything: when a page is missing, it is begun again after page wait. START I/O
   * ends that itself, before it starts anything.
   */
  readonly repeatable?: true;
}

/** Every privileged instruction a virtual machine has; the others end with an operation exception. SY20-0886, DMKPRV. */
export const PRIVILEGED_OPERATIONS: readonly PrivilegedRow[] = [
  { opcode: 0x08, mnemonic: 'SSK', simulate: setStorageKey, quick: true },
  { opcode: 0x09, mnemonic: 'ISK', simulate: insertStorageKey, quick: true },
  { opcode: 0x80, mnemonic: 'SSM', simulate: setSystemMask, quick: true, repeatable: true },
  { opcode: 0x82, mnemonic: 'LPSW', simulate: loadPsw, quick: true, repeatable: true },
  { opcode: 0x83, mnemonic: 'DIAG', simulate: diagnose },
  { opcode: 0xac, mnemonic: 'STNSM', simulate: storeThenAnd, quick: true, repeatable: true },
  { opcode: 0xad, mnemonic: 'STOSM', simulate: storeThenOr, quick: true, repeatable: true },
  { opcode: 0xb1, mnemonic: 'LRA', simulate: loadRealAddress, quick: true, repeatable: true },
  { opcode: 0xb6, mnemonic: 'STCTL', simulate: storeControl, quick: true, repeatable: true },
  { opcode: 0xb7, mnemonic: 'LCTL', simulate: loadControl, quick: true, repeatable: true },
  { opcode: 0x9c00, mnemonic: 'SIO', simulate: startIo, repeatable: true },
  { opcode: 0x9c01, mnemonic: 'SIOF', simulate: startIo, repeatable: true },
  { opcode: 0x9d00, mnemonic: 'TIO', simulate: testIo },
  { opcode: 0x9d01, mnemonic: 'CLRIO', simulate: testIo },
  { opcode: 0x9e00, mnemonic: 'HIO', simulate: haltIo },
  { opcode: 0x9e01, mnemonic: 'HDV', simulate: haltIo },
  { opcode: 0x9f00, mnemonic: 'TCH', simulate: testChannel },
  { opcode: 0x9f01, mnemonic: 'CLRCH', simulate: testChannel },
  { opcode: 0xb202, mnemonic: 'STIDP', simulate: storeCpuId, repeatable: true },
  { opcode: 0xb203, mnemonic: 'STIDC', simulate: storeChannelId },
  { opcode: 0xb204, mnemonic: 'SCK', simulate: setClock, repeatable: true },
  { opcode: 0xb206, mnemonic: 'SCKC', simulate: setClockComparator, repeatable: true },
  { opcode: 0xb207, mnemonic: 'STCKC', simulate: storeClockComparator, repeatable: true },
  { opcode: 0xb208, mnemonic: 'SPT', simulate: setCpuTimer, repeatable: true },
  { opcode: 0xb209, mnemonic: 'STPT', simulate: storeCpuTimer, repeatable: true },
  { opcode: 0xb20a, mnemonic: 'SPKA', simulate: setKeyFromAddress, quick: true },
  { opcode: 0xb20b, mnemonic: 'IPK', simulate: insertKey, quick: true },
  { opcode: 0xb20d, mnemonic: 'PTLB', simulate: purgeTlb, quick: true },
  { opcode: 0xb213, mnemonic: 'RRB', simulate: resetReferenceBit, quick: true },
];

/** The rows by opcode. */
export const PRIVILEGED_BY_OPCODE: ReadonlyMap<number, PrivilegedRow> = new Map(
  PRIVILEGED_OPERATIONS.map((row) => [row.opcode, row]),
);

/** Is the privileged instruction whose first word this is one of the quick ones? */
export function isQuick(instruction: number): boolean {
  return QUICK[quickIndex(instruction >>> 16)] !== 0;
}

/** Opcodes X'00' to X'FF', and behind them X'B200' to X'B2FF'. */
const QUICK = new Uint8Array(512);
for (const { opcode, quick } of PRIVILEGED_OPERATIONS) {
  if (quick === true) QUICK[quickIndex(opcode > 0xff ? opcode : opcode << 8)] = 1;
}

function quickIndex(firstHalfword: number): number {
  const first = firstHalfword >>> 8;
  return first === 0xb2 ? 0x100 | (firstHalfword & 0xff) : first;
}
