using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Campaigns.Zones;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Campaigns;

/// <summary>Campaigns: their terms, their life, and what became of their audiences.</summary>
internal static class CampaignsApi
{
    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [404] = "There is no such campaign, or no such run of it. Code `campaign_not_found` or `campaign_run_not_found`.",
            [412] = "The campaign has changed since it was read. Code `version_conflict`.",
        },
    };

    public static void MapCampaigns(this IEndpointRouteBuilder api)
    {
        var campaigns = api.MapGroup("/campaigns").WithTags("Campaigns").WithMetadata(Statuses);
        campaigns.MapGet("/", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(new CampaignList(await capital.AskAsync(new ReadCampaigns(), cancellation))))
            .WithName("listCampaigns").WithSummary("Lists all campaigns.").WithDescription("Campaigns are listed in the order of their ids, those that are over among them.").ProducesProblems(400);
        campaigns.MapGet("/{campaignId}", GetAsync).WithName("getCampaign").WithSummary("Reads a campaign.")
            .WithDescription("The version of the terms is the `ETag`. The next five occurrences are shown, also of a draft.").ProducesProblems(400, 404);
        campaigns.MapPut("/{campaignId}", PutAsync).WithName("putCampaign").WithSummary("Writes a campaign down, or changes its terms.")
            .WithDescription(
                "A new campaign is a draft, of which nothing happens until it is scheduled. Changed terms are a new version, by which runs under way go on. `If-Match` with the `ETag` of the " +
                "campaign that was read keeps two people from overwriting each other.").ProducesProblems(400, 412, 413, 415, 422).WithMetadata(new RefusalCodes("campaign_over", "campaign_kind", "campaign_unsound"));
        campaigns.MapPost("/{campaignId}/dry-run", DryRunAsync).WithName("dryRunCampaign").WithSummary("Says what an occurrence would come to now, and writes nothing.")
            .WithDescription("The audience is counted, and the first 20 customers are shown with what each would get. There need be no campaign of the id yet.").ProducesProblems(400, 413, 415);
        Map(campaigns, "schedule", "scheduleCampaign", "Puts a campaign on its way.", "From now on the campaign occurs as its schedule says.", change => new ScheduleCampaign { By = change.By, Reason = change.Reason });
        Map(campaigns, "pause", "pauseCampaign", "Pauses a campaign.", "Nothing occurs, and a run under way stands still after at most 500 members.", change => new PauseCampaign { By = change.By, Reason = change.Reason });
        Map(campaigns, "resume", "resumeCampaign", "Resumes a paused campaign.", "Runs go on where they stood. What was due meanwhile occurs now, as far as `catchUpMinutes` allows.", change => new ResumeCampaign { By = change.By, Reason = change.Reason });
        Map(campaigns, "cancel", "cancelCampaign", "Cancels a campaign, for ever.", "Runs under way end. What was granted stays with the customers.", change => new CancelCampaign { By = change.By, Reason = change.Reason });
        campaigns.MapGet("/{campaignId}/runs", RunsAsync).WithName("listCampaignRuns").WithSummary("Reports the latest 50 runs of a campaign, the latest first.")
            .WithDescription("Each run tells how many of its audience had their turn, and with which outcome. Occurrences that were left out are listed too, with the reason. If the schedule is in the members' time zones, an occurrence has a run for each moment at which clocks of members show its local time.").ProducesProblems(400, 404);
        campaigns.MapGet("/{campaignId}/runs/{runId}/members", MembersAsync).WithName("listCampaignMembers").WithSummary("Lists what became of each member of a run's audience.")
            .WithDescription("The answer is a line for each member, in the order of the customers' ids, of all members or of those with one outcome. Whoever was in the audience and got nothing has a line that says why. If the schedule is in the members' time zones, a local time alone stands for all runs of the occurrence.")
            .Produces<CampaignMember>(200, CommandStreamApi.MediaType).ProducesProblems(400, 404);
        campaigns.MapGet("/{campaignId}/results", ResultsAsync).WithName("getCampaignResults").WithSummary("Reports what a campaign was worth so far.")
            .WithDescription(
                "Members who were to be reached are compared with members held out, each over a window of its own of `measureDays` that begins with the first offer. Every purchase, return, correction " +
                "and move that concerns a window is in the figures at once, however late. What a small holdout cannot show has a reason in place of figures. The 95 % intervals are for one look, when " +
                "the results are final; `alwaysValid` may be looked at every day.").ProducesProblems(400, 404);
        campaigns.MapGet("/{campaignId}/results/members", MeasuredMembersAsync).WithName("listMeasuredMembers").WithSummary("Lists what a campaign has measured of each member.")
            .WithDescription("The answer is a line for each member, in the order of the customers' ids. From these lines all figures of the results can be worked out.")
            .Produces<MeasuredMember>(200, CommandStreamApi.MediaType).ProducesProblems(400, 404);
        api.MapGet("/calendar", CalendarAsync).WithTags("Campaigns").WithName("getCampaignCalendar").WithSummary("Lists the next occurrences of all campaigns, and the draws of raffles to come.")
            .WithDescription("The earliest comes first. Each occurrence says which other campaigns occur on the same day.").ProducesProblems(400);
        api.MapGet("/customers/{id}/campaigns", async (ICustomerCapital capital, string id) =>
                TypedResults.Ok(new CustomerCampaignList(CustomerCampaigns.Part.Of(await CustomersApi.KnownAsync(capital, id)).Memberships)))
            .WithTags("Campaigns").WithName("listCustomerCampaigns").WithSummary("Lists the campaigns whose audiences a customer was in.")
            .WithDescription("The latest 100 campaigns are listed, each with the outcome of its latest run. The customer's entries tell all of them.").ProducesProblems(400, 404);
    }

    private static void Map(RouteGroupBuilder campaigns, string verb, string name, string summary, string description, Func<CampaignChange, CampaignCommand> command) =>
        campaigns.MapPost("/{campaignId}/" + verb, async (
                ICustomerCapital capital, HttpResponse response, string campaignId, Body<CampaignChange> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation) =>
            await MoveAsync(capital, response, campaignId, command(body.Value), ifMatch, cancellation))
            .WithName(name).WithSummary(summary).WithDescription(description).ProducesProblems(400, 404, 412, 413, 415, 422).WithMetadata(new RefusalCodes("campaign_status", "campaign_needs_approval"));

    private static async Task<Ok<CampaignView>> GetAsync(ICustomerCapital capital, HttpResponse response, string campaignId)
    {
        CheckId(campaignId);
        return await AnswerAsync(capital, response, campaignId, await FindAsync(capital, campaignId));
    }

    private static async Task<Ok<CampaignView>> PutAsync(
        ICustomerCapital capital, HttpResponse response, string campaignId, Body<CampaignDefinition> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation)
    {
        CheckId(campaignId);
        var known = await capital.Customer(CampaignRunner.ActorOf(campaignId)).GetAsync() is { } state ? Campaign.Part.Of(state) : null;
        // Else whoever writes down could change what somebody else has approved.
        if (known is { Status: CampaignStatus.Scheduled or CampaignStatus.Running } && !capital.Policy.Program.Policy.CampaignApproval && !response.HttpContext.Caller().May(Scope.CampaignsApprove))
            throw new ProblemException(Problem.Forbidden($"Campaign '{campaignId}' is on its way; to change it the caller needs the scope {Scopes.NameOf(Scope.CampaignsApprove)}, or pauses it first."));
        await CheckAsync(capital, Requires.Field("terms", body.Value.Terms), cancellation, known is { Status: not CampaignStatus.Draft } ? known.Terms.Schedule : null);
        return await ExecuteAsync(capital, response, campaignId, new DefineCampaign { Terms = body.Value.Terms, By = body.Value.By, Reason = body.Value.Reason }, ifMatch, cancellation);
    }

    private static async Task<Ok<DryRun>> DryRunAsync(ICustomerCapital capital, string campaignId, Body<CampaignDefinition> body, CancellationToken cancellation)
    {
        CheckId(campaignId);
        while (true)
        {
            await CheckAsync(capital, Requires.Field("terms", body.Value.Terms), cancellation);
            // What the terms name may be taken away meanwhile: then the check says so.
            if (await capital.AskAsync(new DryRunCampaign(campaignId, body.Value.Terms), cancellation) is { } dryRun) return TypedResults.Ok(dryRun);
        }
    }

    private static async Task<Ok<CampaignView>> MoveAsync(ICustomerCapital capital, HttpResponse response, string campaignId, CampaignCommand command, string? ifMatch, CancellationToken cancellation)
    {
        CheckId(campaignId);
        // What was sound when it was written down may no longer be.
        if (command is ScheduleCampaign && await FindAsync(capital, campaignId) is { Status: CampaignStatus.Draft } draft) await CheckAsync(capital, draft.Terms, cancellation);
        return await ExecuteAsync(capital, response, campaignId, command, ifMatch, cancellation);
    }

    private static async Task<Ok<CampaignView>> ExecuteAsync(ICustomerCapital capital, HttpResponse response, string campaignId, CampaignCommand command, string? ifMatch, CancellationToken cancellation)
    {
        var match = EntityTag.Read(ifMatch);
        if (match.MustExist) await FindAsync(capital, campaignId);
        command = command with { FromVersion = match.Number };
        var before = await capital.Customer(CampaignRunner.ActorOf(campaignId)).GetAsync() is { } state && Campaign.Part.Of(state) is { Status: not 0 } known ? known.Terms : null;
        var outcome = (await capital.Customer(CampaignRunner.ActorOf(campaignId)).ExecuteAsync([command]))[0];
        if (outcome.Receipt is null)
        {
            throw new ProblemException(outcome switch
            {
                { Status: OutcomeStatus.Malformed } => Problem.Malformed(outcome.Faults!),
                { Code: "campaign_not_found" } => Problem.CampaignNotFound(campaignId),
                _ => Problem.Refused(outcome),
            });
        }

        var campaign = await FindAsync(capital, campaignId);
        AuditNote.Changed(response.HttpContext, before is null ? null : new CampaignDefinition(before), new CampaignDefinition(campaign.Terms));
        if (campaign.Status != CampaignStatus.Draft) await capital.AskAsync(new WakeCampaign(campaignId), cancellation);
        return await AnswerAsync(capital, response, campaignId, campaign);
    }

    private static async Task<Ok<CampaignRunList>> RunsAsync(ICustomerCapital capital, string campaignId, CancellationToken cancellation)
    {
        CheckId(campaignId);
        await FindAsync(capital, campaignId);
        return TypedResults.Ok(new CampaignRunList(await capital.AskAsync(new ReportRuns(campaignId), cancellation)));
    }

    private static async Task MembersAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string campaignId, string runId, string? outcome)
    {
        CheckId(campaignId);
        var query = new QueryFaults();
        var wanted = query.OneOf<OfferOutcome>("outcome", outcome);
        query.ThrowIfAny();
        await FindAsync(capital, campaignId);
        if (!await capital.AskAsync(new FindRun(campaignId, runId), context.RequestAborted)) throw new ProblemException(Problem.CampaignRunNotFound(campaignId, runId));
        await content.HoldStreamAsync(context);
        var page = await capital.AskAsync(new ReadMembers(campaignId, runId, wanted, null), context.RequestAborted);
        context.Response.ContentType = CommandStreamApi.MediaType;
        for (; page.Last is not null; page = await capital.AskAsync(new ReadMembers(campaignId, runId, wanted, page.Last), context.RequestAborted))
            await context.Response.BodyWriter.WriteLinesAsync(page.Members, context.RequestAborted);
    }

    private static async Task<Ok<CampaignResults>> ResultsAsync(ICustomerCapital capital, string campaignId, CancellationToken cancellation)
    {
        CheckId(campaignId);
        return TypedResults.Ok(await capital.AskAsync(new ReportCampaignResults(campaignId), cancellation) ?? throw new ProblemException(Problem.CampaignNotFound(campaignId)));
    }

    private static async Task MeasuredMembersAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string campaignId)
    {
        CheckId(campaignId);
        await FindAsync(capital, campaignId);
        await content.HoldStreamAsync(context);
        var page = await capital.AskAsync(new ReadMeasuredMembers(campaignId, null), context.RequestAborted);
        context.Response.ContentType = CommandStreamApi.MediaType;
        for (; page.Last is not null; page = await capital.AskAsync(new ReadMeasuredMembers(campaignId, page.Last), context.RequestAborted))
            await context.Response.BodyWriter.WriteLinesAsync(page.Members, context.RequestAborted);
    }

    private static async Task<Ok<CampaignCalendar>> CalendarAsync(ICustomerCapital capital, string? limit, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var count = (int)query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        return TypedResults.Ok(new CampaignCalendar(await capital.AskAsync(new ReadCampaignCalendar(count), cancellation), await capital.AskAsync(new ReadScheduledDraws(count), cancellation)));
    }

    private static async Task<Campaign> FindAsync(ICustomerCapital capital, string campaignId) =>
        await capital.Customer(CampaignRunner.ActorOf(campaignId)).GetAsync() is { } state ? Campaign.Part.Of(state) : throw new ProblemException(Problem.CampaignNotFound(campaignId));

    private static async Task CheckAsync(ICustomerCapital capital, CampaignTerms terms, CancellationToken cancellation, CampaignSchedule? onItsWayBy = null)
    {
        if (await capital.AskAsync(new CheckCampaign(terms) { OnItsWayBy = onItsWayBy }, cancellation) is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed([.. faults.Select(fault => fault with { Field = "terms." + fault.Field })]));
    }

    private static void CheckId(string campaignId)
    {
        if (!Campaign.IsId(campaignId)) throw new ProblemException(Problem.Malformed([new("campaignId", "Must be 1 to 40 small letters, digits, '_' or '-', the first a letter.")]));
    }

    private static async Task<Ok<CampaignView>> AnswerAsync(ICustomerCapital capital, HttpResponse response, string campaignId, Campaign campaign)
    {
        response.Headers.ETag = EntityTag.Of(campaign.Version);
        var zones = CampaignTimes.IsByMembers(campaign.Terms.Schedule) ? await capital.AskAsync(new ReadMemberZones()) : [];
        return TypedResults.Ok(CampaignView.Of(campaignId, campaign, MemberZones.Of(capital.Policy.Program.Calendar, zones), capital.Now));
    }
}
