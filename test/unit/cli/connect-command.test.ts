import { describe, expect, it } from 'vitest';
import { connectCommand, parseHostAddress } from '../../../src/cli/connect-command.js';

describe('connect', () => {
  it.each([
    ['127.0.0.1:3270', '127.0.0.1', 3270],
    ['mainframe.example.org', 'mainframe.example.org', 3270],
    ['host:23', 'host', 23],
    ['[::1]:4270', '::1', 4270],
  ])('understands %s', (text, host, port) => {
    expect(parseHostAddress(text)).toEqual({ host, port });
  });

  it.each(['', ':3270', 'host:', 'host:0', 'host:65536', 'host:x', '::1', 'a b:1'])('refuses %j', (text) => {
    expect(() => parseHostAddress(text)).toThrow(/a host is HOST/);
  });

  it.each([
    [['h', '--model', '6'], /Allowed choices/],
    [[], /missing required argument/],
  ])('refuses %j', async (args, message) => {
    let output = '';
    const command = connectCommand()
      .exitOverride()
      .configureOutput({ writeErr: (text) => (output += text) });
    await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow();
    expect(output).toMatch(message);
  });
});
