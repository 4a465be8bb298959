import { isGatewaysOwn } from './backend/proxy-headers';
import { LocalGatewayOptionError, shown } from './option-error';
import { originOf } from './rules/visitors';

interface NumberRule {
  readonly min: number;
  readonly max: number;
  /** The unit of the number, for the message. */
  readonly unit: string;
  readonly fraction?: boolean;
}

export function checkNumber(option: string, value: number, { min, max, unit, fraction = false }: NumberRule): number {
  if (!(value >= min && value <= max) || (!fraction && !Number.isInteger(value))) {
    throw new LocalGatewayOptionError(option, `${shown(value)} is not a number from ${min} to ${max} (${unit})`);
  }
  return value;
}

/** A number per minute; `false` becomes `Infinity`. */
export function checkPerMinute(option: string, value: number | false): number {
  if (value === false || value === Infinity) return Infinity;
  return checkNumber(option, value, { min: 0, max: 1_000_000, unit: 'per minute, false for no limit' });
}

/** How often a fault applies: `Infinity` means without a limit, 0 ends it. */
export function checkCount(argument: string, value: number): number {
  if (value === Infinity) return value;
  return checkNumber(argument, value, { min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'times, Infinity for ever' });
}

export function checkProxyUrl(option: string, value: unknown): URL {
  const example = 'expected something like http://127.0.0.1:8000/ws/';
  if (typeof value !== 'string' || !URL.canParse(value)) {
    throw new LocalGatewayOptionError(option, `${shown(value)} is not a URL; ${example}`);
  }
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new LocalGatewayOptionError(option, `${shown(value)} is not http: or https:; ${example}`);
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new LocalGatewayOptionError(option, `a query, a fragment and credentials have no place here; ${example}`);
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Origins of pages, in the format of browsers. */
export function checkOrigins(option: string, value: unknown): readonly string[] {
  const example = "expected a list of origins such as ['http://app.test:5173']";
  if (!Array.isArray(value)) throw new LocalGatewayOptionError(option, `${shown(value)} is not a list; ${example}`);
  return value.map((entry: unknown) => {
    const origin = typeof entry === 'string' ? originOf(entry.replace(/\/$/, '')) : undefined;
    if (origin === undefined) throw new LocalGatewayOptionError(option, `${shown(entry)} is no origin; ${example}`);
    return origin;
  });
}

/** Valid characters of a header's value: no control characters, and one byte for each character. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/;

/** Headers as names and values, alternating. The errors show no value: it may be a secret. */
export function checkHeaders(option: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LocalGatewayOptionError(option, "it is no object of names and values such as { 'X-A': 'b' }");
  }
  const list: string[] = [];
  const names = new Set<string>();
  for (const [name, content] of Object.entries(value) as [string, unknown][]) {
    const problem = (what: string): LocalGatewayOptionError =>
      new LocalGatewayOptionError(option, `${shown(name)} ${what}`);
    if (!HEADER_NAME.test(name)) throw problem('is no name of a header');
    if (isGatewaysOwn(name)) throw problem('is a header that the gateway sets itself; leave it out');
    if (names.has(name.toLowerCase())) throw problem('is there twice');
    if (typeof content !== 'string' || !HEADER_VALUE.test(content)) {
      throw problem('has a value that no header can have: it must be one line of text');
    }
    names.add(name.toLowerCase());
    list.push(name, content);
  }
  return list;
}

/** An unknown option is most likely a misspelled one. */
export function refuseUnknown(prefix: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const name = prefix === '' ? unknown : `${prefix}.${unknown}`;
  throw new LocalGatewayOptionError(name, `there is no such option; known are ${known.join(', ')}`);
}
