package catalogue

import "mautic-connect/mautic/doctor"

// redirectDiagnoses holds the ways an address leads elsewhere.
func redirectDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:    doctor.RedirectToHTTPS,
			Title: "Your Mautic wants https.",
			Cause: "It sends everybody who comes by http to https. On the way a request loses its content, and a password or client secret must not follow a redirect.",
			Proof: "The redirect leads to the same host and path with https. On Mautic 5.1 to 7.0 the token endpoint says it too: its 404 names the http:// address, in English only.",
			Symptoms: []string{
				`No route found for "POST http://mautic.example.com/oauth/v2/token"`,
				"Client id was not found in the headers or body",
			},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Begin the address with https://."},
				{Text: again},
			}}},
			Sources: []string{observed, "RFC 9110, section 15.4"},
		},
		{
			ID:       doctor.RedirectElsewhere,
			Title:    "The address sends everybody on to another one.",
			Cause:    "Another host name, with or without www, is the real one. Tools that connect lose the password or the content of the request on such a redirect, so they need the address it leads to.",
			Proof:    "The answer is a redirect, and its target is on another host or in another place of this one.",
			Symptoms: []string{"301 Moved Permanently", "Invalid grant_type parameter or parameter missing", "Client id was not found in the headers or body"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Use the address that the redirect names."},
				{Text: "Compare it with Site URL in Configuration, on the tab System Settings: both have to agree.", Page: pageSettings},
				{Text: again},
			}}},
			Sources: []string{observed, "RFC 9110, section 15.4"},
		},
		{
			ID:       doctor.RedirectLoop,
			Who:      doctor.Host,
			Title:    "Mautic redirects to the very address it was asked for.",
			Cause:    "A proxy in front of Mautic handles https and speaks plain http to Mautic. Mautic does not trust the proxy, takes the request for plain http, and sends it to https again, without end.",
			Proof:    "The target of the redirect is the address that was asked for; an ordinary redirect to https leads from http to https.",
			Symptoms: []string{"ERR_TOO_MANY_REDIRECTS", "The page isn't redirecting properly", "Redirected too many times"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Add the proxy's address to config/local.php (Mautic 4: app/config/local.php), for example:", Command: "'trusted_proxies' => ['127.0.0.1', '10.0.0.0/8'],"},
					{Text: "Make the proxy send the header that names the scheme:", Command: "X-Forwarded-Proto: https"},
					{Text: "Clear Mautic's cache:", Command: "php bin/console cache:clear"},
				}},
				{For: doctor.Nginx, Steps: []doctor.Step{
					{Text: "Add these lines where nginx passes requests to Mautic:", Command: "proxy_set_header Host $host;\nproxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\nproxy_set_header X-Forwarded-Proto $scheme;"},
					{Text: "Reload nginx:", Command: "nginx -t && nginx -s reload"},
					{Text: "Add nginx's address to config/local.php (Mautic 4: app/config/local.php):", Command: "'trusted_proxies' => ['127.0.0.1'],"},
				}},
				{For: doctor.Apache, Steps: []doctor.Step{
					{Text: "Add these lines to the virtual host of the proxy (with mod_headers):", Command: "ProxyPreserveHost On\nRequestHeader set X-Forwarded-Proto \"https\""},
					{Text: "Add the proxy's address to config/local.php (Mautic 4: app/config/local.php):", Command: "'trusted_proxies' => ['127.0.0.1'],"},
				}},
				{For: doctor.Docker, Steps: []doctor.Step{
					{Text: "Add the containers' network to config/local.php in Mautic's volume:", Command: "'trusted_proxies' => ['172.16.0.0/12'],"},
					{Text: "Clear Mautic's cache:", Command: dockerCacheClear},
				}},
				{For: doctor.Cloudflare, Steps: []doctor.Step{
					{Text: "Open SSL/TLS and then Overview in Cloudflare."},
					{Text: "Set the encryption mode to Full (strict)."},
				}},
			},
			Sources: []string{observed, "Mautic's help text of Trusted proxies"},
		},
		{
			ID:    doctor.RedirectHidden,
			Title: "The address sends the browser on to another one.",
			Cause: "It is not where this Mautic really is: http instead of https, or with or without www. The page asks Mautic directly from the browser, which does not tell pages where a redirect leads, and a login must not follow one.",
			Proof: "The browser reports a redirect and nothing else about it.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the address in a tab of its own, sign in, and look at what the address has become."},
				{Text: "Use that here, as far as it goes before /s/."},
				{Text: "See where it leads:", Command: "curl -i {base}/api/users/self"},
			}}},
			Sources: []string{"Fetch standard", observed},
		},
		{
			ID:       doctor.WrongPath,
			Title:    "The address has a part too many.",
			Cause:    "Mautic is at this host, but its API is not below this path: Mautic sends everybody to its login page, or says that there is no such page.",
			Proof:    "The answer is Mautic's own: a redirect that ends in /s/login, or its 404 in JSON for a path outside /api.",
			Symptoms: []string{"Requested URL not found: /mautic/api/users/self", "Cannot convert undefined or null to object"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Cut everything off the address from /s/, /api or /index.php on."},
					{Text: "Keep a directory only if Mautic is installed in it."},
					{Text: again},
				}},
				{For: doctor.N8N, Steps: []doctor.Step{
					{Text: "Correct the field URL of the credential, even if n8n calls the connection successful: it takes the login page for a success."},
				}},
			},
			Sources: []string{observed, "observed on n8n 2.41"},
		},
	}
}
