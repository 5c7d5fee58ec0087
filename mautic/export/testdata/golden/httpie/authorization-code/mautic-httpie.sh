#!/bin/sh
# Asks Mautic who this credential is. The secrets are in mautic-session.json, so that they are not in the list of processes.
set -eu
cd "$(dirname "$0")"
exec http --ignore-stdin --check-status --session-read-only=./mautic-session.json GET 'https://mautic.example.com/crm/api/users/self'
