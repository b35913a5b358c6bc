/** Unit status (CSW bits 32-39) and channel status (CSW bits 40-47). GA22-7000, Input/Output Operations. */

export const UnitStatus = {
  attention: 0x80,
  statusModifier: 0x40,
  controlUnitEnd: 0x20,
  busy: 0x10,
  channelEnd: 0x08,
  deviceEnd: 0x04,
  unitCheck: 0x02,
  unitException: 0x01,
} as const;

export const ChannelStatus = {
  programControlled: 0x80,
  incorrectLength: 0x40,
  programCheck: 0x20,
  protectionCheck: 0x10,
  channelDataCheck: 0x08,
  channelControlCheck: 0x04,
  interfaceControlCheck: 0x02,
  chainingCheck: 0x01,
} as const;

/** Channel end and device end: the ordinary end of an operation. */
export const NORMAL_END = UnitStatus.channelEnd | UnitStatus.deviceEnd;

/** Channel end, device end and unit check: an operation that ended in trouble; sense says which. */
export const CHECK_END = NORMAL_END | UnitStatus.unitCheck;

/** Channel conditions that end a channel program whatever its flags say. */
export const CHANNEL_ERRORS =
  ChannelStatus.programCheck |
  ChannelStatus.protectionCheck |
  ChannelStatus.channelDataCheck |
  ChannelStatus.channelControlCheck |
  ChannelStatus.interfaceControlCheck |
  ChannelStatus.chainingCheck;
