using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Raffles;

/// <summary>Runs raffles: freezes entries when they end, draws, and gives winners the rewards of their prizes, page by page.</summary>
/// <remarks>
/// Everything that it has done is in the raffle's history under an id of its own. Whatever is left undone, the next step finds there; two runners at once do the same work, and nothing takes effect twice.
/// </remarks>
public sealed class RaffleRunner(EngineParts engine)
{
    private const string Engine = "engine";

    /// <summary>Customers that are read for one page of entrants at most, where few have entries.</summary>
    private const int MostRead = 20_000;

    /// <summary>Customers whose rows are read together.</summary>
    private const int ReadAtOnce = 500;

    /// <summary>The raffle of an id as an actor.</summary>
    public static ActorId ActorOf(string raffleId) => new(ActorKind.Raffle, raffleId);

    /// <summary>Does what is due: freezes a page of entries, draws, or gives the rewards of a page of winners.</summary>
    /// <param name="raffleId">The raffle.</param>
    /// <param name="cancellation">Gives up; the next step goes on.</param>
    /// <exception cref="EngineUnavailableException">The ledger or a silo does not answer; try again.</exception>
    /// <exception cref="InvalidOperationException">What the history says does not fit together, or is refused: the raffle stands still until that is mended.</exception>
    public async Task<RunnerStep> StepAsync(string raffleId, CancellationToken cancellation = default)
    {
        var actor = engine.Customer(ActorOf(raffleId));
        if (await ReadAsync(actor) is not { } raffle) return new(0, null, IsOver: true);
        switch (raffle.Status)
        {
            case RaffleStatus.Open:
                return await DoAtAsync(actor, raffle.Rules.EntriesUntil, new FreezeRaffle { By = Engine });
            case RaffleStatus.Freezing:
                await FreezeAsync(actor, raffleId, raffle, cancellation);
                return new(1, null);
            case RaffleStatus.Frozen when raffle.Rules is { DrawAt: { } at, PublicSource: null }:
                return await DoAtAsync(actor, at, new BeginDraw { By = Engine });
            case RaffleStatus.Drawing:
                await DrawAsync(actor, raffleId, raffle, cancellation);
                return new(1, null);
            case RaffleStatus.Drawn when raffle.HasUngiven:
                await GrantAsync(actor, raffleId, raffle, cancellation);
                return new(1, null);
            default:
                return new(0, null, IsOver: raffle.Status is RaffleStatus.Drawn or RaffleStatus.Cancelled);
        }
    }

    private async Task<RunnerStep> DoAtAsync(ICustomer actor, DateTimeOffset at, RaffleCommand command)
    {
        if (at > engine.Time.GetUtcNow()) return new(0, at);
        // Where somebody has cancelled it a moment earlier, it is refused, and nothing was done.
        return new((await actor.ExecuteAsync([command]))[0].Receipt is null ? 0 : 1, null);
    }

    private static async Task<Raffle?> ReadAsync(ICustomer actor) => await actor.GetAsync() is { } state ? Raffle.Part.Of(state) : null;

    /// <summary>Carries out a command of the engine's own, which is refused only where something is wrong.</summary>
    private static async Task DoAsync(ICustomer actor, ActorCommand command)
    {
        var outcome = (await actor.ExecuteAsync([command]))[0];
        if (outcome.Status is OutcomeStatus.Refused or OutcomeStatus.Malformed or OutcomeStatus.Conflict) throw new InvalidOperationException($"{command.NaturalId}: {outcome.Message}");
    }

    /// <summary>Fixes the entries of the next customers and, behind the last, the hash of all.</summary>
    private async Task FreezeAsync(ICustomer actor, string raffleId, Raffle raffle, CancellationToken cancellation)
    {
        var (page, isLast) = await ReadPageAsync(raffleId, raffle, cancellation);
        if (page.Through.Length > 0)
        {
            var outcome = (await actor.ExecuteAsync([page]))[0];
            if (outcome.Code == "raffle_full")
            {
                await DoAsync(actor, new CancelRaffle { By = Engine, Reason = outcome.Message });
                return;
            }

            if (outcome.Receipt is null && outcome.Status != OutcomeStatus.Unchanged) throw new InvalidOperationException($"{page.NaturalId}: {outcome.Message}");
        }

        // Where another runner came first with a page that ends elsewhere, the next step goes on behind that.
        if (!isLast || await ReadAsync(actor) is not { Status: RaffleStatus.Freezing } read) return;
        if (read.ReadThrough != (page.Through.Length > 0 ? page.Through : raffle.ReadThrough)) return;
        using var entrants = await EntrantsAsync(raffleId, read, cancellation);
        await DoAsync(actor, new EndFreeze { Pages = read.EntrantPages, EntriesHash = Convert.ToHexStringLower(entrants.Freeze()) });
    }

    /// <summary>Reads the entries of the next customers; whether they are the last of all.</summary>
    private async Task<(AddEntrants Page, bool IsLast)> ReadPageAsync(string raffleId, Raffle raffle, CancellationToken cancellation)
    {
        var (entrants, passedOver, through, read) = (new List<RaffleEntrant>(), new List<PassedOver>(), raffle.ReadThrough, 0);
        var isLast = false;
        // What is left of a page is never read for a few customers alone, unless it is empty.
        for (var room = ReadAtOnce; room == ReadAtOnce || (room >= ReadAtOnce / 5 && read < MostRead); room = Raffle.PageSize - Math.Max(entrants.Count, passedOver.Count))
        {
            var customers = await engine.Ledger.ReadKeysAsync(ActorKind.Customer, through, room, cancellation);
            isLast = customers.Count == 0;
            if (isLast) break;
            foreach (var (entrant, passed) in await Task.WhenAll(customers.Select(customer => EntrantAsync(raffleId, customer))))
            {
                if (entrant is not null) entrants.Add(entrant);
                if (passed is not null) passedOver.Add(passed);
            }

            (through, read) = (customers[^1], read + customers.Count);
            if (read >= MostRead) break;
        }

        return (new() { Page = raffle.EntrantPages + 1, Through = read == 0 ? "" : through!, Entrants = entrants, PassedOver = passedOver }, isLast);
    }

    private async Task<(RaffleEntrant? Entrant, PassedOver? PassedOver)> EntrantAsync(string raffleId, string customerId)
    {
        try
        {
            if ((await engine.Ledger.RecallAsync(new(customerId, WithRow: true, []))).Row is not { } row) return default;
            var entries = RaffleEntries.Of(CustomerRewards.Part.Of(row.State), raffleId);
            if (entries < 1) return default;
            return entries <= RaffleEntrant.MostEntries ? (new(customerId, entries), null)
                : (null, new(customerId, FormattableString.Invariant($"{entries} entries are more than {RaffleEntrant.MostEntries}.")));
        }
        catch (ActorUnreadableException unreadable)
        {
            return (null, new(customerId, Text.Cut(unreadable.Message)));
        }
    }

    /// <summary>Takes the frozen entrants out of the history, one after the other.</summary>
    private async Task<RaffleEntrants> EntrantsAsync(string raffleId, Raffle raffle, CancellationToken cancellation)
    {
        var entrants = new RaffleEntrants(raffleId);
        await foreach (var entrant in RaffleHistory.EntrantsAsync(engine.Ledger, raffleId, cancellation))
            if (entrants.Add(entrant) is { } fault) throw new InvalidOperationException($"{ActorOf(raffleId)}: {fault}");
        return entrants.Count == raffle.Entrants && entrants.Total == raffle.Entries ? entrants
            : throw new InvalidOperationException($"{ActorOf(raffleId)}: the history has {entrants.Count} entrants with {entrants.Total} entries, and the state {raffle.Entrants} with {raffle.Entries}.");
    }

    /// <summary>Draws, and writes the winners down page by page.</summary>
    private async Task DrawAsync(ICustomer actor, string raffleId, Raffle raffle, CancellationToken cancellation)
    {
        var terms = raffle.Rules.TermsOf(raffleId);
        IReadOnlyList<RaffleWin> wins;
        using (var entrants = await EntrantsAsync(raffleId, raffle, cancellation))
        {
            if (Convert.ToHexStringLower(entrants.Freeze()) != raffle.EntriesHash) throw new InvalidOperationException($"{ActorOf(raffleId)}: the entrants are not those that were frozen.");
            wins = RaffleDraw.Draw(terms, entrants, Convert.FromHexString(raffle.Seed!), raffle.PublicValue);
        }

        var winners = RaffleVerification.Named(terms, wins, await RaffleHistory.NamesAsync(engine.Ledger, raffleId, wins.Select(win => win.Entrant).ToHashSet(), cancellation));
        var pages = winners.Chunk(Raffle.PageSize).DefaultIfEmpty([]).ToList();
        for (var page = raffle.WinnerPages; page < pages.Count; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            await DoAsync(actor, new RecordWinners { Page = page + 1, Winners = pages[page], IsLast = page == pages.Count - 1 });
        }
    }

    /// <summary>Gives the winners of the next page the rewards of their prizes, side by side.</summary>
    private async Task GrantAsync(ICustomer actor, string raffleId, Raffle raffle, CancellationToken cancellation)
    {
        var page = raffle.GrantedPages + 1;
        var drawn = await RaffleHistory.WinnersAsync(engine.Ledger, raffleId, page, cancellation) ?? throw new InvalidOperationException($"{ActorOf(raffleId)}: page {page} of the winners is missing.");
        // The catalogue may have been changed a moment ago, by another process.
        await engine.Policy.RefreshAsync();
        var ungranted = new List<UngrantedPrize>();
        var granted = 0;
        foreach (var (winner, turn) in drawn.Winners.Where(winner => RewardOf(winner) is not null).Select(winner => (winner, GrantAsync(winner))).ToList())
        {
            if (await turn is not { } reason) granted++;
            else ungranted.Add(new(winner.Prize, winner.Place, winner.Customer, Text.Cut(reason)));
        }

        await DoAsync(actor, new RecordPrizes { Page = page, Granted = granted, Ungranted = ungranted });

        string? RewardOf(RaffleWinner winner) => raffle.Rules.Prizes.First(prize => prize.Name == winner.Prize).Reward;

        async Task<string?> GrantAsync(RaffleWinner winner)
        {
            try
            {
                var grant = new GrantPrize { GrantId = PrizeGrants.IdOf(raffleId, raffle.Rules, winner), Reward = RewardOf(winner)! };
                var outcome = await new PrizeWithStock(winner.Customer, grant, null).AnswerAsync(engine, cancellation);
                return outcome.Receipt is null ? outcome.Message ?? outcome.Code ?? "" : null;
            }
            catch (ActorUnreadableException unreadable)
            {
                return unreadable.Message;
            }
        }
    }
}
