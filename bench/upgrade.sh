#!/usr/bin/env bash
# Has an older build import a year of real purchases, takes its ledger over with this build, and proves that nothing changes: verify finds no difference, every report is the same to the byte,
# and importing again finds everything there. In SQLite and, where PostgreSQL is installed, in a throw-away server.
# usage: bench/upgrade.sh FILE.csv.gz FOLDER   (FILE as bench/year.sh takes it; FOLDER holds the older build's customercapital.dll)
set -euo pipefail
cd "$(dirname "$0")/.."
file=${1:?"usage: bench/upgrade.sh FILE.csv.gz FOLDER"}
older=${2:?"usage: bench/upgrade.sh FILE.csv.gz FOLDER"}/customercapital.dll
for needed in "$file" "$older"; do [ -f "$needed" ] || { echo "upgrade.sh: there is no file $needed" >&2; exit 2; }; done
dotnet build src/CustomerCapital.Server --configuration Release --verbosity quiet -clp:NoSummary > /dev/null
now=src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll
folder=$(mktemp -d)
cluster_pid=""
finish() {
  exec 9>&- # the server's standard input: it ends with it
  if [ -n "$cluster_pid" ]; then wait "$cluster_pid" || true; fi
  rm -rf "$folder"
}
trap finish EXIT
cp "$file" "$folder/year.csv.gz"
databases=("sqlite:$folder/year.db")
if bash tests/postgresql-cluster.sh --find 2>/dev/null; then
  mkdir "$folder/p" && mkfifo "$folder/in" "$folder/out" && chmod 755 "$folder"
  bash tests/postgresql-cluster.sh "$folder/p" < "$folder/in" > "$folder/out" &
  cluster_pid=$!
  exec 9> "$folder/in"
  read -r _ < "$folder/out"
  databases+=("postgres:Host=$folder/p;Database=postgres;Username=customercapital")
fi
import_year() {
  dotnet "$1" import purchases "$folder/year.csv.gz" --database "$2" --time-zone Europe/London \
    --map customer_id=CustomerID,purchase_id=InvoiceNo,occurred_at=InvoiceDate,sku=StockCode,quantity=Quantity,unit_price=UnitPrice 2>>"$folder/progress"
}
reports() {
  for kind in cohorts periods metrics; do dotnet "$1" report $kind --format csv --through 2011-12 --database "$2" 2>/dev/null > "$folder/$3.$kind"; done
  for kind in ladder customers; do dotnet "$1" report $kind --format csv --database "$2" 2>/dev/null > "$folder/$3.$kind"; done
}
for database in "${databases[@]}"; do
  import_year "$older" "$database" > /dev/null
  reports "$older" "$database" before
  dotnet "$now" migrate --database "$database" > /dev/null
  dotnet "$now" verify --database "$database" 2>/dev/null
  reports "$now" "$database" after
  for kind in cohorts periods metrics ladder customers; do cmp "$folder/before.$kind" "$folder/after.$kind"; done
  import_year "$now" "$database" | grep "recorded before"
  dotnet "$now" verify --database "$database" 2>/dev/null
  reports "$now" "$database" again
  for kind in cohorts periods metrics ladder customers; do cmp "$folder/before.$kind" "$folder/again.$kind"; done
  echo "${database%%:*}: a ledger of the older build is migrated, verified and goes on; every report is the same to the byte"
done
