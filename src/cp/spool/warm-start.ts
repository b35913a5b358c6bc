import { ebcdic037 } from '../../ebcdic/index.js';
import type { SpoolManager } from './spool-manager.js';
import { SpoolWriter } from './spool-writer.js';

/** Owner of the file that an orderly SHUTDOWN leaves: no userid can be like this. */
const OWNER = '*WARM*';
const PUNCH = 0x41;

/** What an orderly SHUTDOWN leaves beside the spool files. GC20-1806, Warm Start. */
export interface WarmStartData {
  /** Lines of the log message. */
  readonly logMessages: readonly string[];
  /** When SET LOGMSG changed it last, milliseconds since 1970; undefined: it is the installation's. */
  readonly logMessageTime: number | undefined;
}

/** Writes warm start data, in place of any that are there. Throws as `SpoolManager.add` does. */
export function saveWarmStartData(manager: SpoolManager, data: WarmStartData, now: number): void {
  dropWarmStartData(manager);
  const writer = new SpoolWriter(manager, 'dump');
  try {
    const lines = [`LOGMSG ${data.logMessageTime ?? ''}`, ...data.logMessages.map((text) => ` ${text}`)];
    for (const line of lines) writer.write({ command: PUNCH, data: ebcdic037.encode(line) });
    writer.close({
      queue: 'reader',
      owner: OWNER,
      origin: OWNER,
      class: 'A',
      copies: 1,
      name: 'WARM',
      type: 'START',
      distribution: '',
      userHold: true,
      systemHold: true,
      tag: undefined,
      created: now,
    });
  } catch (error) {
    writer.discard();
    throw error;
  }
}

/** Takes the data that the last SHUTDOWN has left: they count for one start. Undefined when there are none. */
export function takeWarmStartData(manager: SpoolManager): WarmStartData | undefined {
  const [file] = manager.files('reader', OWNER);
  if (file === undefined) return undefined;
  const lines = [...manager.records(file)].map(({ data }) => ebcdic037.decode(data));
  dropWarmStartData(manager);
  const time = Number(/^LOGMSG (\d+)$/.exec(lines[0])?.[1]);
  return {
    logMessages: lines.slice(1).map((line) => line.slice(1)),
    logMessageTime: Number.isNaN(time) ? undefined : time,
  };
}

/** Has the last SHUTDOWN left any? */
export function hasWarmStartData(manager: SpoolManager): boolean {
  return manager.files('reader', OWNER).length > 0;
}

function dropWarmStartData(manager: SpoolManager): void {
  for (const file of manager.files('reader', OWNER)) manager.purge(file);
}
