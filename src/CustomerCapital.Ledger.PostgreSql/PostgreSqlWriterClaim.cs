using CustomerCapital.Ledger.Appending;
using Npgsql;

namespace CustomerCapital.Ledger.PostgreSql;

/// <summary>Claims by advisory locks.</summary>
internal static class PostgreSqlWriterClaim
{
    /// <summary>The advisory locks of claims: "CusW", and the number.</summary>
    private const int Lock = 0x43757357;

    /// <inheritdoc cref="WriterClaim.MakeAsync"/>
    public static Task<WriterClaim> MakeAsync(string connectionString, short step, CancellationToken cancellation)
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString);
        return WriterClaim.MakeAsync(session, step, number => IsGrantedAsync(session, number, cancellation), cancellation);
    }

    private static async Task<bool> IsGrantedAsync(NpgsqlConnection session, short number, CancellationToken cancellation)
    {
        await using var claim = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", session) { Parameters = { new() { Value = Lock }, new() { Value = (int)number } } };
        return await claim.ExecuteScalarAsync(cancellation) is true;
    }
}
