#!/usr/bin/env bash
# Runs every command of README as it stands there, in order, in an empty folder, and holds answers in JSON against those that README prints.
# Whoever serves is ended when the next one serves at the same address. Moments, days and months that depend on today, and codes of vouchers are left out of the comparison.
# Where PostgreSQL is not installed the cluster is left out; "./build.sh test" is left out always.
# usage: tests/readme-tour.sh [PORT [CUSTOMERS]]     the port in place of README's 8080; the two after it in place of 8081 and 8082;
#        how many customers the demo has, where that is to be quick
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
port=${1:-8087} customers=${2:-}
program=$root/src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll
folder=$(mktemp -d)
pg=
declare -A servers=()
leave() {
  for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ -n "$pg" ]; then exec 9>&-; wait "$pg" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap leave EXIT
fail() {
  echo "readme-tour.sh: README's commands do not run as printed: $*" >&2
  cat "$folder/commands" >&2
  tail -n 20 "$folder"/printed* "$folder"/server.* >&2 2>/dev/null || true
  exit 1
}

# Runs "serve" or "demo" in the background, instead of in a window of its own, until it is ready.
start() {
  local url="http://127.0.0.1:$port" pid
  if [[ " $* " == *" --url "* ]]; then url=$(sed -E 's/.* --url ([^ ]*).*/\1/' <<< "$*"); else set -- "$@" --url "$url"; fi
  if [ -n "${servers[$url]:-}" ]; then kill "${servers[$url]}" && { wait "${servers[$url]}" || true; }; fi
  if [ "$1" = demo ] && [ -n "$customers" ]; then set -- "$@" --customers "$customers"; fi
  dotnet "$program" "$@" > "$folder/server.${url##*:}" 2>&1 &
  pid=$!
  servers[$url]=$pid
  for _ in $(seq 1200); do
    if grep -q '^Serving ' "$folder/server.${url##*:}"; then return; fi
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

has_postgresql() { "$root/tests/postgresql-cluster.sh" --find 2> /dev/null; }
start_postgresql() {
  mkdir "$folder/pg"
  chmod 755 "$folder"
  mkfifo "$folder/pipe"
  "$root/tests/postgresql-cluster.sh" "$folder/pg" loyalty < "$folder/pipe" > "$folder/pg.log" 2>&1 &
  pg=$!
  exec 9> "$folder/pipe"
  for _ in $(seq 600); do if grep -q ready "$folder/pg.log"; then return; fi; sleep 0.1; done
  return 1
}

# The blocks of README, a file each, in order: NN.sh of commands, NN.json of the answers to the commands before.
mkdir "$folder/blocks" "$folder/here"
awk -v folder="$folder/blocks" '
  /^```(sh|json)$/ { name = sprintf("%s/%02d.%s", folder, n + ($0 == "```sh"), substr($0, 4)); if ($0 == "```sh") n++; next }
  /^```/ { name = ""; next }
  name != "" { print > name }' README.md
plain() { sed -E 's/"[0-9]{4}-[0-9]{2}-[0-9]{2}"/"DAY"/g; s/"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^"]*"/"MOMENT"/g; s/"[0-9]{4}-[0-9]{2}"/"MONTH"/g; s/"requestId":"[^"]*"/"requestId":"ID"/; s/"codes":\["[^"]*"\]/"codes":["CODE"]/g'; }
curl() { command curl "$@"; echo; }

cd "$folder/here"
ran=0 answers=0
for block in "$folder"/blocks/*.sh; do
  sed -E "s#(^| )(src|tests)/#\1$root/\2/#g; s/:8080/:$port/g; s/:8081/:$((port + 1))/g; s/:8082/:$((port + 2))/g; s/^customercapital (serve|demo)/start \1/
    s#postgres:[^']*#postgres:Host=$folder/pg;Database=loyalty;Username=customercapital#" "$block" > "$folder/commands"
  if grep -q 'build.sh test' "$folder/commands"; then continue; fi
  if grep -q 'postgres:' "$folder/commands"; then
    if ! has_postgresql; then echo "The cluster is left out: PostgreSQL is not installed here."; continue; fi
    start_postgresql || fail "PostgreSQL does not start"
  fi
  # shellcheck disable=SC1091
  source "$folder/commands" > "$folder/printed" 2> "$folder/printed.errors" || fail "exit code $?"
  ran=$((ran + $(grep -cE '^(customercapital|start|curl|dotnet|  ?curl|export|cat|printf)' "$folder/commands")))
  expected=${block%.sh}.json
  if [ -f "$expected" ]; then
    plain < "$expected" > "$folder/expected"
    grep -v '^$' "$folder/printed" | plain > "$folder/answered"
    if ! diff "$folder/expected" "$folder/answered"; then
      echo "readme-tour.sh: the answers (>) are not those that README prints (<)" >&2
      exit 1
    fi
    answers=$((answers + $(wc -l < "$expected")))
  fi
done

echo "$ran commands of README run as printed, and $answers answers are as README prints them"
