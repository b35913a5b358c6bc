import { CHECK_END, NORMAL_END } from '../channel/status.js';
import type { StateReader, StateRecord, StateValue } from '../state.js';
import { ARRIVED, AccessMotion } from './access-motion.js';
import type { BackingError, BlockStore } from './backing.js';
import { BaseDevice } from './base-device.js';
import type { ChannelOperation } from './device.js';
import { FbaChain } from './fba-chain.js';
import { deviceCharacteristics, senseIdentification } from './fba-identity.js';
import { fbaModelOfGeometry } from './fba-models.js';
import type { FbaModel, FbaType } from './fba-models.js';
import { fbaSense } from './fba-sense.js';
import type { FbaCondition } from './fba-sense.js';

const SENSE_LENGTH = 24;
const LOG_LENGTH = 24;
/** Sense format 6: usage and error counts. */
const LOG_FORMAT = 0x60;
/** Blocks that go to or from the volume at once. */
const BLOCKS_AT_ONCE = 120;

const Command = {
  readIpl: 0x02,
  noOperation: 0x03,
  sense: 0x04,
  unconditionalReserve: 0x14,
  write: 0x41,
  read: 0x42,
  locate: 0x43,
  defineExtent: 0x63,
  readCharacteristics: 0x64,
  release: 0x94,
  readBufferedLog: 0xa4,
  reserve: 0xb4,
} as const;

/**
 * Fixed block disks 3310 and 3370: blocks of 512 bytes by number, within an extent. GA26-1660 (3310), GA26-1657
 * (3370).
 */
export class FbaDisk extends BaseDevice {
  readonly model: FbaModel;
  private readonly chain = new FbaChain();
  /** Block where the access mechanism stands. */
  private block = 0;
  private blocksRead = 0;
  private conditionKept = false;
  private readonly motion = new AccessMotion();

  /** `model` by default is the smallest of the type that holds the volume's blocks. */
  constructor(
    readonly store: BlockStore,
    type: FbaType = '3370',
    model: FbaModel = fbaModelOfGeometry(type, store.geometry),
  ) {
    super(model.type, SENSE_LENGTH, senseIdentification(model));
    this.model = model;
  }

  override execute(operation: ChannelOperation): number | undefined {
    const { command } = operation;
    if (operation.first) this.chain.reset();
    if (command !== Command.sense && command !== Command.noOperation) this.conditionKept = false;
    const status = super.execute(operation);
    this.chain.previous = command;
    return status;
  }

  override get working(): boolean {
    return this.motion.moving;
  }

  override timed(name: string, argument: StateValue): void {
    if (name === ARRIVED) this.motion.arrived(this.port);
    else super.timed(name, argument);
  }

  override reset(): void {
    super.reset();
    this.motion.stop(this.attached ? this.port : undefined);
    this.conditionKept = false;
    this.block = 0;
    this.chain.reset();
  }

  override close(): void {
    this.motion.stop(this.attached ? this.port : undefined);
    super.close();
    this.store.close();
  }

  protected override saveModel(): StateRecord {
    const { block, blocksRead, conditionKept } = this;
    return {
      chain: this.chain.saveState(),
      block,
      blocksRead,
      conditionKept,
      moving: this.motion.moving,
    };
  }

  protected override restoreModel(state: StateReader): void {
    this.chain.restoreState(state.within('chain'));
    this.block = state.number('block');
    this.blocksRead = state.number('blocksRead');
    this.conditionKept = state.boolean('conditionKept');
    this.motion.moving = state.has('moving') && state.boolean('moving');
  }

  protected override get backing(): BlockStore {
    return this.store;
  }

  protected override backingTrouble(error: BackingError): number {
    this.lastTrouble = error.message;
    return this.fail(error.sense === 'no-space' ? 'equipment-check' : error.sense);
  }

  protected override senseCommand(operation: ChannelOperation): number {
    operation.store(this.takeSense());
    return NORMAL_END;
  }

  protected perform(operation: ChannelOperation): number {
    switch (operation.command) {
      case Command.readIpl:
        return this.readIpl(operation);
      case Command.defineExtent:
        return this.ended(this.chain.defineExtent(operation, this.store.geometry.blocks));
      case Command.locate:
        return this.locate(operation);
      case Command.read:
        return this.read(operation);
      case Command.write:
        return this.write(operation);
      case Command.readCharacteristics:
        operation.store(deviceCharacteristics(this.model, this.store.geometry));
        return NORMAL_END;
      case Command.reserve:
      case Command.release:
        if (this.chain.extentDefined) return this.fail('invalid-sequence');
        return this.senseCommand(operation);
      case Command.unconditionalReserve:
        if (!operation.first) return this.fail('invalid-sequence');
        return this.senseCommand(operation);
      case Command.readBufferedLog:
        return this.readBufferedLog(operation);
    }
    return this.rejectCommand();
  }

  /** READ IPL: block 0. The extent is the whole volume then, without format writes. */
  private readIpl(operation: ChannelOperation): number {
    const { chain } = this;
    if (!operation.first && chain.previous !== Command.readIpl) return this.fail('invalid-sequence');
    chain.wholeVolume(this.store.geometry.blocks);
    this.block = 0;
    this.blocksRead++;
    operation.store(this.store.readBlocks(0, 1));
    return NORMAL_END;
  }

  private locate(operation: ChannelOperation): number {
    const result = this.chain.locate(operation);
    if (typeof result === 'string') return this.fail(result);
    this.block = result;
    return this.attached ? this.motion.turn(this.port, operation) : NORMAL_END;
  }

  /** READ: the blocks that LOCATE has named, as far as the count goes. */
  private read(operation: ChannelOperation): number {
    const { chain } = this;
    if (chain.previous !== Command.locate || !chain.locatedFor('read')) return this.fail('invalid-sequence');
    const { blockSize } = this.model;
    while (chain.blocksLeft > 0) {
      const wanted = Math.max(1, Math.ceil(operation.remaining / blockSize));
      const count = Math.min(chain.blocksLeft, BLOCKS_AT_ONCE, wanted);
      const bytes = this.store.readBlocks(this.block, count);
      this.blocksRead += count;
      const took = operation.store(bytes);
      this.advance(count);
      if (took < count * blockSize) break;
    }
    return NORMAL_END;
  }

  /** WRITE: over the blocks that LOCATE has named; what the program does not give is written as zeros. */
  private write(operation: ChannelOperation): number {
    const { chain } = this;
    if (chain.previous !== Command.locate || !chain.locatedFor('write')) return this.fail('invalid-sequence');
    if (this.store.readOnly) return this.fail('write-inhibited');
    const { blockSize } = this.model;
    for (let first = true; chain.blocksLeft > 0; first = false) {
      const count = Math.min(chain.blocksLeft, BLOCKS_AT_ONCE);
      const given = operation.fetch(count * blockSize);
      // The channel could not fetch a byte: nothing has come to the disk.
      if (first && given.length === 0) break;
      const bytes = given.length === count * blockSize ? given : new Uint8Array(count * blockSize);
      if (bytes !== given) bytes.set(given);
      this.store.writeBlocks(this.block, bytes);
      this.advance(count);
    }
    return NORMAL_END;
  }

  private advance(blocks: number): void {
    this.block += blocks;
    this.chain.blocksLeft -= blocks;
  }

  private readBufferedLog(operation: ChannelOperation): number {
    const log = new Uint8Array(LOG_LENGTH);
    log.set(fbaSense(undefined, this.place()));
    log[7] = LOG_FORMAT;
    new DataView(log.buffer).setUint32(8, this.blocksRead);
    this.blocksRead = 0;
    operation.store(log);
    return NORMAL_END;
  }

  private takeSense(): Uint8Array {
    const bytes = this.conditionKept ? this.sense.slice() : fbaSense(undefined, this.place());
    this.conditionKept = false;
    this.sense.fill(0);
    return bytes;
  }

  protected override rejectCommand(): number {
    this.fail('command-reject');
    return super.refuse(...this.sense);
  }

  private ended(condition: FbaCondition | undefined): number {
    return condition === undefined ? NORMAL_END : this.fail(condition);
  }

  private fail(condition: FbaCondition): number {
    this.sense.set(fbaSense(condition, this.place()));
    this.conditionKept = true;
    return CHECK_END;
  }

  private place() {
    const address = this.attached ? this.port.address : 0;
    return { model: this.model, address, block: this.block };
  }
}
