import { BlockList, isIP } from 'node:net'

interface Network {
  address: string
  prefix: number
  family: 'ipv4' | 'ipv6'
}

/** `10.1.2.3`, `10.1.2.0/24`, `fd00::/8`; null for anything else. */
function networkOf(text: string): Network | null {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return null
  const width = version === 4 ? 32 : 128
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return null
  const prefix = bits === undefined ? width : Number(bits)
  return prefix > width ? null : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' }
}

/** True for an address or a network that leaves somebody out. */
export const isNetwork = (text: string): boolean => (networkOf(text)?.prefix ?? 0) > 0

/** Tells whether an address lies in one of the networks. */
export function membership(networks: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList()
  for (const text of networks) {
    const network = networkOf(text)
    if (network) list.addSubnet(network.address, network.prefix, network.family)
  }
  return (address = '') => {
    // A socket that speaks both families tells IPv4 callers as ::ffff:10.1.2.3.
    const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '')
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}
