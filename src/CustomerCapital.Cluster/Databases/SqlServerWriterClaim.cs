using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Cluster.Databases;

/// <summary>A claim that a session of the database holds: it ends with the session, however the process ends.</summary>
/// <remarks>Should the session be lost, another silo may claim the same number: their commits then wait for each other, and every figure stays right.</remarks>
internal sealed class SqlServerWriterClaim : IWriterClaim
{
    private const short Limit = 10_000;

    private readonly SqlConnection _session;

    private SqlServerWriterClaim(SqlConnection session, short number) => (_session, Number) = (session, number);

    public short Number { get; }

    /// <param name="connectionString">Where.</param>
    /// <param name="step">How many numbers a silo uses, from the one claimed.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<SqlServerWriterClaim> MakeAsync(string connectionString, short step, CancellationToken cancellation)
    {
        // The driver sees by itself whether the other end is there, every 30 seconds, and opens no other session in the place of one that was lost.
        var session = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false, ConnectRetryCount = 0 }.ConnectionString);
        try
        {
            await session.OpenAsync(cancellation);
            for (short number = 0; number < Limit; number += step)
                if (await IsGrantedAsync(session, number, cancellation)) return new(session, number);
            throw new UsageException($"More than {Limit / step} silos use this database; give this one a number with --writer");
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<bool> IsGrantedAsync(SqlConnection session, short number, CancellationToken cancellation)
    {
        const string Claim = """
            DECLARE @granted int;
            EXEC @granted = sp_getapplock @Resource = @claim, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0;
            SELECT @granted;
            """;
        await using var command = new SqlCommand(Claim, session);
        command.Parameters.Add("@claim", SqlDbType.NVarChar, 255).Value = "customercapital:claim:" + number.ToString(CultureInfo.InvariantCulture);
        return await command.ExecuteScalarAsync(cancellation) is >= 0;
    }
}
