/** TN3270 Enhancements: subnegotiation words, record header, reasons. RFC 2355. */

export const E = {
  associate: 0x00,
  connect: 0x01,
  deviceType: 0x02,
  functions: 0x03,
  is: 0x04,
  reason: 0x05,
  reject: 0x06,
  request: 0x07,
  send: 0x08,
} as const;

export const EFunction = {
  bindImage: 0x00,
  dataStreamCtl: 0x01,
  responses: 0x02,
  scsCtlCodes: 0x03,
  sysreq: 0x04,
} as const;

export const ERejectReason = {
  connPartner: 0x00,
  deviceInUse: 0x01,
  invAssociate: 0x02,
  invName: 0x03,
  invDeviceType: 0x04,
  typeNameError: 0x05,
  unknownError: 0x06,
  unsupportedReq: 0x07,
} as const;

export const EDataType = {
  data3270: 0x00,
  scsData: 0x01,
  response: 0x02,
  bindImage: 0x03,
  unbind: 0x04,
  nvtData: 0x05,
  request: 0x06,
  sscpLuData: 0x07,
  printEoj: 0x08,
} as const;

/** Response flag of 3270 data. */
export const EResponseFlag = { none: 0x00, error: 0x01, always: 0x02 } as const;
/** Response flag of a response record. */
export const EResponseKind = { positive: 0x00, negative: 0x01 } as const;

export const HEADER_LENGTH = 5;

export interface EHeader {
  readonly dataType: number;
  readonly request: number;
  readonly response: number;
  /** 0-65535. */
  readonly sequence: number;
}

export function encodeHeader(header: EHeader): Uint8Array {
  return Uint8Array.of(
    header.dataType,
    header.request,
    header.response,
    (header.sequence >> 8) & 0xff,
    header.sequence & 0xff,
  );
}

/** Header of a record; undefined when the record is shorter than one. */
export function decodeHeader(record: Uint8Array): EHeader | undefined {
  if (record.length < HEADER_LENGTH) return undefined;
  return {
    dataType: record[0],
    request: record[1],
    response: record[2],
    sequence: (record[3] << 8) | record[4],
  };
}
