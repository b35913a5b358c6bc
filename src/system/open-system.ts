/** A system directory opened: the real machine with its devices, CP on it, the rooms around CP, and the host loop. */

import { join } from 'node:path';
import { assemble } from '../asm/index.js';
import { Cp, HOST_ABSENT_FACILITIES } from '../cp/index.js';
import type { StartChoice } from '../cp/commands/start-question.js';
import type { StartOperator } from '../cp/commands/system-start.js';
import type { StartKind } from '../cp/spool/index.js';
import { SystemServices } from '../cp/system-services.js';
import { makeAssemblerDiagnose } from '../diag/assembler.js';
import { DiagnoseTable } from '../diag/index.js';
import { DeviceNetwork, shownTime } from '../media/index.js';
import { CardReader, Display3270, HostClock, Machine, todFromUnixMilliseconds } from '../s370/index.js';
import type { ConsoleTerminal } from '../s370/index.js';
import { attachConfiguredDevices } from './configured-devices.js';
import { DirectoryWatch } from './directory-watch.js';
import { DisplayPool } from './display-pool.js';
import { HostLoop } from './host-loop.js';
import { ReaderFolder } from './reader-folder.js';
import { NetworkLines } from './network-lines.js';
import { MACHINE_FILE, readDirectory, readSite, type Site } from './site.js';

export interface OpenSystemOptions {
  /** The system directory. */
  readonly path: string;
  /** How the spool is taken over; by default a warm start. */
  readonly start?: StartKind;
  /** Real unit record devices are drained from the start. */
  readonly drained?: boolean;
  /** Log AUTOLOG1 on when CP has started; default true. */
  readonly autolog?: boolean;
  /** Interpret everything: compile nothing. */
  readonly interpreted?: boolean;
  /** CP waits for `begin`, so that the operator can be asked how to start. */
  readonly waits?: boolean;
  /** Milliseconds that CP's clock is ahead of the host's. */
  readonly clockOffset?: number;
  /** Lines for the operator, and what CP wants to say before anybody is logged on. */
  readonly log?: (line: string) => void;
  /** Lines for the operator, when they go another way. */
  readonly operatorLog?: (line: string) => void;
  /** CP itself failed: everything has stopped. */
  readonly failed?: (error: unknown) => void;
  /** The operator gave SHUTDOWN. */
  readonly onShutdown?: () => void;
}

/** A running system. */
export interface OpenSystem {
  readonly site: Site;
  readonly machine: Machine;
  readonly cp: Cp;
  readonly services: SystemServices;
  readonly displays: DisplayPool;
  readonly loop: HostLoop;
  /** Lines to other systems; not open yet. Undefined without `network` in `system.json`, and before `begin`. */
  readonly lines: NetworkLines | undefined;
  /** With `waits`: opens the spool and begins; the operator is logged on, at his console if there is one. */
  begin(choice: StartChoice, operator?: StartOperator): void;
  /** Logs everybody off, stops, and closes volumes and files. */
  close(): void;
}

/** Folder of the system directory whose decks the real card reader reads. */
export const READER_FOLDER = 'reader';

/** Opens devices, starts CP and its rooms. The loop is not started. Throws SiteError, ConfigurationError. */
export function openSystem(options: OpenSystemOptions): OpenSystem {
  const site = readSite(options.path);
  const { configuration, definition, directory } = site;
  const now = (): number => Date.now() + (options.clockOffset ?? 0);
  const machine = new Machine({
    storageSize: configuration.mainSize,
    clock: new HostClock(() => performance.now()),
    tod: todFromUnixMilliseconds(shownTime(now(), configuration.clock)),
    intervalTimer: false,
    compiled: options.interpreted !== true,
    absentFacilities: HOST_ABSENT_FACILITIES,
    cpuId: {
      version: 0,
      serial: parseInt(configuration.cpuSerial, 16),
      model: parseInt(configuration.cpuModel, 16),
    },
  });
  let wake = (): void => undefined;
  const opened = attachConfiguredDevices(machine, join(site.path, MACHINE_FILE), configuration.devices, {
    directory: site.path,
    console: () => silentConsole,
    network: new DeviceNetwork(() => wake(), options.log ?? (() => undefined)),
  });
  const closeDevices = (): void => opened.forEach(({ device }) => device.close());
  let openLines: NetworkLines | undefined;
  try {
    const services = new SystemServices({
      directory,
      operator: definition.operator,
      systemId: definition.systemId,
      accountingUser: definition.accounting,
      start: options.start,
      drained: options.drained,
      autolog: options.autolog,
      zone: hostZone(),
      log: options.operatorLog ?? options.log,
      onShutdown: options.onShutdown,
      readDirectory: () => readDirectory(site.path).directory,
      network: definition.network,
      lineWanted: (link, wanted) => openLines?.want(link, wanted),
    });
    services.system.logMessages = [...(definition.logMessage ?? [])];
    services.system.logMessageTime = now();
    const cp = new Cp({
      machine,
      rooms: (control) => services.connect(control),
      ownedVolumes: definition.ownedVolumes,
      savedSystems: definition.savedSystems,
      diagnose: new DiagnoseTable([makeAssemblerDiagnose(assemble)]),
      timeOfDay: now,
      zoneMinutes: (milliseconds) => -new Date(milliseconds).getTimezoneOffset(),
    });
    cp.start();
    const loop = new HostLoop(cp, (error) => {
      closeDevices();
      options.failed?.(error);
    });
    wake = () => loop.wake();
    const displays = new DisplayPool(
      opened.flatMap(({ address, device }) =>
        device instanceof Display3270 ? [{ address, display: device }] : [],
      ),
      () => loop.wake(),
      (address) => services.lookAtDisplay(address),
    );
    const reader = opened.map(({ device }) => device).find((device) => device instanceof CardReader);
    if (reader !== undefined) {
      new ReaderFolder(join(site.path, READER_FOLDER), reader, options.log ?? (() => undefined), () =>
        loop.wake(),
      ).open();
    }
    const watch = new DirectoryWatch(site.path, directory, (line) =>
      services.terminals.operatorMessage(line),
    );
    const begin = (choice?: StartChoice, operator?: StartOperator): void => {
      services.start(choice, operator);
      // the network is there when the spool is open
      const { network } = services;
      if (network === undefined || definition.network === undefined) return;
      openLines = new NetworkLines(definition.network, network, {
        submit: (work) => {
          machine.events.schedule(0, () => services.work.submit(work));
          loop.wake();
        },
        log: options.log ?? (() => undefined),
      });
    };
    if (options.waits !== true) begin();
    return {
      get lines() {
        return openLines;
      },
      site,
      machine,
      cp,
      services,
      displays,
      loop,
      begin,
      close: () => {
        watch.close();
        void openLines?.close();
        loop.stop();
        cp.powerOff();
        closeDevices();
      },
    };
  } catch (error) {
    closeDevices();
    throw error;
  }
}

/** A real console that nobody sits at: CP's operator works at a 3270. */
const silentConsole: ConsoleTerminal = {
  write: () => undefined,
  read: () => undefined,
  cancelRead: () => undefined,
  alarm: () => undefined,
};

/** The host's time zone, as CP shows it. */
export function hostZone(): { readonly id: string; readonly offsetMinutes: number } {
  const offsetMinutes = -new Date().getTimezoneOffset();
  const name = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(new Date())
    .find(({ type }) => type === 'timeZoneName')?.value;
  const id = name !== undefined && /^[A-Z]{3}$/.test(name) ? name : offsetMinutes === 0 ? 'GMT' : 'LCL';
  return { id, offsetMinutes };
}
