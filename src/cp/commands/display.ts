import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';
import { parseRange } from './display-range.js';
import type { DisplayRange, RangeRules } from './display-range.js';
import { floatText } from './float-text.js';
import { hex } from './numbers.js';

const LINE_BYTES = 16;
const KEY_BLOCK = 2048;

/** Shows storage or registers; the line goes where the caller wants it (terminal or virtual printer). */
export type LineSink = (text: string) => void;

/** `DISPLAY {hexloc | Lhexloc | Thexloc | Khexloc}range | Gn Yn Xn | PSW | CAW | CSW …`. SY20-0884, DMKCDB. */
export function display(context: CommandContext): number {
  const operands = context.line.words();
  if (operands.length === 0) return context.error('CDB', 26);
  for (const operand of operands) {
    const returnCode = displayOperand(context, operand);
    if (returnCode !== 0) return returnCode;
  }
  return 0;
}

function displayOperand(context: CommandContext, operand: string): number {
  const { cp, vm, respond } = context;
  switch (operand) {
    case 'PSW':
      respond(`PSW = ${hex(vm.psw.high(), 8)} ${hex(vm.psw.low(), 8)}`);
      return 0;
    case 'CSW':
    case 'CAW': {
      const bytes = cp.readStorage(vm, operand === 'CSW' ? 0x40 : 0x48, operand === 'CSW' ? 8 : 4);
      const words = bytes === undefined ? [] : wordsOf(bytes);
      respond(`${operand}=  ${words.map((word) => hex(word, 8)).join(' ')}`);
      return 0;
    }
  }
  const storage: RangeRules = { hexadecimal: true, highest: vm.storageSize - 1, step: 1 };
  const kind = operand[0];
  const rest = operand.slice(1);
  switch (kind) {
    case 'G':
      return show(context, rest, { hexadecimal: false, highest: 15, step: 1 }, (range) =>
        registers('GPR', range, (n) => vm.gpr[n], respond),
      );
    case 'X':
      return show(context, rest, { hexadecimal: false, highest: 15, step: 1 }, (range) => {
        const last = vm.settings.ecMode ? range.end : 0;
        registers(
          'ECR',
          { start: vm.settings.ecMode ? range.start : 0, end: last },
          (n) => vm.cr[n],
          respond,
        );
      });
    case 'Y':
      return show(context, rest, { hexadecimal: false, highest: 6, step: 2 }, (range) => {
        for (let n = range.start; n <= range.end; n += 2) {
          const [high, low] = [vm.fpr[n], vm.fpr[n + 1]];
          respond(`FPR  ${n} =  ${hex(high, 8)}${hex(low, 8)}    ${floatText(high, low)}`);
        }
      });
    case 'K':
      return show(context, rest, storage, (range) => displayKeys(context, range, respond));
    case 'T':
      return show(context, rest, storage, (range) => displayStorage(context, range, true, respond));
    case 'L':
      return show(context, rest, storage, (range) => displayStorage(context, range, false, respond));
    default:
      return show(context, operand, storage, (range) => displayStorage(context, range, false, respond));
  }
}

function show(
  context: CommandContext,
  text: string,
  rules: RangeRules,
  action: (range: DisplayRange) => void,
): number {
  const range = parseRange(text, rules);
  if ('number' in range) return context.error('CDB', range.number, [range.field]);
  action(range);
  return 0;
}

/** Registers, four in a line. */
export function registers(
  name: string,
  range: DisplayRange,
  value: (n: number) => number,
  respond: LineSink,
): void {
  for (let n = range.start; n <= range.end; n += 4) {
    const last = Math.min(n + 3, range.end);
    const values: string[] = [];
    for (let register = n; register <= last; register++) values.push(hex(value(register), 8));
    respond(`${name} ${String(n).padStart(2)} =  ${values.join('  ')}`);
  }
}

/** Storage by words, four in a line; lines like the one before are left out. */
export function displayStorage(
  context: CommandContext,
  range: DisplayRange,
  translated: boolean,
  respond: LineSink,
): void {
  const { cp, vm } = context;
  const mask = translated ? ~(LINE_BYTES - 1) : ~3;
  const start = range.start & mask;
  const end = translated ? range.end | (LINE_BYTES - 1) : range.end | 3;
  let previous = '';
  let suppressedFrom: number | undefined;
  const endSuppression = (upTo: number): void => {
    if (suppressedFrom === undefined) return;
    respond(`${hex(suppressedFrom, 6)} TO ${hex(upTo, 6)}   SUPPRESSED LINE(S) SAME AS ABOVE .....`);
    suppressedFrom = undefined;
  };
  for (let address = start; address <= end; address += LINE_BYTES) {
    const bytes = cp.readStorage(vm, address, Math.min(LINE_BYTES, end - address + 1));
    if (bytes === undefined) {
      endSuppression(address);
      respond(`${hex(address, 6)} TO ${hex(end, 6)}   NON-ADDRESSABLE STORAGE`);
      return;
    }
    const words = wordsOf(bytes)
      .map((word) => hex(word, 8))
      .join('  ');
    if (words === previous && bytes.length === LINE_BYTES) {
      suppressedFrom ??= address;
      continue;
    }
    endSuppression(address);
    previous = words;
    respond(translated ? translatedLine(context, address, words, bytes) : `${hex(address, 6)}    ${words}`);
  }
  endSuppression(end + 1);
}

function translatedLine(context: CommandContext, address: number, words: string, bytes: Uint8Array): string {
  const key = address % KEY_BLOCK === 0 ? context.cp.readKey(context.vm, address) : undefined;
  const text = ebcdic037.decode(bytes.map((byte) => (byte > 0x40 && byte < 0xff ? byte : 0x4b)));
  const printable = [...text].map((c) => (c >= ' ' && c <= '~' ? c : '.')).join('');
  const line = `${hex(address, 6)}    ${words}`.padEnd(49) + (key === undefined ? '' : hex(key, 2));
  return `${line.padEnd(53)}*${printable}*`;
}

function displayKeys(context: CommandContext, range: DisplayRange, respond: LineSink): void {
  const { cp, vm } = context;
  const mask = vm.settings.ecMode ? 0xfe : 0xf8;
  let start = range.start & ~(KEY_BLOCK - 1);
  let current: number | undefined;
  const flush = (end: number): void => {
    if (current !== undefined) respond(`${hex(start, 6)} TO ${hex(end, 6)}  KEY = ${hex(current, 2)}`);
  };
  for (let address = start; address <= range.end; address += KEY_BLOCK) {
    const key = (cp.readKey(vm, address) ?? 0) & mask;
    if (key === current) continue;
    flush(address - 1);
    start = address;
    current = key;
  }
  flush(range.end | (KEY_BLOCK - 1));
}

function wordsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getInt32(index * 4));
}
