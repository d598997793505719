#!/usr/bin/env bash
# Checks the files of deploy as far as that goes without Docker and without a cluster: says in a line each what it checked, and what it left
# out and why. Ends with 1 where anything is wrong. What it needs it takes from the PATH, else from npm or Debian, into a folder that it removes.
# usage: deploy/check.sh [--program DLL]    DLL: customercapital.dll, whose options those in the files must be
# shellcheck disable=SC2317 # its functions are called by "check"
set -euo pipefail
program=
case "${1:-}" in
  "") ;;
  --program) program=$(realpath "${2:?--program needs a path}") ;;
  *) echo "usage: deploy/check.sh [--program DLL]" >&2; exit 2 ;;
esac
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0

# check WHAT COMMAND...: runs it, and says whether it found anything wrong.
check() {
  local what=$1
  shift
  if "$@" > "$folder/output" 2>&1; then
    echo "checked   $what"
    grep -E '^  ' "$folder/output" || true
  else
    echo "WRONG     $what"
    cat "$folder/output"
    status=1
  fi
}

left_out() { echo "left out  $1: $2"; }

# find_tool NAME PATH-IN-PACKAGE PACKAGE: sets "tool" to it; from the PATH, else unpacked from Debian's package, without installing anything.
find_tool() {
  tool=$(command -v "$1" || true)
  if [ -n "$tool" ]; then return; fi
  command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null || return 1
  mkdir -p "$folder/debian"
  (cd "$folder/debian" && apt-get download "$3" && dpkg-deb -x "$3"_*.deb .) > /dev/null 2>&1 || return 1
  tool=$folder/debian/$2
  "$tool" --version > /dev/null 2>&1 || "$tool" -v > /dev/null 2>&1 || { tool=; return 1; }
}

has_node() { command -v npm > /dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]; }

check_balancer() { mkdir -p "$folder/nginx" && "$tool" -t -e stderr -p "$folder/nginx" -c "$PWD/compose/balancer.conf"; }

check_manifests() { kubectl kustomize "$1" | node "$folder/check/kubernetes.mjs"; }

check_example() { node "$folder/check/kubernetes.mjs" < kubernetes/secret.example.yaml; }

check_options() {
  for command in serve demo migrate "import purchases" "import commands" export report verify; do
    # shellcheck disable=SC2086 # two words are a command and a command of it
    dotnet "$program" $command --help || return
  done > "$folder/help"
  node "$folder/check/options.mjs" "$folder/help" compose/*.yaml kubernetes/silo.yaml kubernetes/gateway.yaml kubernetes/migrate/job.yaml \
    customercapital.service docker/Dockerfile README.md runbook.md ../README.md
}

# The steps of a Dockerfile up to the image, in a folder that holds what .dockerignore lets through, would take minutes: they are left to Docker.
if has_node && cp -r check "$folder/check" && (cd "$folder/check" && npm install --no-audit --no-fund --loglevel=error > "$folder/npm" 2>&1); then
  check docker/Dockerfile node "$folder/check/docker.mjs" docker/Dockerfile ..
  for file in compose/*.yaml; do check "$file, against the Compose specification" node "$folder/check/compose.mjs" "$file"; done
  if command -v kubectl > /dev/null; then
    check "kubernetes, against the schemas of Kubernetes' objects" check_manifests kubernetes
    check "kubernetes/migrate, likewise" check_manifests kubernetes/migrate
  else
    left_out kubernetes "there is no kubectl to put the manifests together with"
  fi
  check "kubernetes/secret.example.yaml, likewise" check_example
  if [ -n "$program" ]; then
    check "options in compose, kubernetes, the unit, the Dockerfile and what is written" check_options
  else
    left_out "options in compose, kubernetes, the unit, the Dockerfile and what is written" "name the program with --program, built by: dotnet build src/CustomerCapital.Server"
  fi
else
  left_out "docker, compose, kubernetes" "Node.js 20 with npm and its registry are needed: $(tail -1 "$folder/npm" 2> /dev/null || echo "there is none")"
fi

if docker compose version > /dev/null 2>&1; then
  for file in compose/*.yaml; do check "$file, by docker compose config" docker compose --file "$file" config --quiet; done
elif [[ $(docker-compose version --short 2> /dev/null) =~ ^v?([2-9]|[1-9][0-9]) ]]; then
  for file in compose/*.yaml; do check "$file, by docker-compose config" docker-compose --file "$file" config --quiet; done
else
  left_out "docker compose config" "Docker's compose plugin, version 2 or later, is not installed"
fi

if find_tool nginx usr/sbin/nginx nginx; then check "compose/balancer.conf, by nginx -t" check_balancer; else left_out compose/balancer.conf "there is no nginx"; fi
if find_tool promtool usr/bin/promtool prometheus; then check "alerts.yaml, by promtool" "$tool" check rules alerts.yaml; else left_out alerts.yaml "there is no promtool"; fi
if find_tool shellcheck usr/bin/shellcheck shellcheck; then check "check.sh, compose/secrets.sh, by shellcheck" "$tool" check.sh compose/secrets.sh; else left_out "check.sh, compose/secrets.sh" "there is no shellcheck"; fi
if command -v systemd-analyze > /dev/null; then check customercapital.service systemd-analyze verify --man=no ./customercapital.service; else left_out customercapital.service "there is no systemd-analyze"; fi

left_out "building and running images" "needs a Docker engine"
left_out "applying the manifests" "needs a Kubernetes cluster"
exit "$status"
