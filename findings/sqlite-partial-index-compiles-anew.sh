#!/usr/bin/env bash
# Microsoft.Data.Sqlite.Core 10.0.15 over SQLitePCLRaw.bundle_e_sqlite3 3.0.5, on .NET 10: a prepared command looks up a member by two columns that have a unique index,
# and joins a second table. The first table has another index besides, which is partial by a constant of one of the two columns, and which the plan does not use. One would
# expect the statement to be compiled once. Seen: SQLite compiles the statement anew at each execution (SQLITE_STMTSTATUS_REPREPARE counts), since the parameter was compared
# with that constant when the plan was made, so that each binding of a value expires the plan, also of the same value. No error, and the same rows: only slower.
# Without the partial index, or with the query planner stability guarantee (SQLITE_DBCONFIG_ENABLE_QPSG), nothing is compiled anew. Without the join neither.
# What follows: every connection of the ledger has that guarantee.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Lookups.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Data.Sqlite.Core" Version="10.0.15" /><PackageReference Include="SQLitePCLRaw.bundle_e_sqlite3" Version="3.0.5" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using Microsoft.Data.Sqlite;
using SQLitePCL;

Batteries_V2.Init();
using (var connection = new SqliteConnection("Data Source=:memory:"))
{
    connection.Open();
    Console.WriteLine($"SQLite {connection.ServerVersion}");
}

Look("with a partial index", partial: true, stable: false);
Look("without one", partial: false, stable: false);
Look("with one and the guarantee", partial: true, stable: true);

static void Look(string what, bool partial, bool stable)
{
    using var connection = new SqliteConnection("Data Source=:memory:");
    connection.Open();
    connection.Handle!.enable_sqlite3_next_stmt(true);
    if (stable) raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
    Execute("CREATE TABLE members (kind INTEGER NOT NULL, id TEXT NOT NULL, tier INTEGER NOT NULL, UNIQUE (kind, id))");
    if (partial) Execute("CREATE INDEX members_by_tier ON members (tier, id) WHERE kind = 1");
    Execute("CREATE TABLE purchases (member INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (member, number))");
    Execute("INSERT INTO members VALUES (1, 'anna', 2)");
    using var command = connection.CreateCommand();
    command.CommandText = "SELECT m.tier, p.number FROM members m LEFT JOIN purchases p ON p.member = m.rowid WHERE m.kind = @kind AND m.id = @id";
    var (kind, id) = (command.Parameters.AddWithValue("@kind", 1), command.Parameters.AddWithValue("@id", "anna"));
    command.Prepare();
    for (var time = 0; time < 100; time++)
    {
        (kind.Value, id.Value) = (1, "anna");
        command.ExecuteScalar();
    }

    var anew = raw.sqlite3_stmt_status(raw.sqlite3_next_stmt(connection.Handle!, null!), 5 /* SQLITE_STMTSTATUS_REPREPARE */, 0);
    Console.WriteLine($"{what}: prepared once, executed 100 times, compiled anew {anew} times");

    void Execute(string sql)
    {
        using var once = connection.CreateCommand();
        once.CommandText = sql;
        once.ExecuteNonQuery();
    }
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Lookups.dll | tee seen.log
[ "$(tail -3 seen.log)" = "$(printf '%s: prepared once, executed 100 times, compiled anew %s times\n' 'with a partial index' 100 'without one' 0 'with one and the guarantee' 0)" ] \
  || { echo "the behaviour is another than described" >&2; exit 1; }
