using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Server.Demo;

/// <summary>The two people who look after the demo's campaigns and raffles. What is there already stays as it is.</summary>
internal sealed class DemoStaff(ICustomerCapital capital)
{
    /// <summary>Writes campaigns.</summary>
    public const string Writer = "Maria Conti";

    /// <summary>Calls to unhappy customers are made so many days after they are due, so that the latest are open.</summary>
    private const int CallDays = 3;

    /// <summary>Approves of them.</summary>
    public const string Approver = "Jonas Weber";

    public async Task<Campaign> ReadAsync(string campaignId) =>
        await capital.Customer(CampaignRunner.ActorOf(campaignId)).GetAsync() is { } state ? Campaign.Part.Of(state) : new(default(CampaignStatus));

    /// <summary>Writes a campaign down.</summary>
    public async Task DraftAsync(string campaignId, CampaignTerms terms, string? reason = null)
    {
        if ((await ReadAsync(campaignId)).Status == 0) await DoAsync(CampaignRunner.ActorOf(campaignId), new DefineCampaign { Terms = terms, By = Writer, Reason = reason });
    }

    /// <summary>Writes a campaign down, and puts it on its way.</summary>
    public async Task LaunchAsync(string campaignId, CampaignTerms terms)
    {
        await DraftAsync(campaignId, terms);
        if ((await ReadAsync(campaignId)).Status == CampaignStatus.Draft) await MoveAsync(campaignId, new ScheduleCampaign { By = Approver });
    }

    /// <summary>Pauses a campaign that is on its way.</summary>
    public async Task PauseAsync(string campaignId, string reason)
    {
        if ((await ReadAsync(campaignId)).Status is CampaignStatus.Scheduled or CampaignStatus.Running) await MoveAsync(campaignId, new PauseCampaign { By = Approver, Reason = reason });
    }

    /// <summary>Changes the terms of a campaign that is on its way, so that it waits for the other's approval.</summary>
    public async Task ChangeAsync(string campaignId, CampaignTerms terms, string reason)
    {
        if ((await ReadAsync(campaignId)).Status is CampaignStatus.Scheduled or CampaignStatus.Running) await MoveAsync(campaignId, new DefineCampaign { Terms = terms, By = Writer, Reason = reason });
    }

    /// <summary>Writes a raffle down, and opens it.</summary>
    public async Task OpenAsync(string raffleId, RaffleRules rules)
    {
        var actor = RaffleRunner.ActorOf(raffleId);
        var status = await StatusAsync();
        if (status == 0) await DoAsync(actor, new DefineRaffle { Rules = rules, By = Writer });
        if (status is not (0 or RaffleStatus.Draft)) return;
        Check(actor, await capital.AskAsync(new OpenWithSeed(raffleId, Approver, null, null)));
        await capital.AskAsync(new WakeRaffle(raffleId));

        async Task<RaffleStatus> StatusAsync() => await capital.Customer(actor).GetAsync() is { } state ? Raffle.Part.Of(state).Status : 0;
    }

    /// <summary>Puts gifts into the stock, once.</summary>
    public Task StockAsync(string reward, int pieces) => DoAsync(GiftStock.Of(reward), new ChangeStock { ChangeId = "delivery-1", By = pieces });

    /// <summary>The codes of vouchers that a run has given, by customer, in the order of their ids.</summary>
    public async Task<IReadOnlyList<(string CustomerId, string Code)>> CodesAsync(string campaignId, DateTimeOffset scheduledFor, CancellationToken cancellation)
    {
        var codes = new List<(string, string)>();
        MemberPage page;
        string? after = null;
        do
        {
            page = await capital.AskAsync(new ReadMembers(campaignId, RunId.Of(scheduledFor), OfferOutcome.Granted, after), cancellation);
            foreach (var member in page.Members)
                if (member.VoucherCode is { } code) codes.Add((member.CustomerId, code));
        }
        while ((after = page.Last) is not null);
        return codes;
    }

    /// <summary>Calls those whom a survey has shown to be unhappy, once the calls are due for some days.</summary>
    /// <param name="now">What the clock shows.</param>
    public async Task CallUnhappyAsync(DateTimeOffset now)
    {
        WorkList page;
        FollowUpPlace? after = null;
        do
        {
            page = await capital.AskAsync(new ReadWorkList(after, FindCustomers.PageLimit, DateOnly.FromDateTime(now.UtcDateTime), FollowUpKind.Call));
            foreach (var due in page.FollowUps.Where(due => InviteToSurvey.AnsweredBy(due.FollowUpId) is not null && due.DueAt <= now.AddDays(-CallDays)))
            {
                var by = Chance.Of(due.FollowUpId).Pick(StaffWork.Callers);
                await DoAsync(due.CustomerId, new CompleteFollowUp { FollowUpId = due.FollowUpId, CompletionId = "unhappy-" + due.FollowUpId, Outcome = FollowUpOutcome.Reached, DoneBy = by, Result = "Was glad that somebody asked." });
            }
        }
        while ((after = page.Next) is not null);
    }

    private async Task MoveAsync(string campaignId, CampaignCommand command)
    {
        await DoAsync(CampaignRunner.ActorOf(campaignId), command);
        await capital.AskAsync(new WakeCampaign(campaignId));
    }

    private async Task DoAsync(ActorId actor, ActorCommand command) => Check(actor, (await capital.Customer(actor).ExecuteAsync([command]))[0]);

    private static void Check(ActorId actor, CommandOutcome outcome)
    {
        if (outcome.Receipt is null) throw new InvalidOperationException($"The demo's {actor} was refused: {outcome.Message ?? outcome.Code ?? string.Join(' ', outcome.Faults ?? [])}");
    }
}
