using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Raffles;

/// <summary>A prize of a raffle, and the reward that comes with it.</summary>
/// <param name="Name">What is won, 1 to 128 characters. No two prizes of a raffle have one name.</param>
/// <param name="Winners">How many win the prize, 1 to 100,000 over all prizes.</param>
/// <param name="Reward">
/// The name of a reward in the policy's catalogue, which winners get free after the draw. If left out, the prize is handed
/// over by staff.
/// </param>
public sealed record PrizeRule(string Name = "", int Winners = 1, string? Reward = null) : Kept;

/// <summary>What is laid down of a raffle before it is opened: what can be won, when entries end, and when is drawn.</summary>
/// <param name="EntriesUntil">When entries are frozen, with an offset. Later ones are not in the draw.</param>
public sealed record RaffleRules(DateTimeOffset EntriesUntil = default) : Kept
{
    private readonly ValueList<PrizeRule> _prizes;

    /// <summary>What people read, at most 200 characters. May be left out.</summary>
    public string? Title { get; init; }

    /// <summary>When is drawn, with an offset, not before entries end. If left out, somebody draws.</summary>
    public DateTimeOffset? DrawAt { get; init; }

    /// <summary>The prizes in the order in which they are drawn, 1 to 100.</summary>
    public IReadOnlyList<PrizeRule> Prizes { get => _prizes.Items; init => _prizes = new(value); }

    /// <summary>Whether a customer can win again, with entries that have not won. If left out, nobody wins twice.</summary>
    public bool Repeats { get; init; }

    /// <summary>
    /// Where a value comes from that nobody knows before entries are frozen, at most 200 characters, for example the
    /// numbers of a state lottery on a day. The draw waits for somebody who states the value. May be left out.
    /// </summary>
    public string? PublicSource { get; init; }

    /// <summary>Whether a prize comes with a reward.</summary>
    internal bool HasRewards => Prizes.Any(prize => prize.Reward is not null);

    /// <summary>The terms on which the draw depends, and which anyone can hash.</summary>
    /// <param name="raffleId">The raffle's id.</param>
    public RaffleTerms TermsOf(string raffleId) => new(raffleId, [.. Prizes.Select(prize => new RafflePrize(prize.Name, prize.Winners))], Repeats, PublicSource);

    /// <summary>Every rule that the rules break by themselves. Whether there are such rewards changes with time.</summary>
    /// <param name="raffleId">The raffle's id.</param>
    public IEnumerable<FieldFault> Faults(string raffleId)
    {
        foreach (var fault in Text.TextFaults("title", Title)) yield return fault;
        if (EntriesUntil.Year < 1970) yield return new("entriesUntil", "Is required, with an offset.");
        if (DrawAt < EntriesUntil) yield return new("drawAt", "Must not be before entriesUntil.");
        if (Prizes.Any(prize => prize is null)) yield return new("prizes", "Must not hold null.");
        else
        {
            foreach (var fault in TermsOf(raffleId).Faults()) yield return fault;
            foreach (var prize in Prizes.Where(prize => prize.Reward is not null))
                foreach (var fault in Text.IdFaults("prizes.reward", prize.Reward)) yield return fault;
        }
    }
}
