import { ebcdic037 } from '../../ebcdic/index.js';
import type { CommandContext } from './context.js';
import { parseRange } from './display-range.js';
import type { DisplayRange, RangeRules } from './display-range.js';
import { floatText } from './float-text.js';
import { hex } from './numbers.js';
import { realStorage, virtualStorage } from './storage-source.js';
import type { StorageSource } from './storage-source.js';

const LINE_BYTES = 16;
const KEY_BLOCK = 2048;

/** Shows storage or registers; the line goes where the caller wants it (terminal or virtual printer). */
export type LineSink = (text: string) => void;

/** Kinds of operands, by their first letter. */
const KINDS = 'LTKGXY';
const STORAGE_KINDS = 'LT';

/** `DISPLAY {hexloc | Lhexloc | Thexloc | Khexloc}range | Gn Yn Xn | PSW | CAW | CSW …`. SY20-0884, DMKCDB. */
export function display(context: CommandContext): number {
  const operands = joinRanges(context.line.words());
  if (operands.length === 0) return context.error('CDB', 26);
  const source = virtualStorage(context);
  // an operand without a letter is of the kind of the one before
  let kind = 'L';
  for (const operand of operands) {
    const letter = KINDS.includes(operand[0]) ? operand[0] : undefined;
    if (!['P', 'PSW', 'CSW', 'CAW'].includes(operand)) kind = letter ?? kind;
    else kind = 'L';
    const rest = letter === undefined ? operand : operand.slice(1);
    const returnCode = displayOperand(context, source, operand, kind, rest);
    if (returnCode !== 0) return returnCode;
  }
  return 0;
}

/** `DCP {hexloc | Lhexloc | Thexloc}range …`, classes C and E: real storage. SY20-0884, DMKCDB. */
export function displayReal(context: CommandContext): number {
  const operands = joinRanges(context.line.words());
  if (operands.length === 0) return context.error('CDB', 33);
  const source = realStorage(context);
  let kind = 'L';
  for (const operand of operands) {
    if (namesProcessor(operand)) return context.error('CDB', 26);
    const letter = STORAGE_KINDS.includes(operand[0]) ? operand[0] : undefined;
    kind = letter ?? kind;
    const text = letter === undefined ? operand : operand.slice(1);
    const returnCode = show(context, text, storageRules(source), (range) =>
      displayStorage(source, range, kind === 'T', context.respond),
    );
    if (returnCode !== 0) return returnCode;
  }
  return 0;
}

/** `M` and `N` in front of an address: storage of one of two processors. A CP of one does not take them. */
export function namesProcessor(operand: string): boolean {
  return operand.startsWith('M') || operand.startsWith('N');
}

/** `100 - 200` is `100-200`: the sign of a range may have blanks around it. */
export function joinRanges(words: readonly string[]): string[] {
  const joined: string[] = [];
  let open = false;
  for (const word of words) {
    const last = joined.at(-1);
    const continues: boolean = last !== undefined && (open || (/^[-:.]/.test(word) && !/[-:.]/.test(last)));
    if (continues) joined[joined.length - 1] = last + word;
    else joined.push(word);
    open = continues && /^[-:.]$/.test(word);
  }
  return joined;
}

function storageRules({ size }: StorageSource): RangeRules {
  return { hexadecimal: true, highest: size - 1, step: 1 };
}

function displayOperand(
  context: CommandContext,
  source: StorageSource,
  operand: string,
  kind: string,
  rest: string,
): number {
  const { vm, respond } = context;
  switch (operand) {
    case 'P':
    case 'PSW':
      respond(`PSW = ${hex(vm.psw.high(), 8)} ${hex(vm.psw.low(), 8)}`);
      return 0;
    case 'CSW':
    case 'CAW': {
      const bytes = source.read(operand === 'CSW' ? 0x40 : 0x48, operand === 'CSW' ? 8 : 4);
      const words = bytes === undefined ? [] : wordsOf(bytes);
      respond(`${operand}=  ${words.map((word) => hex(word, 8)).join(' ')}`);
      return 0;
    }
  }
  const storage = storageRules(source);
  switch (kind) {
    case 'G':
      return show(context, rest, { hexadecimal: false, highest: 15, step: 1 }, (range) =>
        registers('GPR', range, (n) => vm.gpr[n], respond),
      );
    case 'X':
      return show(context, rest, { hexadecimal: false, highest: 15, step: 1 }, (range) => {
        const { ecMode } = vm.settings;
        const shown = ecMode ? range : { start: 0, end: 0 };
        registers('ECR', shown, (n) => vm.cr[n], respond);
      });
    case 'Y':
      return show(context, rest, { hexadecimal: false, highest: 6, step: 2 }, (range) => {
        for (let n = range.start; n <= range.end; n += 2) {
          const [high, low] = [vm.fpr[n], vm.fpr[n + 1]];
          respond(`FPR  ${n} =  ${hex(high, 8)}${hex(low, 8)}    ${floatText(high, low)}`);
        }
      });
    case 'K':
      return show(context, rest, storage, (range) =>
        displayKeys(source, range, vm.settings.ecMode ? 0xfe : 0xf8, respond),
      );
    default:
      return show(context, rest, storage, (range) => displayStorage(source, range, kind === 'T', respond));
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
  source: StorageSource,
  range: DisplayRange,
  translated: boolean,
  respond: LineSink,
): void {
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
    const bytes = source.read(address, Math.min(LINE_BYTES, end - address + 1));
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
    respond(translated ? translatedLine(source, address, words, bytes) : `${hex(address, 6)}    ${words}`);
  }
  endSuppression(end + 1);
}

function translatedLine(source: StorageSource, address: number, words: string, bytes: Uint8Array): string {
  const key = address % KEY_BLOCK === 0 ? source.key(address) : undefined;
  const text = ebcdic037.decode(bytes.map((byte) => (byte > 0x40 && byte < 0xff ? byte : 0x4b)));
  const printable = [...text].map((c) => (c >= ' ' && c <= '~' ? c : '.')).join('');
  const line = `${hex(address, 6)}    ${words}`.padEnd(49) + (key === undefined ? '' : hex(key, 2));
  return `${line.padEnd(53)}*${printable}*`;
}

function displayKeys(source: StorageSource, range: DisplayRange, mask: number, respond: LineSink): void {
  let start = range.start & ~(KEY_BLOCK - 1);
  let current: number | undefined;
  const flush = (end: number): void => {
    if (current !== undefined) respond(`${hex(start, 6)} TO ${hex(end, 6)}  KEY = ${hex(current, 2)}`);
  };
  for (let address = start; address <= range.end; address += KEY_BLOCK) {
    const key = (source.key(address) ?? 0) & mask;
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
