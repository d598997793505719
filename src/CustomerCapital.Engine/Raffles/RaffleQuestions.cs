using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Merges;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.Raffles;

/// <summary>The ids of the raffles for which there is something to do, now or later.</summary>
public sealed record FindLiveRaffles : Question<IReadOnlyList<string>>
{
    public override async Task<IReadOnlyList<string>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        [.. (await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Raffle, cancellation)).Where(state => Raffle.Part.Of(state).IsLive).Select(state => state.Id.Key)];
}

/// <summary>Raffles, in the order of their ids.</summary>
/// <param name="RaffleId">Only the one of this id; null for all.</param>
public sealed record ReadRaffles(string? RaffleId = null) : Question<IReadOnlyList<RaffleView>>
{
    public override async Task<IReadOnlyList<RaffleView>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        IReadOnlyList<ActorState> states = RaffleId is null ? await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Raffle, cancellation)
            : (await engine.Ledger.RecallAsync(new(RaffleRunner.ActorOf(RaffleId), WithRow: true, []))).Row is { } row ? [row.State] : [];
        var entries = states.All(state => Raffle.Part.Of(state).IsFrozen) ? new Dictionary<string, long>() : await EntriesAsync(engine, cancellation);
        return [.. states.Select(state => RaffleView.Of(state.Id.Key, Raffle.Part.Of(state), entries.GetValueOrDefault(state.Id.Key)))];
    }

    /// <summary>The entries that customers have now, by the raffle's id.</summary>
    internal static async Task<IReadOnlyDictionary<string, long>> EntriesAsync(EngineParts engine, CancellationToken cancellation) =>
        (await engine.Ledger.ReadCountersAsync([RewardsCapability.Entries], cancellation)).OfKind(RewardsCapability.Entries).ToDictionary(counted => counted.Key.Name, counted => counted.Value[0]);
}

/// <summary>The draws to come of all raffles that are open or frozen, the earliest first.</summary>
/// <param name="Limit">At most so many.</param>
public sealed record ReadScheduledDraws(int Limit) : Question<IReadOnlyList<ScheduledDraw>>
{
    public override async Task<IReadOnlyList<ScheduledDraw>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var calendar = engine.Policy.Program.Calendar;
        var raffles = (await ActorsOfKind.ReadAsync(engine.Ledger, ActorKind.Raffle, cancellation)).Select(state => (state.Id.Key, Raffle: Raffle.Part.Of(state)));
        return
        [
            .. raffles.Where(found => found.Raffle is { Status: RaffleStatus.Open or RaffleStatus.Freezing or RaffleStatus.Frozen, Rules.DrawAt: not null })
                .Select(found => new ScheduledDraw(calendar.ToLocal(found.Raffle.Rules.DrawAt!.Value), found.Key, found.Raffle.Rules.Title, found.Raffle.Rules.PublicSource))
                .OrderBy(draw => draw.At).ThenBy(draw => draw.RaffleId, StringComparer.Ordinal).Take(Limit),
        ];
    }
}

/// <summary>What is wrong with rules: by themselves, with the policy, and with the moment.</summary>
/// <param name="RaffleId">The raffle.</param>
/// <param name="Rules">The rules.</param>
public sealed record CheckRaffle(string RaffleId, RaffleRules Rules) : Question<IReadOnlyList<FieldFault>>
{
    public override async Task<IReadOnlyList<FieldFault>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var faults = Rules.Faults(RaffleId).ToList();
        // The catalogue may have been changed a moment ago, by another process.
        var policy = Rules.Prizes.Any(prize => prize?.Reward is not null) ? (await engine.Policy.RefreshAsync()).Program.Policy : engine.Policy.Program.Policy;
        foreach (var prize in Rules.Prizes)
            if (prize?.Reward is { } reward && policy.RewardOf(reward) is null) faults.Add(new("prizes.reward", $"The catalogue has no reward '{reward}'; see the policy's rewards."));
        if (Rules.EntriesUntil.Year >= 1970 && Rules.EntriesUntil <= engine.Time.GetUtcNow()) faults.Add(new("entriesUntil", "Is over."));
        return faults;
    }
}

/// <summary>Opens a raffle with a seed that nobody knows, and nobody is told before the draw.</summary>
/// <param name="RaffleId">The raffle.</param>
/// <param name="By">Who opens it.</param>
/// <param name="Reason">Why.</param>
/// <param name="FromVersion">The version of the rules that it was opened from; null for whichever.</param>
public sealed record OpenWithSeed(string RaffleId, string? By, string? Reason, int? FromVersion) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var command = new OpenRaffle { Seed = Convert.ToHexStringLower(engine.NewSeed(RaffleSeed.Length)), By = By, Reason = Reason, FromVersion = FromVersion };
        return (await engine.Customer(RaffleRunner.ActorOf(RaffleId)).ExecuteAsync([command]))[0];
    }
}

/// <summary>Has what runs a raffle look at once what is to do.</summary>
/// <param name="RaffleId">The raffle.</param>
public sealed record WakeRaffle(string RaffleId) : Question<bool>
{
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        await engine.WakeRaffle(RaffleId);
        return true;
    }
}

/// <summary>A customer's odds in a raffle; null where there is no such raffle, or no such customer. By an id that leads to another customer they are those of that one.</summary>
/// <remarks>Entries that were frozen under the ids of several customers who were merged since are those of the one who has stayed.</remarks>
/// <param name="RaffleId">The raffle.</param>
/// <param name="CustomerId">The customer.</param>
public sealed record ReadEntrant(string RaffleId, string CustomerId) : Question<EntrantView?>
{
    public override async Task<EntrantView?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if ((await engine.Ledger.RecallAsync(new(RaffleRunner.ActorOf(RaffleId), WithRow: true, []))).Row is not { } row) return null;
        if ((await engine.Ledger.RecallAsync(new(CustomerId, WithRow: true, []))).Row is not { } customer)
            return await new FindAlias(CustomerId).AnswerAsync(engine, cancellation) is { } into ? await (this with { CustomerId = into }).AnswerAsync(engine, cancellation) : null;
        var raffle = Raffle.Part.Of(row.State);
        var (entries, all) = raffle.IsFrozen ? (await FrozenAsync(engine, raffle, customer.State, cancellation), raffle.Entries)
            : (Math.Max(RaffleEntries.Of(CustomerRewards.Part.Of(customer.State), RaffleId), 0), (await ReadRaffles.EntriesAsync(engine, cancellation)).GetValueOrDefault(RaffleId));
        return new(CustomerId, raffle.IsFrozen, entries, all, all > 0 ? (double)entries / all : 0);
    }

    private async Task<long> FrozenAsync(EngineParts engine, Raffle raffle, ActorState customer, CancellationToken cancellation)
    {
        var entries = 0L;
        foreach (var id in customer.KnownIds.Distinct()) entries += await FrozenAsync(engine, raffle, id, cancellation);
        return entries;
    }

    /// <summary>Looks an id up among the pages, which are in the order of ids.</summary>
    private async Task<long> FrozenAsync(EngineParts engine, Raffle raffle, string customerId, CancellationToken cancellation)
    {
        var (first, last) = (1, raffle.EntrantPages);
        while (first < last)
        {
            var middle = (first + last) / 2;
            var page = await PageAsync(engine, middle, cancellation);
            if (CodePointOrder.Instance.Compare(customerId, page.Through) <= 0) last = middle;
            else first = middle + 1;
        }

        return last == 0 ? 0 : (await PageAsync(engine, first, cancellation)).Entrants.FirstOrDefault(entrant => entrant.Customer == customerId)?.Entries ?? 0;
    }

    private async Task<EntrantsAdded> PageAsync(EngineParts engine, int page, CancellationToken cancellation) =>
        await RaffleHistory.EntrantsAsync(engine.Ledger, RaffleId, page, cancellation) ?? throw new InvalidOperationException($"Raffle '{RaffleId}' has no page {page} of entrants.");
}

/// <summary>A page of the winners of a raffle, in the order of the draw; empty behind the last.</summary>
/// <param name="RaffleId">The raffle.</param>
/// <param name="Page">The number of the page, from 1.</param>
public sealed record ReadWinners(string RaffleId, int Page) : Question<IReadOnlyList<WinnerView>>
{
    public override async Task<IReadOnlyList<WinnerView>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (await RaffleHistory.WinnersAsync(engine.Ledger, RaffleId, Page, cancellation) is not { } drawn) return [];
        if ((await engine.Ledger.RecallAsync(new(RaffleRunner.ActorOf(RaffleId), WithRow: true, []))).Row is not { } row) return [];
        var (rules, given) = (Raffle.Part.Of(row.State).Rules, await RaffleHistory.PrizesAsync(engine.Ledger, RaffleId, Page, cancellation));
        var reasons = (given?.Ungranted ?? []).ToDictionary(ungranted => (ungranted.Prize, ungranted.Place), ungranted => ungranted.Reason);
        return [.. drawn.Winners.Select(ViewOf)];

        WinnerView ViewOf(RaffleWinner winner)
        {
            var (reward, reason) = (rules.Prizes.First(prize => prize.Name == winner.Prize).Reward, reasons.GetValueOrDefault((winner.Prize, winner.Place)));
            return new(winner.Prize, winner.Place, winner.Customer, reward, reward is not null && given is not null && reason is null ? PrizeGrants.IdOf(RaffleId, rules, winner) : null, reason);
        }
    }
}
