import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hasS3270 } from '../support/s3270.js';
import { SYSTEM_DIRECTORY, SystemDirectory, SystemProcess } from '../support/system.js';

const available = hasS3270();
if (!available) console.log('skipped: no s3270 on this host (Debian package s3270)');

/** A TCP port that nobody uses now. */
function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

const directories: SystemDirectory[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) directory.remove();
});

function node(systemId: string, network: object): SystemDirectory {
  const directory = new SystemDirectory({
    site: { ownedVolumes: ['CPRES'], savedSystems: [], systemId, network },
    directory: `${SYSTEM_DIRECTORY}USER RSCS NOLOG\n`,
  });
  directories.push(directory);
  return directory;
}

describe.skipIf(!available)('two systems with a line between them', () => {
  it('a file spooled to RSCS arrives in the reader of the user that its tag names', async () => {
    const port = await freePort();
    const nodeA = node('NODEA', { listen: { port }, links: [{ name: 'NODEB', password: 'SECRET' }] });
    const nodeB = node('NODEB', {
      links: [{ name: 'NODEA', host: '127.0.0.1', port, password: 'SECRET' }],
    });
    const [a, b] = [await SystemProcess.start(nodeA), await SystemProcess.start(nodeB)];
    try {
      const bob = await a.user('BOB');
      const carol = await b.user('CAROL');
      await bob.command('SPOOL CONSOLE START TO RSCS CLASS T');
      await bob.command('TAG DEV 009 NODEB CAROL');
      await bob.command('QUERY USERID');
      await bob.command('SPOOL CONSOLE STOP CLOSE');
      await carol.untilText('FILE SPOOLED TO CAROL -- ORG NODEA (BOB)');
      await carol.untilText('IS IN YOUR READER');
      await bob.untilText('SENT: FILE');
      const rows = await carol.command('QUERY RDR ALL');
      expect(rows.join('\n')).toMatch(/^RSCS +\d{4} T PRT /m);
      await carol.command('SMSG RSCS MSG NODEA BOB Thank you');
      await bob.untilText('FROM NODEB(CAROL): ');
      await bob.command('SMSG RSCS QUERY SYSTEM');
      await bob.untilText('LINK NODEB    ACTIVE QUEUED 0 SENT 1 RECEIVED 0');
    } finally {
      await a.close();
      await b.close();
    }
  });
});
