using System.Data;
using System.Globalization;
using CustomerCapital.Ledger.Appending;
using Microsoft.Data.SqlClient;

namespace CustomerCapital.Ledger.SqlServer;

/// <summary>Claims by application locks.</summary>
internal static class SqlServerWriterClaim
{
    /// <inheritdoc cref="WriterClaim.MakeAsync"/>
    public static Task<WriterClaim> MakeAsync(string connectionString, short step, CancellationToken cancellation)
    {
        // The driver sees by itself whether the other end is there, every 30 seconds, and opens no other session in the place of one that was lost.
        var session = new SqlConnection(new SqlConnectionStringBuilder(connectionString) { Pooling = false, ConnectRetryCount = 0 }.ConnectionString);
        return WriterClaim.MakeAsync(session, step, number => IsGrantedAsync(session, number, cancellation), cancellation);
    }

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
