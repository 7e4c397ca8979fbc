import ipaddr from 'ipaddr.js';
import { ChannelError } from '../errors.ts';

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

export interface AddressGuard {
  /** Whether a connection to this address may be opened. Anything that is no plain IP address may not. */
  admits(address: string): boolean;
}

/** Public by number, yet answered by the cloud host itself: Azure's WireServer. */
const HOST_SERVICES = ['168.63.129.16'];

/**
 * Makes the guard between a workspace's webhooks and our own network: only global unicast addresses pass. Loopback,
 * private, link-local, CGNAT, multicast, reserved and every form that wraps an IPv4 address (v4-mapped, 6to4, Teredo,
 * NAT64) are refused. `allow` names exceptions as CIDR ranges, for tests and for hooks to the operator's own services.
 * @throws ChannelError `http_option_invalid`
 */
export function createAddressGuard(allow: readonly string[] = []): AddressGuard {
  const exceptions = allow.map(readRange);
  return {
    admits(text) {
      // Only full dotted or IPv6 forms: octal, hex and short ones mean different hosts to different readers.
      if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return false;
      const address = ipaddr.parse(text);
      if (address instanceof ipaddr.IPv6 && address.zoneId) return false;
      const excepted = exceptions.some(
        ([range, bits]) => range.kind() === address.kind() && address.match(range, bits),
      );
      if (excepted) return true;
      if (address.range() !== 'unicast' || HOST_SERVICES.includes(text)) return false;
      // Of IPv6 only 2000::/3 has been given out as global unicast.
      return !(address instanceof ipaddr.IPv6) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
    },
  };
}

function readRange(range: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    return ipaddr.parseCIDR(range);
  } catch {
    throw new ChannelError(
      'http_option_invalid',
      `The allowed address range "${range}" is not a CIDR range, such as 127.0.0.0/8.`,
    );
  }
}
