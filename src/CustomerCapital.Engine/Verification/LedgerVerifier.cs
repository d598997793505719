using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.DueWork;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Verification;

/// <summary>What a verification found.</summary>
/// <param name="Actors">Actors replayed.</param>
/// <param name="Entries">Entries replayed.</param>
/// <param name="Counters">Counters compared.</param>
/// <param name="Differences">Each difference as a sentence, the first thousand of them.</param>
/// <param name="DifferenceCount">How many there are in all.</param>
public sealed record VerificationResult(ReplayedActors Actors, long Entries, long Counters, IReadOnlyList<string> Differences, long DifferenceCount);

/// <summary>Replays every actor's entries and recounts every counter, what every voucher is worth and, where the ledger keeps what was bought, all pieces, and names each difference from what the ledger holds.</summary>
/// <remarks>
/// Reads page by page. The ledger must not change meanwhile, or must be read as of one moment. Due times are compared once every actor has
/// been reviewed under the policy in force.
/// </remarks>
public sealed class LedgerVerifier(ILedger ledger, RulesInForce rules)
{
    private const int Page = 1_000;
    private const int DifferenceLimit = 1_000;

    private readonly List<string> _differences = [];
    private readonly Counters _counted = new();
    private readonly Counters _recounted = new();
    private long _differenceCount;
    private ReplayedActors _actors;
    private long _entries;
    private bool _reviewed;
    private bool _withPieces;
    private Dictionary<string, IndexedCustomer> _indexed = [];

    /// <summary>Verifies everything.</summary>
    /// <param name="advance">Told how many actors, of every kind, are done.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<VerificationResult> VerifyAsync(Action<long> advance, CancellationToken cancellation = default)
    {
        _reviewed = PolicyReview.Of(await ledger.ReadControlAsync(PolicyReview.Name, cancellation)).Under(rules).Complete;
        _withPieces = await ledger.KeepsBoughtAsync(cancellation);
        var merges = await MergedIds.ReadAsync(ledger, cancellation);
        var told = new ToldOthers(ledger, merges, Differ);
        IReadOnlyList<ActorId> page;
        for (ActorId? after = null; (page = await ledger.ReadActorsAsync(after, Page, cancellation)).Count > 0; after = page[^1])
        {
            var lines = page[0].Kind == ActorKind.Customer ? await ReadLinesAsync(after?.Kind == ActorKind.Customer ? after?.Key : null, page.Count, cancellation) : [];
            _indexed = lines.Count == 0 ? [] : new(await ledger.ReadIndexedAsync(lines.Keys, cancellation));
            foreach (var actor in page)
            {
                try
                {
                    await VerifyAsync(actor, lines.GetValueOrDefault(actor.Key), told, merges, cancellation);
                }
                catch (Exception unreadable) when (unreadable is ActorUnreadableException || ActorUnreadableException.IsOfContent(unreadable))
                {
                    Differ($"{actor}: the row or an entry cannot be read: {(unreadable.InnerException ?? unreadable).Message}");
                }
            }

            advance(page.Count);
        }

        await told.CompleteAsync(cancellation);
        var counters = await CompareCountersAsync(cancellation);
        return new(_actors, _entries, counters, _differences, _differenceCount);
    }

    private async Task<Dictionary<string, CustomerLine>> ReadLinesAsync(string? after, int limit, CancellationToken cancellation) =>
        (await ledger.ReadCustomersAsync(Segment.Everyone, after, limit, cancellation)).Lines.ToDictionary(line => line.CustomerId);

    private async Task VerifyAsync(ActorId actor, CustomerLine? line, ToldOthers told, MergedIds merges, CancellationToken cancellation)
    {
        var row = (await ledger.RecallAsync(new(actor, WithRow: true, []))).Row;
        if (row is null)
        {
            Differ($"{actor} is listed but has no row.");
            return;
        }

        var state = ActorState.New(actor.Original);
        var isPutAway = actor.Kind == ActorKind.PutAway;
        var recount = new Recount(rules.Program.Calendar);
        var voucher = actor.Kind == ActorKind.VoucherCode ? new VoucherRecount(rules.Program.Calendar) : null;
        var naturalIds = new HashSet<string>(StringComparer.Ordinal);
        while (await ledger.ReadEntriesAsync(actor, state.Sequence, Page, cancellation) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                if (entry.Sequence != state.Sequence + 1 && !(state.Sequence == 0 && entry.IsRepeated is true) && !merges.ExplainsGap(actor.Original, state.Sequence, entry.Sequence))
                {
                    Differ($"{actor}: entry {entry.Sequence} follows entry {state.Sequence}.");
                    return;
                }

                if (entry.NaturalId is not null && !naturalIds.Add(entry.NaturalId)) Differ($"{actor}: '{entry.NaturalId}' stands twice.");
                state = Decider.Evolve(state, entry, rules.Program.Calendar);
                if (entry.Event.Ids() is { } ids && ids != new NaturalIds(entry.NaturalId, entry.ConcernsId))
                    Differ($"{actor}: entry {entry.Sequence} stands under '{entry.NaturalId}' and concerns '{entry.ConcernsId}', but tells of '{ids.NaturalId}' and '{ids.ConcernsId}'.");
                if (entry.After is { } after && (after.Orders, after.Revenue) != (state.Orders, state.Revenue))
                    Differ($"{actor}: entry {entry.Sequence} was answered with {after.Orders} orders and revenue {after.Revenue}, but the entries give {state.Orders} and {state.Revenue}.");
                recount.Take(entry);
                voucher?.Take(entry);
                _entries++;
                if (isPutAway) continue;
                if (entry.Event is PurchaseMoved moved) await told.TakeAsync(actor.Key, moved, cancellation);
                await told.TakeAsync(actor, entry.Event, cancellation);
                entry.Event.Count(new(entry.OccurredAt, rules.Program.Calendar), _counted);
            }
        }

        _actors = _actors.With(actor);
        if (isPutAway)
        {
            // Its state is what it was when it was put away, and is folded anew before it is of use again.
            if (row.State.Sequence != state.Sequence && !merges.ExplainsGap(actor.Original, state.Sequence, row.State.Sequence + 1)) Differ($"{actor}: the entries end with {state.Sequence}, the row with {row.State.Sequence}.");
            if (row.Due.Count > 0) Differ($"{actor}: was put away, but is looked at.");
            return;
        }

        if (row.State.Sequence != state.Sequence && merges.ExplainsGap(actor.Original, state.Sequence, row.State.Sequence + 1)) state = state with { Sequence = row.State.Sequence };
        if (line is not null) recount.AddTo(_recounted);
        _counted.Add(Counters.Of(state, rules.Program.Calendar));
        // A row that was written before states held it has it from the next registration on.
        if (Registration.Part.Of(row.State).At is null) state = Registration.Part.Set(state, Registration.Part.Of(state) with { At = null });
        Compare($"{actor}: state", LedgerJson.EncodeKnown(state), LedgerJson.EncodeKnown(row.State));
        if (_reviewed) VerifyDue(row.Due, Decider.DueTimes(state, rules.Program));
        if (voucher is not null)
        {
            voucher.AddTo(_recounted);
            foreach (var difference in voucher.DifferencesFrom(Voucher.Part.Of(row.State))) Differ($"{actor}: {difference}");
            await told.TakeVoucherAsync(state, cancellation);
        }

        if (actor.Kind == ActorKind.Customer)
        {
            Compare($"{actor}: columns", CustomerLine.Of(state).ToString(), $"{line}");
            Compare($"{actor}: search keys and open follow-ups", $"{IndexedCustomer.Of(state)}", $"{_indexed.GetValueOrDefault(actor.Key, IndexedCustomer.Nothing)}");
            foreach (var difference in recount.TimesNotOf(state)) Differ($"{actor}: {difference}");
            if (_withPieces) await ComparePiecesAsync(actor, recount, cancellation);
            await told.TakeAsync(state, cancellation);
        }

        void VerifyDue(IReadOnlyDictionary<string, DateTimeOffset> kept, IReadOnlyDictionary<string, DateTimeOffset> due)
        {
            // Of a ledger made before it was kept for what: any.
            foreach (var (what, at) in due)
                if (!kept.Any(look => (look.Key == what || look.Key == "any") && look.Value <= at)) Differ($"{actor}: due at {at:O} for {what}, but nobody looks by then.");
        }
    }

    private async Task ComparePiecesAsync(ActorId actor, Recount recount, CancellationToken cancellation)
    {
        var counted = recount.CountPieces();
        IReadOnlyList<KeyValuePair<PieceKey, long>> page;
        for (PieceKey? after = null; (page = await ledger.ReadPiecesAsync(actor, after, Page, cancellation)).Count > 0; after = page[^1].Key)
        {
            foreach (var (key, units) in page)
            {
                counted.Remove(key, out var expected);
                ComparePieces(key, expected, units);
            }
        }

        foreach (var (key, expected) in counted) ComparePieces(key, expected, 0);

        void ComparePieces(PieceKey key, decimal expected, long kept)
        {
            if (expected != kept)
                Differ(string.Create(
                    CultureInfo.InvariantCulture, $"{actor}: of {(key.Kind == PieceKind.Sku ? "sku" : "category")} '{key.Name}' the entries leave {expected / Pieces.Scale:0.####}, the ledger holds {(decimal)kept / Pieces.Scale:0.####}."));
        }
    }

    private async Task<long> CompareCountersAsync(CancellationToken cancellation)
    {
        var kept = await ledger.ReadCountersAsync([.. Capabilities.Counters.Values], cancellation);
        var keys = _counted.Rows.Concat(_recounted.Rows).Concat(kept.Rows).Select(row => row.Key).Distinct().ToList();
        foreach (var key in keys)
        {
            var what = $"Counter {key.Kind} ({key.A}, {key.B}, '{key.Name}')";
            Compare(what, _counted[key].ToString(), kept[key].ToString());
            if (Recount.Kinds.Contains(key.Kind) || VoucherRecount.Kinds.Contains(key.Kind)) Compare($"{what}, counted from the plain facts", _recounted[key].ToString(), kept[key].ToString());
        }

        return keys.Count;
    }

    private void Compare(string what, string counted, string kept)
    {
        if (counted != kept) Differ($"{what}: the entries give {counted}, the ledger holds {kept}.");
    }

    private void Differ(string difference)
    {
        if (++_differenceCount <= DifferenceLimit) _differences.Add(difference);
    }
}
