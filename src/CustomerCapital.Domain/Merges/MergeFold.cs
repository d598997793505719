using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Merges;

/// <summary>Folds the entries of two histories, in the order of recording, into one. Not thread-safe.</summary>
/// <param name="before">An empty state of whose history it becomes, with the last number that was given.</param>
/// <param name="program">Policy and calendar in force.</param>
/// <param name="capacity">How many entries there are at most.</param>
internal sealed class MergeFold(ActorState before, LoyaltyProgram program, int capacity)
{
    private static readonly LadderCapability Ladder = new();
    private static readonly ReferralsCapability Referrals = new();

    private readonly List<Entry> _entries = [];
    private readonly HistoryTimes _times = new(Math.Max(1, capacity));
    private readonly ActorId _id = before.Id;
    private readonly ActorState[] _registers = [ActorState.New(before.Id), ActorState.New(before.Id)];
    private ActorState _state = before;

    /// <summary>The last fact of a command, whose followers are not all there yet; its place in the history, or -1.</summary>
    private int _fact = -1;

    /// <summary>When the latest entry was recorded.</summary>
    private DateTimeOffset _recordedAt = DateTimeOffset.MinValue;

    /// <summary>The entries so far.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>What they fold into.</summary>
    public ActorState State => _state;

    /// <summary>Takes entries as they are, before any other.</summary>
    public void Begin(IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            _state = Decider.Evolve(_state, entry, program.Calendar);
            _times.Take(entry);
            _entries.Add(entry);
            _recordedAt = entry.RecordedAt;
        }
    }

    /// <summary>Numbers what comes next after a number.</summary>
    public void NumberAfter(long number) => _state = _state with { Sequence = number };

    /// <summary>Takes the next entry. Changes of the standing are left out: they follow anew.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="side">Of which of the two histories: 0 or 1. Null where it is of both.</param>
    public void Take(Entry entry, int? side = null)
    {
        if (entry.Event is StandingChanged) return;
        // The next command, or the next turn: all that followed from the one before is there.
        if (entry.After is not null || entry.RecordedAt != _recordedAt) EndFact();
        // As whoever looks for what is due would have recorded it by then.
        if (entry.RecordedAt != _recordedAt) CatchUp(entry.RecordedAt, entry.RecordedAt);
        CatchUp(entry.OccurredAt, entry.RecordedAt);
        Add(entry with { Event = Renewed(side is { } of ? Filled(entry, of) : entry.Event, entry.OccurredAt) });
        if (entry.After is not null) _fact = _entries.Count - 1;
        _recordedAt = entry.RecordedAt;
    }

    /// <summary>Ends the history: what time alone has changed by then, and what the referrer is to be told now.</summary>
    public void End(DateTimeOffset now)
    {
        EndFact();
        if (_entries.Count == 0) return;
        CatchUp(now, now);
        if (ReferralConversionChanged.Due(_state) is { } conversion) Follow(conversion, _state.AsOf, now);
    }

    /// <summary>Ends the history where it is.</summary>
    public void End() => EndFact();

    /// <summary>Adds an event that follows from what others know of the customer.</summary>
    public void Tell(ActorEvent happened, DateTimeOffset now) => Follow(happened, _state.AsOf > now ? _state.AsOf : now, now);

    /// <summary>A wallet that owes something in one history, and holds something by the other; null for none.</summary>
    public string? WalletThatOwesAndHolds() => HeldWallets.Part.Of(_state).All.Find(wallet => wallet.Debt > WalletAmount.Zero && wallet.Lots.Sum > WalletAmount.Zero)?.Name;

    /// <summary>The standing follows from the last fact, and its account is that after all that followed.</summary>
    private void EndFact()
    {
        if (_fact < 0) return;
        var fact = _entries[_fact];
        var evidence = fact.NaturalId ?? string.Create(CultureInfo.InvariantCulture, $"entry:{fact.Sequence}");
        var cause = new Cause(fact.Event, evidence, fact.OccurredAt, program, () => throw new InvalidOperationException("A standing needs no code."), []);
        if (Ladder.React(_state, cause) is { } standing) Follow(standing.Event, standing.At, fact.RecordedAt);
        _entries[_fact] = fact with { After = Account.Of(_state, program.Policy) };
        _fact = -1;
    }

    /// <summary>Changes of the standing that time alone has brought about up to a moment.</summary>
    private void CatchUp(DateTimeOffset until, DateTimeOffset recordedAt)
    {
        while (_fact < 0 && _entries.Count > 0 && Ladder.NextDue(_state, program) is { } due && due <= until) Follow(Ladder.FallsDue(_state, program, due), due, recordedAt);
    }

    private void Follow(ActorEvent happened, DateTimeOffset at, DateTimeOffset recordedAt) => Add(new(_id, 0, at, recordedAt, happened));

    private void Add(Entry entry)
    {
        entry = entry with { Actor = _id, Sequence = _state.Sequence + 1 };
        _state = Decider.Evolve(_state, entry, program.Calendar);
        _times.Take(entry);
        _entries.Add(entry);
    }

    /// <summary>A registration with what it leaves out and the other history knows. What one of them never stated takes nothing from the other.</summary>
    private ActorEvent Filled(Entry entry, int side)
    {
        if (entry.Event is not (CustomerRegistered or RegistrationChanged)) return entry.Event;
        _registers[side] = Decider.Evolve(_registers[side], entry, program.Calendar);
        if (entry.Event is not CustomerRegistered registered) return entry.Event;
        var other = Registration.Part.Of(_registers[1 - side]);
        var profile = registered.Profile;
        return registered with
        {
            Profile = profile with
            {
                Name = profile.Name ?? other.Profile.Name, Email = profile.Email ?? other.Profile.Email, Phone = profile.Phone ?? other.Profile.Phone, PostalAddress = profile.PostalAddress ?? other.Profile.PostalAddress,
                Language = profile.Language ?? other.Profile.Language, TimeZone = profile.TimeZone ?? other.Profile.TimeZone, BirthDate = profile.BirthDate ?? other.Profile.BirthDate,
            },
            AcquisitionChannel = registered.AcquisitionChannel ?? other.Channel,
            AcquisitionCost = registered.AcquisitionCost == Money.Zero ? other.AcquisitionCost : registered.AcquisitionCost,
        };
    }

    /// <summary>An event with what it repeats of the history, which is now that of both.</summary>
    private ActorEvent Renewed(ActorEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case CustomerRegistered registered:
                happened = registered with { IsSuperseded = at.ToUniversalTime() < Registration.Part.Of(_state).At };
                break;
            case ReturnRecorded { Whole: true } returned:
                var (first, latest) = OrdersWithout(returned.PurchasedAt!.Value);
                happened = returned with { FirstOrderAt = first, LatestOrders = latest };
                break;
            case PurchaseMoved moved:
                (first, latest) = OrdersWithout(moved.PurchasedAt);
                happened = moved with { FirstOrderAt = first, LatestOrders = latest };
                break;
            case ConversionCounted counted:
                happened = counted with { LatestConversions = null };
                if (ReferralHistory.Part.Of(_state).Knows((ConversionCounted)happened)) break;
                var left = _times.ConversionsWithout(counted.Counted)!;
                happened = counted with { LatestConversions = counted.Counts is { } counts ? left.With(counts, complete: true) : left };
                break;
            case FeedbackCorrected corrected:
                happened = Renewed(corrected);
                break;
        }

        return happened is IMovesWallets { Movements: { } movements } ? WithMovements(happened, Balanced(movements, at)) : happened;
    }

    private (DateTimeOffset? First, LatestInstants? Latest) OrdersWithout(DateTimeOffset purchasedAt) =>
        PurchaseHistory.Part.Of(_state).OrdersWithout(purchasedAt, new([]) { Times = _times })!.Value;

    private FeedbackCorrected Renewed(FeedbackCorrected corrected)
    {
        var opinions = Opinions.Part.Of(_state);
        DateTimeOffset? nps = null, review = null;
        if (opinions.KeepsNps(corrected.NpsGone, corrected.GivenAt)) _times.TryOpinionWithout(corrected.NpsGone!.Value, corrected.GivenAt, HistoryTimes.OfNps, out nps);
        if (opinions.KeepsReview(corrected.ReviewGone, corrected.GivenAt)) _times.TryOpinionWithout(corrected.ReviewGone!.Value, corrected.GivenAt, HistoryTimes.OfReviews, out review);
        return corrected with { NpsLeftAt = nps, ReviewLeftAt = review };
    }

    /// <summary>Movements with the balances that the wallets of both have after them.</summary>
    private List<WalletMovement> Balanced(IReadOnlyList<WalletMovement> movements, DateTimeOffset at)
    {
        var (wallets, today, balanced) = (HeldWallets.Part.Of(_state), program.Calendar.DayOf(at), new List<WalletMovement>(movements.Count));
        foreach (var movement in movements)
        {
            var after = wallets.Of(movement.Wallet).After(movement, today);
            wallets = wallets.With(after);
            balanced.Add(movement with { Balance = after.Balance });
        }

        return balanced;
    }

    private static ActorEvent WithMovements(ActorEvent happened, IReadOnlyList<WalletMovement> movements) => happened switch
    {
        PurchaseRecorded purchase => purchase with { Movements = movements },
        PurchaseAmended amended => amended with { Movements = movements },
        PurchaseMoved moved => moved with { Movements = movements },
        PurchaseTakenOver taken => taken with { Movements = movements },
        ReturnRecorded returned => returned with { Movements = movements },
        WalletEvent wallet => wallet with { Movements = movements },
        _ => throw new InvalidOperationException($"{happened.GetType().Name} moves wallets, and a merge does not know how to change its balances."),
    };
}
