import type { MainStorage } from '../../s370/index.js';
import { commandKind } from '../../s370/index.js';
import type { RdevBlok } from '../nucleus/rdevblok.js';
import type { RealIoFailure } from '../nucleus/real-io.js';
import type { FailedOperation } from './error-recorder.js';

const CCW = 8;
const SEEKS: readonly number[] = [0x07, 0x0b, 0x1b];
/** CCWs that are looked through for the last seek. */
const MOST_CCWS = 64;

/** What error recording needs to know of an operation that failed, while its channel program is still there. */
export function failedOperation(
  storage: MainStorage,
  rdev: RdevBlok,
  { request, outcome }: RealIoFailure,
): FailedOperation {
  const { csw, sense } = outcome;
  const { owner } = request;
  const at = csw.ccwAddress - CCW;
  const there = at > 0 && at + CCW <= storage.size;
  return {
    rdev,
    csw,
    ccw: there ? storage.copyOut(at, CCW) : new Uint8Array(CCW),
    sense,
    seek: rdev.cylinders === undefined ? undefined : lastSeek(storage, request.ccwAddress, at),
    by: owner === undefined ? 'cp' : owner.diagnose ? 'diagnose' : 'guest',
    userid: owner?.userid,
    classF: owner?.classF ?? false,
  };
}

/** Argument CCHH of the last seek before a CCW of a program that runs straight on to it. */
function lastSeek(storage: MainStorage, start: number, failing: number): Uint8Array | undefined {
  let argument: Uint8Array | undefined;
  for (let at = start, count = 0; at <= failing && count < MOST_CCWS; at += CCW, count++) {
    const ccw = storage.copyOut(at, CCW);
    if (commandKind(ccw[0]) !== 'control' || !SEEKS.includes(ccw[0])) continue;
    const data = (ccw[1] << 16) | (ccw[2] << 8) | ccw[3];
    if (data + 6 <= storage.size) argument = storage.copyOut(data + 2, 4);
  }
  return argument;
}
