/** WRITE DIRECT and READ DIRECT. GA22-7000, Control Instructions. Lines with nothing plugged in carry zeros. */

import type { Execute } from './executors.js';
import { baseAddress } from './operands.js';

/** WRITE DIRECT. */
const writeDirect: Execute = (cpu, w) => {
  const byte = cpu.fetchByte(baseAddress(cpu, w));
  cpu.directControl?.write(byte, (w >> 16) & 0xff);
};

/** READ DIRECT: nothing is signalled when the byte cannot be stored. */
const readDirect: Execute = (cpu, w) => {
  const address = baseAddress(cpu, w);
  cpu.checkStore(address, 1);
  cpu.storeByte(address, cpu.directControl?.read((w >> 16) & 0xff) ?? 0);
};

export const DIRECT_CONTROL_INSTRUCTIONS = { WRD: writeDirect, RDD: readDirect };
