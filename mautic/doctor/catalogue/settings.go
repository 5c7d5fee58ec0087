package catalogue

import "mautic-connect/mautic/doctor"

// dockerCacheClear clears Mautic's cache in a container, as the web server's user.
const dockerCacheClear = "docker compose exec --user www-data --workdir /var/www/html SERVICE php bin/console cache:clear"

// cacheFixes are first and then clearing Mautic's cache, in every setup. when
// says on which condition, and ends the sentence.
func cacheFixes(when string, first ...doctor.Step) []doctor.Fix {
	fix := func(variant doctor.Variant, text, command string) doctor.Fix {
		return doctor.Fix{For: variant, Steps: append(first[:len(first):len(first)], doctor.Step{Text: text, Command: command})}
	}
	return []doctor.Fix{
		fix(doctor.Everyone, "Clear Mautic's cache as the web server's user"+when+":", "php bin/console cache:clear"),
		fix(doctor.Docker, "Clear Mautic's cache in its container"+when+":", dockerCacheClear),
		fix(doctor.NoShell, "Delete what is inside Mautic's var/cache directory in your host's file manager"+when+".", ""),
		fix(doctor.Mautic2, "Clear Mautic's cache as the web server's user"+when+":", "php app/console cache:clear"),
	}
}

// openSettings leads to the switches of the API.
func openSettings() doctor.Step {
	return doctor.Step{Text: "Open Configuration in Mautic (gear at the top right) and choose the tab API Settings.", Page: pageSettings, Picture: doctor.PictureAPISettings}
}

func settingDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.APIDisabled,
			Who:      doctor.Admin,
			Title:    "Mautic's API is switched off.",
			Cause:    "Mautic ships with its API switched off, and refuses every request until somebody switches it on. This says nothing about your user name, password or client.",
			Proof:    "Mautic answers 403 with the type api_disabled, whatever its language is.",
			Symptoms: []string{"API disabled. You need to enable the API in the API settings of Mautic's Configuration.", `{"errors":[{"message":"API disabled. You need to enable the API in the API settings of Mautic's Configuration.","code":403,"type":"api_disabled"}]}`, "api_disabled", "403 Forbidden", "Forbidden - perhaps check your credentials?"},
			Fixes: cacheFixes(" if the answer stays the same",
				openSettings(),
				doctor.Step{Text: "Set API enabled? to Yes.", Picture: doctor.PictureAPISettings},
				doctor.Step{Text: "Set Enable HTTP basic auth? to Yes as well if you use a user name and password.", Picture: doctor.PictureAPISettings},
				doctor.Step{Text: "Press Save & Close."},
				doctor.Step{Text: again},
			),
			Sources: []string{observed},
		},
		{
			ID:       doctor.BasicAuthDisabled,
			Who:      doctor.Admin,
			Title:    "Mautic does not accept user names and passwords on its API.",
			Cause:    "The API is on, but HTTP basic auth is a second switch, and it is off. Mautic answers like this before it looks at the password.",
			Proof:    "Mautic answers 403 with the type access_denied. A missing permission also gives 403, but without a type and with Mautic's version.",
			Symptoms: []string{"Basic Auth disabled. You need to enable HTTP basic auth in the API settings of Mautic's Configuration.", "Forbidden - perhaps check your credentials?"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				openSettings(),
				{Text: "Set Enable HTTP basic auth? to Yes.", Picture: doctor.PictureAPISettings},
				{Text: "Press Save & Close."},
				{Text: "Choose OAuth2 here if you would rather leave it off: OAuth2 needs no such switch."},
			}}},
			Sources: []string{observed},
		},
		{
			ID:       doctor.CacheStale,
			Who:      doctor.Admin,
			Title:    "Mautic has not noticed yet that its API is on.",
			Cause:    "Mautic keeps the list of its addresses in a cache. After the API is switched on, an old cache still lacks those of the API.",
			Proof:    "Mautic itself says 404 to an address that every Mautic has once its API is on, while the login is accepted or not asked for.",
			Symptoms: []string{"Requested URL not found: /api/contacts", "404 Not Found", "The resource you are requesting could not be found", "Looks like I encountered an error (error #404). If I do it again, please report me to the system administrator!"},
			Fixes:    cacheFixes(", then connect again"),
			Sources:  []string{"mautic/mautic#10424", "mautic/mautic#8725"},
		},
		{
			ID:       doctor.HeaderStripped,
			Who:      doctor.Host,
			Title:    "The web server drops the login on its way to Mautic.",
			Cause:    "The login travels in the Authorization header. Apache does not hand it to PHP unless told to, and Mautic's .htaccess, which does that, is not read or not complete. The password may be right.",
			Proof:    "Mautic answers a made-up login and no login with the very same bytes, so it saw neither. A wrong password gives another answer.",
			Symptoms: []string{"API authorization denied.", `{"errors":[{"message":"API authorization denied.","code":401,"type":"access_denied"}]}`, "401 Unauthorized", "Unauthorized", "Authorization failed - please check your credentials"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Have the web server hand the Authorization header to PHP."},
					{Text: "Check: these two have to answer differently, the first is without a login:", Command: "curl -i {base}/api/users/self\ncurl -i -u header:check {base}/api/users/self"},
				}},
				{For: doctor.Apache, Steps: []doctor.Step{
					{Text: "Allow .htaccess in the virtual host; the path is Mautic's:", Command: "<Directory /var/www/html>\n    AllowOverride All\n    CGIPassAuth On\n</Directory>"},
					{Text: "Use this line instead of CGIPassAuth before Apache 2.4.13:", Command: `SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1`},
					{Text: "Add this line if PHP runs under mod_fcgid:", Command: "FcgidPassHeader Authorization"},
					{Text: "Reload Apache:", Command: "apachectl graceful"},
				}},
				{For: doctor.Nginx, Steps: []doctor.Step{
					{Text: "Add this line where nginx passes requests to PHP:", Command: "fastcgi_param HTTP_AUTHORIZATION $http_authorization;"},
					{Text: "Add this line if nginx is a proxy in front of Apache:", Command: "proxy_set_header Authorization $http_authorization;"},
					{Text: "Reload nginx:", Command: "nginx -t && nginx -s reload"},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open Mautic's directory in File Manager, with hidden files shown."},
					{Text: "Add this line at the top of .htaccess:", Command: `SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1`},
					{Text: "Repeat it after each update of Mautic, which brings the old file back."},
				}},
			},
			Sources: []string{observed, "mautic/mautic#6124", "mautic/mautic#11421", "Apache documentation of CGIPassAuth"},
		},
	}
}
