/** TN3270: the server that brings displays to the machine, and the client side. The data stream is in `datastream/`. */
export { Tn3270Server } from './server/server.js';
export type { Tn3270ServerOptions } from './server/server.js';
export type { RemoteTerminal } from './server/remote-terminal.js';
export type { LuAssignment } from './server/negotiation.js';
export { parseDisplayType } from './terminal-type.js';
export type { DisplayType } from './terminal-type.js';
