#!/usr/bin/env bash
# Runs every curl line of README's tour, in order, against a new database, and holds the answers against those that are printed there.
# Moments, and the months that depend on today, are left out of the comparison. usage: tests/readme-tour.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8087}
folder=$(mktemp -d)
dotnet build src/CustomerCapital.Server --configuration Release --verbosity quiet -clp:NoSummary > /dev/null
dotnet src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll serve \
  --database "sqlite:$folder/tour.db" --time-zone Europe/Berlin --url "http://127.0.0.1:$port" > "$folder/server" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 100); do curl -s "http://127.0.0.1:$port/health/ready" > /dev/null && break; sleep 0.1; done

# The tour's blocks: commands in ```sh, answers in ```json.
tour() { awk -v kind="$1" '/^## / {on = /A tour of the API/} on && $0 == "```" kind {inside = 1; next} /^```/ {inside = 0} on && inside' README.md; }
plain() { sed -E 's/"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^"]*"/"MOMENT"/g; s/"[0-9]{4}-[0-9]{2}"/"MONTH"/g; s/"requestId":"[^"]*"/"requestId":"ID"/'; }

tour sh | sed "/dotnet run/d; s/:8080/:$port/g" > "$folder/commands"
echo 'curl() { command curl "$@"; echo; }' | cat - "$folder/commands" > "$folder/script"
bash "$folder/script" | grep -v '^$' | plain > "$folder/answers"
tour json | plain > "$folder/printed"
if diff "$folder/printed" "$folder/answers"; then
  echo "$(wc -l < "$folder/printed") answers are as README prints them"
else
  echo "readme-tour.sh: the answers (>) are not those that README prints (<)" >&2
  exit 1
fi
