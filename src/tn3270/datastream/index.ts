/**
 * The 3270 data stream, both ends of it, without any input or output of the host: `DataStreamBuilder` and
 * `parseInbound` for programs that drive a display, `Screen` for the display itself, `present` and `screenText`
 * for those who look at it.
 */
export {
  Aid,
  AttributeType,
  Color,
  Command,
  ControlCharacter,
  Highlight,
  Order,
  RemoteCommand,
  Wcc,
  aidName,
  channelCommand,
  isShortRead,
  pfAid,
  pfNumber,
  remoteCommand,
} from './codes.js';
export type { AidName } from './codes.js';
export { decodeAddress, encodeAddress, graphicCode } from './buffer-address.js';
export * from './field-attribute.js';
export { ALTERNATE_SIZE, DEFAULT_SIZE } from './models.js';
export type { DisplayModel, ScreenSize } from './models.js';
export { DataStreamBuilder, writeControlCharacter } from './builder.js';
export type { BuilderOptions, WccOptions } from './builder.js';
export { parseInbound } from './inbound.js';
export type { Inbound, InboundField } from './inbound.js';
export { Screen } from './screen.js';
export type { HostOutcome, KeyboardLock, ScreenOptions } from './screen.js';
export type { ScreenBuffer } from './screen-buffer.js';
export { present, screenFields, screenText, shownCharacter } from './presentation.js';
export type { CellLook, ScreenField } from './presentation.js';
export { parseQueryReply, queryReply } from './query-reply.js';
export type { QueryReplyFacts } from './query-reply.js';
export { TEST_REQUEST_HEADER } from './read-operations.js';
