/** `cp370 connect`: a 3270 terminal for any TN3270 host. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { Tn3270Transport } from '../tn3270/index.js';

interface ConnectOptions {
  readonly model: string;
  readonly lu?: string;
  readonly tn3270e: boolean;
}

interface HostAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 3270;

/** `HOST`, `HOST:PORT` or `[IPV6]:PORT`. Throws `InvalidArgumentError` for anything else. */
export function parseHostAddress(text: string): HostAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3] === undefined ? DEFAULT_PORT : Number(match[3]);
  if (!match || port < 1 || port > 65535) {
    throw new InvalidArgumentError('a host is HOST, HOST:PORT or [IPV6]:PORT, with a port from 1 to 65535');
  }
  return { host: match[1] ?? match[2], port };
}

async function connect(address: HostAddress, options: ConnectOptions): Promise<void> {
  const { fittingModel, runTerminal } = await import('../console/index.js');
  const { rows, columns } = process.stdout;
  const model =
    options.model === 'auto' ? fittingModel(rows, columns) : (Number(options.model) as 2 | 3 | 4 | 5);
  const transport = new Tn3270Transport({
    ...address,
    model,
    lu: options.lu?.toUpperCase(),
    tn3270e: options.tn3270e,
  });
  const end = await runTerminal({ transport, model });
  if (end.kind === 'closed') throw new Error(`${address.host}:${address.port}: ${end.reason}`);
}

/** The `connect` subcommand. */
export function connectCommand(): Command {
  return new Command('connect')
    .argument('<host>', `HOST:PORT of a TN3270 host (port ${DEFAULT_PORT} when left out)`, parseHostAddress)
    .addOption(
      new Option(
        '--model <number>',
        'display model: 2 is 24x80, 3 32x80, 4 43x80, 5 27x132; auto: the largest that fits the window',
      )
        .choices(['auto', '2', '3', '4', '5'])
        .default('2'),
    )
    .option('--lu <name>', 'logical unit to ask the host for')
    .option('--no-tn3270e', 'refuse TN3270E, use basic TN3270')
    .action(connect);
}
