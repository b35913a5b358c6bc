import type { DiagnoseServices } from '../vmachine/diagnose-services.js';
import type { GuestCpu } from '../vmachine/guest-cpu.js';
import type { ShadowTables } from '../vmachine/shadow-tables.js';
import type { VirtualIo } from '../vmachine/virtual-io.js';
import type { VirtualTimers } from '../vmachine/virtual-timers.js';
import type { Vmblok } from '../vmachine/vmblok.js';

/** A virtual machine at work: its block and the parts that act on it. */
export interface VirtualMachine {
  readonly vm: Vmblok;
  readonly cpu: GuestCpu;
  readonly io: VirtualIo;
  readonly timers: VirtualTimers;
  readonly shadow: ShadowTables;
  readonly diagnose: DiagnoseServices;
}
