#!/usr/bin/env bash
# Runs a throw-away PostgreSQL in a folder until standard input ends, which it does when the caller dies, however it dies. Then folder and server are gone.
# Prints "ready" once the server takes connections, on a Unix socket in that folder, as the user "customercapital", without a password.
# Lines that come in are done and answered with "ready": "start" after the server has ended, however that came about, and "restart".
# usage: postgresql-cluster.sh FOLDER [DATABASE...]     more databases to make, beside "postgres"
#        WAL_FOLDER=… postgresql-cluster.sh FOLDER      keeps the write-ahead log there, in segments of one megabyte
#        postgresql-cluster.sh --find     only says, by its exit code, whether PostgreSQL is installed
# POSTGRESQL_SETTINGS in the environment may hold more settings of the server, such as "-c shared_buffers=4GB".
set -euo pipefail
folder=$1
shift
wal=${WAL_FOLDER:-}

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
  chown nobody "$folder" ${wal:+"$wal"}
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
options=(--locale=C)
if "$bin/initdb" --help | grep -q -- --icu-locale; then options+=(--locale-provider=icu --icu-locale=en-US); fi
if [ -n "$wal" ]; then options+=("--waldir=$wal/wal" --wal-segsize=1); fi

# Only making the cluster is not flushed; the server flushes every commit, as it does in earnest.
run "$bin/initdb" -D "$folder/data" -U customercapital -A trust -E UTF8 "${options[@]}" --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
# A child of this shell, so that a postmaster that was killed is collected, and does not look alive to the next one.
start() {
  local tries=0
  while true; do
    run "$bin/postgres" -D "$folder/data" -c listen_addresses= -c "unix_socket_directories=$folder" -c max_connections=500 -c fsync=on ${POSTGRESQL_SETTINGS:-} </dev/null >>"$folder/server.log" 2>&1 &
    until run "$bin/pg_isready" -q -h "$folder"; do
      if ! kill -0 $! 2>/dev/null; then
        # A process of a postmaster that was killed ends by itself, and until then no other starts.
        tries=$((tries + 1))
        if [ "$tries" -lt 20 ]; then sleep 0.5; continue 2; fi
        cat "$folder/server.log" >&2
        return 1
      fi
      sleep 0.1
    done
    return
  done
}

start
for database in "$@"; do run "$bin/createdb" -h "$folder" -U customercapital "$database" || exit 1; done
echo ready
while read -r order; do
  case "$order" in
    start) if ! run "$bin/pg_ctl" -D "$folder/data" status >/dev/null; then start; fi ;;
    restart) run "$bin/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null && start ;;
  esac
  echo ready
done
