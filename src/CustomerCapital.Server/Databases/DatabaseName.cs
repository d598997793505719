using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.PostgreSql;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Server.Databases;

/// <summary>One database as the command line names it: sqlite:PATH, postgres:CONNECTION-STRING or memory:</summary>
internal sealed class DatabaseName
{
    private const string Memory = "memory:";
    private const string Sqlite = "sqlite:";
    private const string PostgreSql = "postgres:";

    private readonly string? _path;
    private readonly string? _connection;

    private DatabaseName(string name)
    {
        (_path, _connection) = (RestOf(name, Sqlite), RestOf(name, PostgreSql));
        // The name is not repeated: what was mistyped may hold a password.
        if (name != Memory && _path is null && _connection is null)
            throw new UsageException("--database: name it as sqlite:PATH, postgres:CONNECTION-STRING or memory:");
    }

    public bool IsMemory => _path is null && _connection is null;

    /// <exception cref="UsageException">It cannot be understood.</exception>
    public static DatabaseName Parse(string name) => new(name);

    /// <summary>Whether both mean the same database, as far as their names tell.</summary>
    public bool IsSameAs(DatabaseName other) => ToString() == other.ToString() || (_path is not null && other._path is not null && Path.GetFullPath(_path) == Path.GetFullPath(other._path));

    public ILedger Open() => _connection is not null ? PostgreSqlLedger.Open(_connection) : _path is not null ? SqliteLedger.Open(_path) : new InMemoryLedger();

    public async Task<ILedger> OpenToReadAsync() =>
        _connection is not null ? await PostgreSqlLedger.OpenToReadAsync(_connection) : _path is not null ? SqliteLedger.OpenToRead(_path) : new InMemoryLedger();

    /// <exception cref="UsageException">It can have no replica.</exception>
    public ILedger OpenReplica() =>
        _connection is not null ? PostgreSqlLedger.OpenReplica(_connection) : throw new UsageException($"--replica {this}: only PostgreSQL has replicas; write it like postgres:Host=standby.example;Database=loyalty");

    /// <summary>Lets a role serve from it.</summary>
    /// <exception cref="UsageException">It has no roles.</exception>
    public async Task GrantAsync(string role, CancellationToken cancellation)
    {
        if (_connection is null) throw new UsageException($"--grant-to {role}: {this} has no roles; only PostgreSQL has");
        await using var ledger = PostgreSqlLedger.Open(_connection);
        await ledger.GrantAsync(role, cancellation);
    }

    /// <summary>The name as it may be shown: without a password.</summary>
    public override string ToString() => _connection is not null ? PostgreSqlLedger.NameOf(_connection) : _path is not null ? Sqlite + _path : Memory;

    private static string? RestOf(string name, string kind) => name.StartsWith(kind, StringComparison.Ordinal) && name.Length > kind.Length ? name[kind.Length..] : null;
}
