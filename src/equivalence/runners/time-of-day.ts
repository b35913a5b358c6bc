/** What a program finds in the TOD clock. */

/**
 * TOD clock at the beginning of every program, on every machine. Time passes at different speeds. The clock comparator
 * asks for an interruption as long as its value is less than that of the TOD clock (GA22-7000, External Interruption:
 * Clock Comparator), so that one between the clocks of two machines would interrupt the one and not the other, and
 * rightly so. Therefore the clocks begin alike, in a year (1982) whose values programs do not make by chance as they do
 * zeros, addresses and PSWs. What is left between the machines are the seconds that a program takes.
 */
export const TIME_OF_DAY = 0x936b_5c3d_0000_0000n;
