package delivery

import "strings"

// mask stands for a secret value in everything that is printed.
const mask = "****"

// Text is a string of which some parts may be secret: the value of a NoEcho
// parameter, of a `{{resolve:…}}` reference, of a connection's credential or
// of a connection parameter that is marked IsValueSecret.
//
// It prints with each secret part as ****; [Text.Reveal] gives the real text.
// The zero value is the empty text.
type Text struct {
	parts []part
}

// part is a run of a text that is secret or is not.
type part struct {
	text   string
	secret bool
}

// plain is the text without any secret.
func plain(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{parts: []part{{text: s}}}
}

// secretText is s as one secret.
func secretText(s string) Text {
	return Text{parts: []part{{text: s, secret: true}}}
}

// String is the text with **** in place of each secret part.
func (t Text) String() string {
	if len(t.parts) == 1 && !t.parts[0].secret {
		return t.parts[0].text
	}
	var b strings.Builder
	for _, p := range t.parts {
		if p.secret {
			b.WriteString(mask)
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// Reveal is the text with its secret parts, as it is sent. A secret that the
// template doesn't hold stays the reference that names it, such as
// `{{resolve:secretsmanager:…}}` or `{{parameter:ApiKey}}`.
func (t Text) Reveal() string {
	if len(t.parts) == 1 {
		return t.parts[0].text
	}
	var b strings.Builder
	for _, p := range t.parts {
		b.WriteString(p.text)
	}
	return b.String()
}

// Secret says whether any part of the text is secret.
func (t Text) Secret() bool {
	for _, p := range t.parts {
		if p.secret {
			return true
		}
	}
	return false
}

// MarshalText gives the masked text, so that encoding a result never leaks.
func (t Text) MarshalText() ([]byte, error) {
	return []byte(t.String()), nil
}

// asSecret is the whole text as one secret.
func (t Text) asSecret() Text {
	return secretText(t.Reveal())
}

// transform applies f to each part: f must be such that the result for a text
// is the concatenation of the results for its parts, as percent-encoding is.
func (t Text) transform(f func(string) string) Text {
	parts := make([]part, len(t.parts))
	for i, p := range t.parts {
		parts[i] = part{text: f(p.text), secret: p.secret}
	}
	return Text{parts: parts}
}

// builder concatenates texts. The zero value is ready to use.
type builder struct {
	parts []part
	buf   []byte
}

// str appends text that is not secret.
func (b *builder) str(s string) { b.buf = append(b.buf, s...) }

// text appends t.
func (b *builder) text(t Text) {
	for _, p := range t.parts {
		if !p.secret {
			b.buf = append(b.buf, p.text...)
			continue
		}
		b.flush()
		b.parts = append(b.parts, p)
	}
}

func (b *builder) flush() {
	if len(b.buf) > 0 {
		b.parts = append(b.parts, part{text: string(b.buf)})
		b.buf = b.buf[:0]
	}
}

// done is everything that was appended.
func (b *builder) done() Text {
	b.flush()
	return Text{parts: b.parts}
}
