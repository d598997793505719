#!/usr/bin/env bash
# Imports a year of real purchases, shows its reports, and proves that running the import again, or killing it half way, changes nothing.
# usage: bench/year.sh FILE.csv.gz   (UCI Online Retail: InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID)
set -euo pipefail
cd "$(dirname "$0")/.."
file=${1:?"usage: bench/year.sh FILE.csv.gz"}
[ -f "$file" ] || { echo "year.sh: there is no file $file" >&2; exit 2; }
dotnet build src/CustomerCapital.Server --configuration Release --verbosity quiet -clp:NoSummary > /dev/null
program="dotnet src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$file" "$folder/year.csv.gz"

import_year() {
  $program import purchases "$folder/year.csv.gz" --database "sqlite:$folder/$1.db" --time-zone Europe/London \
    --map customer_id=CustomerID,purchase_id=InvoiceNo,occurred_at=InvoiceDate,sku=StockCode,quantity=Quantity,unit_price=UnitPrice 2>>"$folder/progress"
}
reports() {
  for kind in cohorts periods; do $program report $kind --format csv --through 2011-12 --database "sqlite:$folder/$1.db" > "$folder/$1.$kind"; done
  $program report metrics --format json --through 2011-12 --database "sqlite:$folder/$1.db" > "$folder/$1.metrics"
  $program report customers --format csv --database "sqlite:$folder/$1.db" > "$folder/$1.customers"
}
same() {
  for kind in cohorts periods metrics customers; do cmp "$folder/$1.$kind" "$folder/$2.$kind"; done
  echo "the reports are the same to the byte"
}

echo "== import"
import_year once
reports once
echo "== verify"
$program verify --database "sqlite:$folder/once.db" 2>>"$folder/progress"
echo "== metrics, periods, ladder"
$program report metrics --through 2011-12 --database "sqlite:$folder/once.db"
$program report periods --through 2011-12 --database "sqlite:$folder/once.db"
$program report cohorts --through 2011-12 --database "sqlite:$folder/once.db"
$program report ladder --database "sqlite:$folder/once.db"

echo "== the same import again"
cp "$folder/once.db" "$folder/twice.db"
import_year twice
reports twice
same once twice

echo "== killed (-9) four times, later each time, then run to its end"
for after in 0.9 1.2 1.5 1.8; do
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
$program verify --database "sqlite:$folder/killed.db" 2>>"$folder/progress"
