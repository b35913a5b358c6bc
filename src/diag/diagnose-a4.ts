import type { DiagnoseCall } from './call.js';
import { IoParameters } from './synchronous-io.js';
import type { IoEnd } from './synchronous-io.js';

const WRITE = 1;
const READ = 2;
const SIZES: readonly number[] = [512, 1024, 2048, 4096];
const MOST_BLOCKS = 500;
const PROTECTION_CHECK = 0x10;
/** Offsets in the parameter list. */
const BLOCK_SIZE = 4;
const LIST = 8;
const COUNT = 12;
const DONE = 16;
const STATUS = 20;

/**
 * X'A4' synchronous block I/O: Rx is the address of a parameter list on a word: device, key, type (1 write, 2 read), block
 * size, address and number of pairs of block number and buffer address; number of blocks done, status and sense are
 * stored. For FBA disks: a block is one or more of 512 bytes. Condition code 0; 1 with R15 2 device not supported, 5 busy;
 * 2 with 8 block size, 10 list outside of storage, 11 number of blocks, 12 buffer outside of storage; 3 with 13 I/O error.
 * Of VM/SP Release 5.
 */
export function diagnoseA4(call: DiagnoseCall): void {
  const { services } = call;
  const { storage } = services;
  const parameters = new IoParameters(call, [
    [25, 30],
    [32, 56],
  ]);
  const type = parameters.byte(3);
  const disk = services.blockDevice(parameters.device);
  if (disk === undefined) return parameters.refuse(1, 2);
  parameters.demand(type === WRITE || type === READ);
  const size = parameters.word(BLOCK_SIZE);
  if (!SIZES.includes(size)) return parameters.refuse(2, 8);
  const list = parameters.word(LIST);
  parameters.demand(list % 8 === 0);
  const count = parameters.word(COUNT);
  if (count < 1 || count > MOST_BLOCKS) return parameters.refuse(2, 11);
  if (disk === 'busy') return parameters.refuse(1, 5);
  if (!storage.contains(list, 8 * count)) return parameters.refuse(2, 10);
  let end: IoEnd = { unitStatus: 0x0c, channelStatus: 0, residual: 0, sense: undefined };
  let done = 0;
  for (; done < count; done++) {
    const block = storage.fetchWord(list + 8 * done) >>> 0;
    const buffer = storage.fetchWord(list + 8 * done + 4) >>> 0;
    if (!storage.contains(buffer, size)) return parameters.refuse(2, 12);
    if (!storage.permits(buffer, size, parameters.key, type === READ)) {
      end = { ...end, channelStatus: PROTECTION_CHECK };
      break;
    }
    const first = block * (size / 512);
    const data = type === WRITE ? storage.copyOut(buffer, size) : undefined;
    const outcome = disk.transfer(first, size, data);
    end = outcome;
    if (outcome.unitStatus !== 0x0c || outcome.channelStatus !== 0) break;
    if (outcome.data !== undefined) storage.copyIn(buffer, outcome.data);
  }
  parameters.storeWord(DONE, done);
  parameters.end(end, STATUS);
}
