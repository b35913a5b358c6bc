/** Which queue a file is in. */
export type SpoolQueue = 'reader' | 'printer' | 'punch';

/** What made the file. */
export type SpoolOrigin = 'reader' | 'printer' | 'punch' | 'console' | 'dump';

/** SFBLOK: a spool file that has been closed. SY20-0884, SFBLOK. */
export interface SpoolFile {
  /** Spool file number, 1-9900. */
  readonly id: number;
  queue: SpoolQueue;
  readonly kind: SpoolOrigin;
  /** Userid in whose queue the file is. */
  owner: string;
  /** Userid whose virtual machine made it. */
  readonly origin: string;
  class: string;
  copies: number;
  readonly records: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** File name and type, up to twelve characters each. */
  name: string;
  type: string;
  distribution: string;
  userHold: boolean;
  systemHold: boolean;
  /** TAG text, up to 136 characters; undefined: no tag. */
  tag: string | undefined;
  readonly firstPage: number;
  readonly lastPage: number;
  readonly pages: number;
  /** Orders the queues: low first. */
  sequence: number;
  /** Being read, printed or punched now: commands leave it alone. Not kept over a restart. */
  inUse: boolean;
}

/** SFBRECSZ: bytes of every record when the file is read, as the device that wrote it has them. SY20-0884, DMKSPL. */
export function recordSize(file: SpoolFile): number {
  return file.kind === 'punch' || file.kind === 'reader' ? 80 : 132;
}

/** What commands may change of a file. */
export type SpoolFileChange = Partial<
  Pick<
    SpoolFile,
    | 'queue'
    | 'owner'
    | 'class'
    | 'copies'
    | 'name'
    | 'type'
    | 'distribution'
    | 'userHold'
    | 'systemHold'
    | 'tag'
    | 'sequence'
  >
>;

/** Highest spool file number. */
export const HIGHEST_SPOOL_ID = 9900;
/** Characters of a tag. */
export const TAG_LENGTH = 136;

export function isHeld(file: SpoolFile): boolean {
  return file.userHold || file.systemHold;
}
