#!/usr/bin/env bash
# Npgsql 10.0.3 with PostgreSQL 15, on .NET 10: purchases go from one table into another by two raw binary copies (BeginRawBinaryCopy, COPY … TO STDOUT and COPY … FROM STDIN), and
# what writes fails in the middle, so that the stream is disposed of by the exception. One would expect what the binary importer of the same driver does (BeginBinaryImport): without
# Complete() nothing is written. Seen: disposing of the raw stream ends the COPY as a success. PostgreSQL takes binary data that ends after a whole row, without the format's trailer, and the
# rows until then are committed, with no error besides the caller's own. Only Cancel() on the stream, or a transaction that is not committed, leaves nothing behind.
# Beside it: COPY writes what it is given into a column GENERATED ALWAYS AS IDENTITY, where an INSERT of the same is refused (428C9), and the sequence does not move on.
# What follows: the ledger moves customers to another database in a transaction that is committed after the last table, and sets sequences itself.
# Needs PostgreSQL's initdb and postgres: on the PATH, or where Debian puts them.
set -euo pipefail
bin=$(dirname "$(readlink -f "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | sort -V | tail -1)")")
folder=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then chmod 755 "$folder"; mkdir "$folder/pg"; chown nobody "$folder/pg"; as=(setpriv --reuid=nobody --regid=nogroup --clear-groups); else mkdir "$folder/pg"; fi
run() { (cd "$folder/pg" && ${as[@]+"${as[@]}"} "$@"); }
stop() { run "$bin/pg_ctl" -D "$folder/pg/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT
run "$bin/initdb" -D "$folder/pg/data" -U shop -A trust -E UTF8 --no-sync >/dev/null
run "$bin/pg_ctl" -D "$folder/pg/data" -w -o "-c listen_addresses= -c unix_socket_directories=$folder/pg" -l "$folder/pg/log" start >/dev/null
cd "$folder"
cat > Copies.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="Npgsql" Version="10.0.3" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.Buffers.Binary;
using Npgsql;

using var connection = new NpgsqlConnection($"Host={args[0]};Database=postgres;Username=shop");
connection.Open();
Console.WriteLine($"PostgreSQL {connection.PostgreSqlVersion.Major}");
Run("CREATE TABLE purchases (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cents integer NOT NULL)");

Fail("binary importer", () =>
{
    using var importer = connection.BeginBinaryImport("COPY purchases (number, cents) FROM STDIN (FORMAT BINARY)");
    importer.WriteRow(7L, 100);
    throw new IOException("the source has failed");
});
Fail("raw copy", () =>
{
    using var raw = connection.BeginRawBinaryCopy("COPY purchases (number, cents) FROM STDIN (FORMAT BINARY)");
    raw.Write(Header());
    raw.Write(Row(7, 100));
    throw new IOException("the source has failed");
});
Run("DELETE FROM purchases");
Fail("raw copy, cancelled", () =>
{
    using var raw = connection.BeginRawBinaryCopy("COPY purchases (number, cents) FROM STDIN (FORMAT BINARY)");
    raw.Write(Header());
    raw.Write(Row(7, 100));
    raw.Cancel();
    throw new IOException("the source has failed");
});
try
{
    Run("INSERT INTO purchases (number, cents) VALUES (8, 100)");
}
catch (PostgresException refused)
{
    Console.WriteLine($"insert of a number: {refused.SqlState}");
}

void Fail(string what, Action copy)
{
    try
    {
        copy();
    }
    catch (IOException)
    {
        // The caller's own.
    }

    using var count = new NpgsqlCommand("SELECT count(*) FROM purchases", connection);
    Console.WriteLine($"{what}: failed in the middle, rows {count.ExecuteScalar()}");
}

void Run(string sql)
{
    using var command = new NpgsqlCommand(sql, connection);
    command.ExecuteNonQuery();
}

static byte[] Header() => [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

static byte[] Row(long number, int cents)
{
    var row = new byte[2 + 4 + 8 + 4 + 4];
    BinaryPrimitives.WriteInt16BigEndian(row, 2);
    BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(2), 8);
    BinaryPrimitives.WriteInt64BigEndian(row.AsSpan(6), number);
    BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(14), 4);
    BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(18), cents);
    return row;
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Copies.dll "$folder/pg" | tee seen.log
[ "$(tail -4 seen.log)" = "$(printf '%s\n' 'binary importer: failed in the middle, rows 0' 'raw copy: failed in the middle, rows 1' 'raw copy, cancelled: failed in the middle, rows 0' 'insert of a number: 428C9')" ] \
  || { echo "the behaviour is another than described" >&2; exit 1; }
