/**
 * Deliberate defects in CP's simulation of a machine. Each is a change of the source text; the equivalence kit has to
 * find every one of them (`npm run equivalence:mutations`).
 */

export interface Mutation {
  /** What the defect is, in a few words. */
  readonly name: string;
  /** File under `src/cp/vmachine`. */
  readonly file: string;
  /** Text that occurs once in it, and what takes its place. */
  readonly find: string;
  readonly replace: string;
}

export const MUTATIONS: readonly Mutation[] = [
  // Interruptions
  {
    name: 'privileged operations are simulated in virtual problem state too',
    file: 'guest-cpu.ts',
    find: 'if (!vm.psw.problemState) {',
    replace: 'if (vm !== undefined) {',
  },
  {
    name: 'SVC interruption in EC mode stores the ILC in halfwords',
    file: 'guest-interruptions.ts',
    find: 'lowStorage.SVC_ILC), ilc << 1',
    replace: 'lowStorage.SVC_ILC), ilc',
  },
  {
    name: 'program interruption in EC mode stores the ILC in halfwords',
    file: 'guest-interruptions.ts',
    find: 'lowStorage.PROGRAM_ILC), ilc << 1',
    replace: 'lowStorage.PROGRAM_ILC), ilc',
  },
  {
    name: 'old PSW in BC mode has no ILC',
    file: 'guest-interruptions.ts',
    find: 'psw.low(ilc)',
    replace: 'psw.low(0)',
  },
  {
    name: 'old PSW in BC mode has no interruption code',
    file: 'guest-interruptions.ts',
    find: 'psw.high(code)',
    replace: 'psw.high(0)',
  },
  {
    name: 'translation-exception address is that of the page',
    file: 'guest-interruptions.ts',
    find: 'exit.translationAddress & 0xffffff,\n      );',
    replace: 'exit.translationAddress & 0xfff000,\n      );',
  },
  {
    name: 'exception of a simulated operand does not nullify',
    file: 'guest-interruptions.ts',
    find: 'vm.psw.instructionAddress = (vm.psw.instructionAddress - 2 * ilc) & 0xffffff;',
    replace: '',
  },
  {
    name: 'addressing exception found by translation nullifies',
    file: 'guest-faults.ts',
    find: '(vm.psw.instructionAddress + 2 * exit.ilc)',
    replace: 'vm.psw.instructionAddress',
  },
  {
    name: 'monitor event stores no class',
    file: 'guest-interruptions.ts',
    find: 'storage.storeHalf(guestAddress(lowStorage.MONITOR_CLASS), exit.monitorClass);',
    replace: '',
  },
  {
    name: 'monitor event stores no code',
    file: 'guest-interruptions.ts',
    find: 'storage.storeWord(guestAddress(lowStorage.MONITOR_CODE), exit.monitorCode);',
    replace: '',
  },
  {
    name: 'condition code of the guest is not taken over',
    file: 'guest-cpu.ts',
    find: 'vm.psw.conditionCode = psw.conditionCode;',
    replace: '',
  },
  {
    name: 'program mask of the guest is not taken over',
    file: 'guest-cpu.ts',
    find: 'vm.psw.programMask = psw.programMask;',
    replace: '',
  },
  {
    name: 'guest runs with key 0',
    file: 'guest-cpu.ts',
    find: '(psw.key << 20) | ',
    replace: '',
  },
  {
    name: 'guest with DAT on runs under the tables of its real storage',
    file: 'guest-cpu.ts',
    find: 'cpu.cr[1] = parts.shadow.controlRegister1();',
    replace: 'cpu.cr[1] = vm.storage.controlRegister1;',
  },
  {
    name: 'format error of a loaded PSW has the ILC of LPSW',
    file: 'guest-cpu.ts',
    find: 'noLength ? 0 : ilc',
    replace: 'noLength ? ilc : ilc',
  },
  {
    name: 'monitor masks are not the guest’s',
    file: 'guest-cpu.ts',
    find: 'for (let register = 8; register <= 11; register++)',
    replace: 'for (let register = 9; register <= 11; register++)',
  },
  // PSW
  {
    name: 'an EC-mode PSW is never invalid',
    file: 'virtual-psw.ts',
    find: 'this.valid = wellFormed && (this.extendedAllowed || !this.extendedControl);',
    replace: 'this.valid = wellFormed || !wellFormed;',
  },
  {
    name: 'STOSM replaces the mask',
    file: 'privileged/psw.ts',
    find: 'psw.systemMask | instruction.immediate',
    replace: 'instruction.immediate',
  },
  {
    name: 'STNSM ORs',
    file: 'privileged/psw.ts',
    find: 'psw.systemMask & instruction.immediate',
    replace: 'psw.systemMask | instruction.immediate',
  },
  {
    name: 'SPKA takes the key from the wrong bits',
    file: 'privileged/psw.ts',
    find: '(instruction.address >>> 4) & 0x0f',
    replace: 'instruction.address & 0x0f',
  },
  {
    name: 'IPK clears the rest of the register',
    file: 'privileged/psw.ts',
    find: '(gpr[2] & ~0xff) | (psw.key << 4)',
    replace: 'psw.key << 4',
  },
  {
    name: 'LPSW takes an operand on any boundary',
    file: 'privileged/psw.ts',
    find: 'instruction.aligned(8)',
    replace: 'instruction.address',
  },
  {
    name: 'the system mask of an EC-mode PSW is not checked',
    file: 'privileged/psw.ts',
    find: 'const EC_MASK_MUST_BE_ZERO = 0xb8;',
    replace: 'const EC_MASK_MUST_BE_ZERO = 0;',
  },
  // Storage keys
  {
    name: 'SSK loses the fetch-protection bit',
    file: 'privileged/keys.ts',
    find: '& 0xfe)',
    replace: '& 0xf0)',
  },
  {
    name: 'ISK shows reference and change bits in BC mode',
    file: 'privileged/keys.ts',
    find: 'vm.psw.extendedControl ? key & 0xfe : key & 0xf8',
    replace: 'key & 0xfe',
  },
  {
    name: 'ISK clears the rest of the register',
    file: 'privileged/keys.ts',
    find: '(vm.gpr[r1] & ~0xff) | shown',
    replace: 'shown',
  },
  {
    name: 'RRB has always condition code 0',
    file: 'privileged/keys.ts',
    find: '(key & REFERENCE_AND_CHANGE) >> 1',
    replace: '0 * REFERENCE_AND_CHANGE',
  },
  {
    name: 'RRB does not reset the bit',
    file: 'privileged/keys.ts',
    find: 'key & ~0x04',
    replace: 'key',
  },
  {
    name: 'SSK and ISK take an address with ones in bits 28-31',
    file: 'privileged/keys.ts',
    find: '(value & 0x0f) !== 0',
    replace: 'value === 0x7fffffff',
  },
  // Control registers and translation
  {
    name: 'STCTL does not wrap around',
    file: 'privileged/control-registers.ts',
    find: 'vm.cr[(r1 + i) & 0x0f]',
    replace: 'vm.cr[Math.min(r1 + i, 15)]',
  },
  {
    name: 'LCTL of CR1 leaves the shadow tables',
    file: 'privileged/control-registers.ts',
    find: 'register === 1 ? changed !== 0 :',
    replace: 'register === 1 ? false :',
  },
  {
    name: 'PTLB leaves the shadow tables',
    file: 'privileged/machine.ts',
    find: 'instruction.environment.translationChanged();',
    replace: '',
  },
  {
    name: 'LRA has no condition code 3',
    file: 'privileged/machine.ts',
    find: 'tables.lengthViolation ? 3 : ',
    replace: '',
  },
  {
    name: 'LRA leaves the register when it does not translate',
    file: 'privileged/machine.ts',
    find: 'vm.gpr[r1] = tables.entryAddress;',
    replace: '',
  },
  {
    name: 'LRA gives the address of the page',
    file: 'privileged/machine.ts',
    find: 'vm.gpr[r1] = tables.real;',
    replace: 'vm.gpr[r1] = tables.real & 0xfff000;',
  },
  {
    name: 'segment protection does not reach the shadow tables',
    file: 'shadow-tables.ts',
    find: 'isProtected ? STE_PROTECTED : 0',
    replace: '0',
  },
  {
    name: 'a page beyond storage is a page exception',
    file: 'shadow-tables.ts',
    find: 'return ADDRESSING;',
    replace: 'return 0x11 + 0 * ADDRESSING;',
  },
  {
    name: 'shadow tables are never emptied',
    file: 'shadow-tables.ts',
    find: 'if (this.stale) this.begin();',
    replace: 'if (this.stale && this.pageTables.size === 0) this.begin();',
  },
  {
    name: 'the second half of a frame is never mapped to a 2K page',
    file: 'shadow-tables.ts',
    find: '(frame | (real & 0x800)) >>> 11',
    replace: 'frame >>> 11',
  },
  // Operands of simulated instructions
  {
    name: 'operands of simulated instructions are not protected',
    file: 'logical-storage.ts',
    find: 'if (vm.psw.key !== 0) {',
    replace: 'if (vm.psw.key > 15) {',
  },
  {
    name: 'simulated instructions fetch what is fetch protected',
    file: 'logical-storage.ts',
    find: '(store || (key & 0x08) !== 0)',
    replace: 'store',
  },
  {
    name: 'simulated instructions store into protected segments',
    file: 'logical-storage.ts',
    find: 'store && (segmentProtected || ',
    replace: 'store && (',
  },
  {
    name: 'operands of simulated instructions are not translated',
    file: 'logical-storage.ts',
    find: 'if (vm.psw.dat) {',
    replace: 'if (vm.psw.key > 15) {',
  },
  {
    name: 'an operand beyond storage is a protection exception',
    file: 'logical-storage.ts',
    find: 'if (!vm.storage.contains(real)) throw new GuestProgramCheck(ADDRESSING, real);',
    replace:
      'if (!vm.storage.contains(real)) throw new GuestProgramCheck(PROTECTION + 0 * ADDRESSING, real);',
  },
  {
    name: 'register 0 is a base register',
    file: 'privileged/operation.ts',
    find: '(base === 0 ? 0 : this.vm.gpr[base])',
    replace: 'this.vm.gpr[base]',
  },
  {
    name: 'the index of LRA is ignored',
    file: 'privileged/operation.ts',
    find: '(index === 0 ? 0 : this.vm.gpr[index])',
    replace: '0 * index',
  },
  {
    name: 'operands of simulated instructions lie on any boundary',
    file: 'privileged/operation.ts',
    find: 'address % boundary !== 0',
    replace: 'address < 0',
  },
  // Defects that others have had
  {
    name: 'LCTL of CR3 changes what SPKA does (hyperion #186)',
    file: 'privileged/psw.ts',
    find: 'instruction.vm.psw.key = ',
    replace: 'if (instruction.vm.cr[3] === 0) instruction.vm.psw.key = ',
  },
  {
    name: 'the interval timer gets the value of another (hyperion #187)',
    file: 'virtual-timers.ts',
    find: 'vm.storage.storeWord(INTERVAL_TIMER, (before - units) | 0);\n    if (before >= 0 && before - units < 0)',
    replace:
      'vm.storage.storeWord(INTERVAL_TIMER, (0x7ffffff0 - units) | 0);\n    if (before >= 0 && before - units < 0 && before > 0x7ffffff0)',
  },
  {
    name: 'LCTL is simulated in virtual problem state (hyperion #189)',
    file: 'guest-cpu.ts',
    find: 'if (!vm.psw.problemState) {',
    replace: 'if (!vm.psw.problemState || exit.instructionHigh >>> 24 === 0xb7) {',
  },
  {
    name: 'address and value of a store into the shadow tables are exchanged too (hyperion #191)',
    file: 'shadow-tables.ts',
    find: 'this.storage.storeHalf(entry.at, entry.value);',
    replace:
      'this.storage.storeHalf(entry.at, entry.value);\n    this.storage.storeHalf(entry.value, entry.at);',
  },
  // Program events
  {
    name: 'registers that simulated instructions alter make no program event',
    file: 'simulated-events.ts',
    find: 'perEffects(mnemonic).registers?.(instructionHigh & 0xffffff) ?? 0',
    replace: '0 * Number(perEffects(mnemonic).registers?.(instructionHigh & 0xffffff))',
  },
  {
    name: 'what simulated instructions store makes no program event',
    file: 'simulated-events.ts',
    find: 'record.stored();',
    replace: 'void record;',
  },
  {
    name: 'an addressing exception loses the program event',
    file: 'guest-faults.ts',
    find: 'code | (exit.code & PER_EVENT)',
    replace: 'code',
  },
  {
    name: 'an exception of a simulated instruction loses the program event',
    file: 'guest-cpu.ts',
    find: 'this.interruptions.reflectCheck(check, ilc, event)',
    replace: 'this.interruptions.reflectCheck(check, ilc, 0 * event)',
  },
  {
    name: 'instructions that virtual machines lack are privileged in virtual problem state',
    file: 'guest-cpu.ts',
    find: 'if (!PRIVILEGED_BY_OPCODE.has(operationCode(exit.instructionHigh))) {',
    replace: 'if (operationCode(exit.instructionHigh) < 0) {',
  },
  // Resource control
  {
    name: 'the shadow tables lead to the frame behind',
    file: 'shadow-tables.ts',
    find: 'const frame = page.frame << 12;',
    replace: 'const frame = (page.frame + 1) << 12;',
  },
  {
    name: 'a virtual reader takes files of any user',
    file: '../spool/spool-reader.ts',
    find: "this.spool.next('reader', this.userid, this.settings.class)",
    replace: "this.spool.next('reader', undefined, this.settings.class)",
  },
  {
    name: 'a minidisk has no end',
    file: 'minidisk-commands.ts',
    find: 'cylinder < disk.cylinders ? cylinder + disk.start : NO_CYLINDER',
    replace: 'NO_CYLINDER > 0 ? cylinder + disk.start : 0',
  },
  // Timers
  {
    name: 'the clock comparator has the mask of the CPU timer',
    file: 'virtual-timers.ts',
    find: '(cr0 & 0x800) !== 0 && this.tod.read()',
    replace: '(cr0 & 0x400) !== 0 && this.tod.read()',
  },
  {
    name: 'the CPU timer has no mask',
    file: 'virtual-timers.ts',
    find: 'if ((cr0 & 0x400) !== 0 && this.cpuTimer() < 0n)',
    replace: 'if (this.cpuTimer() < 0n)',
  },
  {
    name: 'an external interruption stays pending when it is taken',
    file: 'virtual-timers.ts',
    find: 'vm.pendingExternal &= ~code;',
    replace: '',
  },
  {
    name: 'SCKC is ignored',
    file: 'privileged/timers.ts',
    find: 'instruction.environment.timers.setClockComparator(operand(instruction));',
    replace: 'operand(instruction);',
  },
  {
    name: 'STCKC stores zeros',
    file: 'privileged/timers.ts',
    find: 'instruction.vm.clockComparator',
    replace: '0n',
  },
];
