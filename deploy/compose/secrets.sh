#!/usr/bin/env bash
# Makes the secrets that the compose files mount, each in a file of compose/secrets, with passwords of its own. What is there stays.
# usage: deploy/compose/secrets.sh
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p secrets
chmod 700 secrets # Who may not enter it cannot read the files, which the containers' users must be able to.

# Three kinds of characters, as SQL Server wants, and none that a connection string would need quoted.
password() { printf 'Cc%s' "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; }

keep() {
  if [ -e "secrets/$1" ]; then
    echo "secrets/$1 is there and stays"
  else
    cat > "secrets/$1"
    chmod 444 "secrets/$1"
    echo "secrets/$1 made"
  fi
}

# Read back from the file, so that a password that was there fits the connection string that is made.
password | keep postgresql_password
printf 'postgres:Host=database;Database=loyalty;Username=customercapital;Password=%s;Maximum Pool Size=30' "$(cat secrets/postgresql_password)" | keep postgresql_database
password | keep sqlserver_sa_password
password | keep sqlserver_password
printf 'sqlserver:Server=database;Database=loyalty;User ID=customercapital;Password=%s;Encrypt=True;TrustServerCertificate=True;Max Pool Size=30' "$(cat secrets/sqlserver_password)" | keep sqlserver_database
