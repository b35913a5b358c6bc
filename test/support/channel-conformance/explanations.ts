/** Differences between this machine and Hercules' channels and devices that are explained: one row each. */

import { CcwFlag, ChannelStatus, UnitStatus } from '../../../src/s370/index.js';
import { WINDOW, type StepResult } from './driver.js';
import { CHANNEL_CHECKS, commandAt, countAt, flagAt, type Outcome } from './outcome.js';
import { MOST_CCWS } from './program.js';

/** The two results of one step. */
export interface Pair {
  readonly here: StepResult;
  readonly there: StepResult;
  readonly mine: Outcome;
  readonly theirs: Outcome;
  /** Device type, or kind of device. */
  readonly type: string;
  /** Which program of the case this is. */
  readonly program: number;
}

/** What a rule takes out of the comparison. */
export interface Ignored {
  /** Bits of the unit status. */
  readonly unit?: number;
  /** Bits of the channel status. */
  readonly channel?: number;
  readonly address?: true;
  readonly count?: true;
  /** Bits of the first sense bytes. */
  readonly sense?: readonly number[];
}

export interface Explanation {
  readonly id: string;
  readonly what: string;
  /** Who is right, in the manual's terms. */
  readonly why: string;
  /** The rest of the case can't be compared. */
  readonly ends?: (pair: Pair) => boolean;
  readonly ignores?: (pair: Pair) => Ignored | undefined;
}

const ENDED = UnitStatus.channelEnd | UnitStatus.deviceEnd;
const COMMAND_REJECT = 0x80;
const SEEK_CHECK = 0x01;
const INVALID_SEQUENCE = 0x10;
const FILE_PROTECTED = 0x04;
const INCOMPLETE_DOMAIN = 0x81;
const TRACK_OVERRUN = 0x40;
const OVERFLOW_INCOMPLETE = 0x01;
const READ_BACKWARD = 0x0c;

/** SET SECTOR, SET FILE MASK. */
const ARGUMENTS_CHECKED: ReadonlySet<number> = new Set([0x1f, 0x23]);

/** Control commands that end at initial selection. */
const IMMEDIATE: ReadonlySet<number> = new Set([
  0x03, 0x07, 0x0b, 0x13, 0x17, 0x1b, 0x1f, 0x23, 0x27, 0x2f, 0x37, 0x3f, 0x63, 0x73, 0x7b, 0x8b, 0x97, 0xc3,
  0xcb, 0xd3,
]);

const EXTENDED: ReadonlySet<string> = new Set(['3375', '3380']);
const LOCATE_RECORD = 0x47;
/** Control commands for which the device asks for no data. */
const TAKES_NO_DATA: ReadonlySet<number> = new Set([
  0x03, 0x13, 0x17, 0x27, 0x2f, 0x37, 0x3f, 0x73, 0x7b, 0x8b, 0x97, 0xc3, 0xcb, 0xd3,
]);

/** A write or control command. */
const takesData = (command: number | undefined): boolean => command !== undefined && (command & 1) === 1;

const locates = ({ window }: StepResult): boolean => {
  for (let at = 0; at < 8 * MOST_CCWS; at += 8) if (window[at] === LOCATE_RECORD) return true;
  return false;
};

const isFba = ({ type }: Pair): boolean => type === '3310' || type === '3370';

const isRefusal = ({ sense }: StepResult): boolean =>
  sense !== undefined && (sense[0] & COMMAND_REJECT) !== 0;
const isRefusedByBoth = ({ here, there }: Pair): boolean => isRefusal(here) && isRefusal(there);
const channelChecks = ({ channel }: Outcome): number => channel & CHANNEL_CHECKS;

const isDifferent = ({ mine, theirs, here, there }: Pair): boolean =>
  (['unit', 'channel', 'address', 'count'] as const).some((field) => mine[field] !== theirs[field]) ||
  Buffer.compare(here.window, there.window) !== 0;

const isDifferentOrSensed = (pair: Pair): boolean =>
  isDifferent(pair) ||
  (pair.here.sense !== undefined &&
    pair.there.sense !== undefined &&
    Buffer.compare(pair.here.sense.subarray(0, 2), pair.there.sense.subarray(0, 2)) !== 0);

/** The head of which all records have keys, before the first program. */
const HEAD_WITH_KEYS = 1;

const SEARCH_KEY: ReadonlySet<number> = new Set([0x29, 0x49, 0x69]);

const SEARCH_ID: ReadonlySet<number> = new Set([0x31, 0x51, 0x71]);
const NO_RECORD_FOUND = 0x08;
const INTERVENTION_REQUIRED = 0x40;
/** FEED, SELECT STACKER of a reader, and NOP. */
const FEEDS: ReadonlySet<number> = new Set([0x03, 0x23, 0x63, 0xa3]);

const isMultitrackSearch = (command: number): boolean =>
  (command & 0x80) !== 0 && SEARCH_ID.has(command & 0x7f);

const isNoRecordFound = ({ sense }: StepResult): boolean =>
  sense !== undefined && sense[0] === 0 && (sense[1] & NO_RECORD_FOUND) !== 0;

const feedsCards = ({ window }: StepResult): boolean => {
  for (let at = 0; at < 8 * MOST_CCWS; at += 8) if (FEEDS.has(window[at])) return true;
  return false;
};

const searchesKeys = ({ window }: StepResult): boolean => {
  for (let at = 0; at < 8 * MOST_CCWS; at += 8) if (SEARCH_KEY.has(window[at] & 0x7f)) return true;
  return false;
};

/** SEARCH KEY that goes on to other tracks. */
const searchesKeysOfTracks = ({ window }: StepResult): boolean => {
  for (let at = 0; at < 8 * MOST_CCWS; at += 8) {
    if ((window[at] & 0x80) !== 0 && SEARCH_KEY.has(window[at] & 0x7f)) return true;
  }
  return false;
};

/** Head of the SEEK that begins a program. */
const seekHead = ({ window }: StepResult): number => window[((window[2] << 8) | window[3]) - WINDOW + 5];

export const EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'immediate',
    what: 'An immediate command, a refused command or a program check in the first CCW: Hercules accepts the SIO (condition code 0) and presents the status later, together with channel end and device end; here it is in the CSW that SIO stores with condition code 1.',
    why: 'GA22-7000, START I/O: condition code 1 when the operation ends, or is refused, during initial selection; the status portion of the CSW is that of the initial selection.',
    ignores: ({ here, mine }) =>
      here.startCode !== 1
        ? undefined
        : {
            unit: (mine.unit & UnitStatus.unitCheck) !== 0 || channelChecks(mine) !== 0 ? ENDED : 0,
            channel: ChannelStatus.incorrectLength,
            address: true,
            count: true,
          },
  },
  {
    id: 'channel-check',
    what: 'Program check or protection check: unit status, residual count and what the device has done until then differ; the rest of the case is not compared.',
    why: 'GA22-7000, Channel Status Word: the count is unpredictable after these; a channel may prefetch CCWs and IDAWs or not, so a check may come before or after data have moved.',
    ends: ({ here, mine, theirs }) =>
      channelChecks(mine) !== 0 &&
      channelChecks(mine) === channelChecks(theirs) &&
      (here.startCode === 1 || mine.address === theirs.address),
  },
  {
    id: 'write-prefetch',
    what: 'A write or control command with data that are protected or not in storage, which the device refuses, or of which it takes fewer bytes than the count says, or none: Hercules fetches all of them first and presents a program or protection check, here it is what the device says. The rest of the case is not compared.',
    why: 'GA22-7000, Program Check, Protection Check: data are fetched when the device asks for them.',
    ends: ({ here, mine, theirs }) =>
      channelChecks(mine) === 0 &&
      channelChecks(theirs) !== 0 &&
      ((here.startCode === 1 && isRefusal(here)) ||
        (mine.address === theirs.address && takesData(commandAt(here, mine.address)))),
  },
  {
    id: 'refusal',
    what: 'A command that is refused in the middle of a chain (command reject): Hercules presents unit check together with channel end and device end, and sometimes incorrect length, or a count as if data had been moved.',
    why: 'GA22-7000, Channel Status Word: an operation that is refused at initial selection has no channel end.',
    ignores: (pair) =>
      isRefusedByBoth(pair)
        ? {
            unit: ENDED,
            channel: ChannelStatus.incorrectLength,
            ...(pair.mine.count === countAt(pair.here, pair.mine.address) ? { count: true as const } : {}),
          }
        : undefined,
  },
  {
    id: 'chained-data',
    what: 'A unit check while the CCW chains data: Hercules counts the whole data chain and gives the address past its last CCW; here it is the CCW that was reached.',
    why: 'GA22-7000, Data Chaining: the channel fetches the next CCW when the count of the present one is used up.',
    ignores: ({ here, mine, theirs }) =>
      (mine.unit & theirs.unit & UnitStatus.unitCheck) !== 0 && flagAt(here, mine.address, CcwFlag.chainData)
        ? { address: true, count: true, channel: ChannelStatus.incorrectLength }
        : undefined,
  },
  {
    id: 'fba-data-chaining',
    what: 'Data chaining on a fixed block disk: Hercules looks at the count of one CCW alone, rejects parameters in pieces and has an overrun for a block in pieces. The rest of the case is not compared.',
    why: 'GA22-7000, Data Chaining: the device does not know how its data are divided; a channel that is fast enough has no overrun.',
    ends: (pair) =>
      isFba(pair) &&
      isDifferent(pair) &&
      (pair.theirs.unit & UnitStatus.unitCheck) !== 0 &&
      flagAt(pair.here, pair.theirs.address, CcwFlag.chainData),
  },
  {
    id: 'control-prefetch',
    what: 'A control command that takes no data (NOP, RECALIBRATE, RESTORE, tape motion, carriage control) with an address that is protected or not in storage: Hercules has a program or protection check, here nothing is fetched. The rest of the case is not compared.',
    why: 'GA22-7000, Protection Check: recognized when the channel fetches or stores; a command that ends without data asks for none.',
    ends: ({ here, mine, theirs }) =>
      channelChecks(theirs) !== 0 &&
      mine.address !== theirs.address &&
      TAKES_NO_DATA.has(commandAt(here, theirs.address) ?? 0),
  },
  {
    id: 'locate-data-chaining',
    what: 'A command of a LOCATE RECORD domain whose data are chained: Hercules looks for command chaining in the first of its CCWs and has an incomplete domain. The rest of the case is not compared.',
    why: 'GA22-7000, Data Chaining: the flags of the last CCW of a data chain say whether commands are chained.',
    ends: ({ here, there, theirs }) =>
      there.sense?.[0] === INCOMPLETE_DOMAIN &&
      locates(here) &&
      flagAt(here, theirs.address, CcwFlag.chainData),
  },
  {
    id: 'locate-unchained',
    what: 'LOCATE RECORD with a domain and without command chaining: incomplete here, not on Hercules, which looks for that behind the commands of the domain alone. The rest of the case is not compared.',
    why: 'GA26-1661, Locate Record: a chain that ends before its domain is a command reject.',
    ends: ({ here, mine, theirs }) =>
      isRefusal(here) &&
      mine.address === theirs.address &&
      (theirs.unit & UnitStatus.unitCheck) === 0 &&
      commandAt(here, mine.address) === LOCATE_RECORD,
  },
  {
    id: 'track-overrun',
    what: 'A record that does not fit the track by the formula of the device: track overrun here; Hercules takes what its image has room for. The rest of the case is not compared.',
    why: 'The track capacity of the device manuals.',
    ends: ({ here, there }) =>
      here.sense !== undefined &&
      here.sense[0] === 0 &&
      (here.sense[1] & TRACK_OVERRUN) !== 0 &&
      ((there.sense?.[1] ?? 0) & TRACK_OVERRUN) === 0,
  },
  {
    id: 'overflow-incomplete',
    what: 'No record found behind the first segment of an overflow record: on the 2311 and 2314 overflow incomplete (byte 1 bit 7) is set here, not on Hercules.',
    why: 'A26-5988, GA26-3599, Sense Bytes: overflow incomplete tells that the record was not at its end.',
    ignores: ({ type, here }) =>
      (type === '2314' || type === '2311') && here.sense !== undefined && here.sense[0] === 0
        ? { sense: [0, OVERFLOW_INCOMPLETE] }
        : undefined,
  },
  {
    id: 'locate-check',
    what: 'A channel program with LOCATE RECORD that both machines end with unit check: which of several errors is told, and whether parameters have been fetched before it. The rest of the case is not compared.',
    why: 'GA26-1661 has no order of the checks. The 3880 of this machine has the operations of the speed matching buffer, Hercules those of later control units.',
    ends: (pair) =>
      EXTENDED.has(pair.type) &&
      isDifferentOrSensed(pair) &&
      (pair.mine.unit & pair.theirs.unit & UnitStatus.unitCheck) !== 0 &&
      locates(pair.here),
  },
  {
    id: 'seek-check-2314',
    what: 'Seek check (sense byte 0 bit 7), invalid sequence (byte 1 bit 3) and file protected (byte 1 bit 5) of the 2311 and 2314 with a command reject: set here, not on Hercules.',
    why: 'A26-5988, GA26-3599: a seek to an address that is not there sets seek check; a command that is refused because of what came before it sets invalid sequence, one that the file mask forbids file protected.',
    ignores: (pair) =>
      (pair.type === '2314' || pair.type === '2311') && isRefusedByBoth(pair)
        ? { sense: [SEEK_CHECK, INVALID_SEQUENCE | FILE_PROTECTED] }
        : undefined,
  },
  {
    id: 'status-modifier',
    what: 'A search that is satisfied in the last CCW of a program (status modifier without command chaining): Hercules gives a CCW address 8 higher.',
    why: 'GA22-7000, Command Address: 8 higher than the address of the last CCW used; nothing is skipped without chaining.',
    ignores: ({ mine, theirs }) =>
      (mine.unit & UnitStatus.statusModifier) !== 0 && theirs.address === (mine.address ?? 0) + 8
        ? { address: true }
        : undefined,
  },
  {
    id: 'refused-argument',
    what: 'SET SECTOR with a sector that the track has not, SET FILE MASK with reserved bits: refused here, accepted by Hercules. The rest of the case is not compared.',
    why: "GA26-1592: an argument of SET SECTOR above the highest sector, other than X'FF', is a command reject, and so is a file mask with bits that must be zero.",
    ends: ({ here, there, mine, theirs }) =>
      isRefusal(here) &&
      (!isRefusal(there) || mine.address !== theirs.address) &&
      ARGUMENTS_CHECKED.has(commandAt(here, mine.address) ?? 0),
  },
  {
    id: 'immediate-length',
    what: 'An immediate command with command chaining and without SLI: Hercules indicates incorrect length and ends the chain, here it goes on. The rest of the case is not compared.',
    why: 'GA22-7000, Incorrect Length: it is not indicated for an operation that ends with the initial selection.',
    ends: ({ there, mine, theirs }) =>
      (mine.channel !== theirs.channel || mine.address !== theirs.address) &&
      theirs.channel === ChannelStatus.incorrectLength &&
      IMMEDIATE.has(commandAt(there, theirs.address) ?? 0) &&
      !flagAt(there, theirs.address, CcwFlag.suppressLength),
  },
  {
    id: 'chained-length',
    what: 'An operation that ends before its chained data areas are used up: here incorrect length ends the program, whatever SLI says; Hercules looks at the SLI flag of the last area. The rest of the case is not compared.',
    why: 'GA22-7000, Incorrect Length: SLI has no effect in a CCW with the chain-data flag.',
    ends: (pair) =>
      isDifferent(pair) &&
      (pair.mine.channel & ChannelStatus.incorrectLength) !== 0 &&
      flagAt(pair.here, pair.mine.address, CcwFlag.chainData),
  },
  {
    id: 'search-key',
    what: 'SEARCH KEY on a track with records without a key: here it searches for the next key area; on Hercules each record without a key ends it unsatisfied. The rest of the case is not compared.',
    why: 'GA26-1592, Search Key: the argument is compared with the next key area that passes under the head.',
    ends: (pair) =>
      isDifferent(pair) &&
      searchesKeys(pair.here) &&
      (pair.program > 0 || seekHead(pair.here) !== HEAD_WITH_KEYS || searchesKeysOfTracks(pair.here)),
  },
  {
    id: 'tape-mark-backward',
    what: 'READ BACKWARD that meets a tape mark: Hercules gives a residual count of 0 and no incorrect length.',
    why: 'GA22-7000, Channel Status Word: no data were transferred, so the count is that of the CCW; Hercules has it so for a read forward.',
    ends: ({ mine, theirs, here, type }) =>
      type === 'tape' &&
      (mine.unit & theirs.unit & UnitStatus.unitException) !== 0 &&
      mine.count !== theirs.count &&
      theirs.count === 0 &&
      commandAt(here, mine.address) === READ_BACKWARD,
  },
  {
    id: 'end-of-image',
    what: 'Reading or spacing past the last block of a tape image: both end with unit check, the sense differs, and the rest of the case is not compared.',
    why: 'A real tape has blank tape there, which no manual defines for a host file.',
    ends: ({ here, there, type }) =>
      type === 'tape' && here.sense !== undefined && there.sense?.[0] === 0x10 && there.sense[1] === 0x40,
  },
  {
    id: 'no-record-found',
    what: 'No record found at a command that is not the last search of a loop (SEARCH HOME ADDRESS, a read behind a search): Hercules counts the index points of that command alone, or none, and finds none later or not at all. The rest of the case is not compared.',
    why: 'GA26-1592, Sense Information: no record found when two index points pass without a read of home address or data, a write, a sense or a control command between them, whichever commands they pass under.',
    ends: ({ here, there, mine, theirs, type }) =>
      type !== 'tape' &&
      (mine.unit & UnitStatus.unitCheck) !== 0 &&
      isNoRecordFound(here) &&
      (!isNoRecordFound(there) || mine.address !== theirs.address) &&
      !SEARCH_ID.has((commandAt(here, mine.address) ?? 0) & 0x7f),
  },
  {
    id: 'multitrack-index',
    what: 'A multitrack SEARCH ID behind a multitrack read: Hercules has no record found at the first index point, here the search goes on with the next track. The rest of the case is not compared.',
    why: 'GA26-1592, Multitrack Operation: at the index point the next head is selected, and the search goes on until the end of the cylinder.',
    ends: ({ there, mine, theirs, here }) =>
      isNoRecordFound(there) &&
      (theirs.address !== mine.address || !isNoRecordFound(here)) &&
      isMultitrackSearch(commandAt(here, theirs.address) ?? 0),
  },
  {
    id: 'reader-end',
    what: 'Commands behind the end of a deck: Hercules goes on giving unit exception, for commands that the reader has not, too; here it is unit exception once and intervention required then, and command reject. The rest of the case is not compared.',
    why: 'GA21-9124 (3505), End of File: unit exception is presented once; an empty hopper is intervention required.',
    ends: ({ here, mine, theirs, type }) =>
      type === 'reader' &&
      (mine.unit & UnitStatus.unitCheck) !== 0 &&
      here.sense !== undefined &&
      (here.sense[0] & (INTERVENTION_REQUIRED | COMMAND_REJECT)) !== 0 &&
      (theirs.unit & UnitStatus.unitException) !== 0,
  },
  {
    id: 'reader-feed',
    what: 'FEED, SELECT STACKER and NOP of a reader: Hercules feeds no card for the one, and looks for the end of the deck for the other. The rest of the case is not compared.',
    why: 'GA21-9124 (3505), Feed, Select Stacker: a card is fed; NOP looks at no card.',
    ends: (pair) => pair.type === 'reader' && isDifferent(pair) && feedsCards(pair.here),
  },
  {
    id: 'printer-skip',
    what: 'WRITE AND SKIP to the channel at which the form stands: Hercules does not move the form, so form feeds are not compared; nor are characters that are no letters, digits or full stops, and blanks at the end of a line.',
    why: 'GA24-3312 (1403): the carriage moves until the channel is detected again. Characters are an affair of the code pages of the host files.',
  },
  {
    id: 'sense-detail',
    what: 'Sense bytes after the second of a disk, after the first of another device, are not compared.',
    why: 'They are of the machine type and its control unit (symptom codes, physical address); Hercules gives those of a later control unit for every type.',
  },
];

/** Differences that the random programs leave out, because Hercules has another opinion every time. */
export const LEFT_OUT: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: 'Fixed block disks: READ behind READ IPL (command reject here), bit 3 of the operation byte of LOCATE (reserved here), and the sense bytes that the RESERVE and RELEASE commands store.',
    why: 'GA26-1657, Read, Locate. Sense bytes: as in the row `sense-detail`.',
  },
  {
    what: 'SENSE ID and READ DEVICE CHARACTERISTICS: here on the 3880 (3375, 3380) and FBA disks only, on Hercules on 2305 and 3330 to 3350, too; READ DEVICE CHARACTERISTICS of a 3375 is refused there.',
    why: 'GA26-1592 (3830) does not have the commands; GA26-1661 (3880) has both.',
  },
  {
    what: "READ SECTOR gives the sector of the record, on Hercules 0; READ AND RESET BUFFERED LOG gives 24 bytes with counts, on Hercules 32 zeros; the 2305 has 24 sense bytes, on Hercules 6; byte 57 of the device characteristics is zero, on Hercules X'FF'.",
    why: 'GA26-1592, GA26-1589, GA26-1661.',
  },
  {
    what: 'WRITE HOME ADDRESS writes the home address and empties the track; Hercules only remembers that it came. Flag bytes other than zero make a track that Hercules refuses to read.',
    why: 'GA26-1592, Write Home Address.',
  },
  {
    what: 'WRITE SPECIAL COUNT, KEY AND DATA is refused on 3375 and 3380, on Hercules on the 3380 alone; SPACE COUNT and the diagnostic commands are not on Hercules.',
    why: 'GA26-1661: the 3880 has no record overflow for these disks; GA26-1592 has the other commands.',
  },
  {
    what: 'A channel program without orientation begins at the index point; on Hercules, without a SEEK, wherever the last one has left off in its buffer.',
    why: 'No manual says where a disk stands; a run must be a function of its inputs.',
  },
  {
    what: 'A control command with a count of zero is a program check; Hercules takes it (so do the channels of this machine for its test scripts, `zeroCountControl`).',
    why: 'GA22-7000, Channel Command Word: the count of every CCW but TIC must not be zero.',
  },
  {
    what: 'Channels in burst mode are busy for other devices, and say when they are free; those of Hercules never are. HALT I/O ends a program here; Hercules 3.13 cannot end one that loops.',
    why: 'GA22-7000, Modes of Operation, HALT I/O, Channel-Available Interruption.',
  },
];
