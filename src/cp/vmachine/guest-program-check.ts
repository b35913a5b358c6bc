/** A program exception that a simulated instruction of a guest meets. Thrown; carries no stack, it is no fault of CP's. */
export class GuestProgramCheck {
  constructor(
    /** Program interruption code. */
    readonly code: number,
    /** Translation-exception address for codes X'10' and X'11'. */
    readonly address = 0,
  ) {}
}

export const PROTECTION = 0x04;
export const ADDRESSING = 0x05;
export const OPERATION = 0x01;
export const PRIVILEGED_OPERATION = 0x02;
export const SPECIFICATION = 0x06;
export const SPECIAL_OPERATION = 0x13;
export const SEGMENT_TRANSLATION = 0x10;
export const PAGE_TRANSLATION = 0x11;
export const TRANSLATION_SPECIFICATION = 0x12;
/** VM/VS handshaking, SET PAGEX ON. */
export const PSEUDO_PAGE_FAULT = 0x14;
