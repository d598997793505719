#!/usr/bin/env bash
# Starts the demo again and again beside a busy processor, and counts how often it is served. usage: tests/demo-starts.sh [STARTS] [CUSTOMERS] [PORT]
# A start counts when the demo answers with all of its customers and ends with exit code 0. A failure that a start logs is shown, and fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."
starts=${1:-40} customers=${2:-100} port=${3:-8088}
patience=1200 # tenths of a second
program=src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll
dotnet build src/CustomerCapital.Server --configuration Release --verbosity quiet -clp:NoSummary > /dev/null
folder=$(mktemp -d)
demo=
(while :; do :; done) &
busy=$!
trap 'kill $busy $demo 2>/dev/null || true; wait $busy $demo 2>/dev/null || true; rm -rf "$folder"' EXIT

served=0 failed=0 slowest=0
for start in $(seq "$starts"); do
  began=$(date +%s%N)
  : > "$folder/output" # here already: whoever looks before the demo has opened it must not find what the last one printed
  env -u CUSTOMERCAPITAL_DATABASE dotnet "$program" demo --customers "$customers" --url "http://127.0.0.1:$port" > "$folder/output" 2>&1 &
  demo=$!
  answer=""
  for _ in $(seq "$patience"); do
    kill -0 "$demo" 2>/dev/null || break
    if grep -q '^Serving ' "$folder/output"; then
      answer=$(curl -s --max-time 30 "http://127.0.0.1:$port/v1/metrics" || true)
      break
    fi
    sleep 0.1
  done
  took=$((($(date +%s%N) - began) / 1000000))
  kill "$demo" 2>/dev/null || true
  code=0
  wait "$demo" || code=$?
  demo=
  if [[ $answer == "{\"customers\":$customers,"* && $code == 0 ]] && ! grep -qE '^[0-9: .-]+Z (fail|crit):|Exception' "$folder/output"; then
    served=$((served + 1))
    if [ "$took" -gt "$slowest" ]; then slowest=$took; fi
  else
    failed=$((failed + 1))
    echo "start $start: exit code $code after $((took / 1000)) s, answer '${answer:0:80}'; what it printed:" >&2
    cut -c 1-600 "$folder/output" >&2
  fi
done

echo "demo started $starts times beside a busy processor: $served served, $failed failed; the slowest took $((slowest / 1000)).$(printf '%03d' $((slowest % 1000))) s"
[ "$failed" = 0 ]
