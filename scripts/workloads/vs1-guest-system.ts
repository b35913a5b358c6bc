/** OS/VS1 in a virtual machine: its directory entry, its console, and a CMS user who submits jobs to it through the spool. */

import type { CmsUser } from './cms-user.js';
import type { GuestSite, HostedSystem } from './hosted-system.js';
import type { Operator } from './operator.js';
import { CP_READ, VM_READ } from './terminal-stream.js';
import {
  CONSOLE,
  DASDI_DECK,
  PRINTER,
  PUNCH,
  READER,
  RESTORE_DECK,
  STARTER_PACK,
  STARTER_VOLUME,
  TAPE,
} from './vs1-decks.js';
import {
  PACK_FILE,
  bootSystem,
  defineInput,
  standingReplies,
  startReaderAndWriter,
  type JobOutcome,
  type Vs1Console,
} from './vs1-system.js';

export const VS1_USER = 'VS1';
const PASSWORD = 'VS1PASS';
/** Seconds for anything that prints nothing meanwhile. */
const LONG = 300;
/** Where the stand-alone programs of the tape end. */
const PROGRAM_END = /CP ENTERED; DISABLED WAIT PSW '00060000 0000EEEE'/;

export interface Vs1GuestStorage {
  /** Storage of the virtual machine: `4M`, `512K`. */
  readonly storage?: string;
  /** The pack is a full-pack minidisk instead of a dedicated disk. */
  readonly minidisk?: boolean;
}

/** Machine and directory for OS/VS1. It reads no date past 1999: the real machine's clock runs 28 years late. */
export function vs1Site(tape: string, { storage = '4M', minidisk = false }: Vs1GuestStorage): GuestSite {
  return {
    devices: ['SYSEPOCH 1900 -28', `0${STARTER_PACK} 3330 ../${PACK_FILE}`, `0${TAPE} 3420 "${tape}" ro`],
    users: [
      `USER ${VS1_USER} ${PASSWORD} ${storage} 16M G`,
      ' ACCOUNT 3 VS1',
      ' OPTION ECMODE REALTIMER BMX',
      ` CONSOLE ${CONSOLE} 3215`,
      ` SPOOL ${READER} 3505 *`,
      ` SPOOL ${PUNCH} 3525 A`,
      ` SPOOL ${PRINTER} 1403 A`,
      minidisk
        ? ` MDISK ${STARTER_PACK} 3330 000 404 ${STARTER_VOLUME} MW`
        : ` DEDICATE ${STARTER_PACK} ${STARTER_PACK}`,
    ],
  };
}

/** The console of the virtual machine, as the steps of OS/VS1 want it. */
function vs1Console(operator: Operator): Vs1Console {
  return {
    operator,
    reads: VM_READ,
    ipl: (unit) => operator.type(`#CP IPL ${unit}`),
    type: (line) => operator.type(line),
    answer: async (message, reply, within) => {
      await operator.see(message, within);
      await operator.see(VM_READ, within);
      operator.type(reply);
    },
    always: (message, reply) => operator.always(message, reply),
  };
}

/** A stand-alone program of the starter tape, and the file of CMS that its control cards are in. */
export type StandAloneProgram = 'DASDI' | 'RESTORE';

/** OS/VS1 with its operator, and the CMS user whose jobs it runs. */
export class Vs1Guest {
  private constructor(
    readonly console: Vs1Console,
    private readonly programmer: CmsUser,
  ) {}

  /** VS1's operator logs on; `type`, which is at a class A user's terminal, attaches the tape. */
  static async logon(
    system: HostedSystem,
    programmer: CmsUser,
    type: (line: string) => void,
  ): Promise<Vs1Guest> {
    await programmer.readFile(system, 'DASDI JCL', DASDI_DECK);
    await programmer.readFile(system, 'RESTORE JCL', RESTORE_DECK);
    await programmer.succeed('CP TERMINAL LINESIZE 130');
    await programmer.succeed(`CP SPOOL PUNCH TO ${VS1_USER}`);
    const console = await system.logon(VS1_USER, PASSWORD);
    console.alarm(/^IPL \w+ ERROR/, 'the virtual machine is not IPLed');
    await console.see(CP_READ);
    type(`#CP ATTACH ${TAPE} TO ${VS1_USER} AS ${TAPE}`);
    await console.see(new RegExp(`TAPE ${TAPE} ATTACHED`));
    return new Vs1Guest(vs1Console(console), programmer);
  }

  /** IPLs the program that comes next on the tape; its control cards are in the reader. */
  async standAlone(name: StandAloneProgram): Promise<void> {
    const { console, programmer } = this;
    await programmer.succeed(`PUNCH ${name} JCL (NOHEADER`);
    console.ipl(TAPE);
    await defineInput(console);
    await console.operator.see(PROGRAM_END, LONG);
    await this.output('END OF JOB', name);
    // the program does not read to the end of its deck
    console.operator.type(`#CP CLOSE ${READER} PURGE`);
    await console.operator.see(CP_READ);
  }

  /** IPL to ready, with the job queue formatted. `again`: the operator has the standing replies from an IPL before. */
  async boot(again = false): Promise<void> {
    if (!again) standingReplies(this.console);
    await bootSystem(this.console, true);
  }

  /** Starts printer and reader; the reader is empty. */
  async startReader(): Promise<void> {
    const { console } = this;
    await startReaderAndWriter(console);
    console.type(`SF ,${READER}`);
    await console.operator.see(new RegExp(`IEA000A +${READER},INT REQ|IEF039I ${READER} RDR WAITING`), LONG);
  }

  /** The programmer submits a job, a file `name` JCL; the reader of the virtual machine wakes up, and the job starts. */
  async submit(name: string): Promise<void> {
    await this.programmer.succeed(`PUNCH ${name} JCL (NOHEADER`);
    await this.console.operator.see(new RegExp(` IEF403I ${name} +STARTED`), LONG);
  }

  /** Waits for the end of a job; its output comes back to the programmer. */
  async finish(name: string): Promise<JobOutcome> {
    const { operator } = this.console;
    const [line] = await operator.see(new RegExp(` IEF404I ${name} +ENDED| IEF450I ${name}.*`), LONG);
    await operator.see(new RegExp(`IEF868I ${PRINTER} WTR WAITING`), LONG);
    const output = await this.output('IEF142I', name);
    return { output, trouble: line.includes('IEF450I') ? line.trim() : undefined };
  }

  /** Throws away what is left in the reader and on the printer. */
  purge(): void {
    for (const device of [READER, PRINTER]) this.console.operator.type(`#CP CLOSE ${device} PURGE`);
  }

  /** Lets the programmer have what the printer has printed, and answers it. */
  private async output(expected: string, name: string): Promise<string> {
    const { programmer, console } = this;
    console.operator.type(`#CP SPOOL ${PRINTER} TO ${programmer.userid}`);
    programmer.operator.skip();
    console.operator.type(`#CP CLOSE ${PRINTER}`);
    await programmer.operator.see(new RegExp(`^PRT FILE \\d+ FROM ${VS1_USER}`));
    await programmer.succeed(`READCARD ${name} OUTPUT`);
    const { lines } = await programmer.succeed(`TYPE ${name} OUTPUT`);
    await programmer.succeed(`ERASE ${name} OUTPUT`);
    const text = lines.join('\n');
    if (!text.includes(expected)) throw new Error(`${name}: no ${expected} in what was printed:\n${text}`);
    return text;
  }
}
