import type { CommandContext } from './context.js';
import { namesProcessor } from './display.js';
import { hex, parseDecimal, parseHex } from './numbers.js';
import { realStorage, virtualStorage } from './storage-source.js';
import type { StorageSource } from './storage-source.js';

/** Places of STORE STATUS. GA22-7000, Store Status. */
const STATUS = { cpuTimer: 0xd8, clockComparator: 0xe0, psw: 0x100, fpr: 0x160, gpr: 0x180, cr: 0x1c0 };

/**
 * `STORE {hexloc | Lhexloc} word …`, `Shexloc bytes`, `Gn Yn Xn value …`, `PSW [word] word`, `STATUS`; several
 * of them in one line. SY20-0884, DMKCDS.
 */
export function store(context: CommandContext): number {
  const words = context.line.words();
  if (words.length === 0) return context.error('CDS', 26);
  return complete(context, new StoreOperands(context, words, virtualStorage(context)).run());
}

/** `STCP {hexloc | Lhexloc} word … | Shexloc bytes`, class C: real storage. SY20-0884, DMKCDS. */
export function storeReal(context: CommandContext): number {
  const words = context.line.words();
  if (words.length === 0) return context.error('CDS', 33);
  if (namesProcessor(words[0])) return context.error('CDS', 26);
  const other = /^(STATUS|PSW|[GXY].*)$/.exec(words[0]);
  if (other) return context.error('CDS', 4, [words[0]]);
  return complete(context, new StoreOperands(context, words, realStorage(context)).run());
}

function complete(context: CommandContext, returnCode: number): number {
  if (returnCode === 0) context.respond('STORE COMPLETE');
  return returnCode;
}

class StoreOperands {
  private next = 0;

  constructor(
    private readonly context: CommandContext,
    private readonly words: readonly string[],
    private readonly source: StorageSource,
  ) {}

  run(): number {
    while (this.next < this.words.length) {
      const returnCode = this.operand(this.words[this.next++]);
      if (returnCode !== 0) return returnCode;
    }
    return 0;
  }

  private operand(operand: string): number {
    if (operand === 'STATUS') return this.status();
    if (operand === 'PSW') return this.psw();
    const rest = operand.slice(1);
    switch (operand[0]) {
      case 'G':
        return this.registers(rest, 15, 1, (n, value) => (this.context.vm.gpr[n] = value));
      case 'X':
        return this.controlRegisters(rest);
      case 'Y':
        return this.floatingRegisters(rest);
      case 'S':
        return this.bytes(rest);
      case 'L':
        return this.storage(rest);
      default:
        return this.storage(operand);
    }
  }

  /** Values that follow, as long as they are hexadecimal of at most eight digits. */
  private values(longest = 8): string[] {
    const values: string[] = [];
    while (this.next < this.words.length && parseHex(this.words[this.next], longest) !== undefined) {
      values.push(this.words[this.next++]);
    }
    return values;
  }

  private missing(): number {
    const word = this.words[this.next];
    return word === undefined ? this.context.error('CDS', 26) : this.context.error('CDS', 5, [word]);
  }

  private storage(text: string): number {
    const address = parseHex(text, 6);
    if (address === undefined) return this.context.error('CDS', 4, [text]);
    const values = this.values();
    if (values.length === 0) return this.missing();
    const bytes = new Uint8Array(values.length * 4);
    const view = new DataView(bytes.buffer);
    values.forEach((value, index) => view.setUint32(index * 4, parseInt(value, 16)));
    return this.put(address & ~3, bytes);
  }

  private bytes(text: string): number {
    const address = parseHex(text, 6);
    if (address === undefined) return this.context.error('CDS', 4, [text]);
    let data = '';
    while (this.next < this.words.length && /^[0-9A-F]+$/.test(this.words[this.next])) {
      data += this.words[this.next++];
    }
    if (data === '') return this.missing();
    if (data.length % 2 !== 0) return this.context.error('CDS', 5, [data]);
    return this.put(
      address,
      Uint8Array.from(data.match(/../g) ?? [], (byte) => parseInt(byte, 16)),
    );
  }

  private put(address: number, bytes: Uint8Array): number {
    if (this.source.write(address, bytes)) return 0;
    return this.context.error('CDS', 160, [hex(address, 6)]);
  }

  private registers(
    text: string,
    highest: number,
    step: number,
    set: (n: number, value: number) => void,
  ): number {
    const first = registerNumber(text);
    if (first === undefined || first > highest || first % step !== 0) {
      return this.context.error('CDS', 10, [text]);
    }
    const values = this.values();
    if (values.length === 0) return this.missing();
    if (first + (values.length - 1) * step > highest) return this.context.error('CDS', 163);
    values.forEach((value, index) => set(first + index * step, parseInt(value, 16) | 0));
    return 0;
  }

  private controlRegisters(text: string): number {
    const { vm } = this.context;
    if (!vm.settings.ecMode && registerNumber(text) !== 0) return this.context.error('CDS', 10, [text]);
    return this.registers(text, 15, 1, (n, value) => (vm.cr[n] = value));
  }

  private floatingRegisters(text: string): number {
    const { vm } = this.context;
    const first = registerNumber(text);
    if (first === undefined || first > 6 || first % 2 !== 0) return this.context.error('CDS', 10, [text]);
    const values = this.values(16);
    if (values.length === 0) return this.missing();
    if (first + (values.length - 1) * 2 > 6) return this.context.error('CDS', 163);
    values.forEach((value, index) => {
      const digits = value.padEnd(16, '0');
      vm.fpr[first + 2 * index] = parseInt(digits.slice(0, 8), 16) | 0;
      vm.fpr[first + 2 * index + 1] = parseInt(digits.slice(8), 16) | 0;
    });
    return 0;
  }

  private psw(): number {
    const { vm } = this.context;
    const values = this.values().map((value) => parseInt(value, 16) | 0);
    if (values.length === 0) return this.missing();
    if (values.length > 2) return this.context.error('CDS', 26);
    const [high, low] = values.length === 2 ? values : [vm.psw.high(), values[0]];
    const extended = (high & 0x00080000) !== 0;
    if (extended && !vm.settings.ecMode) {
      return this.context.error('CDS', 12, [`${hex(high, 8)} ${hex(low, 8)}`]);
    }
    const before: [number, number] = [vm.psw.high(), vm.psw.low()];
    vm.psw.load(high, low);
    if (!vm.psw.valid) {
      vm.psw.load(...before);
      return this.context.error('CDS', 12, [`${hex(high, 8)} ${hex(low, 8)}`]);
    }
    return 0;
  }

  private status(): number {
    const { cp, vm } = this.context;
    if (!vm.settings.ecMode) return this.context.error('CDS', 168);
    const area = new DataView(new ArrayBuffer(0x200));
    area.setBigInt64(STATUS.cpuTimer, BigInt.asIntN(64, vm.cpuTimer));
    area.setBigInt64(STATUS.clockComparator, BigInt.asIntN(64, vm.clockComparator));
    area.setInt32(STATUS.psw, vm.psw.high());
    area.setInt32(STATUS.psw + 4, vm.psw.low());
    vm.fpr.forEach((value, index) => area.setInt32(STATUS.fpr + 4 * index, value));
    vm.gpr.forEach((value, index) => area.setInt32(STATUS.gpr + 4 * index, value));
    vm.cr.forEach((value, index) => area.setInt32(STATUS.cr + 4 * index, value));
    const all = new Uint8Array(area.buffer);
    for (const [from, to] of [
      [STATUS.cpuTimer, STATUS.clockComparator + 8],
      [STATUS.psw, STATUS.psw + 8],
      [STATUS.fpr, 0x200],
    ]) {
      cp.writeStorage(vm, from, all.subarray(from, to));
    }
    return 0;
  }
}

function registerNumber(text: string): number | undefined {
  return text.length === 1 ? parseHex(text, 1) : parseDecimal(text, 0, 15);
}
