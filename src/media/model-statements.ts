/**
 * CPUMODEL and ARCHMODE (or ARCHLVL) of a configuration: which model the machine is. A `line` is the number that the
 * caller has given the statement.
 */

import { findModel, GENERAL_MODEL, MODELS, type MachineModel } from '../s370/index.js';

type Family = 'S/360' | 'S/370';

/** What a configuration says about the model. */
export interface ModelStatements {
  /** In capitals. */
  cpuModel?: { readonly text: string; readonly line: number };
  architecture?: { readonly name: Family; readonly line: number };
}

export interface ChosenModel {
  readonly model: MachineModel;
  /** What STORE CPU ID says, four hexadecimal digits. */
  readonly cpuModel: string;
  /** To be said to whoever starts the machine. */
  readonly note?: { readonly text: string; readonly line: number };
}

/** Throws the error of a line. */
type FailAt = (line: number, message: string) => never;

/** What CPUMODEL may say besides models: what STORE CPU ID is to store. 20nn are models of System/360, and must be known. */
const OTHER_SYSTEM_370 = /^(?!20\d\d$)[0-9A-F]{1,4}$/;

/** The architecture that ARCHMODE names. */
export function architectureOf(word: string, fail: (message: string) => never): Family {
  const [, number] = /^(?:S\/?)?(360|370)$/i.exec(word) ?? [];
  return number === undefined
    ? fail(`ARCHMODE ${word}: this machine is a System/370 (S/370) or a System/360 (S/360)`)
    : `S/${number as '360' | '370'}`;
}

/**
 * The model that CPUMODEL and ARCHMODE ask for, and what STORE CPU ID says: the digits of CPUMODEL as they are
 * written. Without CPUMODEL, or with digits that are no model here, it is a System/370 with every facility; with
 * ARCHMODE S/360 alone a 360/65.
 */
export function chooseModel({ cpuModel, architecture }: ModelStatements, failAt: FailAt): ChosenModel {
  if (cpuModel === undefined) {
    const model = architecture?.name === 'S/360' ? findModel('2065') : undefined;
    return { model: model ?? GENERAL_MODEL, cpuModel: model === undefined ? '0158' : '0000' };
  }
  const { text, line } = cpuModel;
  const found = findModel(text);
  const digits = /^[0-9A-F]{1,4}$/.test(text) ? text.padStart(4, '0') : undefined;
  if (found === undefined && !OTHER_SYSTEM_370.test(text)) {
    const known = MODELS.map(({ type }) => type).join(', ');
    return failAt(
      line,
      `CPUMODEL ${text || '(missing)'} is not a model that this machine can be: ${known}, or S/370 for a System/370 with every facility (cp370 machine --models tells more)`,
    );
  }
  const model = found ?? GENERAL_MODEL;
  const family: Family = model.architecture === 'S/370' ? 'S/370' : 'S/360';
  if (architecture !== undefined && architecture.name !== family) {
    failAt(
      Math.max(line, architecture.line),
      `CPUMODEL ${text} is a System${family.slice(1)}, and ARCHMODE says ${architecture.name}`,
    );
  }
  const number = model.idNumber.toString(16).toUpperCase().padStart(4, '0');
  const chosen: ChosenModel = { model, cpuModel: family === 'S/370' ? (digits ?? number) : number };
  if (found !== undefined) return chosen;
  const note = `CPUMODEL ${text} is no model of its own here: a System/370 with every facility`;
  return { ...chosen, note: { text: note, line } };
}

/** What the model cannot have: several CPUs without multiprocessing, channels that a System/360 does not have. */
export function checkAgainstModel(
  model: MachineModel,
  asked: {
    readonly numberOfCpus: number;
    readonly cpusLine: number;
    readonly devices: readonly { readonly addresses: readonly number[]; readonly line: number }[];
  },
  failAt: FailAt,
): void {
  if (asked.numberOfCpus > 1 && !model.facilities.has('multiprocessing')) {
    failAt(asked.cpusLine, `NUMCPU ${asked.numberOfCpus}: a ${model.name} has one CPU`);
  }
  if (model.architecture === 'S/370') return;
  for (const { addresses, line } of asked.devices) {
    for (const address of addresses) {
      if (address >> 8 < model.channels) continue;
      const unit = address.toString(16).toUpperCase().padStart(4, '0');
      failAt(line, `device ${unit}: a ${model.name} has channels 0 to ${model.channels - 1}`);
    }
  }
}
