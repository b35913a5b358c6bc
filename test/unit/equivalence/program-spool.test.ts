import { describe, expect, it } from 'vitest';
import { GuestRunner } from '../../../src/equivalence/runners/guest.js';
import { BareRunner } from '../../../src/equivalence/runners/bare.js';
import { PRINTER } from '../../../src/equivalence/runners/devices.js';
import { ProgramSpool } from '../../../src/equivalence/runners/program-spool.js';
import { programOf } from '../../support/equivalence-program.js';

describe('the spool of programs', () => {
  it('has their cards, and gives what they print', () => {
    const program = programOf({
      pieces: [{ bytes: [0x0a, 0xf0] }],
      devices: { printer: true },
      requests: [
        {
          device: PRINTER,
          mode: 0x80,
          key: 0,
          steps: [{ command: 0x09, count: 3, place: 0x3000, flags: 0x20 }],
        },
      ],
      data: [0xc1, 0xc2, 0xc3, 0xc4],
    });
    const guest = new GuestRunner();
    expect(guest.run(program)!.printed).toEqual(['ABC']);
    expect(new BareRunner().run(program)!.printed).toEqual(['ABC']);
    expect(guest.run(programOf({}))!.printed).toEqual([]);
  });

  it('tells of every change in files of others', () => {
    const spool = new ProgramSpool('TEST', 'OTHER');
    expect(spool.violations()).toEqual([]);
    const { manager } = spool;
    const [file] = manager.files('reader', 'OTHER');
    const page = manager.readPage(file.firstPage + 1);
    const damaged = page.slice();
    damaged[100] ^= 1;
    manager.writePage(file.firstPage + 1, damaged);
    expect(spool.violations()).toEqual([`spool page ${file.firstPage + 1} of OTHER`]);
    manager.writePage(file.firstPage + 1, page);
    expect(spool.violations()).toEqual([]);
    manager.change(file, { userHold: true });
    expect(spool.violations()).toHaveLength(1);
    manager.change(file, { userHold: false, owner: 'TEST' });
    expect(spool.violations().length).toBeGreaterThan(0);
    manager.change(file, { owner: 'OTHER' });
    expect(spool.violations()).toEqual([]);
    manager.purge(file);
    expect(spool.violations().length).toBeGreaterThan(0);
  });
});
