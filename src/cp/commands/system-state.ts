import { dateText, timeAndDateText, timeText } from './clock-text.js';
import type { TimeZone } from './clock-text.js';

/** What the installation decides. */
export interface SystemOptions {
  /** Userid that gets the operator's messages. */
  readonly operator?: string;
  readonly zone?: TimeZone;
  /** Most users logged on at once; 0: no limit. */
  readonly maximumUsers?: number;
  /** Node name, up to eight characters. */
  readonly systemId?: string;
  readonly version?: string;
  /** The operator gave SHUTDOWN: everybody is logged off, the composition root may stop. */
  readonly onShutdown?: () => void;
}

/** What belongs to the system as a whole and to no user. */
export class SystemState {
  readonly operator: string;
  readonly zone: TimeZone;
  maximumUsers: number;
  readonly systemId: string;
  readonly version: string;
  /** What QUERY PAGING found when it was given last. */
  pagingBefore = { reads: 0, writes: 0, waited: 0, time: 0 };
  /** Lines of the log message (SET LOGMSG). */
  logMessages: string[] = [];
  /** When the log message was changed last, milliseconds since 1970. */
  logMessageTime: number | undefined;
  /** SET JOURNAL: whether LOGON and LINK with wrong passwords, and LINK with right ones, are written down. */
  readonly journal = { logon: true, link: true };
  /** SET LOGMSG has been given: the lines are not those of the installation any more. */
  logMessagesSet = false;
  /** Set once SHUTDOWN has been given: nobody logs on any more. */
  shuttingDown = false;

  private readonly onShutdown: () => void;

  constructor(options: SystemOptions = {}) {
    this.onShutdown = options.onShutdown ?? ((): void => undefined);
    this.operator = options.operator ?? 'OPERATOR';
    this.zone = options.zone ?? { id: 'GMT', offsetMinutes: 0 };
    this.maximumUsers = options.maximumUsers ?? 0;
    this.systemId = options.systemId ?? 'CP370';
    this.version = options.version ?? 'VERSION 0 RELEASE 1';
  }

  requestShutdown(): void {
    this.onShutdown();
  }

  timeText(milliseconds: number): string {
    return timeText(milliseconds, this.zone);
  }

  dateText(milliseconds: number): string {
    return dateText(milliseconds, this.zone);
  }

  timeAndDateText(milliseconds: number): string {
    return timeAndDateText(milliseconds, this.zone);
  }
}
