using Npgsql;

namespace CustomerCapital.Cluster.Databases;

/// <summary>A claim that a session of the database holds: it ends with the session, however the process ends.</summary>
/// <remarks>Should the session be lost, another silo may claim the same number: their commits then wait for each other, and every figure stays right.</remarks>
internal sealed class PostgreSqlWriterClaim : IWriterClaim
{
    /// <summary>The advisory locks of claims: "CusW", and the number.</summary>
    private const int Lock = 0x43757357;

    private const short Limit = 10_000;

    private readonly NpgsqlConnection _session;

    private PostgreSqlWriterClaim(NpgsqlConnection session, short number) => (_session, Number) = (session, number);

    public short Number { get; }

    /// <param name="connectionString">Where.</param>
    /// <param name="step">How many numbers a silo uses, from the one claimed.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PostgreSqlWriterClaim> MakeAsync(string connectionString, short step, CancellationToken cancellation)
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        try
        {
            await session.OpenAsync(cancellation);
            for (short number = 0; number < Limit; number += step)
            {
                await using var claim = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", session) { Parameters = { new() { Value = Lock }, new() { Value = (int)number } } };
                if (await claim.ExecuteScalarAsync(cancellation) is true) return new(session, number);
            }

            throw new UsageException($"More than {Limit / step} silos use this database; give this one a number with --writer");
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
