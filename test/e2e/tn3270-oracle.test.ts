import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Aid, Command, Screen, screenFields } from '../../src/tn3270/datastream/index.js';
import { Tn3270Server } from '../../src/tn3270/index.js';
import type { RemoteTerminal } from '../../src/tn3270/index.js';
import { validWrite } from '../support/display-streams.js';
import { S3270, hasS3270 } from '../support/s3270.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

let server: Tn3270Server | undefined;
let client: S3270 | undefined;
afterEach(async () => {
  client?.close();
  await server?.close();
});

/** An s3270 and its terminal at our server; `attentions` are the records of its AID keys. */
async function peer(): Promise<{ s3270: S3270; terminal: RemoteTerminal; attentions: Uint8Array[] }> {
  const attentions: Uint8Array[] = [];
  let terminal: RemoteTerminal | undefined;
  server = new Tn3270Server({
    port: 0,
    onTerminal: (connected) => {
      terminal = connected;
      return {
        attention: (record) => {
          attentions.push(record);
          // the action of an AID key ends only when the keyboard is unlocked
          connected.send(Command.write, Uint8Array.of(0xc2));
        },
        powered: () => undefined,
      };
    },
  });
  const port = await server.listen();
  client = new S3270(`127.0.0.1:${port}`, { args: ['-clear', 'blankFill'] });
  await expect.poll(() => terminal !== undefined).toBe(true);
  const connected = terminal as unknown as RemoteTerminal;
  // s3270 takes actions only once the host has sent a screen with a field
  connected.send(Command.eraseWrite, Uint8Array.of(0xc3, 0x1d, 0x40, 0x13));
  await client.run('Wait(5,InputField)');
  return { s3270: client, terminal: connected, attentions };
}

const read = (terminal: RemoteTerminal, command: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no reply to a read')), 5000);
    terminal.request(command, (data) => {
      clearTimeout(timer);
      resolve(data);
    });
  });

/** Bytes in hexadecimal, runs of nulls as their length: differences stay readable. */
const hex = (bytes: Uint8Array | undefined): string =>
  Buffer.from(bytes ?? [])
    .toString('hex')
    .replace(/../g, '$& ')
    .replace(/(?:00 ){3,}/g, (run) => `(${run.length / 3} nulls) `);

/** Keys that both sides have under these names. */
const KEYS = {
  'Tab()': (screen: Screen) => screen.tab(),
  'BackTab()': (screen: Screen) => screen.backTab(),
  'Newline()': (screen: Screen) => screen.newLine(),
  'Home()': (screen: Screen) => screen.home(),
  'Left()': (screen: Screen) => screen.left(),
  'Right()': (screen: Screen) => screen.right(),
  'Up()': (screen: Screen) => screen.up(),
  'Down()': (screen: Screen) => screen.down(),
  'Delete()': (screen: Screen) => screen.delete(),
  'EraseEOF()': (screen: Screen) => screen.eraseEndOfField(),
  'EraseInput()': (screen: Screen) => screen.eraseInput(),
  'Dup()': (screen: Screen) => screen.dup(),
  'FieldMark()': (screen: Screen) => screen.fieldMark(),
  'Key(A)': (screen: Screen) => screen.type('A'),
  'Key(5)': (screen: Screen) => screen.type('5'),
} as const;

describe.skipIf(!available)('our screen beside the real s3270', () => {
  it('has the same buffer and the same modified fields after any writes', async () => {
    const { terminal } = await peer();
    await fc.assert(
      fc.asyncProperty(fc.array(validWrite, { minLength: 1, maxLength: 4 }), async (writes) => {
        const ours = new Screen({ numericLock: false });
        ours.connected();
        const all = [{ command: Command.eraseWrite as number, data: Uint8Array.of(0xc3) }, ...writes];
        for (const { command, data } of all) {
          ours.execute(command, data);
          terminal.send(command, data);
        }
        for (const command of [Command.readBuffer, Command.readModified]) {
          const theirs = await read(terminal, command);
          expect(hex(ours.execute(command, new Uint8Array(0)).reply)).toBe(hex(theirs));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the same buffer and cursor after any keys', async () => {
    const { s3270, terminal, attentions } = await peer();
    const keys = fc.array(fc.constantFrom(...(Object.keys(KEYS) as (keyof typeof KEYS)[])), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(validWrite, keys, async (write, strokes) => {
        const ours = new Screen({ numericLock: false });
        ours.connected();
        for (const { command, data } of [{ command: Command.eraseWrite, data: Uint8Array.of(0xc3) }, write]) {
          ours.execute(command, data);
          terminal.send(command, data);
        }
        // s3270 takes a field without positions for a place of the cursor
        fc.pre(screenFields(ours).every((field) => field.text.length > 0));
        await read(terminal, Command.readModified);
        for (const stroke of strokes) {
          KEYS[stroke](ours);
          await s3270.run(stroke).catch(() => undefined);
          // s3270 keeps the keys that follow an operator error, which is its own convenience
          if (ours.lock === 'none') continue;
          ours.reset();
          await s3270.run('Reset()');
        }
        const theirs = await read(terminal, Command.readBuffer);
        expect(hex(ours.execute(Command.readBuffer, new Uint8Array(0)).reply)).toBe(hex(theirs));
        const before = attentions.length;
        await s3270.run('PF(1)');
        expect(attentions).toHaveLength(before + 1);
        expect(hex(attentions.at(-1))).toBe(hex(ours.attention(Aid.pf1)));
      }),
      { numRuns: 150 },
    );
  });
});
