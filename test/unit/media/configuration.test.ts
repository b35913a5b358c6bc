import { describe, expect, it } from 'vitest';
import { test, fc } from '@fast-check/vitest';
import {
  ConfigurationError,
  parseConfiguration,
  parseDeviceAddresses,
  splitWords,
  substituteSymbols,
} from '../../../src/media/configuration.js';

const parse = (text: string) => parseConfiguration(text, 'm.cnf');

describe('configuration file', () => {
  it('reads system and device statements', () => {
    const configuration = parse(
      '# a machine\n* too\nARCHMODE S/370\nCPUMODEL 145\ncpuserial abc\nMAINSIZE 4\nNUMCPU 1\nCNSLPORT 3271\nPANRATE FAST\n' +
        '001F 3215-C /\n000C 3505 "my deck.txt" ascii eof # comment\n0:0200-0202 3350 pack.350\n',
    );
    expect(configuration.cpuModel).toBe('0145');
    expect(configuration.cpuSerial).toBe('000ABC');
    expect(configuration.mainSize).toBe(4 * 1024 * 1024);
    expect(configuration.consolePort).toBe(3271);
    expect(configuration.ignored).toEqual([{ keyword: 'PANRATE', file: 'm.cnf', line: 9 }]);
    expect(configuration.devices).toEqual([
      { addresses: [0x1f], type: '3215-C', arguments: ['/'], line: 10 },
      { addresses: [0x0c], type: '3505', arguments: ['my deck.txt', 'ascii', 'eof'], line: 11 },
      { addresses: [0x200, 0x201, 0x202], type: '3350', arguments: ['pack.350'], line: 12 },
    ]);
  });

  it.each([
    ['MAINSIZE 99', 'm.cnf:1: MAINSIZE 99 is not a number from 1 to 16'],
    ['\nARCHMODE z/Arch', 'm.cnf:2: ARCHMODE z/Arch'],
    ['FROBNICATE 3', 'm.cnf:1: unknown statement FROBNICATE'],
    ['0190', 'm.cnf:1: device 0190 has no device type'],
    ['0190 3350 a\n0180-0191 3350 b', 'm.cnf:2: device 0190 is already defined on line 1'],
    ['ARCHMODE S/360\nCPUMODEL 3090', 'm.cnf:2: CPUMODEL 3090 is a System/370, and ARCHMODE says S/360'],
    ['CPUMODEL 2030', 'm.cnf:1: CPUMODEL 2030 is not a model that this machine can be: 2040, 2050, 2065,'],
    ['CPUMODEL', 'm.cnf:1: CPUMODEL (missing) is not a model'],
    ['CPUMODEL 370/195', 'm.cnf:1: CPUMODEL 370/195 is not a model'],
    ['CPUMODEL 2065\nARCHMODE S/370', 'm.cnf:2: CPUMODEL 2065 is a System/360, and ARCHMODE says S/370'],
    ['ARCHMODE S/360\nCPUMODEL 0158', 'm.cnf:2: CPUMODEL 0158 is a System/370, and ARCHMODE says S/360'],
    ['CPUMODEL 2040\n0190 2311 a\n0380 2400', 'm.cnf:3: device 0380: a 360/40 has channels 0 to 2'],
    ['CPUMODEL 145\nNUMCPU 2', 'm.cnf:2: NUMCPU 2: a 370/145 has one CPU'],
    ['CPUSERIAL XYZ', 'm.cnf:1: CPUSERIAL XYZ is not'],
    ['SYSEPOCH 19', 'm.cnf:1: SYSEPOCH 19 is not a year from 1842 to 2042'],
    ['YROFFSET 28y', 'm.cnf:1: YROFFSET: 28y is not a number of years from -142 to 142'],
    ['TZOFFSET 1', 'm.cnf:1: TZOFFSET 1 is not +hhmm or -hhmm'],
  ])('names file and line for %j', (text, message) => {
    expect(() => parse(text)).toThrow(ConfigurationError);
    expect(() => parse(text)).toThrow(message);
  });

  it('reads the date of the TOD clock', () => {
    expect(parse('').clock).toEqual({ epoch: 1900, yearOffset: 0, zoneOffset: 0 });
    expect(parse('SYSEPOCH 1900 -28\nTZOFFSET -0130').clock).toEqual({
      epoch: 1900,
      yearOffset: -28,
      zoneOffset: -90,
    });
    expect(parse('sysepoch 1960\nyroffset +4').clock).toEqual({ epoch: 1960, yearOffset: 4, zoneOffset: 0 });
  });

  it.each([
    ['', 'S/370', '0158'],
    ['ARCHMODE S/360', '360/65', '0000'],
    ['CPUMODEL 3158', '370/158', '3158'],
    ['CPUMODEL 370/158', '370/158', '0158'],
    ['CPUMODEL 360/67', '360/67', '0000'],
    ['CPUMODEL 4341\nARCHMODE S370', '4341', '4341'],
    ['CPUMODEL S/370', 'S/370', '3158'],
    ['CPUMODEL 3090', 'S/370', '3090'],
    ['CPUMODEL 586', 'S/370', '0586'],
  ])('chooses the model of %j', (text, name, identification) => {
    const configuration = parse(text);
    expect(configuration.model.name).toBe(name);
    expect(configuration.cpuModel).toBe(identification);
  });

  it('says so when CPUMODEL is not one of ours', () => {
    expect(parse('MAINSIZE 2\nCPUMODEL 3090').notes).toEqual([
      'm.cnf:2: CPUMODEL 3090 is no model of its own here: a System/370 with every facility',
    ]);
    expect(parse('CPUMODEL 3158').notes).toEqual([]);
  });

  it('substitutes symbols, from DEFSYM and from outside', () => {
    expect(substituteSymbols('${A}/$(B)/${C:=c}/${D}', { A: '1', B: '2' })).toBe('1/2/c/');
    const configuration = parseConfiguration('DEFSYM DIR packs\n190 3350 ${DIR}/${NAME}', 'x', { NAME: 'p' });
    expect(configuration.devices[0].arguments).toEqual(['packs/p']);
  });

  it('includes files, and tells faults with file and line', () => {
    const files: Record<string, string> = {
      'disks.cnf': '# disks\nDEFSYM DIR packs\n190 3350 ${DIR}/a',
      'circle.cnf': 'INCLUDE circle.cnf',
      'bad.cnf': '\nNUMCPU 99',
      'again.cnf': '191 3350 c',
    };
    const including = (text: string) =>
      parseConfiguration(text, 'm.cnf', {}, (name) => {
        if (!(name in files)) throw new Error('no such file');
        return files[name];
      });
    const { devices, model } = including('ARCHLVL S/370\nINCLUDE disks.cnf\n191 3350 ${DIR}/b');
    expect(model.name).toBe('S/370');
    expect(devices).toEqual([
      { addresses: [0x190], type: '3350', arguments: ['packs/a'], line: 3, file: 'disks.cnf' },
      { addresses: [0x191], type: '3350', arguments: ['packs/b'], line: 3 },
    ]);
    expect(() => including('include circle.cnf')).toThrow('circle.cnf:1: INCLUDE is nested deeper than 8');
    expect(() => including('INCLUDE bad.cnf')).toThrow('bad.cnf:2: NUMCPU 99');
    expect(() => including('191 3350 x\nINCLUDE again.cnf')).toThrow(
      'again.cnf:1: device 0191 is already defined on line 1 of m.cnf',
    );
    expect(() => including('INCLUDE none.cnf')).toThrow('m.cnf:1: INCLUDE none.cnf: no such file');
    expect(including('IGNORE INCLUDE_ERRORS\nINCLUDE none.cnf').ignored).toEqual([
      { keyword: 'INCLUDE none.cnf', file: 'm.cnf', line: 2 },
    ]);
  });

  it('reads address lists', () => {
    expect(parseDeviceAddresses('200.3')).toEqual([0x200, 0x201, 0x202]);
    expect(parseDeviceAddresses('00C,00E')).toEqual([0x0c, 0x0e]);
    expect(parseDeviceAddresses('203-200')).toBeUndefined();
    expect(parseDeviceAddresses('CTCA')).toBeUndefined();
  });

  test.prop([fc.string({ maxLength: 300 })])(
    'any text gives a configuration or a ConfigurationError',
    (text) => {
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
      }
    },
  );

  it('words may have a value in quotes', () => {
    expect(splitWords(`190 3350 "my pack" sf="a b_*.cckd" ro # rest`)).toEqual([
      '190',
      '3350',
      'my pack',
      'sf=a b_*.cckd',
      'ro',
    ]);
    expect(splitWords(`a="b`)).toEqual(['a="b']);
  });

  test.prop([fc.array(fc.stringMatching(/^[A-Za-z0-9./=]{1,12}$/), { maxLength: 8 })])(
    'words survive joining with blanks',
    (words) => {
      expect(splitWords(words.join('  '))).toEqual(words);
    },
  );
});
