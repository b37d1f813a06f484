package server

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// privateTops are top-level domains that the public name system does not have, and never
// will: RFC 2606, section 2, RFC 6761, RFC 6762 (local), RFC 7686 (onion), RFC 9476 (alt),
// ICANN's decisions on internal, corp, home and mail, and what networks of one's own are
// called as a rule (RFC 6762, appendix G).
var privateTops = []string{
	"test", "example", "invalid", "localhost", "local", "onion", "alt",
	"internal", "corp", "home", "mail", "intranet", "private", "lan", "localdomain",
	"workgroup", "domain", "consul", "docker", "cluster", "svc",
}

// privateDomains are those below which there are only names of private networks (RFC 8375).
var privateDomains = []string{"home.arpa"}

// privateNets are the addresses that nobody reaches over the internet (IANA's registries of
// special purposes), with what they are.
var privateNets = []struct{ nets, what string }{
	{"127.0.0.0/8 ::1/128", "a loopback address"},
	{"10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7", "a private address"},
	{"169.254.0.0/16 fe80::/10", "a link-local address"},
	{"100.64.0.0/10", "an address inside a provider's network"},
	{"192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32", "an address for documentation"},
	{"224.0.0.0/4 ff00::/8", "a multicast address"},
	{"0.0.0.0/8 192.0.0.0/24 198.18.0.0/15 240.0.0.0/4 ::/128", "a reserved address"},
}

// unreachable tells why EventBridge cannot reach a host, or is "". Private connectivity
// changes nothing about it: that needs a public name and certificate too.
func unreachable(host string) string {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if address, ok := addressOf(name); ok {
		return unreachableAddress(name, address)
	}
	labels := strings.Split(name, ".")
	top := labels[len(labels)-1]
	switch {
	case name == "localhost":
		return "localhost is EventBridge's own machine"
	case len(labels) == 1:
		return name + " is a name without a dot, which is known in a private network only"
	case slices.Contains(privateTops, top):
		return "no public host is below ." + top
	case slices.ContainsFunc(privateDomains, func(d string) bool { return name == d || strings.HasSuffix(name, "."+d) }):
		return "no public host is below .home.arpa"
	case strings.Trim(top, "0123456789") == "":
		return "no name ends in a number, and " + name + " is no address"
	}
	return ""
}

func unreachableAddress(name string, address netip.Addr) string {
	for _, special := range privateNets {
		for _, net := range strings.Fields(special.nets) {
			if netip.MustParsePrefix(net).Contains(address) {
				if name != address.String() {
					name += " means " + address.String() + ", which"
				}
				return name + " is " + special.what
			}
		}
	}
	return ""
}

// addressOf reads an IPv4 address in each of its forms: four numbers or fewer, the last of
// which fills the rest, as decimals, 0x and hexadecimals, or 0 and octals (WHATWG URL,
// section 3.5, "IPv4 parser"): 127.1 and 2130706433 are 127.0.0.1.
func addressOf(name string) (netip.Addr, bool) {
	if address, err := netip.ParseAddr(name); err == nil {
		return address.Unmap(), true
	}
	parts := strings.Split(name, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var value uint64
	for i, part := range parts {
		n, ok := numberOf(part)
		most := uint64(0xff)
		if i == len(parts)-1 {
			most = 1<<(8*(5-len(parts))) - 1
		}
		if !ok || n > most {
			return netip.Addr{}, false
		}
		if i == len(parts)-1 {
			value = value<<(8*(5-len(parts))) | n
		} else {
			value = value<<8 | n
		}
	}
	return netip.AddrFrom4([4]byte{byte(value >> 24), byte(value >> 16), byte(value >> 8), byte(value)}), true
}

func numberOf(part string) (uint64, bool) {
	base, digits := 10, part
	switch {
	case strings.HasPrefix(part, "0x"):
		base, digits = 16, part[2:]
		if digits == "" {
			return 0, true
		}
	case len(part) > 1 && part[0] == '0':
		base, digits = 8, part[1:]
	}
	n, err := strconv.ParseUint(digits, base, 64)
	return n, err == nil && !strings.ContainsAny(digits, "_+-")
}
