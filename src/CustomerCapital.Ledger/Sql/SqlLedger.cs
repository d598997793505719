using System.Data.Common;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Partitioning;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Sql;

/// <summary>A ledger in a database that speaks SQL. A provider derives from it, and says what its dialect is and where its sessions come from.</summary>
public abstract partial class SqlLedger : GroupCommitLedger
{
    private readonly SqlDialect _dialect;
    private readonly SqlLedgerSessions _sessions;
    private readonly SqlWriter _writer;
    private readonly SettledEntries _settled;
    private readonly TimeProvider _time;
    private readonly WriterClaim? _claim;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly bool _isReplica;
    private SqlSession? _snapshot;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="sessions">Where its sessions come from.</param>
    /// <param name="options">How this process uses it.</param>
    /// <param name="groups">Limits of the queues.</param>
    /// <param name="time">The clock.</param>
    /// <param name="claim">By which the process has its numbers of counters; the ledger owns it.</param>
    /// <param name="isReplica">Whether it is only read.</param>
    protected SqlLedger(SqlLedgerSessions sessions, CommitterOptions options, GroupCommitOptions groups, TimeProvider time, WriterClaim? claim = null, bool isReplica = false)
        : base(groups, time, options.Committers)
    {
        (_sessions, _dialect, _time, _claim, _isReplica, Writer) = (sessions, sessions.Dialect, time, claim, isReplica, options.Writer);
        _settled = new(WaitForWritersAsync);
        _writer = new(_dialect, sessions.Appends, Enumerable.Range(options.Writer, options.Committers).Select(number => (short)number));
    }

    /// <summary>Number of the first rows of counters to which this process adds.</summary>
    public short Writer { get; }

    /// <summary>Where its sessions come from.</summary>
    protected SqlLedgerSessions Sessions => _sessions;

    private bool CanWrite => _snapshot is null && !_isReplica;

    /// <inheritdoc/>
    /// <remarks>Shuts out older versions of the program, which cannot read what this one writes.</remarks>
    public override async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellation = default)
    {
        var applied = await WriteAsync(() => _sessions.Changes.RunAsync((session, token) => SqlSchema.MigrateAsync(session, _time, token), cancellation));
        var least = await ReadControlAsync(LeastVersion.Name, cancellation);
        if (least is null || least.Version < LeastVersion.OfThisProgram) await RaiseLeastVersionAsync(LeastVersion.OfThisProgram, cancellation);
        return applied;
    }

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next until it has ended.</remarks>
    public override Task<bool> KeepBoughtAsync(bool keep, CancellationToken cancellation = default) =>
        WriteAsync(() => _sessions.Changes.RunAsync((session, token) => PieceRefill.KeepAsync(session, keep, token), cancellation));

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next until it has ended.</remarks>
    public override async Task<bool> CountMissingAsync(ProgramCalendar calendar, CancellationToken cancellation = default) =>
        (await ReadControlAsync(CounterRefill.Name, cancellation))?.Version >= CounterKind.LatestGeneration ? false
        : await WriteAsync(() => _sessions.Changes.RunAsync((session, token) => CounterRefill.CountAsync(session, calendar, Writer, token), cancellation));

    public override Task<bool> KeepsBoughtAsync(CancellationToken cancellation = default) =>
        ReadAsync(async (session, token) => KeptBought.Is(await SqlReader.BoughtAsync(session, token)), cancellation);

    public override Task<bool> IsMadeAsync(CancellationToken cancellation = default) => ReadAsync(SqlSchema.IsMadeAsync, cancellation);

    protected override async ValueTask<IReadOnlyList<AppendResult>> WriteGroupAsync(IReadOnlyList<Append> group)
    {
        var results = await WriteAsync(() => _writer.WriteAsync(group));
        // What is held in memory is not served any more either.
        if (IsAlone && results.Contains(AppendResult.PlaceOutdated)) _isGivenAway = true;
        return results;
    }

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next for as long.</remarks>
    public override Task FenceAsync(long policyVersion, CancellationToken cancellation = default) => RaiseAsync(PolicyFence.Name, policyVersion, cancellation);

    /// <inheritdoc/>
    /// <remarks>Waits for the groups that are being written, and holds up those that come next for as long.</remarks>
    public override Task RaiseLeastVersionAsync(long version, CancellationToken cancellation = default) => RaiseAsync(LeastVersion.Name, version, cancellation);

    protected override async ValueTask RevokeGroupAsync(IReadOnlyList<Guid> calls) => await ChangeAloneAsync(
        [
            new("InsertRevoked") { Rows = LedgerTables.Calls.Of("calls", calls) },
            new("DeleteRevoked", SqlValue.Integer("kept_for_seconds", (int)RevokedCalls.KeptFor.TotalSeconds), SqlValue.Integer("most", RevokedCalls.ForgottenAtOnce)),
        ]);

    protected override async ValueTask<IReadOnlyList<Recalled?>> RecallGroupAsync(IReadOnlyList<Recall> group, long sizeLimit) =>
        await ReadAsync((session, token) => RecallAsync(session, group, sizeLimit, token), default, _sessions.Recalls);

    /// <summary>Reads for a group, as <see cref="GroupCommitLedger.RecallGroupAsync"/> says.</summary>
    protected virtual ValueTask<IReadOnlyList<Recalled?>> RecallAsync(SqlSession session, IReadOnlyList<Recall> group, long sizeLimit, CancellationToken cancellation) =>
        SqlReader.RecallAsync(session, group, sizeLimit, IsAlone ? CheckAlone : null, cancellation);

    public override Task<IReadOnlyList<Entry>> ReadEntriesAsync(ActorId actor, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.EntriesAsync(session, actor, null, afterSequence, limit, token), cancellation);

    public override Task<IReadOnlyList<Entry>> ReadConcerningAsync(ActorId actor, string naturalId, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.EntriesAsync(session, actor, naturalId, afterSequence, limit, token), cancellation);

    public override Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.NamingAsync(session, actor, text, afterSequence, limit, token), cancellation);

    /// <inheritdoc/>
    /// <remarks>Numbers that follow each other without a gap are settled by themselves. Only a gap at the page's beginning has to be waited for.</remarks>
    public override async Task<FeedPage> ReadFeedAsync(FeedPlace after, int limit, int sizeLimit = EntryPage.SizeLimit, CancellationToken cancellation = default)
    {
        if (!CanWrite) throw new InvalidOperationException("The ledger was opened to read.");
        var key = after.In(1)[0];
        var page = await ReadAsync((session, token) => SqlReader.FeedAsync(session, key, limit, sizeLimit, token), cancellation);
        if (IsAlone) CheckAlone((await ReadControlAsync(Split.Name, cancellation))?.Version ?? 0);
        if (page.Count == 0) return new([], new([key]));
        var known = _settled.Known;
        var settled = page.TakeWhile((read, at) => read.Key == key + at + 1 || read.Key <= known).ToList();
        if (settled.Count == 0)
        {
            var seen = page[^1].Key;
            await _settled.SettleAsync(seen, cancellation);
            settled = await ReadAsync((session, token) => SqlReader.FeedAsync(session, key, seen, limit, sizeLimit, token), cancellation);
        }

        return new([.. settled.Select(read => read.Entry)], new([settled[^1].Key]));
    }

    public override Task<FeedPlace> FindFeedPlaceAsync(DateTimeOffset since, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.FeedPlaceAsync(session, since - FeedPlace.CommittedWithin, token), cancellation);

    public override Task<IReadOnlyDictionary<ActorId, T>> ReadHistoriesAsync<T>(
        IReadOnlyCollection<ActorId> actors, Func<ActorId, T> begin, Action<T, Entry> take, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.HistoriesAsync(session, actors, begin, take, token), cancellation);

    public override Task<PurchasesPage> ReadPurchasesAsync(long after, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.PurchasesAsync(session, after, limit, token), cancellation);

    public override Task WriteScoresAsync(IReadOnlyCollection<KeyValuePair<string, CustomerScore?>> scores, CancellationToken cancellation = default)
    {
        // In one order, so that two that write at once do not wait for each other.
        var held = scores.Where(score => _dialect.Holds(score.Key)).OrderBy(score => score.Key, StringComparer.Ordinal).ToList();
        return held.Count == 0 ? Task.CompletedTask : ChangeAsync([new("UpsertScores") { Rows = LedgerTables.Scores.Of("scores", held) }], cancellation);
    }

    public override Task<CustomerPage> ReadCustomersAsync(Segment segment, string? afterCustomerId, int limit, CancellationToken cancellation = default) =>
        OfSegmentAsync(segment, (session, token) => SqlReader.CustomersAsync(session, segment, afterCustomerId, limit, token), cancellation);

    public override Task<CustomerPage> ReadSortedAsync(Segment segment, CustomerSort sort, SortPlace? after, int limit, CancellationToken cancellation = default) =>
        OfSegmentAsync(segment, (session, token) => SqlReader.SortedAsync(session, segment, sort, after, limit, token), cancellation);

    public override Task<SearchPage> SearchCustomersAsync(Segment segment, string prefix, SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        OfSegmentAsync(segment, (session, token) => SqlIndexReader.FoundAsync(session, segment, prefix, after, limit, token), cancellation);

    public override Task<IReadOnlyList<FollowUpPlace>> ReadFollowUpsAsync(DateTimeOffset through, FollowUpPlace? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlIndexReader.FollowUpsAsync(session, through, after, limit, token), cancellation);

    public override Task<IReadOnlyDictionary<string, IndexedCustomer>> ReadIndexedAsync(IReadOnlyCollection<string> customerIds, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlIndexReader.IndexedAsync(session, customerIds, token), cancellation);

    public override Task<IReadOnlyList<SearchPlace>> ReadSearchKeysAsync(SearchPlace? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlIndexReader.SearchKeysAsync(session, after, limit, token), cancellation);

    public override Task<long> CountCustomersAsync(Segment segment, CancellationToken cancellation = default) =>
        OfSegmentAsync(segment, (session, token) => SqlReader.CountAsync(session, segment, token), cancellation);

    public override Task<IReadOnlyList<KeyValuePair<PieceKey, long>>> ReadPiecesAsync(ActorId actor, PieceKey? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.PiecesAsync(session, actor, after, limit, token), cancellation);

    public override Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.NamingAsync(session, texts, after, limit, token), cancellation);

    public override Task<IReadOnlyList<string>> ReadKeysAsync(ActorKind kind, string? after, int limit, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.KeysAsync(session, kind, after, limit, token), cancellation);

    public override Task<IReadOnlyList<DueActor>> ReadDueAsync(DateTimeOffset until, int limit, DueActor? after = null, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.DueAsync(session, until, limit, after, token), cancellation);

    public override Task<Counters> ReadCountersAsync(IReadOnlyCollection<CounterKind> kinds, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.CountersAsync(session, kinds, token), cancellation);

    public override Task<IReadOnlyList<OutgoingMessage>> ReadMessagesAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.MessagesAsync(session, limit, afterMessageId, token), cancellation);

    public override Task SettleMessagesAsync(Settlement settlement, CancellationToken cancellation = default)
    {
        var batch = new List<SqlStatement>();
        if (settlement.PutOff.Count > 0) batch.Add(new("PutOffMessages") { Rows = LedgerTables.PutOff.Of("put_off", settlement.PutOff) });
        if (settlement.Dead.Count > 0) batch.Add(new("InsertDeadLetters") { Rows = LedgerTables.DeadLetters.Of("dead", settlement.Dead) });
        List<long> gone = [.. settlement.Delivered, .. settlement.Dead.Select(letter => letter.Message.MessageId)];
        if (gone.Count > 0) batch.Add(new("DeleteMessages") { Rows = LedgerTables.Numbers.Of("message_ids", gone) });
        return batch.Count == 0 ? Task.CompletedTask : ChangeAsync(batch, cancellation);
    }

    public override Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default)
    {
        var batch = new List<SqlStatement>();
        if (messages.Count > 0) batch.Add(new("ReaddressMessages") { Rows = LedgerTables.Readdressed.Of("readdressed", [.. messages]) });
        if (letters.Count > 0) batch.Add(new("ReaddressDeadLetters") { Rows = LedgerTables.ReaddressedLetters.Of("letters", [.. letters]) });
        return batch.Count == 0 ? Task.CompletedTask : ChangeAsync(batch, cancellation);
    }

    public override Task ScrubAsync(CancellationToken cancellation = default) => WriteAsync(() => _sessions.Changes.RunAsync(
        async (session, token) =>
        {
            foreach (var statement in _dialect.Scrub) await session.RunSqlAsync(statement, token);
            return true;
        },
        cancellation));

    public override Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(int limit, long afterMessageId = 0, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.DeadLettersAsync(session, limit, afterMessageId, token), cancellation);

    public override async Task<int> ReplayAsync(IReadOnlyCollection<long> messageIds, CancellationToken cancellation = default)
    {
        if (messageIds.Count == 0) return 0;
        var replayed = 0;
        var ids = messageIds.Order().ToList();
        await ChangeAsync(
            [
                new("InsertReplayed") { Rows = LedgerTables.Numbers.Of("replayed", ids) },
                new("DeleteDeadLetters") { Rows = LedgerTables.Numbers.Of("message_ids", ids), Each = _ => replayed++ },
            ],
            cancellation);
        return replayed;
    }

    public override Task<ControlState?> ReadControlAsync(string name, CancellationToken cancellation = default) =>
        ReadAsync((session, token) => SqlReader.ControlAsync(session, name, token), cancellation);

    public override async Task WriteControlAsync(string name, string json, long expectedVersion, CancellationToken cancellation = default)
    {
        if (!_dialect.Holds(name)) throw new ArgumentException("The database does not hold such a name.", nameof(name));
        await WriteControlAsync(name, json, expectedVersion, alone: false, (_, _) => default, cancellation);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_snapshot is not null) await _snapshot.DisposeAsync();
        await _sessions.DisposeAsync();
        if (_claim is not null) await _claim.DisposeAsync();
        _reading.Dispose();
        _settled.Dispose();
    }

    /// <summary>Gives a ledger that reads everything as it is at this moment.</summary>
    /// <param name="ledger">Just opened; closed where it cannot be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="LedgerSchemaException">It is not a complete ledger of this version.</exception>
    protected static async Task<T> AsOfNowAsync<T>(T ledger, CancellationToken cancellation = default) where T : SqlLedger
    {
        try
        {
            return await ledger.GuardAsync(async () =>
            {
                var session = ledger._snapshot = await ledger._sessions.Reads.OpenAsync(cancellation);
                await SqlSchema.CheckDatabaseAsync(session, cancellation);
                await session.RunSqlAsync(ledger._dialect.BeginSnapshot, cancellation);
                // The moment is that of the first statement: of this check.
                await SqlSchema.CheckCompleteAsync(session, cancellation);
                return ledger;
            });
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives a user or role of the database all that serving needs, and no right to change tables or history.</summary>
    protected Task GrantToAsync(string role, CancellationToken cancellation) => WriteAsync(() => _sessions.Changes.RunAsync(
        async (session, token) =>
        {
            var grants = await session.ReadAsync(new("GrantToRole", SqlValue.Document("role", role)), row => row.Document(0), token);
            await session.RunSqlAsync(grants[0], token);
            return true;
        },
        cancellation));

    /// <summary>Waits until all groups that are being written have ended, and holds up those that come next for as long. Where one is written after the other there is no such group.</summary>
    private Task WaitForWritersAsync(CancellationToken cancellation) => _dialect.Needs("LockFence") ? ChangeAloneAsync([], cancellation) : Task.CompletedTask;

    /// <summary>Raises the version of a control state that is nothing but that.</summary>
    private Task<bool> RaiseAsync(string name, long version, CancellationToken cancellation) =>
        ChangeAloneAsync([new("RaiseFence", SqlValue.Text("name", name), SqlValue.Bigint("version", version))], cancellation);

    /// <summary>Changes what appends look at while none is being written. Begun again where the session ends, at COMMIT too: a second time does no harm.</summary>
    private Task<bool> ChangeAloneAsync(IReadOnlyList<SqlStatement> changes, CancellationToken cancellation = default) => WriteAsync(() => _sessions.Changes.RunAsync(
        (session, token) => session.CommitAsync(
            async () =>
            {
                await GateQuestion.AskAsync(session, new([], alone: true), token);
                await session.RunAsync(changes, token);
                return true;
            },
            mayRepeat: true, token),
        cancellation));

    /// <summary>Changes what no append looks at. Begun again where the session ends, at COMMIT too: a second time does no harm.</summary>
    private Task<bool> ChangeAsync(IReadOnlyList<SqlStatement> changes, CancellationToken cancellation) => WriteAsync(() => _sessions.Changes.RunAsync(
        (session, token) => session.CommitAsync(
            async () =>
            {
                await GateQuestion.AskAsync(session, new([]), token);
                await session.RunAsync(changes, token);
                return true;
            },
            mayRepeat: true, token),
        cancellation));

    /// <returns>Null where the version is not the one expected.</returns>
    private async ValueTask<IReadOnlyList<long>?> UpsertAsync(SqlSession session, string name, string json, long expectedVersion, CancellationToken cancellation)
    {
        try
        {
            var upsert = new SqlStatement(
                "UpsertControlState", SqlValue.Text("name", name), SqlValue.Bigint("expected_version", expectedVersion), SqlValue.Document("state", json));
            return await session.ReadAsync(upsert, row => row.Bigint(0), cancellation) is { Count: > 0 } versions ? versions : null;
        }
        catch (Exception duplicate) when (_dialect.IsUnique(duplicate))
        {
            return null;
        }
    }

    /// <summary>Writes, with the ledger's own errors.</summary>
    protected Task<T> WriteAsync<T>(Func<ValueTask<T>> write) => CanWrite ? GuardAsync(write) : throw new InvalidOperationException("The ledger was opened to read.");

    /// <summary>Reads, as of the ledger's moment where it has one, with the ledger's own errors.</summary>
    protected Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, ValueTask<T>> read, CancellationToken cancellation, SqlSessions? from = null) =>
        _isGivenAway ? throw PartitionSet.DatabaseWasAdded() : GuardAsync(() => _snapshot is null ? (from ?? _sessions.Reads).RunAsync(read, cancellation) : ReadSnapshotAsync(_snapshot, read, cancellation));

    /// <summary>Reads customers of a segment, which must not ask for what was bought where that is not kept.</summary>
    private Task<T> OfSegmentAsync<T>(Segment segment, Func<SqlSession, CancellationToken, ValueTask<T>> read, CancellationToken cancellation) => ReadAsync(
        async (session, token) =>
        {
            if (!segment.AsksForBought) return await read(session, token);
            var bought = await SqlReader.BoughtAsync(session, token);
            if (!KeptBought.Is(bought)) throw new BoughtNotKeptException();
            var answer = await read(session, token);
            return await SqlReader.BoughtAsync(session, token) == bought ? answer
                : throw new LedgerUnavailableException("Whether the ledger keeps what was bought has changed while it was read; ask again.");
        },
        cancellation);

    private async ValueTask<T> ReadSnapshotAsync<T>(SqlSession snapshot, Func<SqlSession, CancellationToken, ValueTask<T>> read, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            if (!snapshot.IsOpen) throw new LedgerUnavailableException($"{_dialect.Name}: the connection was lost, and with it the moment that was read; start again.");
            return await read(snapshot, cancellation);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<T> GuardAsync<T>(Func<ValueTask<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is DbException or SessionException)
        {
            throw _dialect.ToLedger(error);
        }
    }
}

/// <summary>Where a ledger's sessions come from, which the ledger owns. The same may be there several times.</summary>
/// <param name="Dialect">What they speak.</param>
/// <param name="Appends">For groups of appends.</param>
/// <param name="Changes">For all else that is written.</param>
/// <param name="Recalls">For what turns read.</param>
/// <param name="Reads">For all else that is read.</param>
public sealed record SqlLedgerSessions(SqlDialect Dialect, SqlSessions Appends, SqlSessions Changes, SqlSessions Recalls, SqlSessions Reads) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var sessions in new[] { Appends, Changes, Recalls, Reads }.Distinct()) await sessions.DisposeAsync();
    }
}
