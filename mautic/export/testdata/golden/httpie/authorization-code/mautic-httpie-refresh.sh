#!/bin/sh
# Gets new tokens when the old ones have expired, and keeps them: a refresh token works once.
set -eu
umask 077
cd "$(dirname "$0")"
http --ignore-stdin --check-status --body --form POST 'https://mautic.example.com/crm/oauth/v2/token' grant_type=refresh_token refresh_token=@mautic-refresh-token client_id=@mautic-client-id client_secret=@mautic-client-secret >mautic-answer.json
answer=$(cat mautic-answer.json)
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' | sed 's|\\/|/|g')
[ -n "$token" ] || { echo 'Mautic gave no token.' >&2; exit 1; }
refresh=$(printf '%s' "$answer" | sed -n 's/.*"refresh_token":"\([^"]*\)".*/\1/p' | sed 's|\\/|/|g')
[ -n "$refresh" ] || { echo 'Mautic gave no refresh token.' >&2; exit 1; }
printf '%s' "$refresh" >mautic-refresh-token
printf '{"auth": {"type": "bearer", "raw_auth": "%s"}, "cookies": [], "headers": []}\n' "$token" >new && mv new mautic-session.json
rm mautic-answer.json
