import type { ControlProgram } from '../control-program.js';
import type { Directory } from '../directory/index.js';
import { RealOutput } from './real-output.js';
import type { UnitRecordHost } from './real-output.js';
import { RealReader } from './real-reader.js';
import type { SpoolManager } from './spool-manager.js';

export type UnitRecordDriver = RealOutput | RealReader;

/** The real readers, printers and punches that belong to spooling. */
export class UnitRecordDevices {
  private readonly drivers: UnitRecordDriver[] = [];

  constructor(
    cp: ControlProgram,
    directory: Directory,
    spool: SpoolManager,
    host: UnitRecordHost,
    separator: boolean,
  ) {
    for (const rdev of cp.realDevices()) {
      if (rdev.owner !== 'spooling') continue;
      if (/^(2540R|2501|3505)$/.test(rdev.type)) {
        this.drivers.push(new RealReader(cp, rdev, directory, spool, host));
      } else {
        const queue = /^(2540P|3525)$/.test(rdev.type) ? 'punch' : 'printer';
        const output = new RealOutput(cp, rdev, queue, spool, host);
        output.separator = separator;
        this.drivers.push(output);
      }
    }
    spool.onQueued((file) => {
      if (file.queue === 'reader') return;
      // not inside the command or CLOSE that queued it
      cp.machine.events.schedule(0, () => this.work());
    });
    cp.machine.events.schedule(0, () => this.work());
  }

  all(): readonly UnitRecordDriver[] {
    return this.drivers;
  }

  find(address: number): UnitRecordDriver | undefined {
    return this.drivers.find(({ rdev }) => rdev.address === address);
  }

  /** Everybody looks for something to do. */
  work(): void {
    for (const driver of this.drivers) driver.work();
  }
}
