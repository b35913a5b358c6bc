import { ebcdic037 } from '../../ebcdic/index.js';
import { ACCESS_MODES } from './entries.js';
import type { AccessMode, DirectoryUser, MinidiskEntry, SwitchOption } from './entries.js';
import { isSwitchOption } from './parser.js';
import type { Directory } from './directory.js';

/** Return codes of DIAGNOSE X'84'. */
export const UpdateCode = {
  done: 0,
  minidiskNotFound: 26,
  operation: 28,
  userid: 30,
  password: 31,
  overMaximum: 40,
  over16M: 41,
  storage: 43,
  noClasses: 50,
  badClass: 53,
  priorityDigits: 60,
  noPriority: 61,
  priorityTooHigh: 63,
  option: 70,
  noFence: 71,
  minidiskAddress: 80,
  linkMode: 81,
} as const;

const BIGGEST = 0x1000000;
/** A byte of ones. */
const FENCE = ebcdic037.decodeByte(0xff);

type Update = (user: DirectoryUser, operand: string) => DirectoryUser | number;

const word = (text: string): string => text.slice(0, 8).trim();

/** Operations by name; the operand is what stands behind the third field of the list. SY20-0887, DMKUDU. */
const OPERATIONS: Readonly<Record<string, Update>> = {
  LOGPASS: (user, operand) => ({ ...user, password: word(operand) }),
  MDISK: updateMinidisk,
  STORAGE: (user, operand) => {
    const bytes = storageSize(operand);
    if (bytes === undefined) return UpdateCode.storage;
    return bytes > user.maximumStorage ? UpdateCode.overMaximum : { ...user, storage: bytes };
  },
  MAXSTOR: (user, operand) => {
    const bytes = storageSize(operand);
    if (bytes === undefined) return UpdateCode.storage;
    return bytes > BIGGEST ? UpdateCode.over16M : { ...user, maximumStorage: bytes };
  },
  PRIVLEGE: (user, operand) => {
    const classes = word(operand);
    if (classes === '') return UpdateCode.noClasses;
    if (!/^[A-H]+$/.test(classes)) return UpdateCode.badClass;
    return { ...user, classes: [...new Set(classes)].sort().join('') };
  },
  PRIORITY: (user, operand) => {
    const digits = word(operand);
    if (digits === '') return UpdateCode.noPriority;
    if (!/^\d+$/.test(digits)) return UpdateCode.priorityDigits;
    return digits.length > 2 ? UpdateCode.priorityTooHigh : { ...user, priority: Number(digits) };
  },
  ACCOUNT: (user, operand) => ({ ...user, account: word(operand) }),
  IACCOUNT: (user, operand) => ({ ...user, account: word(operand) }),
  DISTRIB: (user, operand) => ({ ...user, distribution: word(operand) }),
  IPL: (user, operand) => {
    const system = word(operand);
    const { ipl: before, ...rest } = user;
    return system === '' ? rest : { ...rest, ipl: { system, parameter: before?.parameter ?? '' } };
  },
  EDITCHAR: (user, operand) => {
    const symbol = (at: number): number | undefined =>
      operand[at] === ' ' ? undefined : ebcdic037.encodeCharacter(operand[at]);
    const [lineEnd, lineDelete, characterDelete, escape] = [0, 1, 2, 3].map(symbol);
    return { ...user, edit: { lineEnd, lineDelete, characterDelete, escape } };
  },
  OPTIONS: updateOptions,
};

/**
 * DIAGNOSE X'84': changes one thing of a user's entry as the list says: userid, password, operation (eight characters
 * each) and operand. What is logged on keeps what it has. Answers the return code.
 */
export function updateInPlace(directory: Directory, list: string): number {
  const user = directory.find(list.slice(0, 8).trim());
  if (user === undefined) return UpdateCode.userid;
  if (
    !directory.passwordMatches(user, list.slice(8, 16).trim()) &&
    user.password !== list.slice(8, 16).trim()
  ) {
    return UpdateCode.password;
  }
  const operation = list.slice(16, 24).trim();
  if (!Object.hasOwn(OPERATIONS, operation)) return UpdateCode.operation;
  const changed = OPERATIONS[operation](user, list.slice(24));
  if (typeof changed === 'number') return changed;
  directory.replace(directory.users().map((other) => (other === user ? changed : other)));
  return UpdateCode.done;
}

/** `nnnnnK`, a multiple of 4K and at least 8K; undefined when it is not. */
function storageSize(operand: string): number | undefined {
  const match = /^(\d{1,5})K$/.exec(word(operand));
  if (match === null) return undefined;
  const bytes = Number(match[1]) * 1024;
  return bytes % 4096 === 0 && bytes >= 8192 ? bytes : undefined;
}

/** Address (3), mode (3), and the passwords for read, write and multiple access (8 each). */
function updateMinidisk(user: DirectoryUser, operand: string): DirectoryUser | number {
  const address = operand.slice(0, 3);
  if (!/^[0-9A-F]{3}$/.test(address)) return UpdateCode.minidiskAddress;
  const wanted = operand.slice(3, 6).trim();
  const virtualReserve = wanted.endsWith('V');
  const mode = (virtualReserve ? wanted.slice(0, -1) : wanted) as AccessMode;
  const disk = user.devices.find((entry) => entry.address === parseInt(address, 16));
  if (disk?.kind !== 'mdisk') return UpdateCode.minidiskNotFound;
  if (!ACCESS_MODES.includes(mode)) return UpdateCode.linkMode;
  const [readPassword, writePassword, multiplePassword] = [6, 14, 22].map((at) =>
    operand.slice(at, at + 8).trim(),
  );
  const { kind, type, start, cylinders, volser, line } = disk;
  const changed: MinidiskEntry = {
    ...{ kind, address: disk.address, type, start, cylinders, volser, line, mode, virtualReserve },
    ...(readPassword === '' ? {} : { readPassword }),
    ...(writePassword === '' ? {} : { writePassword }),
    ...(multiplePassword === '' ? {} : { multiplePassword }),
  };
  return { ...user, devices: user.devices.map((entry) => (entry === disk ? changed : entry)) };
}

/** Options with one blank between them, `CPUID bbbbbb` and `AFFINITY nn` too, up to a byte of ones. */
function updateOptions(user: DirectoryUser, operand: string): DirectoryUser | number {
  const end = operand.indexOf(FENCE);
  if (end < 0) return UpdateCode.noFence;
  const words = operand.slice(0, end).split(' ').filter(Boolean);
  const options = new Set<SwitchOption>();
  let { cpuid, affinity } = user;
  for (let index = 0; index < words.length; index++) {
    const option = words[index];
    if (option === 'CPUID' && /^[0-9A-F]{1,6}$/.test(words[index + 1] ?? '')) {
      cpuid = parseInt(words[++index], 16);
    } else if (option === 'AFFINITY' && /^\d{1,2}$/.test(words[index + 1] ?? '')) {
      affinity = Number(words[++index]);
    } else if (isSwitchOption(option)) options.add(option);
    else return UpdateCode.option;
  }
  return {
    ...user,
    options,
    ...(cpuid === undefined ? {} : { cpuid }),
    ...(affinity === undefined ? {} : { affinity }),
  };
}
