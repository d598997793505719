using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Deliveries;

/// <summary>Delivers the entries of the feed to one destination, as <see cref="IDestination"/> says. How far it has come is in the ledger.</summary>
/// <remarks>
/// A page of entries is sent, then the place behind it is kept: a crash in between sends the page again. While it is kept, the next page is sent, so that a crash can send two
/// pages again. An entry that fails is tried again, each time after longer, and holds back those after it of the same actor alone. Where everything fails, the destination is
/// left alone for a while: nothing is read on, so that what waits does not grow, and no entry loses its attempts. Purchases never wait for any of it, and while they need the
/// processors a delivery takes a tenth of the time. One caller at a time.
/// </remarks>
/// <param name="name">Under which the state is kept, for ever.</param>
/// <param name="ledger">Whose feed.</param>
/// <param name="destination">Where to.</param>
/// <param name="time">The machine's clock: the program's, which can be set, does not rule the world outside.</param>
/// <param name="jitter">By chance, so that what failed together does not come again together. Nobody else uses it.</param>
/// <param name="options">How.</param>
public sealed class Delivery(string name, ILedger ledger, IDestination destination, TimeProvider time, Random jitter, DeliveryOptions options)
{
    private static readonly TimeSpan KeptEvery = TimeSpan.FromSeconds(1);

    /// <summary>A delivery that gives way rests for so many times as long as it took.</summary>
    private const int Rests = 9;

    private long _version;
    private long _keptAt;
    private bool _isKept = true;
    private Task<FeedPage>? _next;
    private Task _keeping = Task.CompletedTask;

    /// <summary>How far it has come; null before the first step.</summary>
    public DeliveryState? State { get; private set; }

    /// <summary>Whether purchases need the processors. Asked several times in a step: between two groups that are committed there is a moment in which nothing waits.</summary>
    private bool IsBusy => ledger.AppendsInWork >= options.BusyAppends * Environment.ProcessorCount;

    /// <summary>Delivers what may be tried again, then the next page.</summary>
    /// <param name="since">What was recorded earlier is not delivered.</param>
    /// <param name="replay">How often the destination was replayed to; with a new number everything since that moment is delivered once more.</param>
    /// <param name="cancellation">Gives up; what was sent since the last step is sent again.</param>
    /// <returns>How many entries were passed or tried, and when to come again.</returns>
    /// <exception cref="VersionConflictException">Another process delivers too; what it has kept is read with the next step.</exception>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer: nothing is lost.</exception>
    public async Task<RunnerStep> StepAsync(DateTimeOffset since, int replay, CancellationToken cancellation = default)
    {
        try
        {
            return await StepOnceAsync(since, replay, cancellation);
        }
        catch
        {
            (State, _next, _isKept) = (null, null, true);
            await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _keeping = Task.CompletedTask;
            throw;
        }
    }

    /// <summary>Takes up again what was given up: it is tried before what is new.</summary>
    /// <param name="entries">What; as many as there is room for.</param>
    /// <param name="through">Up to where that goes, for whoever keeps it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task TakeUpAsync(IReadOnlyList<EntryId> entries, long through, CancellationToken cancellation = default)
    {
        var state = State ?? throw new InvalidOperationException("A delivery is read by its first step.");
        var waiting = state.Waiting.Concat(entries.Except(state.Waiting.Select(other => other.Entry)).Select(entry => new WaitingDelivery(entry, 0, time.GetUtcNow(), null)));
        var after = state with { Waiting = [.. waiting], TakenUpThrough = through };
        await KeepAsync(after, cancellation);
        await _keeping;
    }

    private async Task<RunnerStep> StepOnceAsync(DateTimeOffset since, int replay, CancellationToken cancellation)
    {
        var state = await StateAsync(since, replay, cancellation);
        var (began, isBusy) = (time.GetTimestamp(), IsBusy);
        if (state.PausedUntil > time.GetUtcNow()) return new(0, state.PausedUntil);
        var round = new DeliveryRound(destination, state, time, jitter, options);
        await round.TryAgainAsync(id => FindAsync(id, cancellation), cancellation);
        var passed = 0;
        if (!round.IsOver && round.Waiting < options.WaitingLimit)
        {
            var page = await (_next ?? ReadAsync(state.Place, cancellation));
            isBusy |= IsBusy;
            _next = page.Entries.Count > 0 ? ReadAsync(page.Next.Keys, cancellation) : null;
            await round.TakeAsync(page, cancellation);
            // Of a page of which nothing is told the place is another nevertheless.
            passed = Math.Max(page.Entries.Count, page.Next.Keys.SequenceEqual(state.Place) ? 0 : 1);
        }

        var isIdle = passed + round.Tried == 0 && state.PausedUntil is null;
        // Whoever finds that nothing is left to send finds it kept.
        if (passed < options.Page || round.IsOver) await _keeping;
        if (isIdle && _isKept) return new(0, WakeAt(state));
        var after = isIdle ? state : await round.EndAsync();
        // Pages of which nothing was wanted are read again after a crash: their place is not worth a write each.
        _isKept = isIdle || round.Tried > 0 || after.PausedUntil != state.PausedUntil || after.Waiting.Count != state.Waiting.Count || time.GetElapsedTime(_keptAt) > KeptEvery;
        if (_isKept) await KeepAsync(after, cancellation);
        State = after;
        if (passed < options.Page || round.IsOver || after.PausedUntil is not null) await _keeping;
        if (isBusy || IsBusy) await RestAsync(time.GetElapsedTime(began), cancellation);
        return new(round.IsStopped ? 0 : passed + round.Tried, WakeAt(after));
    }

    /// <summary>Rests while purchases need the processors.</summary>
    private Task RestAsync(TimeSpan took, CancellationToken cancellation)
    {
        var rest = took * Rests;
        return Task.Delay(rest < options.LongestRest ? rest : options.LongestRest, time, cancellation);
    }

    /// <summary>Begins to keep how far the delivery has come, once what was kept before is: one write at a time.</summary>
    private async Task KeepAsync(DeliveryState after, CancellationToken cancellation)
    {
        await _keeping;
        _keeping = after.WriteAsync(ledger, name, _version, cancellation);
        (State, _version, _keptAt) = (after, _version + 1, time.GetTimestamp());
    }

    /// <summary>Now, as there may be new entries; but not before the destination is tried again, or there is room for what waits.</summary>
    private DateTimeOffset WakeAt(DeliveryState state) =>
        state.PausedUntil ?? (state.Waiting.Count < options.WaitingLimit ? time.GetUtcNow() : state.Waiting.DistinctBy(waiting => waiting.Entry.Actor).Min(waiting => waiting.TryAt));

    private async Task<DeliveryState> StateAsync(DateTimeOffset since, int replay, CancellationToken cancellation)
    {
        if (State is null)
        {
            var kept = await DeliveryState.ReadAsync(ledger, name, cancellation);
            (State, _version) = (kept?.State, kept?.Version ?? 0);
        }

        if (State is not null && State.Replay == replay) return State;
        _next = null;
        var place = await ledger.FindFeedPlaceAsync(since, cancellation);
        return State = (State ?? new(since, [])) with { Since = since, Place = place.Keys, Replay = replay };
    }

    private Task<FeedPage> ReadAsync(IReadOnlyList<long> place, CancellationToken cancellation) => FeedReading.ReadAsync(ledger, new(place), options.Page, _ => true, cancellation);

    private Task<Entry?> FindAsync(EntryId id, CancellationToken cancellation) => FeedReading.FindAsync(ledger, id.Actor, id.Sequence, cancellation);
}
