using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Value;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Conformance;

/// <summary>Writes one actor's appends as the engine would, and keeps what the ledger must then hold.</summary>
/// <remarks>It takes for granted that each append is committed; of two that compete, each has a scribe of its own.</remarks>
public sealed class Scribe(ActorId actor)
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The program of all.</summary>
    public static readonly LoyaltyProgram Program = new(new ProgramPolicy { Currency = "EUR", Wallets = [new("points"), new("stamps", Decimals: 1), new("credit", Decimals: 2)], Rewards = [new("mug", Cost: new(25_000), Gift: new(Stocked: false))] });

    private readonly List<Entry> _entries = [];

    public ActorId Actor => actor;

    public string CustomerId => actor.Key;

    public ActorState State { get; private set; } = ActorState.New(actor);

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>When the engine records what is written next.</summary>
    public DateTimeOffset RecordedAt { get; set; } = Start;

    public IReadOnlyDictionary<string, DateTimeOffset> Due => Decider.DueTimes(State, Program);

    public DateTimeOffset? DueAt => Decider.NextDue(State, Program);

    /// <summary>What the actor's state and entries count.</summary>
    public Counters Contribution
    {
        get
        {
            var counters = new Counters();
            counters.Move(ActorState.New(actor), State, _entries, Program.Calendar);
            return counters;
        }
    }

    public CustomerLine Line => CustomerLine.Of(State);

    /// <summary>What a model says of the actor; null for nothing.</summary>
    public CustomerScore? Score { get; set; }

    /// <summary>What the ledger must hold of the pieces.</summary>
    public Pieces Pieces
    {
        get
        {
            var history = new PieceHistory();
            foreach (var entry in _entries) history.Take(entry);
            return history.Pieces;
        }
    }

    /// <summary>The next append: what these commands come to.</summary>
    public Append Write(params ActorCommand[] commands)
    {
        var before = State;
        foreach (var command in commands)
        {
            var decision = Decider.Decide(State, command, new(_entries), Program, Start.AddYears(2), () => $"{State.Id.Key.ToUpperInvariant()}-{State.Sequence}");
            Assert.Null(decision.Refusal);
            for (var i = 0; i < decision.Happenings.Count; i++) Add(decision, i, i == decision.Fact ? command : null);
            State = decision.State;
        }

        return AppendSince(before);
    }

    /// <summary>The next append: what time alone changes up to a moment.</summary>
    public Append WriteCatchUp(DateTimeOffset until)
    {
        var before = State;
        var happenings = new List<Happening>();
        var decision = new Decision(Decider.CatchUp(State, Program, until, () => $"{State.Id.Key.ToUpperInvariant()}-{State.Sequence}", happenings), happenings);
        for (var i = 0; i < happenings.Count; i++) Add(decision, i, null);
        State = decision.State;
        return AppendSince(before);
    }

    public static RecordPurchase Purchase(string id, decimal amount = 10, string? channel = null, DateTimeOffset? at = null) =>
        new() { PurchaseId = id, Amount = Money.Round(amount), Channel = channel, OccurredAt = at ?? Start };

    /// <summary>The same append, decided under a version of the policy.</summary>
    public static Append Under(long policyVersion, Append append) => Like(append, policyVersion: policyVersion);

    /// <summary>The same append, with the calls whose commands it holds.</summary>
    public static Append Of(Append append, params Guid[] calls) => Like(append, policyVersion: append.PolicyVersion, calls: calls);

    /// <summary>The same append, after which the actor is looked at then, or never.</summary>
    public static Append LookingAt(Append append, DateTimeOffset? lookAt) => Like(append, due: [new("standing", lookAt)]);

    /// <summary>The same append with other contents.</summary>
    public static Append Like(
        Append append, Counters? difference = null, IReadOnlyList<OutgoingMessage>? messages = null, IReadOnlyList<DueChange>? due = null, long policyVersion = 0,
        IReadOnlyList<Guid>? calls = null, bool idsUnchecked = false, params IReadOnlyList<Append> also) =>
        new(append.Before, append.Entries, append.After, difference ?? append.Difference, messages ?? append.Messages, due ?? append.Due)
        {
            Pieces = append.Pieces, PolicyVersion = policyVersion, Calls = calls ?? [], IdsUnchecked = idsUnchecked, Also = also,
        };

    /// <summary>A recall of the row and of the entries under some natural ids.</summary>
    public Recall Recall(params string[] naturalIds) => new(actor, WithRow: true, naturalIds);

    private void Add(Decision decision, int at, ActorCommand? fact) => _entries.Add(new(
        actor, _entries.Count + 1, decision.Happenings[at].At, RecordedAt, decision.Happenings[at].Event,
        fact?.NaturalId, fact?.ConcernsId, fact?.NaturalId is null ? null : LedgerJson.HashOf(fact), fact is null ? null : Account.Of(decision.State, Program.Policy)));

    private Append AppendSince(ActorState before)
    {
        var difference = new Counters();
        var entries = _entries.Skip((int)before.Sequence).ToList();
        difference.Move(before, State, entries, Program.Calendar);
        var messages = entries.SelectMany(entry => entry.Event.Tells(entry.Actor, entry.OccurredAt)).Select(OutgoingMessage.Of).ToList();
        var due = Due.Select(wanted => new DueChange(wanted.Key, wanted.Value)).ToList();
        due.AddRange(Decider.DueTimes(before, Program).Keys.Except(Due.Keys).Select(what => new DueChange(what, null)));
        var pieces = new PieceHistory();
        foreach (var entry in _entries.Take((int)before.Sequence)) pieces.Recall(entry);
        foreach (var entry in entries) pieces.Take(entry);
        return new(before, entries, State, difference, messages, due) { Pieces = pieces.Pieces };
    }
}

/// <summary>What tests ask of rows.</summary>
public static class Rows
{
    extension(ActorRow row)
    {
        /// <summary>When the actor is looked at next.</summary>
        public DateTimeOffset? DueAt => row.Due.Count == 0 ? null : row.Due.Values.Min();
    }
}
