import { adapterCable } from '../../s370/index.js';
import type { AdapterLink } from '../../s370/index.js';

/** What devices with sockets and cables share in one process. */
export class DeviceNetwork {
  private readonly cables = new Map<
    string,
    { readonly ends: readonly AdapterLink[]; readonly used: boolean[] }
  >();

  constructor(
    /** Something has come from outside: the machine may be asleep. */
    readonly wake: () => void,
    /** A line for the operator. */
    readonly log: (line: string) => void,
  ) {}

  /** An end of the cable of this name. Throws an Error when both are in use. */
  cableEnd(name: string): AdapterLink {
    let cable = this.cables.get(name);
    if (cable === undefined) {
      cable = { ends: adapterCable(), used: [false, false] };
      this.cables.set(name, cable);
    }
    const { ends, used } = cable;
    const index = used.indexOf(false);
    if (index < 0) throw new Error(`both ends of local=${name} are in use`);
    used[index] = true;
    const end = ends[index];
    return {
      primary: end.primary,
      attach: (side) => end.attach(side),
      send: (message) => end.send(message),
      close: () => {
        used[index] = false;
        end.close();
      },
    };
  }
}
