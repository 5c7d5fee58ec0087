package mautic

import (
	"cmp"
	"fmt"
	"strings"
)

// CorrectionKind names something ParseBaseURL put right.
type CorrectionKind string

// The kinds of corrections.
const (
	SpacesRemoved      CorrectionKind = "spaces-removed"       // spaces, line ends, invisible characters
	QuotesRemoved      CorrectionKind = "quotes-removed"       // quotes, brackets, a Markdown link, trailing punctuation
	SchemeAdded        CorrectionKind = "scheme-added"         // https, or http for this machine and private addresses
	SchemeRepaired     CorrectionKind = "scheme-repaired"      // "https:/x", "https//x", "https:\\x", doubled
	LowerCased         CorrectionKind = "lower-cased"          // scheme and host
	TrailingDotRemoved CorrectionKind = "trailing-dot-removed" // of the host
	DefaultPortRemoved CorrectionKind = "default-port-removed" // :443, :80, or a colon without a port
	PortCorrected      CorrectionKind = "port-corrected"       // leading zeros
	IDNEncoded         CorrectionKind = "idn-encoded"          // a name with letters outside ASCII
	AddressCorrected   CorrectionKind = "address-corrected"    // an IPv6 address in another spelling or without brackets
	PathRemoved        CorrectionKind = "path-removed"         // a page of Mautic, "/s/dashboard"
	IndexPHPRemoved    CorrectionKind = "index-php-removed"    // "/index.php" and what followed
	APIPathRemoved     CorrectionKind = "api-path-removed"     // "/api" and what followed
	PathCorrected      CorrectionKind = "path-corrected"       // "..", backslashes, percent-encoding
	QueryRemoved       CorrectionKind = "query-removed"
	FragmentRemoved    CorrectionKind = "fragment-removed"
	SlashesRemoved     CorrectionKind = "slashes-removed" // trailing or doubled
)

// Correction is one thing ParseBaseURL put right: Was stood there, Now stands
// there; either may be empty. The values of a query's or fragment's
// parameters are left out of Was, since they may be codes or tokens.
type Correction struct {
	Kind CorrectionKind
	Was  string
	Now  string
}

// String says in one English sentence what was corrected and why.
func (c Correction) String() string {
	format, args := c.Message()
	return fmt.Sprintf(format, args...)
}

// Message returns the sentence as a format, which serves as the key of its
// translations, and what to put into it.
func (c Correction) Message() (format string, args []any) {
	format = cmp.Or(textOf(string(c.Kind), []wording{
		{string(SpacesRemoved), "Spaces, line ends or invisible characters were removed."},
		{string(QuotesRemoved), "What stood around the address was removed."},
		{string(SchemeAdded), "https:// was added."},
		{string(LowerCased), "%s was written in lower case."},
		{string(TrailingDotRemoved), "The dot at the end of the host was removed."},
		{string(DefaultPortRemoved), "%s was removed, because it is the port of the scheme anyway."},
		{string(SchemeRepaired), "%s was written as %s."},
		{string(PortCorrected), "%s was written as %s."},
		{string(AddressCorrected), "%s was written as %s."},
		{string(IDNEncoded), "%s was written as %s, the form DNS knows."},
		{string(PathRemoved), "%s was removed, because it is a page inside Mautic and not its address."},
		{string(IndexPHPRemoved), "%s was removed, because API addresses do not hold index.php."},
		{string(APIPathRemoved), "%s was removed, because every tool adds /api itself."},
		{string(PathCorrected), "The path %s was written as %s."},
		{string(QueryRemoved), "What followed the question mark was removed."},
		{string(FragmentRemoved), "What followed the # was removed."},
		{string(SlashesRemoved), "Slashes that mean nothing were removed."},
	}), "%s was corrected.")
	if c.Kind == SchemeAdded && c.Now == "http://" {
		format = "http:// was added, because this machine and private addresses seldom have a certificate. Enter https:// if yours has one."
	}
	return format, []any{c.Was, c.Now}[:strings.Count(format, "%s")]
}

// BaseURLReason says why no base URL can be made of what was pasted.
type BaseURLReason string

// The reasons ParseBaseURL gives.
const (
	BaseURLEmpty    BaseURLReason = "empty"
	BaseURLNotAURL  BaseURLReason = "not-a-url" // text, or several addresses
	BaseURLTooLong  BaseURLReason = "too-long"  // more than 2048 bytes
	BaseURLScheme   BaseURLReason = "scheme"    // neither http nor https
	BaseURLUserInfo BaseURLReason = "user-info" // holds a user name or password, or is an e-mail address
	BaseURLHost     BaseURLReason = "host"      // no host, or none DNS can know
	BaseURLIPv4     BaseURLReason = "ipv4"      // a number form of an IPv4 address other than 192.0.2.1
	BaseURLZone     BaseURLReason = "zone"      // an IPv6 address with a zone, which browsers cannot open
	BaseURLPort     BaseURLReason = "port"      // not a number from 1 to 65535
	BaseURLPath     BaseURLReason = "path"      // broken percent-encoding, or control characters
)

// BaseURLError reports that no base URL can be made of what was pasted. Input
// is the beginning of it without query and fragment; it is empty when the text
// holds an @, because a password may stand in front of that.
type BaseURLError struct {
	Reason BaseURLReason
	Input  string
}

// Error says in one sentence what is wrong and what to do.
func (e *BaseURLError) Error() string {
	const like = "such as https://mautic.example.com"
	if text := textOf(string(e.Reason), []wording{
		{string(BaseURLEmpty), "there is no address; enter the address of your Mautic, " + like},
		{string(BaseURLTooLong), "the address is longer than 2048 characters; enter only the address of your Mautic, " + like},
		{string(BaseURLUserInfo), "the address holds an @ with a user name or password in front of it; enter the address alone, " + like},
	}); text != "" {
		return text
	}
	in := "the address"
	if e.Input != "" {
		in = "“" + e.Input + "”"
	}
	return in + cmp.Or(textOf(string(e.Reason), []wording{
		{string(BaseURLNotAURL), " is not a web address; enter the address of your Mautic, " + like},
		{string(BaseURLScheme), " begins with another scheme than http:// or https://; enter the address of your Mautic, " + like},
		{string(BaseURLHost), " holds no usable host name; check its spelling"},
		{string(BaseURLIPv4), " holds an IP address in an unusual form; write it as four numbers from 0 to 255 with dots, such as 192.0.2.1"},
		{string(BaseURLZone), " holds an IPv6 address with a zone (%), which browsers cannot open; use a host name"},
		{string(BaseURLPort), " holds no usable port; a port is a number from 1 to 65535"},
		{string(BaseURLPath), " holds a path that cannot be read; check the characters after %"},
	}), " cannot be used: "+string(e.Reason))
}
