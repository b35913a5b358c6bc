/** Simulated I/O instructions: they go to the virtual channels. GA22-7000, Input/Output Operations. */
import type { IoResult } from '../../../s370/index.js';
import { guestAddress } from '../guest-address.js';
import type { PrivilegedInstruction } from './operation.js';

const CAW = guestAddress(0x48);
const CSW_HIGH = guestAddress(0x40);
const CSW_LOW = guestAddress(0x44);
const CSW_STATUS = guestAddress(0x44);
const CHANNEL_ID = guestAddress(0xa8);
/** Channel status of a CAW that is wrong. */
const PROGRAM_CHECK_STATUS = 0x0020;

/** START I/O (SIO) and START I/O FAST RELEASE (SIOF). */
export function startIo(instruction: PrivilegedInstruction): void {
  const { vm, environment } = instruction;
  const caw = vm.storage.fetchWord(CAW);
  const device = instruction.address & 0xffff;
  if ((caw & 0x0f000007) !== 0) {
    if (!environment.io.exists(device)) {
      instruction.setConditionCode(3);
      return;
    }
    vm.storage.storeHalf(CSW_STATUS, PROGRAM_CHECK_STATUS);
    instruction.setConditionCode(1);
    return;
  }
  conclude(
    instruction,
    environment.io.startIo(device, caw >>> 28, caw & 0xffffff, (instruction.opcode & 0xff) === 1),
  );
}

/** TEST I/O (TIO) and CLEAR I/O (CLRIO). */
export function testIo(instruction: PrivilegedInstruction): void {
  const { io } = instruction.environment;
  const device = instruction.address & 0xffff;
  conclude(instruction, (instruction.opcode & 1) === 0 ? io.testIo(device) : io.clearIo(device));
}

/** HALT I/O (HIO) and HALT DEVICE (HDV). */
export function haltIo(instruction: PrivilegedInstruction): void {
  const { io } = instruction.environment;
  const device = instruction.address & 0xffff;
  conclude(instruction, (instruction.opcode & 1) === 0 ? io.haltIo(device) : io.haltDevice(device));
}

/** TEST CHANNEL (TCH) and CLEAR CHANNEL (CLRCH). */
export function testChannel(instruction: PrivilegedInstruction): void {
  const { io } = instruction.environment;
  const device = instruction.address & 0xffff;
  instruction.setConditionCode(
    (instruction.opcode & 1) === 0 ? io.testChannel(device) : io.clearChannel(device),
  );
}

/** STORE CHANNEL ID (STIDC). */
export function storeChannelId(instruction: PrivilegedInstruction): void {
  const { conditionCode, id } = instruction.environment.io.storeChannelId(instruction.address & 0xffff);
  if (conditionCode === 0) instruction.vm.storage.storeWord(CHANNEL_ID, id);
  instruction.setConditionCode(conditionCode);
}

function conclude(instruction: PrivilegedInstruction, result: IoResult): void {
  const { storage } = instruction.vm;
  // The channel has acted: a page is waited for now.
  storage.repeatable = false;
  if (result.csw !== undefined) {
    if (result.csw.statusOnly) storage.storeHalf(CSW_STATUS, result.csw.low >>> 16);
    else {
      storage.storeWord(CSW_HIGH, result.csw.high);
      storage.storeWord(CSW_LOW, result.csw.low);
    }
  }
  instruction.setConditionCode(result.conditionCode);
}
