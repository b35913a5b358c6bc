import type { Facility } from '../s370/index.js';

/**
 * What a machine that hosts CP lacks. Semiprivileged instructions (SPKA, IPK, MVCP, SAC …) do not trap in problem state
 * when the dual-address-space facility lets them, so CP could not simulate them; VM/370's machines had none.
 */
export const HOST_ABSENT_FACILITIES: ReadonlySet<Facility> = new Set<Facility>(['dual-address-space']);
