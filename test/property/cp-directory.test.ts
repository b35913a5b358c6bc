import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCESS_MODES, parseDirectory, renderDirectory } from '../../src/cp/directory/index.js';
import type { DeviceEntry, DirectoryUser, SwitchOption } from '../../src/cp/directory/index.js';

const name = fc.stringMatching(/^[A-Z][A-Z0-9]{0,7}$/);
const volser = fc.stringMatching(/^[A-Z][A-Z0-9]{3,5}$/);
const symbol = fc.option(fc.integer({ min: 0x41, max: 0xfe }), { nil: undefined });
const mode = fc.record({ mode: fc.constantFrom(...ACCESS_MODES), virtualReserve: fc.boolean() });
const password = fc.option(name, { nil: undefined });

type Shape<K extends DeviceEntry['kind']> = Omit<Extract<DeviceEntry, { kind: K }>, 'address' | 'line'>;

const device: fc.Arbitrary<Shape<DeviceEntry['kind']>> = fc.oneof(
  fc.record<Shape<'console'>>({
    kind: fc.constant('console'),
    type: fc.constantFrom('3215', '3270'),
    spoolClass: fc.constantFrom('T', 'A'),
  }),
  fc
    .tuple(fc.nat(500), fc.integer({ min: 1, max: 50 }), volser, mode, password, password, password)
    .map(([start, cylinders, serial, access, read, write, multiple]) => ({
      kind: 'mdisk' as const,
      type: '3350',
      start,
      cylinders,
      volser: serial,
      ...access,
      ...(read === undefined ? {} : { readPassword: read }),
      ...(read === undefined || write === undefined ? {} : { writePassword: write }),
      ...(read === undefined || write === undefined || multiple === undefined
        ? {}
        : { multiplePassword: multiple }),
    })),
  fc.record<Shape<'tdisk'>>({
    kind: fc.constant('tdisk'),
    type: fc.constant('3330'),
    cylinders: fc.integer({ min: 1, max: 99 }),
  }),
  fc.record<Shape<'spool'>>({
    kind: fc.constant('spool'),
    type: fc.constantFrom('2540R', '2540P', '1403', '3211', '3505'),
    spoolClass: fc.constantFrom('A', '*', '5'),
  }),
  fc.record<Shape<'dedicate'>>({
    kind: fc.constant('dedicate'),
    real: fc.nat(0xfff),
    volser,
    readOnly: fc.boolean(),
  }),
  fc
    .tuple(name, fc.nat(0xfff), mode)
    .map(([userid, ownerAddress, access]) => ({ kind: 'link' as const, userid, ownerAddress, ...access })),
  fc.record<Shape<'special'>>({ kind: fc.constant('special'), type: fc.constantFrom('TIMER', '3270') }),
);

const user = fc.record({
  userid: name,
  password: name,
  storage: fc.integer({ min: 2, max: 4096 }).map((pages) => pages * 4096),
  maximumStorage: fc.integer({ min: 2, max: 4096 }).map((pages) => pages * 4096),
  classes: fc
    .uniqueArray(fc.constantFrom(...'ABCDEFGH'), { minLength: 1 })
    .map((letters) => letters.sort().join('')),
  priority: fc.nat(99),
  edit: fc.record({ lineEnd: symbol, lineDelete: symbol, characterDelete: symbol, escape: symbol }),
  account: name,
  distribution: name,
  options: fc
    .uniqueArray(
      fc.constantFrom<SwitchOption>('REALTIMER', 'ECMODE', 'ISAM', 'VIRT=REAL', 'ACCT', 'SVCOFF', 'BMX'),
    )
    .map((options): ReadonlySet<SwitchOption> => new Set(options)),
  ipl: fc.option(fc.record({ system: name, parameter: fc.constantFrom('', 'AUTOCR', 'A B') }), {
    nil: undefined,
  }),
  devices: fc.uniqueArray(fc.tuple(fc.nat(0xfff), device), {
    selector: ([address]) => address,
    minLength: 1,
  }),
});

/** Drops line numbers, which depend on the layout. */
const withoutLines = (users: readonly DirectoryUser[]): unknown[] =>
  users.map(({ line: _, ...rest }) => ({
    ...rest,
    options: [...rest.options].sort(),
    devices: rest.devices.map(({ line: _line, ...entry }) => entry),
  }));

describe('directory round trip', () => {
  test('what is rendered reads back the same', () => {
    fc.assert(
      fc.property(fc.uniqueArray(user, { selector: ({ userid }) => userid, maxLength: 4 }), (drafts) => {
        const users: DirectoryUser[] = drafts.map(({ ipl, ...draft }) => ({
          ...draft,
          ...(ipl === undefined ? {} : { ipl }),
          line: 0,
          devices: draft.devices.map(([address, shape]) => ({ ...shape, address, line: 0 }) as DeviceEntry),
        }));
        const location = { address: 0x140, type: '3350', volser: 'CPVOL1' };
        const parsed = parseDirectory(renderDirectory(location, users));
        expect(parsed.errors).toEqual([]);
        expect(parsed.location).toEqual(location);
        expect(withoutLines(parsed.users)).toEqual(withoutLines(users));
      }),
      { numRuns: 200 },
    );
  });

  test('no text makes the parser throw', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 9 }),
      fc.constantFrom('USER', 'MDISK', 'LINK', 'T', '191', '3350', 'RR'),
    );
    const line = fc.array(word, { maxLength: 9 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const parsed = parseDirectory(lines.join('\n'));
        for (const { message } of parsed.errors) expect(message).toMatch(/^DMKDIR7\d\dE /);
      }),
    );
  });
});
