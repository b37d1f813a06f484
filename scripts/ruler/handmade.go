package main

// values are put at detail.x of the hand-made events; "" is an absent field.
var values = []string{
	``, `null`, `""`, `"."`, `".."`, `"a"`, `"ab"`, `"A"`, `"1"`, `"-"`, `"äb"`, `"ÄB"`, `"ß"`, `"SS"`, `"😀"`, `"a\"b"`, `"a*b"`, `"a\\b"`,
	`"%2e"`, `"%2E"`, `".%2e"`, `"%2E."`, `"%2e%2E"`, `"%2e%2f"`, `"a/b"`, `"/"`, `"a?b"`, `"#"`, `"a%b"`, `"a;b"`, `"a\nb"`, `"\r\n"`, `"a\\nb"`, `"x/?"`,
	`0`, `-0`, `1`, `1.0`, `1e0`, `10`, `1e12`, `-1`, `-5000000000`, `-5000000001`, `0.1`, `123456789012`, `12345678901234567890`, `1e400`, `5e-324`,
	`true`, `false`, `{}`, `{"a":1}`, `{"a":""}`, `{"a":null}`, `[]`, `["a"]`, `["a",""]`, `[""]`, `[null]`, `[{}]`, `[{"a":1}]`, `[["a"]]`, `[1,"a"]`,
	`"10.0.0.1"`, `"10.0.0.255"`, `"10.0.1.0"`, `"::1"`, `"0:0:0:0:0:0:0:1"`, `"2001:db8::1"`, `"::ffff:0a00:0001"`,
}

// tests are the patterns for detail.x that are tried on each value: first
// those that the construct writes.
var tests = []string{
	`[{"exists":true}]`, `[{"exists":false}]`, `[{"anything-but":[""]}]`, `[{"exists":false},""]`, `[{"exists":false},"",null]`,
	`[{"prefix":""}]`, `[{"wildcard":"*"}]`, `[{"suffix":""}]`, `[{"numeric":[">=",-5000000000]}]`, `[{"exists":false},null]`,
	`[{"prefix":""},{"numeric":[">=",-5000000000]},{"numeric":["<",0]},true,false]`,
	pathDelivers, pathRejects, guardDelivers, guardRejects[0], guardRejects[1], guardRejects[2],
	`[{"anything-but":["",".",".."]}]`, `[{"exists":false},"",".",".."]`, `[null]`, `[true]`, `["a"]`, `[1]`, `[1.0]`, `["1"]`,
	`[{"exactly":"a"}]`, `[{"equals-ignore-case":"äB"}]`, `[{"equals-ignore-case":"ß"}]`, `[{"prefix":{"equals-ignore-case":"Ä"}}]`,
	`[{"suffix":{"equals-ignore-case":"B"}}]`, `[{"prefix":"a"}]`, `[{"suffix":"b"}]`, `[{"wildcard":"a\\*b"}]`, `[{"wildcard":"a\\\\b"}]`, `[{"wildcard":"a*b"}]`,
	`[{"anything-but":1}]`, `[{"anything-but":[1,10]}]`, `[{"anything-but":"a"}]`, `[{"anything-but":{"prefix":"a"}}]`, `[{"anything-but":{"suffix":["b","a"]}}]`,
	`[{"anything-but":{"equals-ignore-case":["","..","%2e"]}}]`, `[{"anything-but":{"equals-ignore-case":["a","Äb"]}}]`, `[{"anything-but":{"wildcard":["a*","*1"]}}]`,
	`[{"numeric":["=",1]}]`, `[{"numeric":["<",1]}]`, `[{"numeric":["<=",1]}]`, `[{"numeric":[">",0]}]`, `[{"numeric":[">",0,"<=",10]}]`,
	`[{"cidr":"10.0.0.0/24"}]`, `[{"cidr":"::/1"}]`, `[{"cidr":"2001:db8::/32"}]`, `["10.0.0.1"]`, `["::1"]`, `[12345678901234567890]`, `[1e400]`,
	`[{"suffix":""},{"numeric":["=",0.1]}]`, `[{"cidr":"16.0.0.0/8"}]`,
}

// What a path field is tested for, and what guards it further.
const (
	pathDelivers  = `[{"anything-but":["",".","..","%2e","%2E",".%2e",".%2E","%2e.","%2E.","%2e%2e","%2e%2E","%2E%2e","%2E%2E"]}]`
	pathRejects   = `[{"exists":false},"",".","..","%2e","%2E",".%2e",".%2E","%2e.","%2E.","%2e%2e","%2e%2E","%2E%2e","%2E%2E"]`
	guardDelivers = `[{"anything-but":{"wildcard":["",".","..","*/*","*%*","*\\\\*","*?*","*#*","*;*","*\n*","*\r*"]}}]`
)

var guardRejects = []string{
	`[{"exists":false},"",".","..",{"wildcard":"*/*"},{"wildcard":"*%*"},{"wildcard":"*\\\\*"}]`,
	`[{"wildcard":"*?*"},{"wildcard":"*#*"},{"wildcard":"*;*"}]`, `[{"wildcard":"*\n*"},{"wildcard":"*\r*"}]`,
}

// refused are patterns that AWS doesn't take, and a few that look so.
var refused = []string{
	`{}`, `[]`, `{"a":[]}`, `{"a":{}}`, `{"a":"b"}`, `{"a":1}`, `{"a":null}`, `{"a":[[1]]}`, `{"a":[{}]}`, `{"a":[{"unknown":1}]}`,
	`{"$or":[]}`, `{"$or":[{"a":[1]}]}`, `{"$or":{"a":[1]}}`, `{"$or":[1,2]}`, `{"$or":["a","b"]}`, `{"$or":[{"a":[1]},1]}`, `{"$or":[{"a":[1]},{}]}`,
	`{"$or":[{"prefix":["a"]},{"b":[1]}]}`, `{"$or":[{"prefix":"a"},{"suffix":"b"}]}`, `{"$or":[{"a":{"exists":[1]}},{"b":[1]}]}`, `{"prefix":["a"]}`,
	`{"$or":[{"regex":["a"]},{"b":[1]}]}`, `{"$or":[{"=":["a"]},{"b":[1]}]}`, `{"$or":[{"in-date-range":["a"]},{"b":[1]}]}`,
	`{"a":[{"anything-but":null}]}`, `{"a":[{"anything-but":true}]}`, `{"a":[{"anything-but":[]}]}`, `{"a":[{"anything-but":[1,"a"]}]}`, `{"a":[{"anything-but":[null]}]}`,
	`{"a":[{"anything-but":{"prefix":""}}]}`, `{"a":[{"anything-but":{"suffix":""}}]}`, `{"a":[{"anything-but":{"prefix":1}}]}`, `{"a":[{"anything-but":{"numeric":["=",1]}}]}`,
	`{"a":[{"anything-but":{"prefix":[]}}]}`, `{"a":[{"anything-but":{"equals-ignore-case":""}}]}`, `{"a":[{"anything-but":{"wildcard":""}}]}`, `{"a":[{"anything-but":{}}]}`,
	`{"a":[{"prefix":1}]}`, `{"a":[{"prefix":"a","suffix":"b"}]}`, `{"a":[{"prefix":{"suffix":"a"}}]}`, `{"a":[{"suffix":{}}]}`, `{"a":[{"exactly":1}]}`,
	`{"a":[{"exists":"true"}]}`, `{"a":[{"exists":null}]}`, `{"a":[{"cidr":"10.0.0.0"}]}`, `{"a":[{"cidr":"10.0.0.0/32"}]}`, `{"a":[{"cidr":"10.0.0.0/-1"}]}`,
	`{"a":[{"cidr":"::/128"}]}`, `{"a":[{"cidr":"x/8"}]}`, `{"a":[{"cidr":"10.0.0.0/8/8"}]}`, `{"a":[{"cidr":1}]}`, `{"a":[{"cidr":"10.0.0.0/0"}]}`, `{"a":[{"cidr":"10.0.0.0/"}]}`,
	`{"a":[{"numeric":[]}]}`, `{"a":[{"numeric":["="]}]}`, `{"a":[{"numeric":["=","1"]}]}`, `{"a":[{"numeric":["!=",1]}]}`, `{"a":[{"numeric":["<",1,">",0]}]}`,
	`{"a":[{"numeric":[">",1,"<",1]}]}`, `{"a":[{"numeric":[">",2,"<",1]}]}`, `{"a":[{"numeric":[">",0,"<"]}]}`, `{"a":[{"numeric":[">",0,"<",1,2]}]}`, `{"a":[{"numeric":1}]}`,
	`{"a":[{"numeric":["=",12345678901234567890]}]}`, `{"a":[{"numeric":["=",1e400]}]}`, `{"a":[{"numeric":["<=",-1.7976931348623157e308]}]}`,
	`{"a":[{"wildcard":"**"}]}`, `{"a":[{"wildcard":"\\a"}]}`, `{"a":[{"wildcard":"\\"}]}`, `{"a":[{"wildcard":1}]}`, `{"a":[{"wildcard":"a*b*c"}]}`,
	`{"a":[{"equals-ignore-case":1}]}`, `{"a":[{"equals-ignore-case":["a"]}]}`,
}

// combined are patterns and events in which fields and $or work together.
var combined = []pair{
	{`{"$or":[{"detail-type":["A","B"],"detail":{"$or":[{"owner":[{"exists":false},""]},{"repo":[{"exists":false},""]}]}},{"detail-type":["C"],"detail":{"id":[{"exists":false}]}}]}`, `{"detail-type":"A","detail":{"owner":"o"}}`},
	{`{"$or":[{"detail-type":["A","B"],"detail":{"$or":[{"owner":[{"exists":false},""]},{"repo":[{"exists":false},""]}]}},{"detail-type":["C"],"detail":{"id":[{"exists":false}]}}]}`, `{"detail-type":"A","detail":{"owner":"o","repo":"r"}}`},
	{`{"$or":[{"detail-type":["A","B"],"detail":{"$or":[{"owner":[{"exists":false},""]},{"repo":[{"exists":false},""]}]}},{"detail-type":["C"],"detail":{"id":[{"exists":false}]}}]}`, `{"detail-type":"C","detail":{}}`},
	{`{"$or":[{"detail-type":["A","B"],"detail":{"$or":[{"owner":[{"exists":false},""]},{"repo":[{"exists":false},""]}]}},{"detail-type":["C"],"detail":{"id":[{"exists":false}]}}]}`, `{"detail-type":"D","detail":{}}`},
	{`{"$or":[{"a":["x"]},{"a":["x","y"]}]}`, `{"a":"y"}`},
	{`{"$or":[{"a":["x","y"]},{"a":["x"]}]}`, `{"a":"y"}`},
	{`{"$or":[{"a":["x"],"b":["1"]},{"a":["x","y"],"b":["1"]}]}`, `{"a":"y","b":"1"}`},
	{`{"$or":[{"a":["x"],"b":["1"]},{"a":["y"],"b":["1"]}]}`, `{"a":"y","b":"1"}`},
	{`{"x":[1],"$or":[{"x":[2]},{"y":[3]}]}`, `{"x":2}`},
	{`{"x":[1],"$or":[{"x":[2]},{"y":[3]}]}`, `{"x":1,"y":3}`},
	{`{"x":[1],"$or":[{"x":[2]},{"y":[3]}]}`, `{"x":1}`},
	{`{"$or":[{"x":[2]},{"y":[3]}],"x":[1]}`, `{"x":1}`},
	{`{"$or":["a","b"]}`, `{"$or":"a"}`},
	{`{"$or":[{"prefix":"a"},{"suffix":"b"}]}`, `{"$or":"xb"}`},
	{`{"a":{"b":[1]}}`, `{"a.b":1}`},
	{`{"a.b":[1]}`, `{"a":{"b":1}}`},
	{`{"a":{"":[1]}}`, `{"a":{"":1}}`},
	{`{"":[1]}`, `{"":1}`},
	{`{"":{"a":[1]}}`, `{"a":1}`},
	{`{"a":[1],"a":[2]}`, `{"a":2}`},
	{`{"a":[1]}`, `{"a":2,"a":1}`},
	{`{"x":{"a":[1],"b":[2]}}`, `{"x":[{"a":1,"b":3},{"a":4,"b":2}]}`},
	{`{"x":{"a":[1],"b":[2]}}`, `{"x":[{"a":1,"b":2},{"a":4,"b":5}]}`},
	{`{"x":{"a":[1],"b":[{"exists":false}]}}`, `{"x":[{"a":1},{"a":4,"b":5}]}`},
	{`{"x":{"a":[1],"b":[2]}}`, `{"x":[[{"a":1}],[{"b":2}]]}`},
	{`{"x":{"a":[1],"b":[2]}}`, `{"x":[[{"a":1},{"b":2}]]}`},
	{`{"x":{"a":[1],"b":[2]}}`, `{"x":[[{"a":1,"b":2}],[{"b":3}]]}`},
	{`{"x":[{"anything-but":"10.0.0.1"},{"cidr":"11.0.0.0/8"}]}`, `{"x":"10.0.0.1"}`},
	{`{"x":[{"anything-but":"10.0.0.1"},{"cidr":"11.0.0.0/8"}]}`, `{"x":"10.0.0.2"}`},
	{`{"x":[{"wildcard":"*x*"},{"equals-ignore-case":"ab"}]}`, `{"x":"zb"}`},
	{`{"x":[{"equals-ignore-case":"ab"},{"wildcard":"*x*"}]}`, `{"x":"zb"}`},
	{`{"x":[{"wildcard":"*x*"},{"prefix":{"equals-ignore-case":"ab"}}]}`, `{"x":"zba"}`},
	{`{"x":[{"wildcard":"*x*"},{"suffix":{"equals-ignore-case":"ab"}}]}`, `{"x":"a1"}`},
	{`{"x":[{"wildcard":"*x*"},{"anything-but":{"equals-ignore-case":"a"}}]}`, `{"x":"b"}`},
	{`{"x":[{"wildcard":"1*x"},{"equals-ignore-case":"1ab"}]}`, `{"x":"1zzb"}`},
	{`{"x":{"a":[{"exists":false}],"b":[5]}}`, `{"x":[{"a":1},{"b":5}]}`},
}

// handmade are the pairs that are always asked.
func handmade() []pair {
	var pairs []pair
	for _, test := range tests {
		for _, v := range values {
			event := `{"source":"s","detail-type":"T","detail":{}}`
			if v != "" {
				event = `{"source":"s","detail-type":"T","detail":{"x":` + v + `}}`
			}
			pairs = append(pairs, pair{`{"detail":{"x":` + test + `}}`, event})
		}
	}
	for _, v := range values[1:] {
		for _, exists := range []string{"true", "false"} {
			pairs = append(pairs, pair{`{"x":{"a":[{"exists":` + exists + `}]}}`, `{"x":` + v + `}`})
		}
	}
	for _, p := range refused {
		for _, event := range []string{`{"a":"x"}`, `{"a":5,"b":1}`} {
			pairs = append(pairs, pair{p, event})
		}
	}
	return append(pairs, combined...)
}
