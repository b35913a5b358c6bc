import type { StateReader, StateRecord } from '../state.js';
import type { CkdGeometry } from './backing.js';

/** File mask, bits 0-1: which writes are permitted. */
const WriteMask = { noHomeAddress: 0x00, none: 0x40, update: 0x80, all: 0xc0 } as const;
/** File mask, bits 3-4: which seeks are permitted. */
const SeekMask = { all: 0x00, cylinderOrHead: 0x08, head: 0x10, none: 0x18 } as const;
const MASK_BITS = 0xc0;

/**
 * What earlier commands of a channel program entitle a write to: an equal search, a home address that was
 * written or found, or a record that was formatted. `none` after anything else.
 */
const FOOTINGS = ['none', 'home-address', 'search-id', 'search-key', 'format-write'] as const;
export type Footing = (typeof FOOTINGS)[number];

/** Kinds of writes, as the file mask distinguishes them. */
export type WriteKind = 'update' | 'format' | 'home-address';

/** Tracks between which DEFINE EXTENT lets a channel program work; both ends belong to it. */
export interface Extent {
  readonly firstCylinder: number;
  readonly firstHead: number;
  readonly lastCylinder: number;
  readonly lastHead: number;
}

/** The domain of a LOCATE RECORD: the data commands that follow it. */
export interface LocateDomain {
  /** Operation code, bits 2-7 of the first byte. */
  readonly operation: number;
  /** Orientation, bits 0-1 of the first byte. */
  readonly orientation: number;
  /** A READ COUNT ends the domain. */
  readonly countSuffix: boolean;
  readonly transferLength: number;
  /** Commands that are still to come. */
  remaining: number;
}

/**
 * What a disk control unit remembers from one command to the next of a channel program. START I/O begins
 * afresh. All of it is plain data.
 */
export class CkdChain {
  fileMask = 0;
  /** SET FILE MASK or DEFINE EXTENT has come. */
  maskSet = false;
  extent: Extent | undefined;
  /** Longest block that the extent allows in a LOCATE RECORD. */
  blockSize = 0;
  /** DEFINE EXTENT has asked for the manners of CKD in LOCATE RECORD domains. */
  conversionMode = false;
  domain: LocateDomain | undefined;
  footing: Footing = 'none';
  /** Footing for the command after this one. */
  nextFooting: Footing = 'none';
  /** The command before this one; undefined for the first of a chain. */
  previous: number | undefined;
  readIpl = false;
  spaceCounted = false;

  /** A channel program begins. */
  reset(): void {
    this.fileMask = 0;
    this.maskSet = false;
    this.extent = undefined;
    this.blockSize = 0;
    this.conversionMode = false;
    this.domain = undefined;
    this.footing = 'none';
    this.nextFooting = 'none';
    this.previous = undefined;
    this.readIpl = false;
    this.spaceCounted = false;
  }

  /**
   * A command has ended. A read or a write of the record that was searched for does not take away the right to
   * write behind it.
   */
  commandEnded(command: number): void {
    const code = command & 0x7f;
    const data = code === 0x05 || code === 0x06;
    const keyData = code === 0x0d || code === 0x0e;
    const keeps =
      (this.footing === 'search-id' && (data || keyData)) || (this.footing === 'search-key' && data);
    this.footing = keeps ? this.footing : this.nextFooting;
    this.nextFooting = 'none';
    this.previous = command;
  }

  /** The last command of a LOCATE RECORD domain has ended: what it was entitled to counts no more. */
  endDomain(): void {
    this.domain = undefined;
    this.footing = 'none';
  }

  saveState(): StateRecord {
    const { fileMask, maskSet, extent, blockSize, conversionMode, domain, footing, nextFooting } = this;
    const { previous, readIpl, spaceCounted } = this;
    return {
      fileMask,
      maskSet,
      extent: extent && { ...extent },
      blockSize,
      conversionMode,
      domain: domain && { ...domain },
      footing,
      nextFooting,
      previous,
      readIpl,
      spaceCounted,
    };
  }

  restoreState(state: StateReader): void {
    this.fileMask = state.number('fileMask');
    this.maskSet = state.boolean('maskSet');
    this.blockSize = state.number('blockSize');
    this.conversionMode = state.boolean('conversionMode');
    this.footing = state.word('footing', FOOTINGS);
    this.nextFooting = state.word('nextFooting', FOOTINGS);
    this.previous = state.has('previous') ? state.number('previous') : undefined;
    this.readIpl = state.boolean('readIpl');
    this.spaceCounted = state.boolean('spaceCounted');
    this.extent = state.has('extent') ? savedExtent(state.within('extent')) : undefined;
    this.domain = state.has('domain') ? savedDomain(state.within('domain')) : undefined;
  }

  /** May SEEK (`all`), SEEK CYLINDER or SEEK HEAD move the access mechanism? */
  maySeek(kind: 'all' | 'cylinder' | 'head'): boolean {
    const mask = this.fileMask & SeekMask.none;
    if (mask === SeekMask.all) return true;
    if (mask === SeekMask.cylinderOrHead) return kind !== 'all';
    return mask === SeekMask.head && kind === 'head';
  }

  /** May an operation go on to the next head by itself? */
  get mayAdvance(): boolean {
    return (this.fileMask & SeekMask.none) !== SeekMask.none;
  }

  mayWrite(kind: WriteKind): boolean {
    const mask = this.fileMask & MASK_BITS;
    if (mask === WriteMask.none) return false;
    if (kind === 'update') return true;
    return mask === WriteMask.all || (kind === 'format' && mask === WriteMask.noHomeAddress);
  }

  /**
   * Why WRITE DATA and WRITE KEY AND DATA may not update a record of this length in the domain of a LOCATE RECORD: they
   * are the last write of it, and the length is the one that was announced. Undefined when they may, or without a domain.
   */
  updateRefusal(length: number): 'invalid-sequence' | 'track-format' | undefined {
    const { domain } = this;
    if (domain === undefined) return undefined;
    if (domain.remaining !== (domain.countSuffix ? 2 : 1)) return 'invalid-sequence';
    return this.conversionMode || length === domain.transferLength ? undefined : 'track-format';
  }

  /** Is a track within the extent? Without DEFINE EXTENT the whole volume is. */
  contains(cylinder: number, head: number): boolean {
    const { extent } = this;
    if (extent === undefined) return true;
    const { firstCylinder, firstHead, lastCylinder, lastHead } = extent;
    return (
      (cylinder > firstCylinder || (cylinder === firstCylinder && head >= firstHead)) &&
      (cylinder < lastCylinder || (cylinder === lastCylinder && head <= lastHead))
    );
  }
}

/** The extent that is the whole volume. */
export function wholeVolume(geometry: CkdGeometry): Extent {
  return {
    firstCylinder: 0,
    firstHead: 0,
    lastCylinder: geometry.cylinders - 1,
    lastHead: geometry.heads - 1,
  };
}

function savedExtent(state: StateReader): Extent {
  return {
    firstCylinder: state.number('firstCylinder'),
    firstHead: state.number('firstHead'),
    lastCylinder: state.number('lastCylinder'),
    lastHead: state.number('lastHead'),
  };
}

function savedDomain(state: StateReader): LocateDomain {
  return {
    operation: state.number('operation'),
    orientation: state.number('orientation'),
    countSuffix: state.boolean('countSuffix'),
    transferLength: state.number('transferLength'),
    remaining: state.number('remaining'),
  };
}
