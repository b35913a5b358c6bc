import { describe, expect, it } from 'vitest';
import { ChannelStatus, Printer } from '../../../src/s370/index.js';
import { status } from '../../support/channel-bench.js';
import { CpuBench } from '../../support/cpu-bench.js';
import { TestPaper } from '../../support/memory-volumes.js';

describe('storage with bad checking code', () => {
  it('is a channel data check for data and a channel control check for a CCW', () => {
    for (const [bad, expected] of [
      [0x2000, ChannelStatus.channelDataCheck],
      [0x1000, ChannelStatus.channelControlCheck],
    ]) {
      const b = new CpuBench();
      b.machine.channels.attach(0x00e, new Printer(new TestPaper()));
      b.put(0x1000, '09002000 20000001');
      b.storage.damage(bad, { part: 'data', permanent: false });
      const { conditionCode, csw } = b.machine.channels.startIo(0x00e, 0, 0x1000, false);
      while (b.machine.events.length > 0 && b.machine.idle() === 0);
      const seen = conditionCode === 1 ? csw! : b.machine.channels.takeInterruption(-1)!.csw;
      expect(status(seen).channel).toBe(expected);
    }
  });
});
