using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Tests;

/// <summary>One customer, command by command: given these commands, when that one, then this. Keeps the entries as a ledger would.</summary>
internal sealed class CustomerScenario(ProgramPolicy? policy, ActorId id)
{
    /// <summary>How many instants are kept of each end of the history where a decision asks for it; few, so that some ask more than once.</summary>
    private const int TimesKept = 3;

    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private int _codes;
    private readonly List<Entry> _entries = [];

    /// <summary>Of a customer.</summary>
    public CustomerScenario(ProgramPolicy? policy = null, string id = "ada")
        : this(policy, (ActorId)id)
    {
    }

    public LoyaltyProgram Program { get; } = new(policy ?? new ProgramPolicy { Currency = "EUR" });

    /// <summary>The engine's clock; commands that do not say when occur at this moment.</summary>
    public DateTimeOffset Now { get; private set; } = Start;

    public ActorState State { get; private set; } = ActorState.New(id);

    /// <summary>A code that no other scenario of another actor makes.</summary>
    public string NewCode() => $"{State.Id.Key.ToUpperInvariant()}-{++_codes}";

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>What the commands have left of pieces, each by what its decision knew of the past.</summary>
    public Pieces Pieces { get; } = new();

    public IEnumerable<StandingChanged> StandingChanges => _entries.Select(entry => entry.Event).OfType<StandingChanged>();

    public CustomerScenario Given(params ActorCommand[] commands)
    {
        foreach (var command in commands) Assert.Null(When(command).Refusal);
        return this;
    }

    public CustomerScenario AfterDays(int days) => By(Program.Calendar.AddDays(Now, days));

    /// <summary>The clock stands at that moment, and what time alone has brought about by then is recorded.</summary>
    public CustomerScenario By(DateTimeOffset moment)
    {
        Now = moment;
        Keep(CatchUp());
        return this;
    }

    /// <summary>The code with which a command is refused; null when it is not.</summary>
    public string? RefusalOf(ActorCommand command) => When(command).Refusal?.Code;

    public T Last<T>() where T : ActorEvent => _entries.Select(entry => entry.Event).OfType<T>().Last();

    public Decision When(ActorCommand command)
    {
        Assert.Empty(command.Faults());
        var past = new Recollection(_entries.Where(Concerns));
        var decision = Decider.Decide(State, command, past, Program, Now, NewCode);
        while (decision.NeedsHistory)
        {
            var times = past.Times?.Next() ?? new(TimesKept);
            foreach (var entry in _entries) times.Take(entry);
            past.Times = times;
            decision = Decider.Decide(State, command, past, Program, Now, NewCode);
        }

        Keep(decision, command);
        if (decision.Fact >= 0) past.Add(_entries[_entries.Count - decision.Happenings.Count + decision.Fact]);
        Pieces.Add(past.Pieces);
        return decision;

        bool Concerns(Entry entry) => command.ConcernsId is { } concerned && (entry.NaturalId == concerned || entry.ConcernsId == concerned);
    }

    public static RecordPurchase Purchase(string id, string amount = "10.00", DateTimeOffset? at = null) =>
        new() { PurchaseId = id, Amount = Amount(amount), OccurredAt = at };

    public static RecordReturn Return(string id, string? purchaseId, string? amount = null, DateTimeOffset? at = null) =>
        new() { ReturnId = id, PurchaseId = purchaseId, Amount = amount is null ? null : Amount(amount), OccurredAt = at };

    /// <summary>The fields at fault, in order, each once.</summary>
    public static string[] FaultFields(ActorCommand command) => [.. command.Faults().Select(fault => fault.Field).Distinct()];

    public static PurchaseLine Line(string? sku, decimal quantity, string unitPrice, string discount = "0") =>
        new(sku, null, quantity, Amount(unitPrice), Amount(discount));

    /// <summary>A moment in UTC.</summary>
    public static DateTimeOffset Utc(int year, int month, int day, int hour = 12, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    public static Money Amount(string text) => Money.TryParse(text, out var money) ? money : throw new FormatException(text);

    /// <summary>Keeps an entry as a program of before has written it.</summary>
    public void Keep(string naturalId, ActorEvent happened)
    {
        _entries.Add(new(State.CustomerId, _entries.Count + 1, Now, Now, happened, naturalId));
        State = Decider.Evolve(State, happened, Now, Now, Program.Calendar);
    }

    private Decision CatchUp()
    {
        var happenings = new List<Happening>();
        return new(Decider.CatchUp(State, Program, Now, NewCode, happenings), happenings);
    }

    private void Keep(Decision decision, ActorCommand? command = null)
    {
        for (var i = 0; i < decision.Happenings.Count; i++)
        {
            var (happened, at) = decision.Happenings[i];
            var ids = i == decision.Fact && command is not null ? NaturalIds.Of(command, happened) : default;
            _entries.Add(new(State.Id, _entries.Count + 1, at, Now, happened, ids.NaturalId, ids.ConcernsId));
        }

        State = decision.State;
    }
}
