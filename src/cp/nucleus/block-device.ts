import type { BlockDevice } from '../../diag/index.js';
import type { EventQueue, MainStorage } from '../../s370/index.js';
import type { RealIoResult } from '../control-program.js';
import type { DedicatedVdev } from '../vmachine/vdevblok.js';
import { runRealCcws } from './cp-real-io.js';
import type { CpStorage } from './cp-storage.js';
import type { RealIo } from './real-io.js';

const FBA_TYPES: readonly string[] = ['3310', '3370'];
const DEFINE_EXTENT = 0x63;
const LOCATE = 0x43;
const WRITE = 0x41;
const READ = 0x42;
const BLOCK = 512;
/** Extent mask: any access. */
const INHIBIT_NOTHING = 0xc0;
const WRITE_DATA = 0x01;
const READ_DATA = 0x06;

/** An FBA disk dedicated to a virtual machine, for DIAGNOSE X'A4'. Undefined for other devices. GA26-1659 (3370). */
export function blockDevice(
  vdev: DedicatedVdev,
  busy: boolean,
  parts: {
    readonly storage: MainStorage;
    readonly cpStorage: CpStorage;
    readonly io: RealIo;
    readonly events: EventQueue;
  },
): BlockDevice | 'busy' | undefined {
  if (!FBA_TYPES.includes(vdev.real.type)) return undefined;
  if (busy) return 'busy';
  return {
    transfer: (block, length, data) => {
      const blocks = length / BLOCK;
      const extent = new Uint8Array(16);
      const words = new DataView(extent.buffer);
      extent[0] = INHIBIT_NOTHING;
      words.setUint32(4, block);
      words.setUint32(12, blocks - 1);
      const locate = new Uint8Array(8);
      locate[0] = data === undefined ? READ_DATA : WRITE_DATA;
      new DataView(locate.buffer).setUint16(2, blocks);
      let result: RealIoResult | undefined;
      runRealCcws(
        parts,
        vdev.real.address,
        [
          { command: DEFINE_EXTENT, data: extent },
          { command: LOCATE, data: locate },
          data === undefined ? { command: READ, count: length } : { command: WRITE, data },
        ],
        (ended) => {
          result = ended;
        },
      );
      parts.io.waitUntil(() => result !== undefined);
      const { unitStatus, channelStatus, residual, sense } = result!;
      return { unitStatus, channelStatus, residual, sense, data: result!.data };
    },
  };
}
