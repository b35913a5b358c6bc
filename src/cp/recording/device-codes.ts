/** Device types as OS/VS has them in its unit control blocks: EREP goes by them. SY20-0887, DMKIOC. */
const UNIT_TYPES: Readonly<Record<string, number>> = {
  '3277': 0x1009,
  '3278': 0x1009,
  '3279': 0x1009,
  '3270': 0x1009,
  '3287': 0x1009,
  '2501': 0x0804,
  '2540R': 0x0801,
  '3505': 0x0806,
  '1442': 0x0803,
  '1403': 0x0808,
  '3211': 0x0809,
  '3203': 0x080b,
  '2540P': 0x0802,
  '3525': 0x080c,
  '3420': 0x8003,
  '3410': 0x8003,
  '2420': 0x8001,
  '2415': 0x8001,
  '2401': 0x8001,
  '2400': 0x8001,
  '3340': 0x200a,
  '2305': 0x2007,
  '3350': 0x200b,
  '3330': 0x2009,
  '3380': 0x200e,
  '2314': 0x2008,
  '2319': 0x2008,
  '2311': 0x2001,
  '3215': 0x0823,
  '3210': 0x0822,
  '1052': 0x0820,
};

/** The 3330-11 is told from the smaller one by its size. */
const LARGE_3330 = 0x200d;
const CYLINDERS_OF_3330 = 411;

/** Halfword for the device type of an OBR record; 0 for a type that OS/VS does not know. */
export function unitType(type: string, cylinders = 0): number {
  if (type === '3330' && cylinders > CYLINDERS_OF_3330) return LARGE_3330;
  return UNIT_TYPES[type] ?? 0;
}
