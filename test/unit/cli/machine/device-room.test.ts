import { describe, expect, it } from 'vitest';
import { DeviceRoom } from '../../../../src/cli/machine/device-room.js';
import { Machine } from '../../../../src/s370/index.js';

/** The room of a small machine, and what it prints. */
function room(): { devices: DeviceRoom; printed: string[] } {
  const printed: string[] = [];
  const machine = new Machine({ storageSize: 65536, cpuId: { version: 0, serial: 1, model: 0x158 } });
  return {
    devices: new DeviceRoom(
      machine,
      (line) => printed.push(line),
      () => undefined,
    ),
    printed,
  };
}

describe('integrated consoles of a machine', () => {
  it.each([
    [[], '/', true],
    [['/'], '/', true],
    [['*cp'], '*cp', true],
    [['noprompt'], '/', false],
    [['%', 'NOPROMPT'], '%', false],
  ])('take prefix and prompt from the words %j', (words, prefix, prompts) => {
    const { devices, printed } = room();
    devices.attach(0x1f, { type: '3215-C', arguments: words });
    const console_ = devices.consoles.get(0x1f)!;
    expect(console_.prefix).toBe(prefix);
    console_.read(() => undefined);
    expect(printed).toEqual(prompts ? ['HHCTE006A Enter input for console device 001F'] : []);
  });
});
