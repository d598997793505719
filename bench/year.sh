#!/usr/bin/env bash
# Imports a year of real purchases, shows its reports, and proves that running the import again, or killing it half way, changes nothing.
# Where PostgreSQL is installed it imports the year into one database of a throw-away server and into two as well: every report is the same to the byte.
# usage: bench/year.sh FILE.csv.gz [SECONDS...]   (UCI Online Retail: InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID)
# SECONDS: after which an import is killed, one after the other; when left out 50, 60, 75 and 90 % of what the first import took.
set -euo pipefail
cd "$(dirname "$0")/.."
file=${1:?"usage: bench/year.sh FILE.csv.gz [SECONDS...]"}
shift
[ -f "$file" ] || { echo "year.sh: there is no file $file" >&2; exit 2; }
dotnet build src/CustomerCapital.Server --configuration Release --verbosity quiet -clp:NoSummary > /dev/null
program="dotnet src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll"
folder=$(mktemp -d)
cluster_pid=""
finish() {
  exec 9>&- # the server's standard input: it ends with it
  if [ -n "$cluster_pid" ]; then wait "$cluster_pid" || true; fi
  rm -rf "$folder"
}
trap finish EXIT
cp "$file" "$folder/year.csv.gz"

# What the command line says for one of the ledgers made here.
ledger() {
  case "$1" in
    postgresql) echo "--database postgres:Host=$cluster;Database=postgres;Username=customercapital" ;;
    partitioned) for name in first second; do echo "--database postgres:Host=$cluster;Database=$name;Username=customercapital"; done ;;
    *) echo "--database sqlite:$folder/$1.db" ;;
  esac
}
import_year() {
  $program import purchases "$folder/year.csv.gz" $(ledger "$1") --time-zone Europe/London \
    --map customer_id=CustomerID,purchase_id=InvoiceNo,occurred_at=InvoiceDate,sku=StockCode,quantity=Quantity,unit_price=UnitPrice 2>>"$folder/progress"
}
reports() {
  for kind in cohorts periods; do $program report $kind --format csv --through 2011-12 $(ledger "$1") > "$folder/$1.$kind"; done
  $program report metrics --format json --through 2011-12 $(ledger "$1") > "$folder/$1.metrics"
  for kind in ladder customers; do $program report $kind --format csv $(ledger "$1") > "$folder/$1.$kind"; done
}
same() {
  for kind in cohorts periods metrics ladder customers; do cmp "$folder/$1.$kind" "$folder/$2.$kind"; done
  echo "the reports are the same to the byte"
}
verify() { $program verify $(ledger "$1") 2>>"$folder/progress"; }

echo "== import"
begun=${EPOCHREALTIME/,/.}
import_year once
if [ $# -eq 0 ]; then set -- $(awk -v from="$begun" -v to="${EPOCHREALTIME/,/.}" 'BEGIN { for (n = split("0.5 0.6 0.75 0.9", part, " "); ++i <= n;) printf "%.2f ", part[i] * (to - from) }'); fi
reports once
echo "== verify"
verify once
echo "== metrics, periods, ladder"
$program report metrics --through 2011-12 $(ledger once)
$program report periods --through 2011-12 $(ledger once)
$program report cohorts --through 2011-12 $(ledger once)
$program report ladder $(ledger once)

echo "== the same import again"
cp "$folder/once.db" "$folder/twice.db"
import_year twice
reports twice
same once twice

echo "== killed (-9) $# times, then run to its end"
for after; do
  import_year killed > "$folder/output" &
  pid=$!
  sleep $after
  if pkill -9 -P $pid 2>/dev/null || kill -9 $pid 2>/dev/null; then
    wait $pid 2>/dev/null || true
    known=$($program report metrics --format json --database "sqlite:$folder/killed.db" 2>/dev/null | sed -E 's/.*"orders":([0-9]+).*/\1/' || true)
    echo "killed after $after s with ${known:-no} orders recorded"
  fi
done
import_year killed
reports killed
same once killed
verify killed

if ! tests/postgresql-cluster.sh --find 2>/dev/null; then
  echo "The runs on PostgreSQL are left out: PostgreSQL is not installed here (on Debian: apt-get install postgresql)."
  exit
fi
cluster=$(mktemp -d)
mkfifo "$folder/hold"
tests/postgresql-cluster.sh "$cluster" first second < "$folder/hold" > "$folder/server" 2>&1 &
cluster_pid=$!
exec 9> "$folder/hold"
until grep -q '^ready' "$folder/server"; do
  kill -0 $cluster_pid 2>/dev/null || { cat "$folder/server" >&2; exit 1; }
  sleep 0.1
done
for name in postgresql partitioned; do
  if [ $name = postgresql ]; then echo "== into one PostgreSQL database"; else echo "== into two PostgreSQL databases"; fi
  import_year $name
  verify $name
  reports $name
  same once $name
done
