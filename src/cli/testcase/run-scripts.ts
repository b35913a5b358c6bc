/** Runs test scripts in the format of Hercules' own suite. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { splitWords, substituteSymbols } from '../../media/index.js';
import { executeScriptCommand, UNREPORTED_BY_DEFAULT } from './commands.js';
import { MachineUnderTest } from './machine-under-test.js';
import type { ScriptContext } from './script-context.js';
import { Verdict, type Place, type TestcaseResult } from './verdict.js';

/** Deepest nesting of `script` commands. */
const DEEPEST_SCRIPT = 10;

export interface ScriptOptions {
  /** Values of `$name` in conditions, besides what this machine is. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Timeouts are multiplied by this. Default 1. */
  readonly timeoutFactor?: number;
  /** Called as each test case ends. */
  readonly result?: (result: TestcaseResult) => void;
  /** `*Message` texts, and what commands and consoles say. */
  readonly print?: (line: string) => void;
}

/** What `$name` means in the conditions of scripts: this is a System/370 and nothing else. */
const VARIABLES: Readonly<Record<string, string>> = {
  can_s370_mode: '1',
  can_esa390_mode: '0',
  can_zarch_mode: '0',
  cckd_bzip2: '1',
  het_bzip2: '1',
  zlib: '1',
  ieee: '0',
  max_cpu_engines: '8',
  ptrsize: '8',
  platform: process.platform === 'win32' ? 'Windows' : process.platform === 'darwin' ? 'Darwin' : 'Linux',
  quiet: '0',
};
/** The other names that scripts may ask for: what a build of Hercules can have, and this has not. */
const FALSE_VARIABLES =
  /^(?:cmpxchg\d+|config_include|config_symbols|externalgui|fetch_dw|hao|hdl|http|ipv6|nls|regex|rexx_(?:errprefix|msglevel|msgprefix|resolver|supported|syspath)|shared_devices|sigabend|sighandling|sqrtl|store_dw|syncio|system_symbols)$/;

/** Commands and directives of which the result depends on the architecture. */
const USES_MACHINE = /^(?:r|v|abs|runtest|loadcore|gpr|fpr|cr|psw|restart)$/i;
const JUDGES = /^\*(?:Want|Gpr|Fpr|Cr|Key|Prefix|Hmsg|Info|Error)$/;

/** Runs script files one after the other on one machine, and returns how their test cases ended. Throws when a file can't be read. */
export async function runScripts(
  files: readonly string[],
  options: ScriptOptions = {},
): Promise<TestcaseResult[]> {
  const results: TestcaseResult[] = [];
  const print = options.print ?? (() => undefined);
  const variables = new Map(Object.entries(VARIABLES));
  for (const [name, value] of Object.entries(options.variables ?? {}))
    variables.set(name.toLowerCase(), value);
  const variable = (name: string): string =>
    variables.get(name.toLowerCase()) ?? (FALSE_VARIABLES.test(name.toLowerCase()) ? '0' : '');
  const verdict = new Verdict(variable, {
    message: print,
    result: (result) => {
      results.push(result);
      options.result?.(result);
    },
  });
  const target = new MachineUnderTest({
    print,
    programInterruption: ({ code }) => {
      const event = code & 0x7f;
      const { quietInterruptions } = context;
      if (event === 0 || quietInterruptions === 'all' || quietInterruptions.has(event)) return;
      verdict.programInterruption(event);
    },
  });
  const symbols = new Map<string, string>();
  const environment: Readonly<Record<string, string | undefined>> = process.env;
  let depth = 0;

  const statement = async (text: string, place: Place): Promise<void> => {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) return;
    if (line.startsWith('*')) {
      const [, directive, rest = ''] = /^(\S+)\s*(.*)$/.exec(line)!;
      // a line of stars or dashes is a comment, too
      if (!/^\*[A-Za-z]/.test(directive)) return;
      if (JUDGES.test(directive)) skipForeign();
      verdict.directive(directive, rest, place);
      return;
    }
    // a command that begins with a minus sign is not shown
    // Commands for shadow files may have their device right behind them: `sf+190`.
    const command = line
      .replace(/^-\s*(?=[A-Za-z])/, '')
      .replace(/^(sf(?:[-+]|[cdk](?=[0-9a-f]{3}|\*)))(?=\S)/i, '$1 ');
    const [name, ...words] = splitWords(command);
    if (USES_MACHINE.test(name) && skipForeign()) return;
    await executeScriptCommand(context, name, words, command.slice(name.length).trim(), place);
  };
  /** Has the script asked for another architecture? Its test case is skipped then. */
  const skipForeign = (): boolean => {
    const { foreignArchitecture } = context;
    if (foreignArchitecture !== undefined) verdict.skip(`needs ${foreignArchitecture}; this is a System/370`);
    return foreignArchitecture !== undefined;
  };

  const runFile = async (path: string, shown: string): Promise<void> => {
    const text = readFileSync(path, 'latin1');
    if (depth === 0) symbols.set('testpath', dirname(path));
    for (const [index, raw] of text.split(/\r?\n/).entries()) {
      const known = { ...environment, ...Object.fromEntries(symbols) };
      await statement(substituteSymbols(raw, known), { file: shown, line: index + 1 });
    }
  };

  const context: ScriptContext = {
    target,
    verdict,
    symbols,
    print,
    timeoutFactor: options.timeoutFactor ?? 1,
    quietInterruptions: UNREPORTED_BY_DEFAULT,
    foreignArchitecture: undefined,
    statement,
    locate: (file) => {
      const beside = join(symbols.get('testpath') ?? '', file);
      return !isAbsolute(file) && !existsSync(file) && existsSync(beside) ? beside : file;
    },
    script: async (file, from) => {
      if (depth >= DEEPEST_SCRIPT) {
        verdict.fail(from, `scripts are nested deeper than ${DEEPEST_SCRIPT}`);
        return;
      }
      depth++;
      try {
        await runFile(context.locate(file), basename(file));
      } catch (error) {
        if (!('code' in (error as object))) throw error;
        verdict.fail(from, `script ${file}: ${(error as Error).message}`);
      } finally {
        depth--;
      }
    },
  };
  try {
    for (const file of files) await runFile(file, file);
  } finally {
    verdict.finish();
    target.close();
  }
  return results;
}
