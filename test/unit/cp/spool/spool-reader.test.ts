import { describe, expect, it } from 'vitest';
import { MemorySpoolStore, SpoolManager, SpoolWriter } from '../../../../src/cp/spool/index.js';
import type { SpoolOrigin } from '../../../../src/cp/spool/index.js';
import { fileBlock } from '../../../../src/cp/spool/spool-diagnose.js';
import { SpoolReader } from '../../../../src/cp/spool/spool-reader.js';
import { ebcdic037 } from '../../../../src/ebcdic/index.js';

/** A file of a kind in the reader of USER, and what reading and its SFBLOK give. */
function readBack(kind: SpoolOrigin, ...texts: string[]): { lengths: number[]; inBlock: number } {
  const manager = new SpoolManager(new MemorySpoolStore(16));
  const writer = new SpoolWriter(manager, kind);
  for (const text of texts) {
    writer.write({ command: kind === 'punch' ? 0x41 : 0x09, data: ebcdic037.encode(text) });
  }
  const file = writer.close({
    queue: 'reader',
    owner: 'USER',
    origin: 'USER',
    class: 'A',
    copies: 1,
    name: '',
    type: '',
    distribution: 'USER',
    userHold: false,
    systemHold: false,
    tag: undefined,
    created: 0,
  })!;
  const settings = { class: '*', hold: false, continuous: false, endOfFile: true };
  const reader = new SpoolReader(
    () => manager,
    'USER',
    settings as unknown as ConstructorParameters<typeof SpoolReader>[2],
    () => undefined,
  );
  const block = fileBlock(file, { id: 'UTC', offsetMinutes: 0 });
  const lengths: number[] = [];
  for (let card = reader.readCard(); typeof card !== 'string'; card = reader.readCard()) {
    lengths.push(card.length);
  }
  return { lengths, inBlock: (block[36] << 8) | block[37] };
}

describe('a virtual reader', () => {
  it('gives cards of 80 columns', () => {
    expect(readBack('punch', 'ONE', 'TWO')).toEqual({ lengths: [80, 80], inBlock: 80 });
  });

  it('gives every line of a print file the width of the printer', () => {
    expect(readBack('printer', 'SHORT', 'X'.repeat(121))).toEqual({ lengths: [132, 132], inBlock: 132 });
    expect(readBack('console', 'SHORT')).toEqual({ lengths: [132], inBlock: 132 });
  });

  it('keeps what a wider printer wrote', () => {
    expect(readBack('printer', 'X'.repeat(150)).lengths).toEqual([150]);
  });
});
