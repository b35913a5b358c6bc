import { describe, expect, it } from 'vitest';
import { channelType, findModel, GENERAL_MODEL, MODELS, Machine } from '../../../src/s370/index.js';

describe('the table of models', () => {
  it.each([
    ['2065', '360/65'],
    ['360/65', '360/65'],
    ['S/360-67', '360/67'],
    ['IBM System/360 67', '360/67'],
    ['0065', '360/65'],
    ['145', '370/145'],
    ['0158', '370/158'],
    ['3168', '370/168'],
    ['370-168', '370/168'],
    ['3033', '3033'],
    [' 4341 ', '4341'],
    ['S/370', 'S/370'],
    ['370', 'S/370'],
  ])('finds %s', (text, name) => {
    expect(findModel(text)?.name).toBe(name);
  });

  it.each(['', '3090', '360/145', '370/65', '65x', '20650', '5', 'NaN'])('does not know %j', (text) => {
    expect(findModel(text)).toBeUndefined();
  });

  it('has every model once', () => {
    expect(MODELS.map(({ type }) => type)).toEqual([
      '2040',
      '2050',
      '2065',
      '2067',
      '3145',
      '3158',
      '3168',
      '3033',
      '4341',
    ]);
    for (const model of MODELS) {
      expect(findModel(model.type)).toBe(model);
      expect(findModel(model.name)).toBe(model);
    }
  });

  it('gives a machine its clock and identification', () => {
    const machine = new Machine({ storageSize: 0x10000, model: findModel('145') });
    expect(machine.cpu.cpuId.low >>> 16).toBe(0x0145);
    expect(machine.events.clock.instructionsUntil(100)).toBe(30);
    const general = new Machine({ storageSize: 0x10000 });
    expect(general.model).toBe(GENERAL_MODEL);
    expect(general.cpu.cpuId.low >>> 16).toBe(0x3158);
    expect(general.events.clock.instructionsUntil(100)).toBe(5000);
  });

  it('knows the kinds of channels', () => {
    expect(channelType(findModel('2050')!, 0)).toBe('byte-multiplexer');
    expect(channelType(findModel('2050')!, 1)).toBe('selector');
    expect(channelType(findModel('3033')!, 1)).toBe('block-multiplexer');
  });
});
