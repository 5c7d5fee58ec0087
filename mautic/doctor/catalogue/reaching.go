package catalogue

import "mautic-connect/mautic/doctor"

// addressDiagnoses holds what can be said of an address before anything is sent.
func addressDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.URLInvalid,
			Title:    "This is not an address of a Mautic.",
			Cause:    "An address has a host name, such as mautic.example.com, and may have a port and a directory. What you gave cannot be read as one, even with the usual slips corrected.",
			Proof:    "Nothing was sent: the text itself has no usable host name, or begins with something other than http or https.",
			Symptoms: []string{"ERR_INVALID_URL", "Invalid URL"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open your Mautic in the browser."},
				{Text: "Copy the address from the address bar and paste it here."},
			}}},
			Sources: []string{"RFC 3986"},
		},
		{
			ID:       doctor.URLCorrected,
			Severity: doctor.Warning,
			Title:    "The address was corrected.",
			Cause:    "What you pasted had something around the address of your Mautic: a page such as /s/dashboard, /api or /index.php, a slash at the end, a space, or no https:// in front. Other tools do not correct this and fail.",
			Proof:    "The corrected address differs from what was typed; what changed is listed.",
			Symptoms: []string{"Requested URL not found: //api/users/self", "Requested URL not found: /api/api/users/self"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use the corrected address everywhere:", Command: "{base}"},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.NotPublic,
			Severity: doctor.Warning,
			Title:    "This address is only reachable from inside your network.",
			Cause:    "It is a private or local address. It works from here, but a service in the cloud, such as n8n Cloud, Make or Zapier, cannot reach it. Inside a container, localhost is the container itself.",
			Proof:    "The name resolves to an address that is reserved for private or local use.",
			Symptoms: []string{"ECONNREFUSED", "The service refused the connection - perhaps it is offline"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Use the public address of your Mautic if it has one."},
					{Text: "Have your host publish Mautic, or let the addresses of the cloud service in."},
				}},
				{For: doctor.Docker, Steps: []doctor.Step{
					{Text: "Use the name of the Mautic service when both containers share a network:", Command: "http://SERVICE"},
					{Text: "Use this name instead when Mautic runs on the machine itself:", Command: "http://host.docker.internal"},
				}},
			},
			Who:     doctor.Host,
			Sources: []string{"RFC 1918", "RFC 4193", "RFC 6761"},
		},
		{
			ID:    doctor.BlockedByPolicy,
			Who:   doctor.Operator,
			Title: "This page's server may not connect to that address.",
			Cause: "The server relays only to public addresses, and to those that its operator has allowed. Private and local addresses are closed, so that nobody can use it to look into its network.",
			Proof: "This page's server refused before it connected; your Mautic was not asked.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use the public address of your Mautic."},
				{Text: "Start the server with the range of your network if you run it yourself, for example:", Command: "--allow-private 10.0.0.0/8"},
				{Text: "Allow a single name instead if that is enough, for example:", Command: "--allow-host mautic.internal"},
			}}},
			Sources: []string{ownDesign},
		},
	}
}

// connectionDiagnoses holds why no answer comes.
func connectionDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.DNSNotFound,
			Title:    "There is no such host.",
			Cause:    "The name in the address is not known to the domain name system: a slip of the keyboard, a domain that has ended, or a name that only your own network knows.",
			Proof:    "The lookup of the name itself fails; nothing was sent to your Mautic.",
			Symptoms: []string{"ENOTFOUND", "getaddrinfo ENOTFOUND", "The connection cannot be established, this usually occurs due to an incorrect host (domain) value", "Could not resolve host", "ERR_NAME_NOT_RESOLVED", "DNS_PROBE_FINISHED_NXDOMAIN"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Check the spelling of the address."},
				{Text: "Open your Mautic in the browser and compare the host name with the one you see there:", Command: "{base}"},
				{Text: "Use a public name if this one works only in your own network."},
			}}},
			Sources: []string{"RFC 1035"},
		},
		{
			ID:       doctor.ConnectionRefused,
			Title:    "Nothing listens at this address.",
			Cause:    "The host exists, but refuses connections on this port: the web server is stopped, or the port is wrong.",
			Proof:    "The host answers at once with a refusal; a firewall that drops requests would give no answer at all.",
			Symptoms: []string{"connect ECONNREFUSED", "The service refused the connection - perhaps it is offline", "Connection refused", "ERR_CONNECTION_REFUSED"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Check the port in the address."},
					{Text: "Open the address in the browser to see whether Mautic is up:", Command: "{base}"},
					{Text: "Ask your host to start the web server if it does not open."},
				}},
				{For: doctor.Docker, Steps: []doctor.Step{
					{Text: "Check that the service runs and see which port it publishes:", Command: "docker compose ps"},
					{Text: "Start it if it is stopped:", Command: "docker compose up -d SERVICE"},
				}},
			},
			Sources: []string{"RFC 9293"},
		},
		{
			ID:       doctor.ConnectionTimeout,
			Who:      doctor.Host,
			Title:    "The host did not answer in time.",
			Cause:    "The name resolves, but nothing came back: a firewall drops the requests, the machine is stopped, or Mautic is very slow.",
			Proof:    "No refusal and no answer arrived within the time allowed.",
			Symptoms: []string{"ETIMEDOUT", "cURL error 28: Operation timed out", "ERR_CONNECTION_TIMED_OUT", "The connection timed out"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the address in the browser to see whether Mautic is up:", Command: "{base}"},
				{Text: "Ask your host whether a firewall drops requests from this page's server if it opens there."},
				{Text: "Ask for the same for the tool that will use the credential."},
			}}},
			Sources: []string{"RFC 9293"},
		},
		{
			ID:       doctor.ConnectionReset,
			Who:      doctor.Host,
			Title:    "The host closed the connection without an answer.",
			Cause:    "Something on the way to Mautic cut the connection: a firewall, a proxy, or a web server that crashes.",
			Proof:    "The connection came about and ended before an answer was complete.",
			Symptoms: []string{"ECONNRESET", "socket hang up", "ERR_CONNECTION_RESET"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Try again."},
				{Text: "Ask your host what cuts the connection if it stays: the error log of the web server names the time."},
			}}},
			Sources: []string{"RFC 9293"},
		},
		{
			ID:    doctor.ConnectionFailed,
			Title: "The connection failed.",
			Cause: "No connection to the host came about, for a reason that has no name of its own.",
			Proof: "The failure is none of an unknown name, a refusal, a timeout, a cut connection or a certificate.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the address in the browser to see whether Mautic is up:", Command: "{base}"},
				{Text: "Try again."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.TLSUntrusted,
			Who:      doctor.Host,
			Title:    "The certificate is not signed by a trusted authority.",
			Cause:    "It is self-signed, from a private authority, or its intermediate certificate is missing. Browsers often know a missing intermediate from elsewhere; servers such as n8n do not.",
			Proof:    "The chain that the web server sends does not lead to a public authority, while its name and dates are not what fails.",
			Symptoms: []string{"self-signed certificate", "unable to get local issuer certificate", "SSL certificate problem: unable to get local issuer certificate", "NET::ERR_CERT_AUTHORITY_INVALID", "unable to verify the first certificate", "DEPTH_ZERO_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the complete chain installed: the certificate first, then the intermediate."},
					{Text: "Use a certificate of a public authority, such as Let's Encrypt, if it is self-signed."},
				}},
				{For: doctor.Apache, Steps: []doctor.Step{
					{Text: "Point to the file that holds the whole chain, for example:", Command: "SSLCertificateFile /etc/letsencrypt/live/mautic.example.com/fullchain.pem"},
					{Text: "Reload Apache:", Command: "apachectl graceful"},
				}},
				{For: doctor.Nginx, Steps: []doctor.Step{
					{Text: "Point to the file that holds the whole chain, for example:", Command: "ssl_certificate /etc/letsencrypt/live/mautic.example.com/fullchain.pem;"},
					{Text: "Reload nginx:", Command: "nginx -t && nginx -s reload"},
				}},
				{For: doctor.N8N, Steps: []doctor.Step{
					{Text: "Give n8n the certificate of your private authority in an environment variable:", Command: "NODE_EXTRA_CA_CERTS=/etc/ssl/private-ca.pem"},
					{Text: "Restart n8n."},
				}},
			},
			Sources: []string{"RFC 5280", "RFC 8446"},
		},
		{
			ID:       doctor.TLSExpired,
			Who:      doctor.Host,
			Title:    "The certificate is out of date.",
			Cause:    "It has expired, or is not valid yet. Browsers and tools refuse it.",
			Proof:    "The dates in the certificate do not include today.",
			Symptoms: []string{"certificate has expired", "CERT_HAS_EXPIRED", "NET::ERR_CERT_DATE_INVALID"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the certificate renewed; for one of Let's Encrypt:", Command: "certbot renew"},
					{Text: "Reload the web server, which keeps the old certificate until then."},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open SSL/TLS Status in cPanel."},
					{Text: "Press Run AutoSSL."},
				}},
			},
			Sources: []string{"RFC 5280"},
		},
		{
			ID:       doctor.TLSWrongHost,
			Who:      doctor.Host,
			Title:    "The certificate is for another host name.",
			Cause:    "The web server presents a certificate that does not name the host in the address. Often it covers the name with www but not the one without, or it is the hosting company's own.",
			Proof:    "The names in the certificate do not include the host in the address.",
			Symptoms: []string{"ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames", "NET::ERR_CERT_COMMON_NAME_INVALID"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use a host name that the certificate names, if Mautic answers there."},
				{Text: "Have a certificate issued that includes this name otherwise."},
			}}},
			Sources: []string{"RFC 9525"},
		},
		{
			ID:       doctor.TLSNotTLS,
			Title:    "This port does not speak https.",
			Cause:    "The address begins with https, but plain http answers at this port.",
			Proof:    "What came back in the place of a TLS handshake is no TLS at all.",
			Symptoms: []string{"write EPROTO", "SSL routines:tls_validate_record_header:wrong version number", "ERR_SSL_PROTOCOL_ERROR"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Check the port in the address: https usually needs none."},
				{Text: "Have a certificate set up for Mautic if it has none: a password sent over plain http can be read on the way."},
				{Text: "Begin the address with http:// only for a Mautic inside your own network."},
			}}},
			Sources: []string{"RFC 8446"},
		},
		{
			ID:       doctor.TLSEndsSoon,
			Severity: doctor.Warning,
			Who:      doctor.Host,
			Title:    "The certificate ends within two weeks.",
			Cause:    "It still works. Certificates are usually renewed a month before they end, so the renewal seems to have stopped. When it ends, every tool refuses to connect.",
			Proof:    "The end in the certificate is less than 14 days away.",
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the certificate renewed; for one of Let's Encrypt:", Command: "certbot renew"},
					{Text: "Have the renewal run by itself: see whether its timer is there:", Command: "systemctl list-timers"},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open SSL/TLS Status in cPanel."},
					{Text: "Press Run AutoSSL."},
				}},
			},
			Sources: []string{"RFC 5280", ownDesign},
		},
	}
}
