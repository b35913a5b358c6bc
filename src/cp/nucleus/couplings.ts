import { ChannelAdapter } from '../../s370/index.js';
import type { AdapterLink, AdapterMessage, AdapterSide } from '../../s370/index.js';
import type { Vmblok } from '../vmachine/vmblok.js';
import type { SimulatedVdev, VdevBlok } from '../vmachine/vdevblok.js';

/** A side of a coupling. */
export interface CoupledAdapter {
  readonly vm: Vmblok;
  readonly vdev: VdevBlok;
}

/** Virtual channel-to-channel adapters: COUPLE connects two of them, the going of one disconnects the other. SY20-0887, DMKDIB. */
export class Couplings {
  private readonly ends = new Map<ChannelAdapter, LooseEnd>();

  /** An adapter that leads nowhere yet. */
  makeAdapter(): ChannelAdapter {
    const end = new LooseEnd(() => this.ends.delete(adapter));
    const adapter = new ChannelAdapter(end);
    this.ends.set(adapter, end);
    return adapter;
  }

  /** Connects two adapters; each leaves the one it was connected with before. */
  couple(first: CoupledAdapter, second: CoupledAdapter): void {
    const one = this.endOf(first.vdev);
    const other = this.endOf(second.vdev);
    if (one === undefined || other === undefined) throw new Error('only adapters can be coupled');
    one.connect(other, second, true);
    other.connect(one, first, false);
    one.tell(true);
    other.tell(true);
  }

  /** The adapter at the other end. */
  partner(vdev: VdevBlok): CoupledAdapter | undefined {
    return this.endOf(vdev)?.partner;
  }

  private endOf(vdev: VdevBlok): LooseEnd | undefined {
    if (vdev.kind !== 'ctca') return undefined;
    return this.ends.get((vdev as SimulatedVdev).device as ChannelAdapter);
  }
}

/** One end of a cable that may be plugged in anywhere. */
class LooseEnd implements AdapterLink {
  primary = false;
  partner: CoupledAdapter | undefined;
  private other: LooseEnd | undefined;
  private side: AdapterSide | undefined;

  constructor(private readonly closed: () => void) {}

  attach(side: AdapterSide): void {
    this.side = side;
  }

  connect(other: LooseEnd, partner: CoupledAdapter, primary: boolean): void {
    if (this.other !== other) this.disconnect();
    this.other = other;
    this.partner = partner;
    this.primary = primary;
  }

  tell(there: boolean): void {
    this.side?.connected(there);
  }

  send(message: AdapterMessage): void {
    this.other?.side?.received(message);
  }

  close(): void {
    this.disconnect();
    this.side = undefined;
    this.closed();
  }

  private disconnect(): void {
    const { other } = this;
    this.other = this.partner = undefined;
    if (other === undefined || other.other !== this) return;
    other.other = other.partner = undefined;
    other.tell(false);
    this.tell(false);
  }
}
