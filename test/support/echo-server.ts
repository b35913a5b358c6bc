/**
 * A TN3270 server with an echo host behind it, as a program: `tsx echo-server.ts [port] [tn3270e] [alternate]`.
 * Prints `PORT n` when it listens, then its log.
 */
import { Tn3270Server } from '../../src/tn3270/index.js';
import { EchoHost } from './echo-host.js';

const [port = '0', ...flags] = process.argv.slice(2);
const server = new Tn3270Server({
  port: Number(port),
  tn3270e: flags.includes('tn3270e'),
  log: (line) => console.log(line),
  onTerminal: (terminal) => new EchoHost(terminal, { alternate: flags.includes('alternate') }),
});
server.listen().then(
  (listening) => console.log(`PORT ${listening}`),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
