import { describe, expect, test } from 'vitest';
import { Display3270 } from '../../../../src/s370/index.js';
import { DEFAULT_START } from '../../../../src/cp/commands/start-question.js';
import { CpSystem, TEST_DIRECTORY } from '../../../support/cp-system.js';

/** A system that has started in full, with an operator at a console or without one. */
function started(
  options: { console?: boolean; choice?: Partial<typeof DEFAULT_START>; directory?: string } = {},
) {
  const { choice, directory } = options;
  const system = new CpSystem({
    begins: false,
    ...(directory === undefined ? {} : { directory }),
    devices: new Map([[0x0c0, new Display3270('3277')]]),
  });
  const operator = options.console === true ? system.typewriter('CONS 009') : undefined;
  system.services.start(
    { ...DEFAULT_START, ...choice },
    operator === undefined ? {} : { console: operator.terminal },
  );
  system.settle();
  return { system, operator };
}

describe('the operator at CP’s start', () => {
  test('sits at the console and sees how it goes', () => {
    const { operator } = started({ console: true });
    expect(operator?.vm?.userid).toBe('OPERATOR');
    expect(operator?.text).toMatch(
      /LOGON AT .*CONS 009 LOGON {2}AS OPERATOR USERS = 001.*DMKCPI971I SYSTEM IS UNI.*02048 K.*FILES: {2}NO RDR, {2}NO PRT, {2}NO PUN.*DMKCPI966I INITIALIZATION COMPLETE/s,
    );
    expect(operator?.answer('query names')).toBe('OPERATOR - 009');
  });

  test('without a console he is there, disconnected; who logs on gets the messages', () => {
    const { system } = started();
    expect(system.log.join('\n')).toContain('AUTO LOGON   ***');
    expect(system.vm('OPERATOR').state).toBe('cp');
    // he is not logged off for being idle, as others are
    system.settle(1000);
    expect(system.cp.findUser('OPERATOR')).toBeDefined();
    const again = started();
    const terminal = again.system.typewriter('LINE 021');
    terminal.enter('');
    terminal.enter('logon operator oper');
    expect(terminal.text).toMatch(/RECONNECTED AT .*DMKCPI966I INITIALIZATION COMPLETE/s);
    terminal.enter('disconn');
    terminal.clear();
    again.system.user('ALICE');
    terminal.enter('');
    terminal.enter('logon operator oper');
    expect(terminal.text).toMatch(/LOGON {2}AS ALICE/);
    expect(terminal.text).not.toContain('DMKCPI966I');
  });

  test('his IPL waits for him', () => {
    const directory = TEST_DIRECTORY.replace(' ACCOUNT 1 OPERATNS\n', '$& IPL 00C\n');
    const { system } = started({ directory });
    expect(system.vm('OPERATOR').loads).toBe(0);
    const terminal = system.typewriter('LINE 021');
    terminal.enter('');
    terminal.enter('logon operator oper');
    system.settle();
    // an empty reader, but it has been tried
    expect(terminal.text).toMatch(/RECONNECTED AT[\s\S]*DMKVMI23\d|RECONNECTED AT[\s\S]*IPL/);
  });

  test('an operator who is not in the directory', () => {
    const { system } = started({ directory: TEST_DIRECTORY.replace('USER OPERATOR', 'USER SOMEBODY') });
    expect(system.log).toContain('DMKCPI950A AUTO LOGON FAILED; EXPLICIT LOGON REQUIRED');
  });

  test('DISABLE leaves the displays alone until ENABLE', () => {
    const { system, operator } = started({ console: true, choice: { disabled: true } });
    expect(operator?.answer('query 0c0')).toContain('DISABLED');
    expect(system.services.terminals.terminals().find(({ user }) => user)?.enabled).toBe(true);
    operator?.enter('enable 0c0');
    expect(operator?.answer('query 0c0')).toContain('ENABLED');
  });
});
