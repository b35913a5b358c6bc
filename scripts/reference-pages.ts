/** The generated reference pages, from the tables that the program itself works by. */

import { UNPREDICTABLE, UNPREDICTABLE_ELSEWHERE } from '../src/equivalence/unpredictable.js';
import { OPERATOR_COMMANDS } from '../src/cli/machine/commands/table.js';
import { DEVICE_REFERENCE } from '../src/s370/devices/command-reference.js';
import { DISK_REFERENCE } from '../src/s370/devices/disk-reference.js';
import { CONFORMANCE_TEST, testOf } from '../src/conformance/coverage.js';
import { EXPLANATIONS } from '../src/conformance/explanations/table.js';
import { commandReference } from '../src/cp/commands/reference.js';
import { DIAGNOSE_FUNCTIONS } from '../src/diag/index.js';
import { emissionOf } from '../src/s370/compiled/emission.js';
import { implementedMnemonics } from '../src/s370/instructions/executors.js';
import { FORMATS } from '../src/s370/instructions/formats.js';
import { INSTRUCTION_BY_MNEMONIC, INSTRUCTIONS } from '../src/s370/instructions/table.js';
import { GENERAL_MODEL, MODELS } from '../src/s370/models.js';
import {
  EXPLANATIONS as CHANNEL_EXPLANATIONS,
  LEFT_OUT,
} from '../test/support/channel-conformance/explanations.js';

/** One page: file name in docs/reference, and text. */
export interface ReferencePage {
  readonly file: string;
  readonly text: string;
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** Where the semantics of an instruction are tested. */
function tests(mnemonic: string): string {
  const instruction = INSTRUCTION_BY_MNEMONIC.get(mnemonic);
  const file = instruction && testOf(instruction);
  if (file === undefined) return '';
  return file === CONFORMANCE_TEST ? '[conformance](../conformance.md)' : file;
}

function instructionPage(): string {
  const implemented = new Set(implementedMnemonics());
  const rows = INSTRUCTIONS.map(({ opcode, mnemonic, format, privilege, facility, name }) => [
    hex(opcode, opcode > 0xff ? 4 : 2),
    mnemonic,
    format,
    FORMATS[format].join(', '),
    { P: 'privileged', Q: 'semiprivileged', '': '' }[privilege],
    facility,
    name,
    implemented.has(mnemonic) || facility === 'model-67' ? '' : 'operation exception',
    tests(mnemonic),
  ]);
  return `# Instructions

Made by \`npm run docs\` from src/s370/instructions/table.ts. An instruction marked "operation exception" is known to the
assembler and the disassembler; the machine does not have it.

${table(['Code', 'Mnemonic', 'Format', 'Operands', 'Privilege', 'Facility', 'Name', '', 'Tested in'], rows)}`;
}

/** Who executes each instruction in compiled code. */
function compiledPage(): string {
  const emissions = INSTRUCTIONS.map((instruction) => ({ ...instruction, ...emissionOf(instruction) }));
  const rows = emissions.map(({ mnemonic, name, privilege, executor, functions, left, executable }) => [
    mnemonic,
    name,
    executor,
    functions.join(', '),
    left === 0 ? '' : String(left),
    executable ? 'yes' : '',
    { P: 'privileged', Q: 'semiprivileged', '': '' }[privilege],
  ]);
  const count = (executor: string): number => emissions.filter((row) => row.executor === executor).length;
  const open = emissions.filter(({ privilege }) => privilege === '');
  const interpreted = open.filter(({ executor }) => executor === 'interpreter');
  return `# Instructions in compiled code

Made by \`npm run docs\`: each emitter of src/s370/compiled is asked for every second byte of its instruction. Of
${emissions.length} instructions ${count('inline')} are written out, ${count('library')} call functions of the library for some or all of their operands, ${count('dispatcher')} are
done by the dispatcher between regions when the bare machine runs (two of them, SVC and LPSW, also within a region),
${count('interpreter')} are left to the interpreter. Of the ${open.length} that need no privilege, ${interpreted.map(({ mnemonic }) => mnemonic).join(', ')} alone is left to it.

"Left" is how many of the 256 second bytes always are the interpreter's: registers that make a specification exception.
Exceptions, and what the library refuses (overflow, bad digits, results that a mask may interrupt), are the interpreter's with
every instruction. "EX" is whether an EXECUTE with a register may have it for its subject and be compiled; with register 0
every instruction may that is written out or a call.

${table(['Mnemonic', 'Name', 'Executed', 'Functions of the library', 'Left', 'EX', 'Privilege'], rows)}`;
}

function modelPage(): string {
  const storage = (bytes: number): string => (bytes < 1 << 20 ? `${bytes >> 10}K` : `${bytes >> 20}M`);
  const all = [...MODELS, GENERAL_MODEL];
  const rows = all.map((model) => [
    model.type,
    model.name,
    model.architecture,
    model.architecture === 'S/370' ? hex(model.idNumber, 4) : '',
    storage(model.largestStorage),
    `0-${model.channels - 1}, ${model.blockMultiplexer ? 'block multiplexer' : 'selector'}${model.fastRelease ? ', fast release' : ''}`,
    model.aligned ? 'required' : 'any',
    `${model.keyBlockSize >> 10}K, ${model.fetchProtection ? 'store and fetch' : 'store'}`,
    model.intervalTimerStep === 1 ? '13 µs' : '1/60 s',
    String(model.speed),
  ]);
  const facilities = [...GENERAL_MODEL.facilities, 'model-67' as const].sort();
  const matrix = facilities.map((facility) => [
    facility,
    ...all.map((model) => (model.facilities.has(facility) ? 'yes' : '')),
    INSTRUCTIONS.filter((instruction) => facility !== 'standard' && instruction.facility === facility)
      .map(({ mnemonic }) => mnemonic)
      .join(' '),
  ]);
  return `# Models

Made by \`npm run docs\` from src/s370/models.ts. CPUMODEL in a configuration names one by type (\`2065\`), by name
(\`360/65\`) or, a System/370, by the number in its CPU identification (\`0158\`). Without CPUMODEL the machine is a
System/370 with every facility. TOD clock, program-event recording, restart and store status belong to System/370 and to
no System/360; the 360/67 alone of these has control registers. An instruction that the model lacks is an operation exception; features that a customer
could order are taken as installed. The speed, in millions of instructions a second, is nominal: the counted clock
reckons with it. More storage than the largest that was sold may be configured.

${table(
  [
    'Type',
    'Name',
    'Architecture',
    'STIDP',
    'Storage',
    'Channels',
    'Alignment',
    'Keys',
    'Interval timer',
    'MIPS',
  ],
  rows,
)}
## Facilities

${table(['Facility', ...all.map(({ name }) => name), 'Instructions'], matrix)}`;
}

function diagnosePage(): string {
  const rows = DIAGNOSE_FUNCTIONS.map(({ code, name, classes }) => [`X'${hex(code, 2)}'`, name, classes]);
  return `# DIAGNOSE functions

Made by \`npm run docs\` from src/diag/table.ts. Every other code multiple of 4 is a specification exception. The
codes X'100' to X'1FC' are the installation's: a table made with \`new DiagnoseTable([{ code, name, classes, execute }])\` and
given to \`Cp\` has them. This one has X'100', described in [diagnose-100.md](diagnose-100.md). What each function takes and
gives is at the top of its file in \`src/diag\`.

${table(['Code', 'Function', 'Privilege class'], rows)}`;
}

/** Codes as they are shown: 02, 42, 82. */
function codeList(codes: readonly number[]): string {
  const shown = codes.map((code) => hex(code, 2));
  const step = codes.length > 4 ? codes[1] - codes[0] : 0;
  const regular = step > 0 && codes.every((code, i) => i === 0 || code - codes[i - 1] === step);
  return regular ? `${shown[0]}, ${shown[1]} … ${shown.at(-1)}` : shown.join(' ');
}

function devicePage(): string {
  const sections = [...DISK_REFERENCE, ...DEVICE_REFERENCE].map(
    ({ types, title, manual, senseLengths, commands, sense }) => {
      const rows = commands.map(({ name, codes, after, note }) => [
        codeList(codes),
        name,
        [note, after === undefined ? undefined : `chained from ${hex(after, 2)}`].filter(Boolean).join('; '),
      ]);
      const lengths = types.map((type, i) => `${type}: ${senseLengths[i]}`).join(', ');
      const bits = sense.map(([byte, mask, meaning]) => [String(byte), hex(mask, 2), meaning]);
      return `## ${types.join(', ')}

${title}. ${manual}. Sense bytes: ${lengths}.

${table(['Codes', 'Command', ''], rows)}
${table(['Byte', 'Bit', 'Sense'], bits)}`;
    },
  );
  return `# Devices

Made by \`npm run docs\` from src/s370/devices/disk-reference.ts and command-reference.ts. Every code that is not listed is a
command reject. Sense bits that stand for a failure of machinery that can't happen here are left out; they are zero. How disks
and channels work is described in [design/channels.md](../design/channels.md), the words of configurations in
[the user guide](../user-guide-devices.md).

${sections.join('\n')}`;
}

function machineCommandPage(): string {
  const effects = { machine: 'input', display: '', host: 'host' } as const;
  const rows = OPERATOR_COMMANDS.map(({ names, help, effect }) => [
    names.map((name) => `\`${name}\``).join(', '),
    help,
    effects[effect],
  ]);
  return `# Commands of the bare machine's operator

Made by \`npm run docs\` from src/cli/machine/commands. Names and forms are Hercules' where it has the command. "Input": the
command may change what programs see, so that a recording notes it and a replay takes it from the log alone. "Host": it does
something outside of the machine.

${table(['Command', 'Form and meaning', ''], rows)}`;
}

/** What each reason for a difference from Hercules is, from the table that the comparison goes by. */
function explanationPage(): string {
  const sections = EXPLANATIONS.map(({ id, title, verdict, manual, behaviour }) => {
    const right =
      verdict === 'both' ? 'both do what the manual allows' : `${verdict} does what the manual says`;
    return `## ${title}\n\n\`${id}\`: ${right}.\n\n${behaviour}\n\n> ${manual}\n`;
  });
  return `# Explained differences from Hercules 3.13

Made by \`npm run docs\` from src/conformance/explanations. \`npm run conformance\` counts them by these names; every other
difference is unexplained, and makes it end with exit code 1. See [conformance](../conformance.md).

${sections.join('\n')}`;
}

function channelConformancePage(): string {
  const rows = CHANNEL_EXPLANATIONS.map(({ id, what, why }) => [id, what, why]);
  return `# Channels and devices against Hercules

Made by \`npm run docs\` from test/support/channel-conformance/explanations.ts.

\`npm run conformance:channel -- --seed S --cases N\` runs random channel programs on disks (2305, 2311, 2314, 3330, 3340, 3350,
3375, 3380, 3310, 3370), tapes, readers and printers here and on Hercules 3.13, over the same media. Condition codes, CSW, sense, storage and
the media afterwards must agree, but for the differences of this table; one that is not in it is shrunk and shown.

${table(['Row', 'Difference', 'Who is right'], rows)}
## Left out of the random programs

${table(
  ['Difference', 'Who is right'],
  LEFT_OUT.map(({ what, why }) => [what, why]),
)}`;
}

function equivalencePage(): string {
  const everywhere = new Set(UNPREDICTABLE.map(({ name }) => name));
  const rows = UNPREDICTABLE_ELSEWHERE.map(({ name, place, reason, manual }) => [
    name,
    place,
    reason,
    manual,
    everywhere.has(name) ? 'always' : 'with machines of another make',
  ]);
  return `# What the equivalence kit does not compare

Made by \`npm run docs\` from src/equivalence/unpredictable.ts. Every other difference counts. See
[equivalence](../equivalence.md).

${table(['Field', 'Where', 'Why', 'Manual', 'Left out'], rows)}`;
}

/** All generated pages. */
export function referencePages(): ReferencePage[] {
  return [
    { file: 'instructions.md', text: instructionPage() },
    { file: 'compiled-instructions.md', text: compiledPage() },
    { file: 'models.md', text: modelPage() },
    { file: 'conformance-differences.md', text: explanationPage() },
    { file: 'devices.md', text: devicePage() },
    { file: 'conformance-channels.md', text: channelConformancePage() },
    { file: 'diagnose.md', text: diagnosePage() },
    { file: 'cp-commands.md', text: commandReference() },
    { file: 'machine-commands.md', text: machineCommandPage() },
    { file: 'equivalence-exceptions.md', text: equivalencePage() },
  ];
}
