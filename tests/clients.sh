#!/usr/bin/env bash
# Generates clients from the description of the API in C# (Kiota) and TypeScript (openapi-typescript), compiles them, and uses them against
# servers on this machine; holds the description against the rules of Redocly and Spectral. Nothing that is generated stays.
# usage: tests/clients.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8088}
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_UPDATE_NOTIFIER=1
for program in node npm curl; do
  if ! command -v "$program" >/dev/null; then
    echo "clients.sh: there is no '$program' on the PATH; install Node.js 20 or later with npm, and curl (on Debian: apt-get install nodejs npm curl)" >&2
    exit 2
  fi
done
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; fi; rm -rf "$folder"' EXIT
passed=0 failed=0

# Builds a project; what the build says is shown where it fails.
build() { dotnet build "$1" --configuration Release --verbosity quiet >"$folder/build.log" 2>&1 || { cat "$folder/build.log" >&2; exit 1; }; }

# Runs a step and counts it; what a step says is shown where it fails. usage: step NAME COMMAND...
step() {
  local name=$1
  shift
  if "$@" >"$folder/step.log" 2>&1; then
    echo "$name: passed"
    passed=$((passed + 1))
  else
    echo "$name: failed" >&2
    cat "$folder/step.log" >&2
    failed=$((failed + 1))
  fi
}

# Whether Redocly has nothing to say; it fails by itself for errors only.
redocly_is_silent() {
  npx redocly lint openapi.json --config redocly.yaml --format json >redocly.json 2>redocly.log || true
  node --eval 'const {totals, problems} = JSON.parse(require("fs").readFileSync("redocly.json", "utf8"));
    console.log(JSON.stringify(problems, null, 1)); process.exit(totals.errors + totals.warnings === 0 ? 0 : 1)' || { cat redocly.log; return 1; }
}

# Runs the tests of the TypeScript client, and adds their numbers.
run_typescript() {
  local status=0
  SERVER="http://127.0.0.1:$port" node --test --test-reporter=tap out/client.test.js >tests.tap 2>&1 || status=$?
  local good bad
  good=$(sed -n 's/^# pass //p' tests.tap)
  bad=$(sed -n 's/^# fail //p' tests.tap)
  if [ "$status" -ne 0 ] || [ "${good:-0}" -eq 0 ]; then cat tests.tap >&2; fi
  passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-0}))
  if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then failed=$((failed + 1)); fi
  echo "TypeScript client against the server: ${good:-0} passed, ${bad:-0} failed"
}

echo "Generating the C# client with Kiota, and using it ..."
build tests/CustomerCapital.Clients.Tests
report="$folder/csharp.trx"
dotnet test tests/CustomerCapital.Clients.Tests --configuration Release --no-build --logger "trx;LogFileName=$report" >"$folder/csharp.log" 2>&1 || cat "$folder/csharp.log" >&2
count() { if [ -f "$report" ]; then grep -o '<Counters [^>]*' "$report" | sed -E "s/.* $1=\"([0-9]+)\".*/\1/"; else echo 0; fi; }
echo "C# client against the server: $(count passed) passed, $(count failed) failed"
passed=$((passed + $(count passed))) failed=$((failed + $(count failed)))
if [ "$passed" -eq 0 ]; then failed=$((failed + 1)); fi

echo "Installing the packages of tests/typescript-client ..."
build src/CustomerCapital.Server
dotnet src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll serve \
  --database memory: --time-zone Europe/Berlin --url "http://127.0.0.1:$port" >"$folder/server.log" 2>&1 &
server=$!
cp -r tests/typescript-client "$folder/client"
cd "$folder/client"
npm ci --no-audit --no-fund --ignore-scripts >"$folder/npm.log" 2>&1 || { cat "$folder/npm.log" >&2; exit 1; }
curl --silent --fail --retry 60 --retry-delay 1 --retry-connrefused "http://127.0.0.1:$port/health/ready" >/dev/null || { cat "$folder/server.log" >&2; exit 1; }
curl --silent --fail "http://127.0.0.1:$port/openapi/v1.json" >openapi.json
step "Redocly, no error and no warning" redocly_is_silent
step "Spectral, no error and no warning" npx spectral lint openapi.json --ruleset spectral.yaml --fail-severity hint
step "openapi-typescript generates a client" npx openapi-typescript openapi.json --output api.d.ts
step "TypeScript compiles the client and its use" npx tsc --project .
if [ "$failed" -eq 0 ]; then run_typescript; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
