import { CcwFlag, commandKind, encodeCcw } from '../../s370/index.js';
import type { EventQueue, MainStorage } from '../../s370/index.js';
import type { RealCcw, RealIoResult } from '../control-program.js';
import { realAddress } from '../vmachine/guest-address.js';
import type { CpStorage } from './cp-storage.js';
import type { RealIo } from './real-io.js';

const CCW_SIZE = 8;

/** Runs a channel program of CP's own on a real device: builds it in real storage, gives back what it read. */
export function runRealCcws(
  parts: {
    readonly storage: MainStorage;
    readonly cpStorage: CpStorage;
    readonly io: RealIo;
    readonly events: EventQueue;
  },
  device: number,
  ccws: readonly RealCcw[],
  done: (result: RealIoResult) => void,
): void {
  const lengths = ccws.map(({ data, count }) => data?.length ?? count ?? 1);
  const size = ccws.length * CCW_SIZE + lengths.reduce((sum, length) => sum + length, 0);
  const program = parts.cpStorage.allocate(size);
  let at = program + ccws.length * CCW_SIZE;
  let readArea = { at: 0, length: 0 };
  ccws.forEach((ccw, index) => {
    const length = lengths[index];
    const last = index === ccws.length - 1;
    const flags = (ccw.flags ?? CcwFlag.suppressLength) | (last ? 0 : CcwFlag.chainCommand);
    parts.storage.copyIn(program + index * CCW_SIZE, encodeCcw(ccw.command, at, flags, Math.max(1, length)));
    if (ccw.data !== undefined) parts.storage.copyIn(at, ccw.data);
    const kind = commandKind(ccw.command);
    if (kind === 'read' || kind === 'sense') readArea = { at, length };
    at += length;
  });
  parts.io.start({
    device,
    key: 0,
    ccwAddress: realAddress(program),
    done: ({ conditionCode, csw, sense }) => {
      const brought = Math.max(0, readArea.length - csw.count);
      const result: RealIoResult = {
        conditionCode,
        unitStatus: csw.unitStatus,
        channelStatus: csw.channelStatus,
        residual: csw.count,
        data: readArea.length > 0 ? parts.storage.copyOut(readArea.at, brought) : undefined,
        sense,
      };
      parts.cpStorage.release(program, size);
      parts.events.schedule(0, () => done(result));
    },
  });
}
