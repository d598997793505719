using System.Data.Common;

namespace CustomerCapital.Ledger.Appending;

/// <summary>A number of counters that no other process uses, claimed by a lock of a session of its own: it ends with the session, however the process ends.</summary>
/// <remarks>Should the session be lost, another process may claim the same number: their commits then wait for each other, and every figure stays right.</remarks>
public sealed class WriterClaim : IAsyncDisposable
{
    private const short Limit = 10_000;

    private readonly DbConnection _session;

    private WriterClaim(DbConnection session, short number) => (_session, Number) = (session, number);

    /// <summary>The number claimed.</summary>
    public short Number { get; }

    /// <summary>Claims the first number that is free.</summary>
    /// <param name="session">Not opened yet, and in no pool; the claim owns it.</param>
    /// <param name="step">How many numbers a process uses, from the one claimed.</param>
    /// <param name="isGranted">Asks for the lock of a number, without waiting.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerUnavailableException">None is free.</exception>
    public static async Task<WriterClaim> MakeAsync(DbConnection session, short step, Func<short, Task<bool>> isGranted, CancellationToken cancellation)
    {
        try
        {
            await session.OpenAsync(cancellation);
            for (short number = 0; number < Limit; number += step)
                if (await isGranted(number)) return new(session, number);
            throw new LedgerUnavailableException($"More than {Limit / step} processes write to this database; give this one a number with --writer.");
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();
}
