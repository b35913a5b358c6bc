/** A TCP port in a configuration. Throws an Error that names what is none. */
export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port >= 1 && port <= 65535)) throw new Error(`${text} is no port from 1 to 65535`);
  return port;
}
