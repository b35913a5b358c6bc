/** Assigned locations in low storage, real addresses unless said otherwise. GA22-7000, Assigned Storage Locations. */

/** Absolute: IPL PSW; also the restart new PSW. */
export const RESTART_NEW_PSW = 0x00;
export const RESTART_OLD_PSW = 0x08;
export const EXTERNAL_OLD_PSW = 0x18;
export const SVC_OLD_PSW = 0x20;
export const PROGRAM_OLD_PSW = 0x28;
export const MACHINE_CHECK_OLD_PSW = 0x30;
export const IO_OLD_PSW = 0x38;
/** From an old PSW to the new PSW of its class. */
export const NEW_PSW_DISTANCE = 0x40;
export const CSW_ADDRESS = 0x40;
export const CAW_ADDRESS = 0x48;
export const INTERVAL_TIMER_ADDRESS = 0x50;
/** CPU address of the sender of an external interruption. */
export const EXTERNAL_CPU_ADDRESS = 0x84;
/** EC mode: interruption codes; SVC and program have the ILC in the halfword before. */
export const EXTERNAL_CODE = 0x86;
export const SVC_ILC = 0x88;
export const SVC_CODE = 0x8a;
export const PROGRAM_ILC = 0x8c;
export const PROGRAM_CODE = 0x8e;
export const TRANSLATION_EXCEPTION_ADDRESS = 0x90;
export const MONITOR_CLASS = 0x94;
/** 360/67 in extended mode: interruption codes, halfwords. */
export const CODES_67: Readonly<Record<number, number>> = {
  [EXTERNAL_OLD_PSW]: 0x0e,
  [SVC_OLD_PSW]: 0x10,
  [PROGRAM_OLD_PSW]: 0x12,
  [MACHINE_CHECK_OLD_PSW]: 0x14,
  [IO_OLD_PSW]: 0x16,
};
export const PER_CODE = 0x96;
export const PER_ADDRESS = 0x98;
export const MONITOR_CODE = 0x9c;
export const CHANNEL_ID_ADDRESS = 0xa8;
/** Limited channel logout. */
export const LIMITED_LOGOUT_ADDRESS = 0xb0;
/** EC mode: I/O device address, in the halfword after a byte of zeros. */
export const IO_DEVICE_ADDRESS = 0xba;
/** Save areas of machine-check interruptions (real) and of store status (absolute). */
export const CPU_TIMER_SAVE = 0xd8;
export const CLOCK_COMPARATOR_SAVE = 0xe0;
export const MACHINE_CHECK_CODE = 0xe8;
export const EXTERNAL_DAMAGE_CODE = 0xf4;
export const FAILING_STORAGE_ADDRESS = 0xf8;
export const STORE_STATUS_PSW = 0x100;
export const STORE_STATUS_PREFIX = 0x108;
export const FPR_SAVE = 0x160;
export const GPR_SAVE = 0x180;
export const CR_SAVE = 0x1c0;
