#!/usr/bin/env bash
# Builds, tests and measures the project; "./build.sh help" lists how.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Runs every test project and closes with one line that adds them up; no test at all is a failure.
run_tests() {
  local results passed failed status=0
  results=$(mktemp -d)
  dotnet test CustomerCapital.sln --configuration Release --logger "trx" --results-directory "$results" "$@" || status=$?
  passed=$(cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | sed -E 's/.* passed="([0-9]+)".*/\1/' | awk '{n += $1} END {print n + 0}')
  failed=$(cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | sed -E 's/.* failed="([0-9]+)".*/\1/' | awk '{n += $1} END {print n + 0}')
  rm -rf "$results"
  if [ "$passed" -eq 0 ]; then echo "No test was run." >&2; status=1; fi
  echo "$passed passed, $failed failed"
  return "$status"
}

case "${1:-help}" in
  check) dotnet build CustomerCapital.sln --configuration Release ;;
  test) shift; run_tests "$@" ;;
  help) echo "usage: ./build.sh check | test | help" ;;
  *) echo "build.sh: there is no '$1'; ./build.sh help lists what there is" >&2; exit 2 ;;
esac
