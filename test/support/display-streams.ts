import fc from 'fast-check';
import { AttributeType, Command, Order, encodeAddress } from '../../src/tn3270/datastream/index.js';

/** Arbitraries of 3270 write data for a screen of `positions` positions. All orders and addresses are valid. */
export function validOrders(positions: number): fc.Arbitrary<number[]> {
  const address = fc.nat({ max: positions - 1 }).map((at) => encodeAddress(at, positions));
  const character = fc.oneof(fc.integer({ min: 0x40, max: 0xfe }), fc.constant(0));
  const attribute = fc.integer({ min: 0x40, max: 0x7f }).filter((byte) => (byte & 0x02) === 0);
  const color = fc.integer({ min: 0xf1, max: 0xf7 });
  const highlight = fc.constantFrom(0xf1, 0xf2, 0xf4);
  const order: fc.Arbitrary<number[]> = fc.oneof(
    { weight: 4, arbitrary: fc.array(character, { minLength: 1, maxLength: 30 }) },
    { weight: 4, arbitrary: address.map((bytes) => [Order.setBufferAddress, ...bytes]) },
    { weight: 3, arbitrary: attribute.map((byte) => [Order.startField, byte]) },
    { weight: 1, arbitrary: fc.constant<number[]>([Order.insertCursor]) },
    { weight: 1, arbitrary: fc.constant<number[]>([Order.programTab]) },
    {
      weight: 1,
      arbitrary: fc.tuple(address, character).map(([to, byte]) => [Order.repeatToAddress, ...to, byte]),
    },
    {
      // with an SBA before it: after PT, s3270 takes the attribute of the field before for the current one
      weight: 1,
      arbitrary: fc
        .tuple(address, address)
        .map(([from, to]) => [Order.setBufferAddress, ...from, Order.eraseUnprotectedToAddress, ...to]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(attribute, color, highlight)
        .map(([byte, hue, light]) => [
          Order.startFieldExtended,
          3,
          AttributeType.field,
          byte,
          AttributeType.foreground,
          hue,
          AttributeType.highlighting,
          light,
        ]),
    },
    { weight: 1, arbitrary: color.map((hue) => [Order.setAttribute, AttributeType.foreground, hue]) },
  );
  return fc.array(order, { maxLength: 25 }).map((orders) => orders.flat());
}

/** A write command with valid data for a 24x80 screen. */
export const validWrite: fc.Arbitrary<{ command: number; data: Uint8Array }> = fc.record({
  command: fc.constantFrom(Command.write, Command.write, Command.eraseWrite),
  data: fc
    .tuple(fc.constantFrom(0xc2, 0xc3), validOrders(1920))
    .map(([wcc, orders]) => Uint8Array.of(wcc, ...orders)),
});
