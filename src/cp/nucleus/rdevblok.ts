/** A real device as CP sees it. */
export interface RdevBlok {
  /** Real device address. */
  readonly address: number;
  /** IBM's machine type: `3350`, `3420`, `3277`. */
  readonly type: string;
  /** Who has the device now. */
  owner:
    /** Nobody: free to attach. */
    | 'free'
    /** CP: a volume with minidisks or paging space. */
    | 'system'
    /** CP's terminal service. */
    | 'terminal'
    /** CP's spooling operator: real reader, punch, printer. */
    | 'spooling'
    /** The virtual machine `dedicatedTo`. */
    | 'dedicated'
    /** Nobody: VARY OFFLINE. */
    | 'offline';
  dedicatedTo?: string;
  /** Volume serial of a DASD volume, read from its label. */
  volser?: string;
  /** Cylinders and tracks a cylinder of a DASD volume. */
  cylinders?: number;
  heads?: number;
}
