using System.Data.Common;

namespace CustomerCapital.Ledger.Sql;

/// <summary>A number of counters that no other process uses, claimed by a lock of a session of its own: it ends with the session, however the process ends.</summary>
/// <remarks>Should the session be lost, another process may claim the same number: their commits then wait for each other, and every figure stays right.</remarks>
public sealed class WriterClaim : IAsyncDisposable
{
    private const int Limit = 10_000;

    private readonly SqlSession _session;

    private WriterClaim(SqlSession session, short number) => (_session, Number) = (session, number);

    /// <summary>The number claimed.</summary>
    public short Number { get; }

    /// <summary>Claims the first number that is free.</summary>
    /// <param name="session">Not opened yet, and in no pool; the claim owns it.</param>
    /// <param name="step">How many numbers a process uses, from the one claimed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerUnavailableException">None is free, or the server cannot be reached.</exception>
    public static Task<WriterClaim> MakeAsync(SqlSession session, int step, CancellationToken cancellation) => ClaimAsync(
        session,
        async () =>
        {
            for (var number = 0; number < Limit; number += step)
                if (await session.ReadAsync(new("ClaimWriter", SqlValue.Integer("number", number)), row => row.Boolean(0), cancellation) is [true]) return (short)number;
            throw new LedgerUnavailableException($"More than {Limit / step} processes write to this database; give this one a number with --writer.");
        },
        cancellation);

    /// <summary>Says that a process writes under a number that it was given.</summary>
    /// <param name="session">Not opened yet, and in no pool; the claim owns it.</param>
    /// <param name="number">The number.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerUnavailableException">The server cannot be reached.</exception>
    public static Task<WriterClaim> OfAsync(SqlSession session, short number, CancellationToken cancellation) => ClaimAsync(
        session,
        async () =>
        {
            await session.ReadAsync(new("RegisterWriter"), row => row.Boolean(0), cancellation);
            return number;
        },
        cancellation);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<WriterClaim> ClaimAsync(SqlSession session, Func<Task<short>> claim, CancellationToken cancellation)
    {
        try
        {
            await session.OpenAsync(cancellation);
            return new(session, await claim());
        }
        catch (Exception failure)
        {
            await session.DisposeAsync();
            if (failure is DbException) throw session.Dialect.ToLedger(failure);
            throw;
        }
    }
}
