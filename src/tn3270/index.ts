/** TN3270: the server that brings displays to the machine, and the client side. The data stream is in `datastream/`. */
export { LineSocket } from './line/line-socket.js';
export type { LineSocketOptions } from './line/line-socket.js';
export { Tn3270Server } from './server/server.js';
export type { Tn3270ServerOptions } from './server/server.js';
export type { RemoteTerminal } from './server/remote-terminal.js';
export type { LuAssignment } from './server/negotiation.js';
export { parseDisplayType } from './terminal-type.js';
export type { DisplayType } from './terminal-type.js';
export { TerminalSession } from './client/session.js';
export type { SessionListener } from './client/session.js';
export type { TerminalKey } from './client/keys.js';
export { InProcessDisplay } from './client/in-process-display.js';
export { Tn3270Transport } from './client/tn3270-transport.js';
export type { Tn3270TransportOptions } from './client/tn3270-transport.js';
export type { HostTransport } from './client/transport.js';
