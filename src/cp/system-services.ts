import { Accounting } from './accounting.js';
import type { AccountingSink } from './accounting.js';
import { Dispatcher } from './commands/dispatcher.js';
import { cuu } from './commands/numbers.js';
import { dialedDisplays } from './commands/dial.js';
import type { ServiceRooms } from './commands/context.js';
import { DEFAULT_START } from './commands/start-question.js';
import type { StartChoice } from './commands/start-question.js';
import { beginOperation } from './commands/system-start.js';
import type { StartOperator } from './commands/system-start.js';
import { SystemState } from './commands/system-state.js';
import type { SystemOptions } from './commands/system-state.js';
import type { ControlProgram } from './control-program.js';
import { DirectoryHypercalls } from './directory-hypercalls.js';
import type { Directory } from './directory/index.js';
import { cpMessage, wholeMessage } from './messages.js';
import type { CpMessage } from './messages.js';
import { Monitor } from './monitor.js';
import { Network } from './network/network.js';
import type { NetworkDefinition } from './network/network.js';
import type { CpRooms } from './services.js';
import { shutDown } from './commands/shutdown.js';
import { AccountingFile } from './spool/accounting-file.js';
import { CpSpoolStore } from './spool/cp-spool-store.js';
import { MemorySpoolStore, SpoolDevices, SpoolManager, kindName } from './spool/index.js';
import type { SpoolOrigin, SpoolRecovery, SpoolStore, StartKind } from './spool/index.js';
import { hasWarmStartData, takeWarmStartData } from './spool/warm-start.js';
import { UnitRecordDevices } from './spool/unit-record.js';
import { GraphicTerminal } from './terminal/graphic-terminal.js';
import { LineTerminal } from './terminal/line-terminal.js';
import type { LinePrinter } from './terminal/line-terminal.js';
import { LogicalDevices } from './terminal/logical-devices.js';
import { TerminalService } from './terminal/terminal-service.js';
import { WorkQueue } from './work-queue.js';

export interface SystemServicesOptions extends SystemOptions {
  readonly directory: Directory;
  /** Every line for the operator. */
  readonly log?: (text: string) => void;
  /** Accounting cards go here, and not to a user. */
  readonly accounting?: AccountingSink;
  /** Userid whose reader gets the accounting cards. */
  readonly accountingUser?: string;
  /** How the spool is taken over; by default a warm start. */
  readonly start?: StartKind;
  /** Real readers, printers and punches are drained. */
  readonly drained?: boolean;
  /** Log AUTOLOG1 on, if there is such a user; default true. */
  readonly autolog?: boolean;
  /** Pages of spool space in memory, when no volume has any. */
  readonly memorySpoolPages?: number;
  readonly network?: NetworkDefinition;
  /** START and DRAIN of a link of the network. */
  readonly lineWanted?: (link: string, wanted: boolean) => void;
  /** DIAGNOSE X'3C': the directory as it is now; throws when it can't be read or has errors. */
  readonly readDirectory?: () => Directory;
  /** Real printers and punches put a separator before each file; default true. */
  readonly separator?: boolean;
}

const MEMORY_SPOOL_PAGES = 2048;

/**
 * Commands, directory, spooling and terminals of one system, as the nucleus and the composition root need them:
 *
 *     const services = new SystemServices({ directory });
 *     const cp = new Cp({ …, rooms: (control) => services.connect(control) });
 *     cp.start();
 *     services.start();
 */
export class SystemServices implements ServiceRooms {
  readonly system: SystemState;
  readonly terminals: TerminalService;
  readonly spool: SpoolDevices;
  readonly commands: Dispatcher;
  readonly accounting: Accounting;
  monitor!: Monitor;
  private accountingFile: AccountingFile | undefined;
  network: Network | undefined;
  readonly directory: Directory;
  unitRecord: UnitRecordDevices | undefined;
  /** Keys and timers of all terminals come in one after the other. */
  readonly work = new WorkQueue();
  private readonly displays = new Map<number, GraphicTerminal>();
  readonly logicalDevices = new LogicalDevices({
    attach: (address, display, type, creator) => {
      this.cp.plugDevice(address, display);
      this.addDisplay(address, type, creator);
    },
    detach: (address) => this.work.submit(() => this.removeDisplay(address)),
    post: (vm, code) => this.cp.postExternal(vm, code),
    later: (action) => void this.cp.machine.events.schedule(0, action),
  });
  private cp!: ControlProgram;

  constructor(private readonly options: SystemServicesOptions) {
    const { directory } = options;
    this.directory = directory;
    this.system = new SystemState(options);
    const cards = options.accounting ?? ((card: Uint8Array): void => this.keepCard(card));
    this.accounting = new Accounting(cards, (milliseconds) => this.accountingStamp(milliseconds));
    this.terminals = new TerminalService({
      directory,
      system: this.system,
      spool: (vm, line) => this.spool.consoleLine(vm, line),
      countFiles: (userid) => ({
        reader: this.spool.manager.files('reader', userid).length,
        printer: this.spool.manager.files('printer', userid).length,
        punch: this.spool.manager.files('punch', userid).length,
      }),
      passwordFailed: (failure) => this.accounting.passwordFailed(failure, this.cp.timeOfDay()),
      ...(options.log ? { log: options.log } : {}),
    });
    this.spool = new SpoolDevices({
      timeOfDay: () => this.cp.timeOfDay(),
      zone: () => this.system.zone,
      tell: (vm, text) => this.terminals.consoleOf(vm)?.writeLine(text),
      findUser: (userid) => this.cp.findUser(userid),
      spaceExhausted: (vm, address, kind) => this.spaceExhausted(vm.userid, address, kind),
      spoolFailed: (vm, address, kind, error) => this.spoolFailed(vm.userid, address, kind, error),
    });
    this.commands = new Dispatcher(this);
  }

  /** Called while CP is being made: gives it these rooms. */
  connect(cp: ControlProgram): CpRooms {
    this.cp = cp;
    this.monitor = new Monitor(
      cp,
      () => this.spool.manager,
      () => this.system.timeText(cp.timeOfDay()),
      () => this.terminals.operatorMessage('MONITOR STOPPED; SPOOL SPACE FULL'),
    );
    this.commands.connect(cp);
    this.terminals.connect(cp, this.commands);
    const hypercalls = new DirectoryHypercalls(this, cp, this.options.readDirectory);
    return {
      commands: this.commands,
      spool: this.spool,
      consoles: this.terminals,
      hypercalls,
      logicalDevices: this.logicalDevices,
      accounting: {
        deviceGiven: (vdev) => this.accounting.deviceGiven(vdev, cp.now()),
        deviceTaken: (vm, vdev) => this.accounting.deviceTaken(vm, vdev, cp),
      },
    };
  }

  /** Is there what an orderly SHUTDOWN leaves, or nothing that would be missed? Before `start`. */
  get canStartWarm(): boolean {
    const manager = new SpoolManager(this.spoolStore(), 'warm');
    return manager.recovery.files === 0 || hasWarmStartData(manager);
  }

  private spoolStore(): SpoolStore {
    const { spoolPages } = this.cp;
    const pages = this.options.memorySpoolPages ?? MEMORY_SPOOL_PAGES;
    return spoolPages ? new CpSpoolStore(spoolPages) : new MemorySpoolStore(pages);
  }

  /** The start that the options ask for. */
  get startChoice(): StartChoice {
    const { start: kind = DEFAULT_START.kind, drained = false, autolog = true } = this.options;
    return { kind, drained, disabled: false, autolog };
  }

  /**
   * After CP has started: opens the spool, takes the displays into service; with `operator` logs him on and tells him of
   * the start.
   */
  start(choice: StartChoice = this.startChoice, operator?: StartOperator): SpoolRecovery {
    const { kind } = choice;
    const manager = new SpoolManager(this.spoolStore(), kind);
    this.spool.open(manager);
    const { accountingUser } = this.options;
    if (accountingUser !== undefined) {
      const distribution = this.directory.find(accountingUser)?.distribution ?? accountingUser;
      this.accountingFile = new AccountingFile(manager, accountingUser, distribution, () =>
        this.cp.timeOfDay(),
      );
    }
    this.recoverWarmData(manager, kind);
    manager.onQueued((file) => this.fileQueued(file.queue, file.owner));
    const host = {
      operator: (text: string): void => this.terminals.operatorMessage(text),
      stamp: (milliseconds: number): string =>
        `${this.system.dateText(milliseconds)} ${this.system.timeText(milliseconds)}`,
      systemId: this.system.systemId,
    };
    this.unitRecord = new UnitRecordDevices(
      this.cp,
      this.directory,
      manager,
      host,
      this.options.separator ?? true,
    );
    for (const rdev of this.cp.realDevices()) {
      if (rdev.owner === 'terminal' && /^32[67]\d$/.test(rdev.type)) this.addDisplay(rdev.address, rdev.type);
    }
    for (const id of manager.recovery.damaged) {
      const message = wholeMessage(cpMessage('CKS', 922, [String(id)], 'W'));
      const fate = kind === 'force' ? 'PURGED' : 'LEFT ASIDE; A FORCE START PURGES IT';
      this.terminals.operatorMessage(`${message} ${fate}`);
    }
    if (this.options.network !== undefined) this.startNetwork(this.options.network, manager);
    beginOperation(this.cp, this, choice, operator);
    return manager.recovery;
  }

  /** Everything orderly before the system stops, as SHUTDOWN does it. */
  shutdown(): void {
    shutDown(this.cp, this);
  }

  /** What the last SHUTDOWN has left: the log message. After a system that stopped otherwise the checkpoint is all there is. */
  private recoverWarmData(manager: SpoolManager, kind: StartKind): void {
    const data = takeWarmStartData(manager);
    if (kind === 'warm' && data !== undefined) {
      if (data.logMessageTime === undefined) return;
      this.system.logMessages = [...data.logMessages];
      this.system.logMessageTime = data.logMessageTime;
      this.system.logMessagesSet = true;
    } else if (kind === 'warm' && manager.recovery.files > 0) {
      this.terminals.operatorMessage(wholeMessage(cpMessage('WRM', 920, [], 'I')));
    }
  }

  /** An accounting card that nobody but a user gets. A full spool loses it, and the operator is told. */
  private keepCard(card: Uint8Array): void {
    try {
      this.accountingFile?.add(card);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.terminals.operatorMessage(`ACCOUNTING CARD LOST: ${reason}`);
    }
  }

  private startNetwork(definition: NetworkDefinition, manager: SpoolManager): void {
    const { terminals, system, directory } = this;
    this.network = new Network(definition, {
      node: system.systemId,
      manager,
      findUser: (userid) => this.cp.findUser(userid),
      inDirectory: (userid) => directory.find(userid) !== undefined,
      tell: (vm, text) => {
        if (!vm.settings.messages) return;
        const from = `${system.timeText(this.cp.timeOfDay())}  MSG FROM ${this.network!.userid.padEnd(8)}: `;
        terminals.consoleOf(vm)?.writeMessage(from + text, false);
      },
      operator: (text) => terminals.operatorMessage(text),
      timeOfDay: () => this.cp.timeOfDay(),
      stamp: (milliseconds) => `${system.dateText(milliseconds)} ${system.timeText(milliseconds)}`,
      soon: (action) => void this.cp.machine.events.schedule(1000, () => this.work.submit(action)),
      lineWanted: (link, wanted) => this.options.lineWanted?.(link, wanted),
    });
    this.network.start();
  }

  /** A local 3270 becomes a terminal. */
  addDisplay(address: number, type: string, creator?: string): GraphicTerminal {
    const display = this.terminals.addTerminal(
      (session): GraphicTerminal =>
        new GraphicTerminal(
          this.cp,
          address,
          type,
          session,
          { lost: () => this.displayLost(address) },
          this.work,
          creator,
        ),
    );
    this.displays.set(address, display);
    return display;
  }

  /** A display is no longer there: its user is disconnected, or drops from what he had dialed. */
  private removeDisplay(address: number): void {
    const display = this.displays.get(address);
    if (display === undefined) return;
    this.displayLost(address);
    display.remove();
    this.terminals.removeTerminal(display);
    this.displays.delete(address);
    this.cp.unplugDevice(address);
  }

  /** A display may have been switched off: looks now, so that its user is disconnected without delay. */
  lookAtDisplay(address: number): void {
    const rdev = this.cp.realDevices().find((device) => device.address === address);
    const dialed = dialedDisplays(this.cp).some(({ vdev }) => vdev.real === rdev);
    if (rdev?.owner === 'terminal' || dialed) this.displays.get(address)?.look();
  }

  /** A line terminal without a device: the operator's console, tests. */
  addLine(name: string, printer: LinePrinter): LineTerminal {
    return this.terminals.addTerminal((session) => new LineTerminal(name, printer, session));
  }

  private displayLost(address: number): void {
    this.terminals.terminalLostAt(cuu(address));
  }

  /** A file for a user's reader: an empty reader becomes ready. */
  private fileQueued(queue: string, owner: string): void {
    if (queue !== 'reader') return;
    const vm = this.cp.findUser(owner);
    if (vm === undefined) return;
    for (const vdev of vm.devices.values()) {
      if (vdev.kind === 'reader' && !vdev.notReady) vdev.device.ready();
    }
  }

  private spaceExhausted(userid: string, address: number, kind: SpoolOrigin): void {
    this.spoolTrouble(userid, cpMessage('VSP', 427, [kindName(kind), deviceName(address)], 'I'));
  }

  /** A file could not be closed; the operator hears why. */
  private spoolFailed(userid: string, address: number, kind: SpoolOrigin, error: Error): void {
    const message = cpMessage('VSP', 429, [kindName(kind), deviceName(address), 'PURGED'], 'I');
    this.spoolTrouble(userid, message, `: ${error.message}`);
  }

  private spoolTrouble(userid: string, message: CpMessage, detail = ''): void {
    const text = wholeMessage(message);
    this.terminals.operatorMessage(`${text}, USER ${userid}${detail}`);
    const vm = this.cp.findUser(userid);
    if (vm) this.terminals.consoleOf(vm)?.writeMessage(text, true);
  }

  /** `mmddyyhhmmss` */
  private accountingStamp(milliseconds: number): string {
    const digits = (text: string): string => text.replace(/\D/g, '');
    return digits(this.system.dateText(milliseconds)) + digits(this.system.timeText(milliseconds));
  }
}

function deviceName(address: number): string {
  return address.toString(16).toUpperCase().padStart(3, '0');
}
