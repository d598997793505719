using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Conformance;

/// <summary>Writes one customer's appends as the engine would, and keeps what the ledger must then hold.</summary>
/// <remarks>It takes for granted that each append is committed; of two that compete, each has a scribe of its own.</remarks>
public sealed class Scribe(string customerId)
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly LoyaltyProgram Program = new(new ProgramPolicy { Currency = "EUR" });

    private readonly List<Entry> _entries = [];

    public string CustomerId => customerId;

    public ActorState State { get; private set; } = ActorState.New(customerId);

    public IReadOnlyList<Entry> Entries => _entries;

    public DateTimeOffset? DueAt => Decider.NextDue(State, Program);

    public Counters Contribution => Counters.Of(State, Program.Calendar);

    public CustomerLine Line => CustomerLine.Of(State);

    /// <summary>The next append: what these commands come to.</summary>
    public Append Write(params ActorCommand[] commands)
    {
        var before = State;
        foreach (var command in commands)
        {
            var decision = Decider.Decide(State, command, new(_entries), Program, Start.AddYears(2));
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
        var decision = new Decision(Decider.CatchUp(State, Program, until, happenings), happenings);
        for (var i = 0; i < happenings.Count; i++) Add(decision, i, null);
        State = decision.State;
        return AppendSince(before);
    }

    public static RecordPurchase Purchase(string id, decimal amount = 10, string? channel = null, DateTimeOffset? at = null) =>
        new() { PurchaseId = id, Amount = Money.Round(amount), Channel = channel, OccurredAt = at ?? Start };

    /// <summary>The same append, decided under a version of the policy.</summary>
    public static Append Under(long policyVersion, Append append) =>
        new(append.ExpectedVersion, append.Entries, append.After, append.DueAt, append.Difference, append.Messages) { PolicyVersion = policyVersion };

    /// <summary>The same append, with the calls whose commands it holds.</summary>
    public static Append Of(Append append, params Guid[] calls) =>
        new(append.ExpectedVersion, append.Entries, append.After, append.DueAt, append.Difference, append.Messages) { PolicyVersion = append.PolicyVersion, Calls = calls };

    /// <summary>A recall of the row and of the entries under some natural ids.</summary>
    public Recall Recall(params string[] naturalIds) => new(customerId, WithRow: true, naturalIds);

    private void Add(Decision decision, int at, ActorCommand? fact) => _entries.Add(new(
        customerId, _entries.Count + 1, decision.Happenings[at].At, Start, decision.Happenings[at].Event,
        fact?.NaturalId, fact?.ConcernsId, fact?.NaturalId is null ? null : LedgerJson.HashOf(fact), fact is null ? null : Account.Of(decision.State, Program.Policy)));

    private Append AppendSince(ActorState before)
    {
        var difference = new Counters();
        var entries = _entries.Skip((int)before.Sequence).ToList();
        difference.Move(before, State, entries, Program.Calendar);
        var messages = entries
            .Select(entry => entry.Event.Tells(entry.Actor, entry.OccurredAt))
            .OfType<Message>()
            .Select(told => new OutgoingMessage(told.To.Key, told.Command))
            .ToList();
        return new(before.Sequence, entries, State, DueAt, difference, messages);
    }
}
