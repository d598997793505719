using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.ConsolePages.Customers;

/// <summary>What happened to one customer, the latest first, each with what it changed and why.</summary>
public sealed class TimelineTable : ITableSource
{
    private const int PageSize = 50;
    private const int FilePageSize = 500;

    public string Name => "timeline";

    public Scope Needs => Scope.CustomersRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) =>
        await StateOfAsync(ask) is { } state ? await ReadAsync(ask, state) : Nothing(ask);

    /// <summary>Everything that had happened when the first page is read.</summary>
    public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        if (await StateOfAsync(ask) is not { } state)
        {
            yield return Nothing(ask);
            yield break;
        }

        for (var through = state.Sequence; through > 0; through = Math.Max(0, through - FilePageSize)) yield return await ReadAsync(ask, state, through, FilePageSize);
    }

    private static async Task<ActorState?> StateOfAsync(ConsoleRequest ask) =>
        ask["id"] is { } id && !Text.IdFaults("id", id).Any() ? await ask.Capital.Customer(id).GetAsync() : null;

    private static ConsoleTable Nothing(ConsoleRequest ask) => new(Columns(ask.Speech), []);

    private static Column[] Columns(Speech say) =>
        [new("at", say["timeline.at"]), new("event", say["timeline.event"]), new("details", say["timeline.details"]), new("effect", say["timeline.effect"]), new("id", say["timeline.id"])];

    internal static Task<ConsoleTable> ReadAsync(ConsoleRequest ask, ActorState state)
    {
        var through = long.TryParse(ask["through"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, state.Sequence) : state.Sequence;
        return ReadAsync(ask, state, through, PageSize);
    }

    private static async Task<ConsoleTable> ReadAsync(ConsoleRequest ask, ActorState state, long through, int count)
    {
        var say = ask.Speech;
        // A file says the same to every reader.
        var file = new Speech(ConsoleLanguage.All[0], ask.Capital.Policy.Program.Policy, say.Calendar);
        var after = Math.Max(0, through - count);
        var entries = new List<Entry>();
        // A page ends early where its entries are large.
        while (after + entries.Count < through && await ask.Capital.Customer(state.CustomerId).EntriesAsync(after + entries.Count, (int)(through - after - entries.Count)) is { Count: > 0 } page) entries.AddRange(page);
        entries.Reverse();
        return new(
            Columns(say),
            [.. entries.Select(entry => new Row([new(say.Moment(entry.OccurredAt), entry.OccurredAt), new(TitleOf(say, entry.Event), NameOf(entry.Event)), new(DetailsOf(say, entry.Event), DetailsOf(file, entry.Event)), new(MovementsOf(say, entry.Event), MovementsOf(file, entry.Event)), Cell.Of(entry.NaturalId)]))])
        {
            PagedBy = ["through"], Next = after > 0 ? ask.WithAt(ConsoleAddress.Root + "/customer", ("through", after.ToString(CultureInfo.InvariantCulture))) + "#t-timeline" : null,
            Call = ConsoleAddress.Of($"/v1/customers/{Uri.EscapeDataString(state.CustomerId)}/entries", ("after", after == 0 ? null : after.ToString(CultureInfo.InvariantCulture))),
        };
    }

    private static string NameOf(ActorEvent happened) => Capabilities.NameOf(happened);

    internal static string TitleOf(Speech say, ActorEvent happened) => say.Language.Find("event." + NameOf(happened)) ?? NameOf(happened);

    internal static string DetailsOf(Speech say, ActorEvent happened) => happened switch
    {
        PurchaseRecorded purchase => Joined(say.Money(purchase.Amount), purchase.Channel, LinesOf(purchase.Lines)),
        ReturnRecorded returned => Joined(say.Money(returned.Amount), returned.Reason),
        StandingChanged moved => Joined($"{Standing(say, moved.From)} → {Standing(say, moved.To)}", say.Word(moved.Reason), string.Join(", ", moved.Evidence.Take(5))),
        FeedbackGiven given => Joined(given.Nps is { } nps ? $"NPS {nps}" : null, given.Review is { } review ? $"{review}/5" : null, given.Comment),
        InteractionRecorded talk => Joined(say.Word(talk.Kind), talk.Channel, talk.Note),
        FollowUpScheduled planned => Joined(say.Word(planned.Kind), say.Moment(planned.DueAt), planned.Note, planned.Assignee),
        FollowUpDone done => Joined(done.Outcome is { } outcome ? say.Word(outcome) : null, done.DoneBy, done.Result),
        FollowUpAssigned assigned => assigned.Assignee ?? say["work.nobodys"],
        FollowUpWithheld withheld => Joined(say.Word(withheld.Kind), say.Language.Find("refusal." + withheld.Reason) ?? withheld.Reason, withheld.Note),
        ReferralMade made => made.ReferredCustomerId,
        ReferralAccepted accepted => accepted.ReferrerId,
        RewardGranted granted => Joined(granted.Times == 1 ? granted.Reward : $"{granted.Times} × {granted.Reward}", granted.Code, granted.Reason),
        OfferPassed passed => Joined(passed.Offer.CampaignId, say.Word(passed.Outcome)),
        WalletSpent spent => Joined(spent.Reason),
        WalletAdjusted adjusted => Joined(adjusted.Reason),
        CustomerRegistered registered => Joined(registered.Profile.Name, registered.AcquisitionChannel),
        _ => "",
    };

    private static string Standing(Speech say, Standing standing) => standing.Lapsed ? $"{say.Word(standing.Rung)} ({say["ladder.lapsed"]})" : say.Word(standing.Rung);

    private static string? LinesOf(IReadOnlyList<PaidLine>? lines) =>
        lines is null ? null : string.Join(", ", lines.Take(5).Select(line => line.Sku)) + (lines.Count > 5 ? ", …" : "");

    internal static string MovementsOf(Speech say, ActorEvent happened) => happened is IMovesWallets { Movements: { } movements }
        ? string.Join("; ", movements.Select(movement => $"{movement.Wallet}: {(movement.Amount.IsNegative ? "" : "+")}{say.Number(movement.Wallet, movement.Amount)} ({say.Word(movement.Kind)})")) : "";

    private static string Joined(params ReadOnlySpan<string?> parts)
    {
        var said = new List<string>();
        foreach (var part in parts)
            if (!string.IsNullOrEmpty(part)) said.Add(part);
        return string.Join(" · ", said);
    }
}
