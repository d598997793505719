#!/usr/bin/env bash
# Runs a throw-away PostgreSQL in a folder until standard input ends, which it does when the caller dies, however it dies. Then folder and server are gone.
# Prints "ready" once the server takes connections, on a Unix socket in that folder, as the user "customercapital", without a password.
# usage: postgresql-cluster.sh FOLDER [DATABASE...]     more databases to make, beside "postgres"
#        postgresql-cluster.sh --find     only says, by its exit code, whether PostgreSQL is installed
set -euo pipefail
folder=$1
shift

# Where PostgreSQL's programs are; Debian leaves them off the PATH.
programs() {
  local candidate
  for candidate in "$(dirname "$(readlink -f "$(command -v initdb)")" 2>/dev/null || true)" "$(pg_config --bindir 2>/dev/null || true)" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    if [ -x "$candidate/initdb" ] && [ -x "$candidate/pg_ctl" ]; then echo "$candidate"; return; fi
  done
  return 1
}

if ! bin=$(programs); then
  echo "PostgreSQL is not installed: there is no initdb on the PATH nor in /usr/lib/postgresql" >&2
  exit 1
fi
if [ "$folder" = --find ]; then exit 0; fi

# PostgreSQL does not run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  chown nobody "$folder"
  as=(setpriv "--reuid=$(id -u nobody)" "--regid=$(id -g nobody)" --clear-groups)
fi
run() { (cd "$folder" && LC_ALL=C ${as[@]+"${as[@]}"} "$@"); }

stop() {
  run "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# Where it can, the cluster compares texts as people do, as most servers are set up: an order that the ledger must not depend on.
locale=(--locale=C)
if "$bin/initdb" --help | grep -q -- --icu-locale; then locale+=(--locale-provider=icu --icu-locale=en-US); fi

# Only making the cluster is not flushed; the server flushes every commit, as it does in earnest.
run "$bin/initdb" -D "$folder/data" -U customercapital -A trust -E UTF8 "${locale[@]}" --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
run "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=500 -c fsync=on" start >/dev/null \
  || { cat "$folder/server.log" >&2; exit 1; }
for database in "$@"; do run "$bin/createdb" -h "$folder" -U customercapital "$database" || exit 1; done
echo ready
cat >/dev/null
