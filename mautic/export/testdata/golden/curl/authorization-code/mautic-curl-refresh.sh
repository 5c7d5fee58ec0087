#!/bin/sh
# Gets new tokens when the old ones have expired, and keeps them: a refresh token works once.
set -eu
umask 077
cd "$(dirname "$0")"
curl -K mautic-token.curlrc 'https://mautic.example.com/crm/oauth/v2/token' >mautic-answer.json
answer=$(cat mautic-answer.json)
token=$(printf '%s' "$answer" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' | sed 's|\\/|/|g')
[ -n "$token" ] || { echo 'Mautic gave no token.' >&2; exit 1; }
refresh=$(printf '%s' "$answer" | sed -n 's/.*"refresh_token":"\([^"]*\)".*/\1/p' | sed 's|\\/|/|g')
[ -n "$refresh" ] || { echo 'Mautic gave no refresh token.' >&2; exit 1; }
{ grep -v '^data-urlencode = "refresh_token=' mautic-token.curlrc; printf 'data-urlencode = "refresh_token=%s"\n' "$refresh"; } >new && mv new mautic-token.curlrc
{ grep -v '^header = "Authorization: ' mautic.curlrc; printf 'header = "Authorization: Bearer %s"\n' "$token"; } >new && mv new mautic.curlrc
rm mautic-answer.json
