package limits

import "regexp"

// Form is how AWS writes the name of something, and how a message says what is wanted.
type Form struct {
	Like    string
	pattern *regexp.Regexp
}

func form(pattern, like string) Form { return Form{like, regexp.MustCompile(pattern)} }

// Fits tells whether a text is of the form.
func (f Form) Fits(text string) bool { return f.pattern.MatchString(text) }

// The forms of what users name (API references of Organizations and CloudWatch).
var (
	AccountNumber  = form(`^\d{12}$`, "the number of an account, in 12 digits")
	OrganizationID = form(`^o-[a-z0-9]{10,32}$`, `the id of an organization, such as "o-abcde12345"`)
	TopicARN       = form(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$`, `the ARN of a standard SNS topic, such as "arn:aws:sns:eu-west-1:123456789012:pager"`)
)

// LogicalPrefix is what a logical id of CloudFormation may begin with, and have behind it.
var LogicalPrefix = form(`^[A-Za-z][A-Za-z0-9]*$`, "a letter followed by letters and digits")
