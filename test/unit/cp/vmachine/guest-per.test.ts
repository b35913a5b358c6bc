import { describe, expect, it } from 'vitest';
import { BareMachine, Machine } from '../../../../src/s370/index.js';
import { hexBytes } from '../../../support/cpu-bench.js';
import { VirtualMachineHarness } from '../../../support/virtual-machine.js';

const SIZE = 0x10000;
const LOG = 0x3000;
const START = 0x1000;

/** The program at X'1000' in EC mode with PER; each program interruption is logged, codes and all. */
function image(events: string, program: string): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  const put = (address: number, hex: string): void => bytes.set(hexBytes(hex), address);
  // program new PSW, SVC new PSW (both EC mode), and the end
  put(0x68, '00080000 00000300');
  put(0x60, '00080000 00000400');
  put(0x500, '000A0000 00000AAA');
  // MVC 0(8,12),X'28'; MVC 8(8,12),X'8C'; MVC 16(8,12),X'96'; LA 12,24(12); LPSW X'28'
  put(0x300, 'D207C0000028 D207C008008C D207C0100096 41C0C018 82000028');
  put(0x400, '82000020');
  put(0x600, `${events} 00001000 00001FFF`);
  put(0x610, '40080000 00001000');
  // LCTL 9,11; LPSW
  put(0x200, 'B79B0600 82000610');
  put(START, `${program} 82000500`);
  return bytes;
}

function runBare(bytes: Uint8Array): Uint8Array {
  const machine = new Machine({ storageSize: SIZE, intervalTimer: false });
  machine.storage.copyIn(0, bytes);
  machine.cpu.gpr[12] = LOG;
  machine.cpu.gpr[2] = START;
  machine.cpu.loadPsw(0x00080000, 0x200);
  expect(new BareMachine(machine).run(1000)).toEqual({ kind: 'disabled-wait', code: 0xaaa });
  return machine.storage.copyOut(0, SIZE);
}

function runVirtual(bytes: Uint8Array): Uint8Array {
  const harness = new VirtualMachineHarness({
    directory: 'DIRECTORY 150 3330 CPPACK\nUSER TEST TEST 64K 1M G\n OPTION ECMODE\n CONSOLE 0FF 3215\n',
    allocation: [{ kind: 'temporary', from: 1, to: 1 }],
  });
  const { vm, cp } = harness;
  vm.settings.timer = 'off';
  cp.detachDevice(vm, 0x0ff);
  cp.writeStorage(vm, 0, bytes);
  vm.gpr[12] = LOG;
  vm.gpr[2] = START;
  vm.psw.load(0x00080000, 0x200);
  cp.beginExecution(vm);
  harness.runToCp(0.02);
  return cp.readStorage(vm, 0, SIZE)!;
}

describe('program-event recording of a guest', () => {
  it.each([
    ['branches', '80000000', '47F02004 07F0 0610 47F0200E 0700 41100001'],
    ['fetches, SVC and privileged instructions too', '40000000', '41100001 0A07 B20A0000 80000500 1812'],
    ['stores, in the monitored range only', '20000000', '50102F00 92015000 D7032F002F00 42102F80'],
    ['register alteration', '1000FFFF', '1811 5A100600 98350600 1915 89100001'],
    ['everything, with exceptions', 'F000FFFF', '1B11 5D100700 0000 44001030 41100005 50102F40'],
  ])('is that of the bare machine: %s', (_, events, program) => {
    const bytes = image(events, program);
    const bare = runBare(bytes);
    expect(bare.slice(LOG, LOG + 8).some((byte) => byte !== 0)).toBe(true);
    const virtual = runVirtual(bytes);
    const differs = virtual.findIndex((byte, at) => byte !== bare[at]);
    expect(differs < 0 ? '' : `X'${differs.toString(16)}': ${virtual[differs]}, bare ${bare[differs]}`).toBe(
      '',
    );
  });
});
