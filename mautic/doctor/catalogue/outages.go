package catalogue

import "mautic-connect/mautic/doctor"

// outageDiagnoses holds a Mautic that is there and does not work.
func outageDiagnoses() []doctor.Diagnosis {
	return []doctor.Diagnosis{
		{
			ID:       doctor.NotInstalled,
			Who:      doctor.Admin,
			Title:    "Mautic is not set up yet.",
			Cause:    "Its files are there, but nobody has finished the installation, or its configuration file is lost.",
			Proof:    "Every address redirects to one that ends in /installer.",
			Symptoms: []string{"/index.php/installer"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Finish the installation in the browser:", Command: "{base}/installer"},
				{Text: "Restore config/local.php (Mautic 4: app/config/local.php) from your backup if this Mautic worked before."},
				{Text: again},
			}}},
			Sources: []string{observed},
		},
		{
			ID:    doctor.SiteOffline,
			Who:   doctor.Host,
			Title: "Mautic says that it is offline.",
			Cause: "Its database, its cache directory or its configuration does not work. No credential can help with that.",
			Proof: "Mautic itself answers 500 with its offline notice, in JSON or as a page titled Site is offline; a stopped PHP gives a page of the web server.",
			Symptoms: []string{
				"The site is currently offline due to encountering an error. If the problem persists, please contact the system administrator.",
				"Site is offline",
			},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "Read the newest file in Mautic's log directory: it names the cause."},
					{Text: "Check that the disk is not full:", Command: "df -h"},
					{Text: "Check that the database runs and that its password is the one in config/local.php (Mautic 4: app/config/local.php)."},
					{Text: "Make var/cache writable for the web server's user, for example:", Command: "chown -R www-data:www-data var/cache var/logs"},
					{Text: "Clear Mautic's cache:", Command: "php bin/console cache:clear"},
				}},
				{For: doctor.Docker, Steps: []doctor.Step{
					{Text: "Read what the container says:", Command: "docker compose logs --tail 100 SERVICE"},
					{Text: "Check that the database's container runs:", Command: "docker compose ps"},
					{Text: "Make the cache writable:", Command: "docker compose exec --user root --workdir /var/www/html SERVICE chown -R www-data:www-data var"},
					{Text: "Clear Mautic's cache:", Command: dockerCacheClear},
				}},
				{For: doctor.NoShell, Steps: []doctor.Step{
					{Text: "Delete everything inside Mautic's var/cache directory with your host's file manager, but not the directory itself."},
					{Text: "Show the newest file in var/logs to your host if that does not help."},
				}},
			},
			Sources: []string{observed},
		},
		{
			ID:       doctor.PHPDown,
			Who:      doctor.Host,
			Title:    "The web server is up, but Mautic is not.",
			Cause:    "The web server or proxy in front of Mautic cannot reach PHP: it is stopped, overloaded or too slow.",
			Proof:    "The 502, 503 or 504 is a page of the web server; Mautic itself answers 500 when it is in trouble.",
			Symptoms: []string{"503 Service Unavailable", "The service was not able to process your request", "502 Bad Gateway", "504 Gateway Time-out"},
			Fixes: []doctor.Fix{
				{Steps: []doctor.Step{
					{Text: "See which PHP service runs:", Command: "systemctl status 'php*-fpm'"},
					{Text: "Have that service restarted."},
					{Text: "Read the web server's error log if it stops again."},
				}},
				{For: doctor.Docker, Steps: []doctor.Step{
					{Text: "See which containers run:", Command: "docker compose ps"},
					{Text: "Restart Mautic:", Command: "docker compose restart SERVICE"},
				}},
				{For: doctor.CPanel, Steps: []doctor.Step{
					{Text: "Open Resource Usage in cPanel to see whether a limit is reached."},
					{Text: "Ask your host to restart PHP."},
				}},
			},
			Sources: []string{observed, "RFC 9110, section 15.6"},
		},
		{
			ID:       doctor.RateLimited,
			Title:    "There were too many requests.",
			Cause:    "A limit of requests is reached. Mautic up to 6.0 has one of its own, for an hour and off by default; Mautic 7.0 has none, so there something in front of it limits.",
			Proof:    "The status is 429. Headers that begin with X-RateLimit- say that the limit is Mautic's own.",
			Symptoms: []string{"You exceeded the rate limit of 100 API calls per hour.", "429 Too Many Requests"},
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Wait until the limit ends, an hour at most for Mautic's own."},
				{Text: "Have the limit raised in config/local.php (Mautic 4: app/config/local.php); 0 means no limit:", Command: "'api_rate_limiter_limit' => 0,"},
				{Text: "Clear Mautic's cache:", Command: "php bin/console cache:clear"},
			}}},
			Sources: []string{"observed on Mautic 4.4, 5.1 and 6.0", "RFC 6585"},
		},
		{
			ID:       doctor.RateLimitNear,
			Severity: doctor.Warning,
			Who:      doctor.Admin,
			Title:    "The limit of requests is nearly used up.",
			Cause:    "Mautic counts the requests of each credential for an hour. Less than a tenth of them is left, and then Mautic refuses until the hour is over.",
			Proof:    "Mautic's answers name the limit and what is left of it in the headers X-RateLimit-Limit and X-RateLimit-Remaining.",
			Fixes: []doctor.Fix{{Steps: []doctor.Step{
				{Text: "Let your tool ask less often, or wait for the hour to end."},
				{Text: "Have the limit raised in config/local.php (Mautic 4: app/config/local.php); 0 means no limit:", Command: "'api_rate_limiter_limit' => 0,"},
				{Text: "Clear Mautic's cache:", Command: "php bin/console cache:clear"},
			}}},
			Sources: []string{"observed on Mautic 4.4, 5.1 and 6.0"},
		},
	}
}
