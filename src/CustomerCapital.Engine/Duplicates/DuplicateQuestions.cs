using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Duplicates;

/// <summary>Groups of customers who are likely to be one person: an id or an e-mail address of the one and one of the other have the same form, as <see cref="AlikeText"/> says.</summary>
/// <remarks>The groups are as they were found at most ten minutes ago; their customers, and what was decided, are as they are now.</remarks>
/// <param name="Limit">At most so many, 1 to <see cref="PageLimit"/>.</param>
/// <param name="Verdict">Those of which this was decided.</param>
/// <param name="AfterGroupId">The last group of the page before; null for the first page.</param>
public sealed record ListDuplicates(int Limit, DuplicateVerdict Verdict = DuplicateVerdict.Undecided, string? AfterGroupId = null) : Question<DuplicateList>
{
    /// <summary>Most groups of one page.</summary>
    public const int PageLimit = 100;

    /// <summary>One for the whole cluster looks for them.</summary>
    internal const string DuplicatesActor = "duplicates";

    protected internal override string Actor => DuplicatesActor;

    public override async Task<DuplicateList> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, PageLimit);
        var (found, looking, failure) = await engine.Duplicates.AskAsync(cancellation);
        var wanted = (found?.Groups ?? []).Where(group => AfterGroupId is null || string.CompareOrdinal(group.Key, AfterGroupId) > 0)
            .Where(group => engine.Duplicates.Of(group.Key).Verdict == Verdict);
        var groups = new List<(string FoundAs, LikelyDuplicates Group)>();
        foreach (var some in wanted.Chunk(Limit))
        {
            groups.AddRange(await ReadAsync(engine, some));
            if (groups.Count > Limit) break;
        }

        var next = groups.Count > Limit ? groups[Limit - 1].FoundAs : null;
        return new([.. groups.Take(Limit).Select(read => read.Group)], next, found?.At, looking, engine.Duplicates.KeysRead, found?.More ?? false, failure);
    }

    /// <summary>The groups of which two customers at least are still known and alike. One that has lost a customer is another group, of which something else may be decided.</summary>
    private async Task<IEnumerable<(string FoundAs, LikelyDuplicates Group)>> ReadAsync(EngineParts engine, IReadOnlyCollection<KeyValuePair<string, AlikeGroup>> groups)
    {
        var states = await RecalledStates.OfAsync(engine.Ledger, groups.SelectMany(group => group.Value.CustomerIds));
        return groups.Select(group => (group.Key, Of(group.Value)))
            .Where(read => read.Item2.Customers.Count >= DuplicateGroup.Fewest && (read.Item2.Decided?.Verdict ?? DuplicateVerdict.Undecided) == Verdict);

        LikelyDuplicates Of(AlikeGroup group)
        {
            var alike = group.CustomerIds.Select(customer => states.GetValueOrDefault(customer)).OfType<ActorState>().Where(state => IsAlike(state, group.Form)).ToList();
            var id = DuplicateGroup.IdOf(alike.Select(state => state.CustomerId));
            return new(id, group.Form, alike.ConvertAll(DuplicateCustomer.Of), group.More, DecidedDuplicates.Of(engine.Duplicates.Of(id)));
        }
    }

    private static bool IsAlike(ActorState state, string form) => AlikeText.Of(state.CustomerId) == form || (state.Profile.Email is { } email && AlikeText.Of(email) == form);
}

/// <summary>Decides of customers whether they are one person who are likely to be.</summary>
/// <param name="CustomerIds">All customers of a group.</param>
/// <param name="Verdict">What holds of them from now on.</param>
/// <param name="By">Who decides.</param>
/// <param name="Reason">Why.</param>
public sealed record DecideOfDuplicates(IReadOnlyList<string> CustomerIds, DuplicateVerdict Verdict, string? By = null, string? Reason = null) : Question<DuplicatesDecision>
{
    protected internal override string Actor => ListDuplicates.DuplicatesActor;

    public override async Task<DuplicatesDecision> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var command = new DecideDuplicates { CustomerIds = CustomerIds, Verdict = Verdict, By = By, Reason = Reason };
        if (command.Faults().ToList() is { Count: > 0 } faults) return new(CommandOutcome.Malformed(faults), null, null);
        var known = await RecalledStates.OfAsync(engine.Ledger, CustomerIds);
        if (CustomerIds.FirstOrDefault(id => !known.ContainsKey(id)) is { } nobody) return new(CommandOutcome.Refuse(new(Refusal.CustomerNotFoundCode, $"There is no customer '{nobody}'; name customers who are known.")), null, null);
        var groupId = DuplicateGroup.IdOf(CustomerIds);
        var actor = engine.Customer(DuplicateGroup.ActorOf(groupId));
        var outcome = (await actor.ExecuteAsync([command]))[0];
        // Nothing is written where nothing was decided, and nothing is.
        var group = await actor.GetAsync() is { } state ? engine.Duplicates.Tell(state) : new();
        return new(outcome, groupId, DecidedDuplicates.Of(group));
    }
}

/// <summary>What became of a decision.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="GroupId">The group; null where it is malformed or refused.</param>
/// <param name="Decided">What holds of the group by now; null where nothing is decided.</param>
public sealed record DuplicatesDecision(CommandOutcome Outcome, string? GroupId, DecidedDuplicates? Decided);

/// <summary>Some groups of customers who are likely to be one person.</summary>
/// <param name="Groups">In the order of their ids.</param>
/// <param name="Next">The <see cref="ListDuplicates.AfterGroupId"/> of the next page; null on the last page.</param>
/// <param name="LookedAt">When they were looked for. Null if they were not yet.</param>
/// <param name="Looking">Whether they are being looked for now: ask again.</param>
/// <param name="KeysRead">How many search keys the look that is running has read, of each twice.</param>
/// <param name="IsCut">Whether there are more than 10,000, of which the others are not listed.</param>
/// <param name="Failure">Why the latest look has not ended. Null where it has, or is running.</param>
public sealed record DuplicateList(IReadOnlyList<LikelyDuplicates> Groups, string? Next, DateTimeOffset? LookedAt, bool Looking, long KeysRead, bool IsCut, string? Failure);

/// <summary>Customers who are likely to be one person.</summary>
/// <param name="GroupId">The group's id, the same for the same customers.</param>
/// <param name="Form">What they share: an id or an e-mail address without capitals, marks, white space and characters that cannot be seen.</param>
/// <param name="Customers">Who, in ordinal order of their ids.</param>
/// <param name="More">Whether more than 50 share it, of which the others are not listed.</param>
/// <param name="Decided">What somebody has decided. Null if nobody has.</param>
public sealed record LikelyDuplicates(string GroupId, string Form, IReadOnlyList<DuplicateCustomer> Customers, bool More, DecidedDuplicates? Decided);

/// <summary>A customer who is likely to be the same person as another.</summary>
/// <param name="CustomerId">The caller's id.</param>
/// <param name="Name">Name as the person writes it. Null if it is not known.</param>
/// <param name="Email">E-mail address. Null if it is not known.</param>
/// <param name="KnownSince">The earliest moment that an entry speaks of.</param>
/// <param name="Orders">Purchases that have not come back whole.</param>
/// <param name="Revenue">Purchases net of returns.</param>
/// <param name="LastPurchaseAt">When the latest order was placed. Null for none.</param>
public sealed record DuplicateCustomer(string CustomerId, string? Name, string? Email, DateTimeOffset KnownSince, long Orders, Money Revenue, DateTimeOffset? LastPurchaseAt)
{
    internal static DuplicateCustomer Of(ActorState state) => new(
        state.CustomerId, state.Profile.Name, state.Profile.Email, state.KnownSince, state.Orders, state.Revenue, state.LastOrderAt);
}

/// <summary>What somebody has decided of a group.</summary>
/// <param name="Verdict">What holds.</param>
/// <param name="At">When it was decided.</param>
/// <param name="By">Who decided it. Null if that was not said.</param>
/// <param name="Reason">Why. Null if that was not said.</param>
public sealed record DecidedDuplicates(DuplicateVerdict Verdict, DateTimeOffset At, string? By, string? Reason)
{
    internal static DecidedDuplicates? Of(DuplicateGroup group) => group.At is { } at ? new(group.Verdict, at, group.By, group.Reason) : null;
}
