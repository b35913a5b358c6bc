import type { AdapterLink } from './adapter-link.js';
import type {
  BlockStore,
  CardSink,
  CardSource,
  ConsoleTerminal,
  PrintSink,
  TapeStore,
  TrackStore,
} from './backing.js';
import { CardPunch } from './card-punch.js';
import type { CardPunchOptions, CardPunchType } from './card-punch.js';
import { CardReadPunch } from './card-read-punch.js';
import { CardReader } from './card-reader.js';
import type { CardReaderType } from './card-reader.js';
import { ChannelAdapter } from './channel-adapter.js';
import type { AdapterType } from './channel-adapter.js';
import { CkdDisk } from './ckd-disk.js';
import { diskModel } from './ckd-models.js';
import type { DiskModel, DiskType } from './ckd-models.js';
import { CommunicationLine } from './communication-line.js';
import type { LineType } from './communication-line.js';
import { Console3215 } from './console-3215.js';
import type { ConsoleType } from './console-3215.js';
import type { Device } from './device.js';
import { Display3270 } from './display-3270.js';
import type { DisplayType } from './display-3270.js';
import { FbaDisk } from './fba-disk.js';
import { fbaModel } from './fba-models.js';
import type { FbaModel, FbaType } from './fba-models.js';
import type { LineSettings } from './line-settings.js';
import type { LineTerminal } from './line-terminal.js';
import { Printer } from './printer.js';
import type { PrinterOptions } from './printer.js';
import type { PrinterType } from './printer-models.js';
import { TapeDrive } from './tape-drive.js';
import type { TapeType } from './tape-models.js';

/** Classes of devices: what stands behind them is different. */
export type DeviceClass =
  | 'console'
  | 'display'
  | 'reader'
  | 'punch'
  | 'read-punch'
  | 'printer'
  | 'disk'
  | 'fba'
  | 'tape'
  | 'adapter'
  | 'line';

/** What to make: a type with what stands behind it. */
export type DeviceSpecification =
  | { readonly type: ConsoleType; readonly terminal: ConsoleTerminal }
  | { readonly type: DisplayType }
  | { readonly type: CardReaderType; readonly cards: CardSource }
  | { readonly type: CardPunchType; readonly cards: CardSink; readonly options?: CardPunchOptions }
  | { readonly type: '1442'; readonly cards: CardSource; readonly stacker?: CardSink }
  | { readonly type: PrinterType; readonly paper: PrintSink; readonly options?: PrinterOptions }
  | { readonly type: DiskType; readonly volume: TrackStore; readonly model?: DiskModel }
  | { readonly type: FbaType; readonly volume: BlockStore; readonly model?: FbaModel }
  | { readonly type: TapeType; readonly volume?: TapeStore }
  | { readonly type: AdapterType; readonly link: AdapterLink }
  | { readonly type: LineType; readonly line: LineTerminal; readonly settings?: LineSettings };

const CLASS_OF_TYPE: Readonly<Record<DeviceSpecification['type'], DeviceClass>> = {
  '1052': 'console',
  '3210': 'console',
  '3215': 'console',
  '3270': 'display',
  '3277': 'display',
  '3278': 'display',
  '3279': 'display',
  '3287': 'display',
  '2501': 'reader',
  '2540R': 'reader',
  '3505': 'reader',
  '1442': 'read-punch',
  '2540P': 'punch',
  '3525': 'punch',
  '1403': 'printer',
  '1443': 'printer',
  '3203': 'printer',
  '3211': 'printer',
  '2305': 'disk',
  '2311': 'disk',
  '2314': 'disk',
  '3330': 'disk',
  '3340': 'disk',
  '3350': 'disk',
  '3375': 'disk',
  '3380': 'disk',
  '3310': 'fba',
  '3370': 'fba',
  '2401': 'tape',
  '2402': 'tape',
  '2403': 'tape',
  '2404': 'tape',
  '2415': 'tape',
  '2420': 'tape',
  '3410': 'tape',
  '3411': 'tape',
  '3420': 'tape',
  CTCA: 'adapter',
  '3088': 'adapter',
  '2701': 'line',
  '2702': 'line',
  '2703': 'line',
  '3705': 'line',
};

/** Class of a device type or disk model (`3215`, `3330-11`); undefined when the type is not known. */
export function deviceClass(type: string): DeviceClass | undefined {
  if (diskModel(type) !== undefined) return 'disk';
  if (fbaModel(type) !== undefined) return 'fba';
  return Object.hasOwn(CLASS_OF_TYPE, type) ? CLASS_OF_TYPE[type as DeviceSpecification['type']] : undefined;
}

/** All device types, for messages and completion. */
export function deviceTypes(): string[] {
  return Object.keys(CLASS_OF_TYPE);
}

/** Makes a device model of any type. */
export function createDevice(specification: DeviceSpecification): Device {
  switch (specification.type) {
    case '1052':
    case '3210':
    case '3215':
      return new Console3215(specification.terminal, specification.type);
    case '3270':
    case '3277':
    case '3278':
    case '3279':
    case '3287':
      return new Display3270(specification.type);
    case '2501':
    case '2540R':
    case '3505':
      return new CardReader(specification.cards, specification.type);
    case '1442':
      return new CardReadPunch(specification.cards, specification.stacker);
    case '2540P':
    case '3525':
      return new CardPunch(specification.cards, specification.type, specification.options);
    case '1403':
    case '1443':
    case '3203':
    case '3211':
      return new Printer(specification.paper, specification.type, specification.options);
    case '2305':
    case '2311':
    case '2314':
    case '3330':
    case '3340':
    case '3350':
    case '3375':
    case '3380':
      return new CkdDisk(specification.volume, specification.model);
    case '3310':
    case '3370':
      return new FbaDisk(specification.volume, specification.type, specification.model);
    case '2401':
    case '2402':
    case '2403':
    case '2404':
    case '2415':
    case '2420':
    case '3410':
    case '3411':
    case '3420':
      return new TapeDrive(specification.volume, specification.type);
    case 'CTCA':
    case '3088':
      return new ChannelAdapter(specification.link, specification.type);
    case '2701':
    case '2702':
    case '2703':
    case '3705':
      return new CommunicationLine(specification.line, specification.type, specification.settings);
  }
}
