package catalogue

import "mautic-connect/mautic/doctor"

// answerDiagnoses holds what something other than Mautic's API answers.
func answerDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.NotMautic,
			Title:    "This does not look like a Mautic.",
			Cause:    "Something answers, but not the way any known version of Mautic does. It is another program, or something in front of Mautic.",
			Proof:    "None of Mautic's fingerprints is there: its JSON errors under /api, its token endpoint, its tracking script /mtc.js.",
			Symptoms: []string{"is not the base URL of a Mautic instance", "Cannot convert undefined or null to object", "Connection successful!"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open the address in the browser: it has to lead to Mautic's login page."},
				{Text: "Add the directory if Mautic is installed in one, for example:", Command: "https://www.example.com/mautic"},
				{Text: "Ask your host what answers in front of Mautic if the address is right: a firewall, a proxy or a maintenance page."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.ResponseNotJSON,
			Title:    "The answer is not what Mautic's API sends.",
			Cause:    "A page or something else came back in the place of JSON, often with the status of a success. Usually the address leads to a login page, a website or a maintenance page, or something in front of Mautic cuts its answers.",
			Proof:    "The content cannot be read as JSON of Mautic's API, whatever its status says, and no other fingerprint names what sent it.",
			Symptoms: []string{"Cannot convert undefined or null to object", "Unexpected token '<'", "Cannot read properties of undefined (reading 'errors')", "Connection successful!"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open this address in the browser and see what answers:", Command: "{base}/api/users/self"},
				{Text: "Correct the address if it is not your Mautic's."},
				{Text: "Ask your host about the page if it is."},
			}}},
			Sources: []string{observed, "observed on n8n 2.41: its test takes any page for a success"},
		},
		{
			ID:    doctor.ResponseTooLarge,
			Title: "The answer is larger than any answer of Mautic's API.",
			Cause: "Something other than Mautic's API answered, such as a website. Reading was stopped.",
			Proof: "The content went over the limit of this page, which every answer that is asked for here stays far below.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Check that the address is your Mautic's, without a page of it at the end."},
			}}},
			Sources: []string{ownDesign},
		},
		{
			ID:       doctor.SubdirectoryForbidden,
			Who:      doctor.Host,
			Title:    "The web server forbids Mautic in this sub-directory.",
			Cause:    "The .htaccess file that Mautic ships allows index.php only at the top of a host. In a sub-directory Apache then refuses everything.",
			Proof:    "The refusal is a page of Apache (charset iso-8859-1), Mautic is in a directory, and no firewall names itself.",
			Symptoms: []string{"403 Forbidden", "You don't have permission to access this resource."},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Open the file .htaccess in Mautic's directory."},
					{Text: "Put the directory in front of index in both lines that name index.php; for a Mautic in /mautic:", Command: `<If "%{REQUEST_URI} =~ m#^/mautic/(index|upgrade/upgrade)\.php#">`},
					{Text: "Check: this has to show Mautic's JSON, not a page:", Command: "curl -i {base}/api/users/self"},
					{Text: "Repeat the change after each update of Mautic, which brings the old file back."},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Create a sub-domain in cPanel whose document root is Mautic's directory."},
					{Text: "Set Site URL in Configuration to the sub-domain.", Page: pageSettings},
					{Text: "Use the sub-domain as the address here."},
				}},
			},
			Sources: []string{observed, "Mautic's own .htaccess", "observed on Apache 2.4"},
		},
		{
			ID:       doctor.RewriteOff,
			Who:      doctor.Host,
			Title:    "The web server does not pass addresses on to Mautic.",
			Cause:    "Mautic runs, but only under /index.php. The rules that make /api work are off: mod_rewrite is missing, .htaccess is not read, or nginx lacks its rule.",
			Proof:    "/api gives a 404 page of the web server, while /index.php/api gives Mautic's own JSON.",
			Symptoms: []string{"404 Not Found", "The requested URL was not found on this server.", "The resource you are requesting could not be found"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the web server pass every address that is not a file to Mautic's index.php."},
					{Text: "Check: this has to show Mautic's JSON, not a page:", Command: "curl -i {base}/api/users/self"},
				}},
				{For: doctor.Apache, Steps: []doctor.Step{
					{Text: "Switch mod_rewrite on (Debian, Ubuntu):", Command: "a2enmod rewrite"},
					{Text: "Allow .htaccess in the virtual host; the path is Mautic's:", Command: "<Directory /var/www/html>\n    AllowOverride All\n</Directory>"},
					{Text: "Restart Apache:", Command: "apachectl restart"},
				}},
				{For: doctor.Nginx, Steps: []doctor.Step{
					{Text: "Add this to the server block:", Command: "location / {\n    try_files $uri /index.php$is_args$args;\n}"},
					{Text: "Reload nginx:", Command: "nginx -t && nginx -s reload"},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open Mautic's directory in File Manager, with hidden files shown."},
					{Text: "Copy .htaccess from Mautic's release package there if it is missing."},
				}},
			},
			Sources: []string{observed, "Mautic's own .htaccess"},
		},
		{
			ID:       doctor.PasswordInFront,
			Who:      doctor.Host,
			Title:    "Something in front of Mautic asks for a password of its own.",
			Cause:    "A password file of the web server, or a gateway, stands in front of Mautic. A request has only one place for a password, so it cannot pass both.",
			Proof:    "The 401 names another realm than Secured Area, or has a web page as its content. Mautic 4 and 5 name no realm; Mautic 6 and 7 name Secured Area and send no content.",
			Symptoms: []string{"401 Unauthorized", "Authorization Required", "This server could not verify that you are authorized to access the document requested."},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the paths /api and /oauth let through without that password."},
					{Text: "Check: this has to show Mautic's JSON, not a page:", Command: "curl -i {base}/api/users/self"},
				}},
				{For: doctor.Apache, Steps: []doctor.Step{
					{Text: "Add this line below Require valid-user (for a Mautic at the top of its host):", Command: `Require expr %{THE_REQUEST} =~ m#^\S+\s/(api|oauth)/#`},
				}},
				{For: doctor.Nginx, Steps: []doctor.Step{
					{Text: "Add this to the http block (for a Mautic at the top of its host):", Command: "map $request_uri $mautic_realm {\n    default \"Restricted\";\n    ~^/(api|oauth)/ off;\n}"},
					{Text: "Replace the value of auth_basic:", Command: "auth_basic $mautic_realm;"},
					{Text: "Reload nginx:", Command: "nginx -t && nginx -s reload"},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open Directory Privacy in cPanel."},
					{Text: "Remove the protection of Mautic's directory: Mautic has its own login."},
				}},
			},
			Sources: []string{observed, "RFC 9110, section 11", "observed on Apache 2.4 and nginx 1.22"},
		},
		{
			ID:       doctor.BlockedByFirewall,
			Who:      doctor.Host,
			Title:    "A firewall in front of Mautic stopped the request.",
			Cause:    "A web application firewall or a bot protection takes a program's request for an attack. A browser passes, because it can solve the riddle; n8n, Make and this page cannot.",
			Proof:    "A page came back in the place of Mautic's JSON, with a refusal as its status; Cloudflare names itself in the header cf-mitigated. Mautic's own refusals are JSON.",
			Symptoms: []string{"Just a moment...", "Attention Required! | Cloudflare", "403 Forbidden", "406 Not Acceptable", "Access Denied"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the paths /api and /oauth left out of the bot protection."},
					{Text: "Let the address of the server that will use the credential in."},
					{Text: "Check: this has to show Mautic's JSON, not a page:", Command: "curl -i {base}/api/users/self"},
				}},
				{For: doctor.Cloudflare, Steps: []doctor.Step{
					{Text: "Open Security and create a custom rule for these paths:", Command: `starts_with(http.request.uri.path, "/api/") or starts_with(http.request.uri.path, "/oauth/")`},
					{Text: "Choose Skip as its action, with all the parts it offers."},
					{Text: "Switch Bot Fight Mode off if requests are still stopped: rules do not skip it."},
				}},
				{For: doctor.Apache, Steps: []doctor.Step{
					{Text: "Look for the rule that ModSecurity names in Apache's error log."},
					{Text: "Switch that rule off for the API; 949110 is an example:", Command: "<LocationMatch \"^/(api|oauth)/\">\n    SecRuleRemoveById 949110\n</LocationMatch>"},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open ModSecurity in cPanel."},
					{Text: "Switch it off for Mautic's domain, or ask your host to allow /api and /oauth."},
				}},
			},
			Sources: []string{"Cloudflare documentation", "mautic/mautic#10441", "mautic/mautic#7368"},
		},
		{
			ID:       doctor.CORSBlocked,
			Who:      doctor.Admin,
			Title:    "Mautic does not let this page read its answers.",
			Cause:    "The page talks to Mautic directly from the browser, and a browser hands an answer over only if Mautic names the page's origin as allowed. By default Mautic allows none.",
			Proof:    "Something answers at the address, but the browser keeps the answer from the page. What it is, it does not tell: a firewall, a redirect and an address that is no Mautic look the same from here.",
			Symptoms: []string{"has been blocked by CORS policy", "Access to fetch at 'https://mautic.example.com/api/contacts' from origin 'https://portal.example' has been blocked by CORS policy", "Cross-Origin Request Blocked", "No 'Access-Control-Allow-Origin' header is present on the requested resource.", "TypeError: Failed to fetch"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Open Configuration in Mautic, and there System Settings, CORS Settings.", Page: pageSettings, Picture: doctor.PictureCORSSettings},
				{Text: "Leave Restrict Domains on Yes, and add this line to Valid Domains, exactly, without a slash at its end:", Command: "{origin}"},
				{Text: "Press Save & Close, and check again."},
				{Text: "Have the page reach Mautic through a server if there is one, with Change at the end of this page: that needs nothing in Mautic."},
			}}},
			Sources: []string{observed, "Fetch standard"},
		},
	}
}
