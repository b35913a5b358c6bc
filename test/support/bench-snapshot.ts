import { StateReader } from '../../src/s370/index.js';
import { ChannelBench } from './channel-bench.js';

/** A second bench that goes on where the first is; `attach` plugs in new devices of the same kinds. */
export function continued(bench: ChannelBench, attach: (copy: ChannelBench) => void): ChannelBench {
  const saved = {
    bytes: bench.bytes.slice(),
    now: bench.clock.now(),
    events: bench.events.saveState(),
    channels: bench.channels.saveState(),
  };
  const copy = new ChannelBench();
  attach(copy);
  const state = new StateReader(saved, 'bench');
  copy.bytes.set(state.bytes('bytes'));
  copy.clock.skipTo(state.number('now'));
  copy.events.restoreState(state.within('events'));
  copy.channels.restoreState(state.within('channels'), copy.events);
  return copy;
}
