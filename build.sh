#!/usr/bin/env bash
# Builds, tests and measures the project; "./build.sh help" lists how. build.ps1 does the same on Windows.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

show_help() {
  cat <<'TEXT'
usage: ./build.sh COMMAND [OPTION...]

  check   build everything, a warning is an error, and hold the packages against known faults, where the feed knows of them
  sbom    write which packages the program is made of, as a CycloneDX bill of materials: sbom FILE.json
  test    build everything and run every test; options go to dotnet test, such as --filter Ladder
  publish put the program into a folder, compiled for this machine so that it starts quickly: publish FOLDER
  bench   measure one process; options go to the benchmark program: --only PART, --smallest
  bench-cluster  measure one process, clusters and another build beside each other: [--only LETTERS] [--beside FOLDER]
          [--program FOLDER] [--customers N] [--rounds N] [--seconds N] (bench/README.md)
  faults  break things under load, and prove that nothing is lost or doubled: --only NAME, --seconds N, --seed N, --times N, --members N
  faults-cluster  the same for a cluster of three silos and two gateways over PostgreSQL: --only NAME, --seconds N, --seed N
  clients  generate clients of the API in C# and TypeScript, use them against a server, and lint the API's description; needs Node.js 20
  tour    run every command of README in order, and hold the answers against the printed ones
  demo-starts  start the demo again and again beside a busy processor, and count how often it is served: [STARTS] [CUSTOMERS] [PORT]
  year    import a year of real purchases, report, import again, kill and import: year FILE.csv.gz [SECONDS...]
  upgrade  an older build imports the year, this build takes its ledger over: upgrade FILE.csv.gz FOLDER
  year-cluster  the same year into a cluster of three silos through two gateways, and into one process; the same reports: year-cluster FILE.csv.gz
  mangle  import mangled files from seeds into a ledger each: [--files N] [--seed S]; --seed S alone imports one and prints it (docs/importing.md)
  fuzz    send requests from a seed to a server of its own, by callers who may and who may not: [--requests N] [--seed S] (docs/security.md)
  screenshots  write a picture of every page of the console, in three languages and two widths, into a folder: screenshots [FOLDER]
  simulate  play worlds from seeds against the engine: [--seeds N] [--from S]; --seed S plays one and prints its trace (docs/simulation.md)
  help    show this

Needs the .NET SDK 10 and nothing else. Packages are restored as they are needed; the environment variable RestoreConfigFile may name a
NuGet configuration that says from where. Tests over PostgreSQL need its programs too: where these are missing and this is root on Debian,
"test" installs them, else it says that it leaves those tests out. So does it with Chromium, which the tests of the console in a browser need, and
with axe-core, which it gets with npm into "artifacts". Tests that need a SQL Server are left out unless the environment variable
SQLSERVER_FOR_TESTS names one by a connection string.
TEXT
}

# Says plainly what is missing, before a tool says it at length.
require_sdk() {
  if ! command -v dotnet >/dev/null; then
    echo "build.sh: there is no 'dotnet' on the PATH; install the .NET SDK 10 from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    return 1
  fi
  if ! dotnet --version >/dev/null 2>&1; then
    echo "build.sh: the .NET SDK 10 is needed (global.json); install it from https://dotnet.microsoft.com/download/dotnet/10.0. There is only:" >&2
    (cd / && dotnet --list-sdks) >&2 || true
    return 1
  fi
}

build() {
  local output
  require_sdk || return
  echo "Building ..."
  if ! output=$(dotnet build CustomerCapital.sln --configuration Release --verbosity quiet 2>&1); then
    grep -E '(error|warning) [A-Z]+[0-9]+' <<<"$output" | sort -u || echo "$output"
    return 1
  fi
}

# Holds every package against the faults that its feed knows of. Of a feed without such data, NuGet says that there are none.
audit_packages() {
  local sources source output knows=""
  local config=()
  if [ -n "${RestoreConfigFile:-}" ]; then config=("$RestoreConfigFile"); fi
  sources=$(dotnet nuget list source --format short ${config:+--configfile "${config[0]}"} | sed -n 's/^E  *\(http.*\)/\1/p')
  if ! command -v curl >/dev/null; then
    echo "Packages were not held against known faults: that needs curl, to find out whether the feed knows of any."
    return
  fi
  for source in $sources; do
    if curl --silent --fail --max-time 60 "$source" | grep -q '"VulnerabilityInfo'; then knows=$source; fi
  done
  if [ -z "$knows" ]; then
    echo "Packages were not held against known faults: the feed ($(echo $sources)) has no data of any."
    return
  fi
  output=$(dotnet restore CustomerCapital.sln --force --verbosity quiet -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low 2>&1) || {
    echo "Packages have known faults, or cannot be looked at ($knows):" >&2
    grep -oE 'NU[0-9]+: .*' <<<"$output" | sort -u >&2 || echo "$output" >&2
    return 1
  }
  echo "No package has a known fault ($knows)."
}

# Writes which packages the program is made of, as a CycloneDX bill of materials.
write_sbom() {
  if [ $# -ne 1 ]; then
    echo "build.sh: name the file to write: ./build.sh sbom FILE.json" >&2
    return 2
  fi
  local version
  version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
  require_sdk && dotnet tool restore --verbosity quiet && dotnet restore src/CustomerCapital.Server --verbosity quiet \
    && dotnet tool run dotnet-CycloneDX -- src/CustomerCapital.Server/CustomerCapital.Server.csproj --disable-package-restore --output "$(dirname "$1")" \
      --filename "$(basename "$1")" --output-format Json --set-name customercapital --set-version "$version" >/dev/null \
    && echo "$1 lists $(grep -c '"purl": "pkg:nuget' "$1") packages of customercapital $version."
}

# A number that a test report holds: passed or failed.
count() {
  if [ ! -f "$2" ]; then echo 0; return; fi
  grep -o '<Counters [^>]*' "$2" | sed -E "s/.* $1=\"([0-9]+)\".*/\1/"
}

# Whether there is a PostgreSQL to test with; installs Debian's where that can be done.
has_postgresql() {
  if tests/postgresql-cluster.sh --find 2>/dev/null; then return; fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
  echo "Installing PostgreSQL for its tests ..."
  apt-get install -y --no-install-recommends postgresql >/dev/null 2>&1 \
    || { apt-get update >/dev/null 2>&1 && apt-get install -y --no-install-recommends postgresql >/dev/null 2>&1; } || return 1
  tests/postgresql-cluster.sh --find 2>/dev/null
}

# Whether there is a Chromium to look at pages with; installs Debian's where that can be done.
has_chromium() {
  local name
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then return; fi
  done
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
  echo "Installing Chromium for the tests of the console ..."
  apt-get install -y --no-install-recommends chromium >/dev/null 2>&1 \
    || { apt-get update >/dev/null 2>&1 && apt-get install -y --no-install-recommends chromium >/dev/null 2>&1; } || return 1
  command -v chromium >/dev/null
}

# Whether there is an axe-core, which finds what keeps people from using a page; gets it from npm where that can be done. None of it is committed.
has_axe() {
  local version=4.14.1 sum=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745 packed
  packed=artifacts/axe-core/axe-core-$version.tgz
  if [ -f "artifacts/axe-core/package/axe.min.js" ] && [ -f "$packed" ]; then return; fi
  if ! command -v npm >/dev/null || ! command -v sha256sum >/dev/null; then return 1; fi
  mkdir -p artifacts/axe-core
  npm pack --silent --pack-destination artifacts/axe-core "axe-core@$version" >/dev/null 2>&1 || return 1
  if ! echo "$sum  $packed" | sha256sum --check --status; then
    echo "build.sh: axe-core $version from npm is not the package that was looked at" >&2
    rm -f "$packed"
    return 1
  fi
  tar -xzf "$packed" -C artifacts/axe-core package/axe.min.js
}

# Sets "options" to those given after the first, with a filter that leaves out the tests whose full name contains the first.
without() {
  local pattern=$1 filter=""
  shift
  options=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --filter) filter=${2:-}; shift ;;
      --filter=*) filter=${1#--filter=} ;;
      *) options+=("$1") ;;
    esac
    if [ $# -gt 0 ]; then shift; fi
  done
  options+=(--filter "${filter:+($filter)&}FullyQualifiedName!~$pattern")
}

# Runs every test project, one line each, and closes with one line that adds them up; no test at all is a failure.
run_tests() {
  local results project name report began passed=0 failed=0 status=0 options=("$@")
  results=$(mktemp -d)
  if ! has_postgresql; then
    without PostgreSql ${options[@]+"${options[@]}"}
    echo "The tests of the ledger in PostgreSQL are left out: PostgreSQL is not installed here (on Debian: apt-get install postgresql)."
  fi
  if ! has_chromium; then
    without .Browser. ${options[@]+"${options[@]}"}
    echo "The tests of the console in a browser are left out: Chromium is not installed here (on Debian: apt-get install chromium)."
  elif ! has_axe; then
    without PagesByAxe ${options[@]+"${options[@]}"}
    echo "The tests of the console by axe-core are left out: the package could not be had (npm pack axe-core)."
  fi
  if [ -z "${SQLSERVER_FOR_TESTS:-}" ]; then
    without OnSqlServer ${options[@]+"${options[@]}"}
    echo "The tests that need a SQL Server are left out: SQLSERVER_FOR_TESTS names none (a connection string whose user may make databases)."
  fi
  if build; then
    for project in tests/*/*.csproj; do
      name=$(basename "$project" .csproj)
      case "$name" in *.Conformance) continue ;; esac # a suite that others inherit
      report="$results/$name.trx"
      began=$SECONDS
      if ! dotnet test "$project" --configuration Release --no-build --logger "trx;LogFileName=$report" ${options[@]+"${options[@]}"} >"$results/$name.log" 2>&1; then
        status=1
        grep -vE '^(Test run for|A total of|Results File:|Starting test execution|$)' "$results/$name.log" || true
      fi
      printf '%-44s %5d passed %3d failed %5d s\n' "$name" "$(count passed "$report")" "$(count failed "$report")" "$((SECONDS - began))"
      passed=$((passed + $(count passed "$report")))
      failed=$((failed + $(count failed "$report")))
    done
  else
    status=1
  fi
  rm -rf "$results"
  if [ "$failed" -gt 0 ]; then status=1; fi
  if [ "$((passed + failed))" -eq 0 ]; then
    echo "No test was run." >&2
    status=1
  fi
  echo "$passed passed, $failed failed"
  return "$status"
}

# The machine as .NET names it, such as linux-x64.
machine() {
  local system=linux processor=x64
  if [ "$(uname -s)" = Darwin ]; then system=osx; fi
  case "$(uname -m)" in arm64 | aarch64) processor=arm64 ;; esac
  echo "$system-$processor"
}

publish() {
  if [ $# -ne 1 ]; then
    echo "build.sh: name the folder into which to put the program: ./build.sh publish FOLDER" >&2
    return 2
  fi
  require_sdk && dotnet publish src/CustomerCapital.Server --configuration Release --verbosity quiet -p:CompileFor="$(machine)" --output "$1"
}

command=${1:-help}
if [ $# -gt 0 ]; then shift; fi
case "$command" in
  check) build && echo "Built without a warning." && audit_packages ;;
  sbom) write_sbom "$@" ;;
  test) run_tests "$@" ;;
  publish) publish "$@" ;;
  bench) require_sdk && dotnet run --configuration Release --project bench/CustomerCapital.Bench -- "$@" ;;
  bench-cluster) require_sdk && { has_postgresql || true; } && dotnet run --configuration Release --project bench/CustomerCapital.Bench.Cluster -- "$@" ;;
  faults) require_sdk && { has_postgresql || true; } && dotnet run --configuration Release --project tests/CustomerCapital.Faults.Tests -- "$@" ;;
  faults-cluster) require_sdk && { has_postgresql || true; } && dotnet run --configuration Release --project tests/CustomerCapital.Cluster.Faults.Tests -- "$@" ;;
  tour) require_sdk && tests/readme-tour.sh "$@" ;;
  clients) require_sdk && tests/clients.sh "$@" ;;
  demo-starts) require_sdk && tests/demo-starts.sh "$@" ;;
  year) require_sdk && bench/year.sh "$@" ;;
  upgrade) require_sdk && bench/upgrade.sh "$@" ;;
  year-cluster) require_sdk && bench/year-cluster.sh "$@" ;;
  mangle) require_sdk && dotnet run --configuration Release --project tests/CustomerCapital.Importing.Tests -- "$@" ;;
  screenshots)
    if ! has_chromium; then
      echo "build.sh: pictures need Chromium (on Debian: apt-get install chromium)" >&2
      exit 1
    fi
    require_sdk && dotnet run --configuration Release --project tests/CustomerCapital.Console.Tests -- "$@"
    ;;
  fuzz) require_sdk && dotnet run --configuration Release --project tests/CustomerCapital.Fuzz.Tests -- "$@" ;;
  simulate) require_sdk && dotnet run --configuration Release --project tests/CustomerCapital.Simulation.Tests -- "$@" ;;
  help | --help | -h) show_help ;;
  *)
    echo "build.sh: there is no '$command'; ./build.sh help lists what there is" >&2
    exit 2
    ;;
esac
