#!/usr/bin/env bash
# Imports a year of real purchases into a cluster of three silos through its two gateways, and into one process beside it: every report is the same to the byte.
# While the cluster takes the year, its cohort report is asked again and again and held against the ledger: it lacks nothing that was committed when it was
# asked, and holds nothing that is not committed when it has answered.
# usage: bench/year-cluster.sh FILE.csv.gz   (UCI Online Retail: InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice, CustomerID)
set -euo pipefail
cd "$(dirname "$0")/.."
file=${1:?"usage: bench/year-cluster.sh FILE.csv.gz"}
[ -f "$file" ] || { echo "year-cluster.sh: there is no file $file" >&2; exit 2; }
command -v psql >/dev/null || { echo "year-cluster.sh: PostgreSQL with psql is needed (on Debian: apt-get install postgresql)" >&2; exit 2; }
dotnet build src/CustomerCapital.Server --configuration Release --verbosity quiet -clp:'NoSummary;ErrorsOnly' >&2
server="dotnet src/CustomerCapital.Server/bin/Release/net10.0/customercapital.dll"
port=${PORT:-14100}
folder=$(mktemp -d)
database=$(mktemp -d)
processes=()
finish() {
  if [ ${#processes[@]} -gt 0 ]; then
    kill "${processes[@]}" 2>/dev/null || true
    wait "${processes[@]}" 2>/dev/null || true
  fi
  exec 9>&- # the database's standard input: it ends with it
  wait
  rm -rf "$folder"
}
trap finish EXIT
cp "$file" "$folder/year.csv.gz"
mkfifo "$folder/hold"
tests/postgresql-cluster.sh "$database" < "$folder/hold" > "$folder/database" 2>&1 &
exec 9> "$folder/hold"
until grep -q '^ready' "$folder/database"; do sleep 0.1; done
name="postgres:Host=$database;Database=postgres;Username=customercapital"
export CUSTOMERCAPITAL_DATABASE=$name

# Starts a process of the cluster, and waits until it serves.
start() {
  local url=http://127.0.0.1:$1
  shift
  $server serve --url "$url" "$@" > "$folder/process${#processes[@]}.log" 2>&1 &
  processes+=($!)
  until curl -sf -o /dev/null "$url/health/ready"; do
    kill -0 "${processes[-1]}" 2>/dev/null || { cat "$folder/process$((${#processes[@]} - 1)).log" >&2; exit 1; }
    sleep 0.2
  done
}
import_year() {
  $server import purchases "$folder/year.csv.gz" "$@" \
    --map customer_id=CustomerID,purchase_id=InvoiceNo,occurred_at=InvoiceDate,sku=StockCode,quantity=Quantity,unit_price=UnitPrice 2>>"$folder/progress"
}
# The reports of a server, as it answers them.
reports() {
  for report in cohorts periods metrics; do curl -sf "$1/v1/$report?through=2011-12" > "$folder/$2.$report"; done
  for report in ladder value customer-count; do curl -sf "$1/v1/$report" > "$folder/$2.$report"; done
}
orders_in_ledger() { psql -h "$database" -U customercapital -d postgres -Atc "SELECT count(*) FROM customercapital.entries WHERE natural_id LIKE 'purchase:%'"; }
orders_in_report() { curl -sf "$1/v1/cohorts?through=2011-12" | { grep -o '"orders":[0-9]*' || true; } | awk -F: '{ sum += $2 } END { print sum + 0 }'; }

echo "== a cluster of three silos and two gateways"
$server migrate --time-zone Europe/London
for silo in 1 2 3; do start $((port + silo)) --role silo --silo-port $((port + 10 + silo)) --gateway-port $((port + 20 + silo)); done
for gateway in 4 5; do start $((port + gateway)) --role gateway; done
gateways=("http://127.0.0.1:$((port + 4))" "http://127.0.0.1:$((port + 5))")

echo "== import through both gateways"
import_year --gateway "${gateways[0]}" --gateway "${gateways[1]}" > "$folder/imported" &
importing=$!
asked=0
wrong=0
while kill -0 $importing 2>/dev/null; do
  before=$(orders_in_ledger)
  reported=$(orders_in_report "${gateways[$((asked % 2))]}")
  after=$(orders_in_ledger)
  asked=$((asked + 1))
  if [ "$reported" -lt "$before" ] || [ "$reported" -gt "$after" ]; then
    wrong=$((wrong + 1))
    echo "wrong: $reported orders reported, $before committed before and $after after" >&2
  fi
  sleep 0.1
done
wait $importing || [ $? = 3 ] # some rows name no customer
cat "$folder/imported"
echo "the cohort report was asked $asked times meanwhile: $wrong times it lacked what was committed, or held what was not"
[ "$asked" -gt 0 ] && [ "$wrong" = 0 ]

echo "== import again"
import_year --gateway "${gateways[0]}" --gateway "${gateways[1]}" || [ $? = 3 ]
echo "== verify"
$server verify --database "$name" 2>>"$folder/progress"

echo "== one process"
import_year --database "sqlite:$folder/node.db" --time-zone Europe/London || [ $? = 3 ]
$server serve --database "sqlite:$folder/node.db" --url "http://127.0.0.1:$((port + 6))" > "$folder/node.log" 2>&1 &
processes+=($!)
until curl -sf -o /dev/null "http://127.0.0.1:$((port + 6))/health/ready"; do sleep 0.2; done
sleep 3 # its background work, as the cluster has had the time for its own
reports "http://127.0.0.1:$((port + 6))" node
reports "${gateways[0]}" first
reports "${gateways[1]}" second
for report in cohorts periods metrics ladder value customer-count; do
  cmp "$folder/node.$report" "$folder/first.$report"
  cmp "$folder/node.$report" "$folder/second.$report"
done
cat "$folder/first.metrics"
echo
echo "the reports of both gateways and of one process are the same to the byte"
