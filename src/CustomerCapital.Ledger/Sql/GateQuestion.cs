using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Partitioning;

namespace CustomerCapital.Ledger.Sql;

/// <summary>Asks what a transaction has to pass, and keeps it as it is until that ends. To be asked before the first savepoint, or going back to that would give the lock up.</summary>
/// <param name="calls">The calls that it carries; where there are none nothing is asked about them.</param>
/// <param name="alone">Whether nobody else may write meanwhile, as where the gate is to be changed; else the gate is only to stay as it is.</param>
internal sealed class GateQuestion(IReadOnlyList<Guid> calls, bool alone = false)
{
    private readonly HashSet<Guid> _revoked = [];
    private long _fence;
    private long _bought;
    private long _placeVersion;

    /// <summary>The answer, once the batch was run.</summary>
    public Gate Answer => new(_fence, _revoked, _bought, _placeVersion);

    /// <summary>Of a group. Where ids are given up, nobody else writes meanwhile.</summary>
    public static GateQuestion Of(IReadOnlyList<Append> group) =>
        new([.. group.SelectMany(append => append.Calls)], alone: group.Any(append => append.Members.Any(member => member.MovedTo is not null || member.RenamedTo is not null)));

    /// <summary>Asks at once.</summary>
    /// <exception cref="LedgerSchemaException">The ledger takes writes of newer versions only.</exception>
    public static async ValueTask<Gate> AskAsync(SqlSession session, GateQuestion question, CancellationToken cancellation = default)
    {
        var batch = new List<SqlStatement>();
        question.AddTo(batch);
        await session.RunAsync(batch, cancellation);
        return question.Answer;
    }

    /// <summary>Asks with a batch, whose run then throws <see cref="LedgerSchemaException"/> where the ledger takes writes of newer versions only.</summary>
    public void AddTo(List<SqlStatement> batch)
    {
        batch.Add(new(alone ? "LockFence" : "ShareFence") { Each = _ => { } });
        batch.Add(new(
            "SelectFence", SqlValue.Text("fence", PolicyFence.Name), SqlValue.Text("least_version", LeastVersion.Name), SqlValue.Text("kept_bought", KeptBought.Name),
            SqlValue.Text("split", Split.Name))
        {
            Each = row =>
            {
                LeastVersion.Check(row.Bigint(1));
                (_fence, _bought, _placeVersion) = (row.Bigint(0), row.Bigint(2), row.Bigint(3));
            },
        });
        if (calls.Count > 0) batch.Add(new("SelectRevoked") { Rows = LedgerTables.Calls.Of("calls", calls), Each = row => _revoked.Add(row.Uuid(0)) });
    }
}
