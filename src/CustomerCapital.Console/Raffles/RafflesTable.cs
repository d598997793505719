using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Raffles;

namespace CustomerCapital.ConsolePages.Raffles;

/// <summary>All raffles.</summary>
public sealed class RafflesTable : ITableSource
{
    public string Name => "raffles";

    public Scope Needs => Scope.CampaignsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var raffles = await ask.AskAsync(new ReadRaffles());
        return new(
            [
                new("title", say["campaigns.title"]), new("raffle_id", say["customers.id"]), new("status", say["campaigns.status"]), new("entries_until", say["raffles.until"]), new("draw_at", say["raffles.drawat"]),
                new("entries", say["raffles.entries"], true), new("winners", say["raffles.winners"], true), new("ungranted", say["raffles.ungranted"], true),
            ],
            [.. raffles.Select(raffle => new Row(
            [
                Cell.Of(raffle.Rules.Title ?? raffle.RaffleId, ConsoleAddress.Of(ConsoleAddress.Root + "/raffle", ("id", raffle.RaffleId))), Cell.Of(raffle.RaffleId), new(say.Word(raffle.Status), raffle.Status),
                new(say.Moment(raffle.Rules.EntriesUntil), raffle.Rules.EntriesUntil), new(say.Moment(raffle.Rules.DrawAt), raffle.Rules.DrawAt), new(say.Number(raffle.Entries), raffle.Entries),
                new(say.Number(raffle.Winners), (long)raffle.Winners), new(say.Number(raffle.UngrantedCount), raffle.UngrantedCount, Mark: raffle.UngrantedCount > 0 ? "warn" : null),
            ]))])
        { Call = "/v1/raffles" };
    }
}

/// <summary>The winners of one raffle.</summary>
public sealed class WinnersTable : ITableSource
{
    public string Name => "raffle-winners";

    public Scope Needs => Scope.CampaignsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var winners = new List<WinnerView>();
        if (ask["id"] is { } id && !Domain.Raffles.Raffle.IdFaults(id).Any())
            for (var page = 1; await ask.AskAsync(new ReadWinners(id, page)) is { Count: > 0 } found; page++) winners.AddRange(found);
        return new(
            [new("prize", say["raffles.prize"]), new("place", say["raffles.place"], true), new("customer_id", say["customers.id"]), new("reward", say["campaigns.reward"]), new("reason", say["campaign.reason"])],
            [.. winners.Select(winner => new Row(
            [
                Cell.Of(winner.Prize), new(say.Number(winner.Place), (long)winner.Place), Cell.Of(winner.CustomerId, ConsoleAddress.Customer(winner.CustomerId)), Cell.Of(winner.Reward), Cell.Of(winner.Reason),
            ]))])
        { Call = ask["id"] is { } raffle && !Domain.Raffles.Raffle.IdFaults(raffle).Any() ? $"/v1/raffles/{Uri.EscapeDataString(raffle)}/winners" : null };
    }
}
