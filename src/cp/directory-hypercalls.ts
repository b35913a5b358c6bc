import type { AccountingCharge, DiagnoseAccounting } from '../diag/index.js';
import type { Accounting } from './accounting.js';
import type { ControlProgram } from './control-program.js';
import { updateInPlace } from './directory/update-in-place.js';
import type { Directory } from './directory/index.js';
import type { HypercallService } from './services.js';
import type { Vmblok } from './vmachine/vmblok.js';

/** Accounting and directory for hypercalls: DIAGNOSE X'3C', X'4C' and X'84'. */
export class DirectoryHypercalls implements HypercallService {
  constructor(
    private readonly rooms: { readonly directory: Directory; readonly accounting: Accounting },
    private readonly cp: ControlProgram,
    private readonly readDirectory: (() => Directory) | undefined,
  ) {}

  accounting(vm: Vmblok): DiagnoseAccounting {
    const { directory, accounting } = this.rooms;
    return {
      cut: () => {
        accounting.interim(vm, this.cp);
        vm.chargedTo = undefined;
      },
      knows: (userid) => directory.find(userid) !== undefined,
      charge: ({ userid, account, distribution }: AccountingCharge) => {
        const user = directory.find(userid);
        if (user === undefined) return;
        vm.chargedTo = {
          userid,
          account: account ?? user.account,
          distribution: distribution ?? user.distribution,
        };
      },
      card: (text) => accounting.userCard(vm, text),
    };
  }

  activateDirectory(): 'done' | 'no-directory' | 'error' {
    if (this.readDirectory === undefined) return 'no-directory';
    try {
      this.rooms.directory.replaceBy(this.readDirectory());
      return 'done';
    } catch {
      // what is wrong in the source is for the one who edits it: CP goes on with what it has
      return 'error';
    }
  }

  updateDirectory(_vm: Vmblok, list: string): number {
    return updateInPlace(this.rooms.directory, list);
  }
}
