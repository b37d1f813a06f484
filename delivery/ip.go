package delivery

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// The digits of the keys of interval tests: bytes of seven bits for numbers,
// hexadecimal digits for IP addresses.
const hexDigits = "0123456789ABCDEF"

// interval is a test for the keys between two others, which have one length.
type interval struct {
	bottom, top         string
	openBottom, openTop bool
	ip                  bool
}

// contains compares as AWS's matcher does, key by key from the left: it
// decides at the first digit that differs, so that the length of the key
// matters only if it is a prefix of a bound.
func (r *interval) contains(key string) bool {
	fork := 0
	for fork < len(r.bottom) && r.bottom[fork] == r.top[fork] {
		fork++
	}
	if fork == len(r.bottom) || len(key) <= fork || key[:fork] != r.bottom[:fork] || !r.digit(key[fork]) {
		return false
	}
	switch c := key[fork]; {
	case c > r.bottom[fork] && c < r.top[fork]:
		return true
	case c == r.bottom[fork]:
		return r.beyond(key, r.bottom, fork+1, 1, r.openBottom)
	case c == r.top[fork]:
		return r.beyond(key, r.top, fork+1, -1, r.openTop)
	}
	return false
}

// beyond says whether key, from place i, is on the side of bound that sign
// names, or equal to it where the interval isn't open.
func (r *interval) beyond(key, bound string, i, sign int, open bool) bool {
	for ; i < len(bound); i++ {
		if i >= len(key) || !r.digit(key[i]) {
			return false
		}
		if difference := int(key[i]) - int(bound[i]); difference != 0 {
			return difference*sign > 0
		}
	}
	return !open
}

func (r *interval) digit(c byte) bool {
	return !r.ip || strings.IndexByte(hexDigits, c) >= 0
}

// ipKey is the hexadecimal form of an IP address: 8 or 32 digits.
func ipKey(s string) (key string, ok bool) {
	b, ok := parseIP(s)
	if !ok {
		return "", false
	}
	return hexKey(b), true
}

// parseIP reads an address as AWS's matcher does: with leading zeros, and an
// IPv6 address that is a mapped IPv4 one counts as that; a dotted end of an
// IPv6 address isn't known.
func parseIP(s string) (address []byte, ok bool) {
	if len(s) > 200 { // longer than any address, whatever its zeros
		return nil, false
	}
	if strings.IndexByte(s, ':') < 0 {
		return parseIPv4(s)
	}
	if strings.Trim(s, "0123456789abcdefABCDEF:") != "" {
		return nil, false
	}
	groups := strings.Split(s, ":")
	for i, g := range groups {
		if g != "" {
			groups[i] = strings.TrimLeft(g[:len(g)-1], "0") + g[len(g)-1:]
		}
	}
	addr, err := netip.ParseAddr(strings.Join(groups, ":"))
	if err != nil {
		return nil, false
	}
	return addr.Unmap().AsSlice(), true
}

func parseIPv4(s string) (address []byte, ok bool) {
	if len(s) > 15 {
		return nil, false
	}
	octets := strings.Split(s, ".")
	if len(octets) != 4 {
		return nil, false
	}
	for _, o := range octets {
		if o == "" || strings.Trim(o, "0123456789") != "" {
			return nil, false
		}
		n, err := strconv.Atoi(o)
		if err != nil || n > 255 {
			return nil, false
		}
		address = append(address, byte(n))
	}
	return address, true
}

// ipInterval is the interval that holds exactly one address.
func ipInterval(key string) *interval {
	last := strings.IndexByte(hexDigits, key[len(key)-1])
	head := key[:len(key)-1]
	if last == len(hexDigits)-1 {
		return &interval{bottom: head + hexDigits[last-1:last], openBottom: true, top: key, ip: true}
	}
	return &interval{bottom: key, top: head + hexDigits[last+1:last+2], openTop: true, ip: true}
}

// parseCIDR reads a block of addresses such as 10.0.0.0/8.
func parseCIDR(s string) (*interval, error) {
	address, bits, ok := strings.Cut(s, "/")
	if !ok || strings.Contains(bits, "/") {
		return nil, fmt.Errorf("%q isn't a CIDR block: one / is required", s)
	}
	low, ok := parseIP(address)
	if !ok {
		return nil, fmt.Errorf("%q isn't a CIDR block: %q isn't an IP address", s, address)
	}
	width := 8 * len(low)
	n, err := strconv.Atoi(bits)
	if err != nil || n < 0 || n >= width {
		return nil, fmt.Errorf("%q isn't a CIDR block: the number of bits must be from 0 to %d", s, width-1)
	}
	high := append([]byte(nil), low...)
	for i := n; i < width; i++ {
		low[i/8] &^= 0x80 >> (i % 8)
		high[i/8] |= 0x80 >> (i % 8)
	}
	return &interval{bottom: hexKey(low), top: hexKey(high), ip: true}, nil
}

func hexKey(b []byte) string {
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}
