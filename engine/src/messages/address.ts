import { domainToASCII } from 'node:url';

/** RFC 5321: 64 octets before the @, 254 in all. */
const LONGEST_LOCAL = 64;
const LONGEST = 254;
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Reads one bare email address; an international domain becomes punycode. Undefined for anything else: lists, names,
 * quoted or non-ASCII local parts, address literals, control characters.
 */
export function readAddress(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > LONGEST_LOCAL || !LOCAL.test(local)) return undefined;
  const written = text.slice(at + 1);
  // domainToASCII reads numbers and percent signs as a browser would; neither is an email domain.
  if (/[\s%/\\?#:[\]]/.test(written)) return undefined;
  const domain = domainToASCII(written);
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1) ?? '')) {
    return undefined;
  }
  const address = `${local}@${domain}`;
  return address.length > LONGEST ? undefined : address;
}
