import { describe, expect, it } from 'vitest';
import { Accounting } from '../../../src/cp/accounting.js';
import type { VdevBlok, Vmblok } from '../../../src/cp/index.js';
import { ebcdic037 } from '../../../src/ebcdic/index.js';

const vm = { userid: 'ALICE', entry: { account: '42' } } as Vmblok;
const clock = { now: () => 90_500_000, timeOfDay: () => 0 };

describe('accounting cards of devices', () => {
  const cards: Uint8Array[] = [];
  const accounting = new Accounting(
    (card) => cards.push(card),
    () => '102880123456',
  );

  it.each([
    [{ kind: 'dedicated', type: '3420', address: 0x181 }, '02', [0x08, 0x10, 0, 0, 0x40, 0x40]],
    [{ kind: 'minidisk', type: '3350', address: 0x192, cylinders: 260 }, '03', [0x04, 0x08, 0, 0, 1, 4]],
  ])('%o: kind %s, with time, class, type and cylinders', (device, kind, fields) => {
    const vdev = device as VdevBlok;
    cards.length = 0;
    accounting.deviceGiven(vdev, 500_000);
    accounting.deviceTaken(vm, vdev, clock);
    accounting.deviceTaken(vm, vdev, clock);
    expect(cards).toHaveLength(1);
    const [card] = cards;
    expect(ebcdic037.decode(card, 0, 28)).toBe('ALICE   42      102880123456');
    expect(new DataView(card.buffer).getUint32(28)).toBe(90);
    expect([...card.subarray(32, 38)]).toEqual(fields);
    expect(ebcdic037.decode(card, 78, 80)).toBe(kind);
  });
});
