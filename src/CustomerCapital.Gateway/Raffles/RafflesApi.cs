using System.Buffers;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Raffles;

/// <summary>Raffles: their rules, their life, the odds of customers, the winners, and the file from which anyone can recompute the draw.</summary>
internal static class RafflesApi
{
    /// <summary>Entries of a raffle's history that are read together for its file: a page of entrants each.</summary>
    private const int EntriesAtOnce = 20;

    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [404] = "There is no such raffle, or no such customer. Codes `raffle_not_found` and `customer_not_found`.",
            [412] = "The raffle has changed since it was read. Code `version_conflict`.",
        },
    };

    public static void MapRaffles(this IEndpointRouteBuilder api)
    {
        var raffles = api.MapGroup("/raffles").WithTags("Raffles").WithMetadata(Statuses);
        raffles.MapGet("/", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(new RaffleList(await capital.AskAsync(new ReadRaffles(), cancellation))))
            .WithName("listRaffles").WithSummary("Lists all raffles.").WithDescription("Raffles are listed in the order of their ids, those that are over among them.").ProducesProblems(400);
        raffles.MapGet("/{raffleId}", GetAsync).WithName("getRaffle").WithSummary("Reads a raffle.")
            .WithDescription("The version of the rules is the `ETag`. Entries are those of now until they are frozen.").ProducesProblems(400, 404);
        raffles.MapPut("/{raffleId}", PutAsync).WithName("putRaffle").WithSummary("Writes a raffle down, or changes its rules.")
            .WithDescription(
                "A new raffle is a draft. Its rules can change until the raffle is opened. The id is the one that rewards with raffle entries name. `If-Match` with the `ETag` of the raffle that was read " +
                "keeps two people from overwriting each other.").ProducesProblems(400, 412, 413, 415, 422).WithMetadata(new RefusalCodes("raffle_opened", "raffle_unsound"));
        Map<RaffleChange>(raffles, "open", "openRaffle", "Opens a raffle, for good.",
            "The rules are fixed from now on, and so is the seed of the draw. Publish `termsHash` and `commitment`, so that everybody can tell later. The seed stays a secret until the draw.",
            ["raffle_status", "raffle_unsound"], OpenAsync);
        Map<RaffleChange>(raffles, "freeze", "freezeRaffle", "Ends the entries now, instead of at `entriesUntil`.",
            "The entries of all customers are read, and the raffle is `frozen` once that is done. Entries that customers get later are not in the draw. Publish `entriesHash` before the draw.",
            ["raffle_status"], (capital, raffleId, change, from, _) => ExecuteAsync(capital, raffleId, new FreezeRaffle { By = change.By, Reason = change.Reason, FromVersion = from }));
        Map<DrawRequest>(raffles, "draw", "drawRaffle", "Draws a raffle whose entries are frozen.",
            "There is one draw, however often it is asked for, also beside a draw at `drawAt`. Where the rules name a public source, its value is needed; with another value than the first draw the request is a conflict.",
            ["raffle_status", "raffle_public_value"],
            (capital, raffleId, draw, from, _) => ExecuteAsync(capital, raffleId, new BeginDraw { PublicValue = draw.PublicValue, By = draw.By, Reason = draw.Reason, FromVersion = from }), 409);
        Map<RaffleChange>(raffles, "cancel", "cancelRaffle", "Cancels a raffle without a draw, for ever.", "What customers have of entries stays with them, and counts for nothing.",
            ["raffle_status"], (capital, raffleId, change, from, _) => ExecuteAsync(capital, raffleId, new CancelRaffle { By = change.By, Reason = change.Reason, FromVersion = from }));
        raffles.MapGet("/{raffleId}/entrants/{id}", EntrantAsync).WithName("getRaffleEntrant").WithSummary("Says which odds a customer has in a raffle.")
            .WithDescription("The share of all entries is the odds of the first drawing. Before entries are frozen, it is that of now.").ProducesProblems(400, 404);
        raffles.MapGet("/{raffleId}/winners", WinnersAsync).WithName("listRaffleWinners").WithSummary("Lists the winners of a raffle.")
            .WithDescription("The answer is a line for each winner, in the order of the draw, with the grant by which the winner has got the reward of the prize. Before the draw there are none.")
            .Produces<WinnerView>(200, CommandStreamApi.MediaType).ProducesProblems(400, 404);
        raffles.MapGet("/{raffleId}/file", FileAsync).WithName("getRaffleFile").WithSummary("Reads the file of a draw, from which anyone can recompute it.")
            .WithDescription(
                "The first line has terms, hashes and seed. A line for each entrant follows, then a line for each winner. `customercapital raffle verify` takes the file, which holds the ids of all entrants: " +
                "publish the file only where these ids may be public.")
            .Produces<RaffleHeader>(200, CommandStreamApi.MediaType).ProducesProblems(400, 404, 422).WithMetadata(new RefusalCodes("raffle_not_drawn"));
    }

    private static void Map<TBody>(
        RouteGroupBuilder raffles, string verb, string name, string summary, string description, string[] refusals,
        Func<ICustomerCapital, string, TBody, int?, CancellationToken, Task<CommandOutcome>> move, params int[] more)
        where TBody : class =>
        raffles.MapPost("/{raffleId}/" + verb, async (
                ICustomerCapital capital, HttpResponse response, string raffleId, Body<TBody> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation) =>
        {
            CheckId(raffleId);
            return await AnswerAsync(capital, response, raffleId, await move(capital, raffleId, body.Value, await VersionAsync(capital, raffleId, ifMatch, cancellation), cancellation), cancellation);
        })
            .WithName(name).WithSummary(summary).WithDescription(description).ProducesProblems([400, 404, .. more, 412, 413, 415, 422]).WithMetadata(new RefusalCodes(refusals));

    private static async Task<Ok<RaffleView>> GetAsync(ICustomerCapital capital, HttpResponse response, string raffleId, CancellationToken cancellation)
    {
        CheckId(raffleId);
        return Answer(response, await FindAsync(capital, raffleId, cancellation));
    }

    private static async Task<Ok<RaffleView>> PutAsync(
        ICustomerCapital capital, HttpResponse response, string raffleId, Body<RaffleDefinition> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation)
    {
        CheckId(raffleId);
        var (rules, version, before) = (Requires.Field("rules", body.Value.Rules), await VersionAsync(capital, raffleId, ifMatch, cancellation), await capital.Customer(RaffleRunner.ActorOf(raffleId)).GetAsync());
        if (before is null || Raffle.Part.Of(before).Status == RaffleStatus.Draft)
            await CheckAsync(capital, raffleId, rules, cancellation);
        var outcome = await ExecuteAsync(capital, raffleId, new DefineRaffle { Rules = rules, By = body.Value.By, Reason = body.Value.Reason, FromVersion = version });
        if (outcome.Receipt is not null) AuditNote.Changed(response.HttpContext, before is null ? null : new RaffleDefinition(Raffle.Part.Of(before).Rules), new RaffleDefinition(rules));
        return await AnswerAsync(capital, response, raffleId, outcome, cancellation);
    }

    private static async Task<CommandOutcome> OpenAsync(ICustomerCapital capital, string raffleId, RaffleChange change, int? from, CancellationToken cancellation)
    {
        // What was sound when it was written down may no longer be.
        var view = await FindAsync(capital, raffleId, cancellation);
        if (view.Status == RaffleStatus.Draft) await CheckAsync(capital, raffleId, view.Rules, cancellation);
        return await capital.AskAsync(new OpenWithSeed(raffleId, change.By, change.Reason, from), cancellation);
    }

    private static async Task<CommandOutcome> ExecuteAsync(ICustomerCapital capital, string raffleId, RaffleCommand command) =>
        (await capital.Customer(RaffleRunner.ActorOf(raffleId)).ExecuteAsync([command]))[0];

    private static async Task<int?> VersionAsync(ICustomerCapital capital, string raffleId, string? ifMatch, CancellationToken cancellation)
    {
        var match = EntityTag.Read(ifMatch);
        if (match.MustExist) await FindAsync(capital, raffleId, cancellation);
        return match.Number;
    }

    private static async Task<Ok<RaffleView>> AnswerAsync(ICustomerCapital capital, HttpResponse response, string raffleId, CommandOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.Receipt is null)
        {
            throw new ProblemException(outcome switch
            {
                { Status: OutcomeStatus.Malformed } => Problem.Malformed(outcome.Faults!),
                { Status: OutcomeStatus.Conflict } => Problem.Conflict(outcome),
                { Code: "raffle_not_found" } => Problem.RaffleNotFound(raffleId),
                _ => Problem.Refused(outcome),
            });
        }

        var view = await FindAsync(capital, raffleId, cancellation);
        if (view.Status != RaffleStatus.Draft) await capital.AskAsync(new WakeRaffle(raffleId), cancellation);
        return Answer(response, view);
    }

    private static async Task<Ok<EntrantView>> EntrantAsync(ICustomerCapital capital, string raffleId, string id, CancellationToken cancellation)
    {
        CheckId(raffleId);
        if (Text.IdFaults("id", id).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        if (await capital.AskAsync(new ReadEntrant(raffleId, id), cancellation) is { } entrant) return TypedResults.Ok(entrant);
        await FindAsync(capital, raffleId, cancellation);
        throw new ProblemException(Problem.CustomerNotFound(id));
    }

    private static async Task WinnersAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string raffleId)
    {
        CheckId(raffleId);
        var raffle = await FindAsync(capital, raffleId, context.RequestAborted);
        await content.HoldStreamAsync(context);
        context.Response.ContentType = CommandStreamApi.MediaType;
        if (raffle.Status != RaffleStatus.Drawn) return;
        for (var page = 1; await capital.AskAsync(new ReadWinners(raffleId, page), context.RequestAborted) is { Count: > 0 } winners; page++)
            await context.Response.BodyWriter.WriteLinesAsync(winners, context.RequestAborted);
    }

    private static async Task FileAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string raffleId)
    {
        CheckId(raffleId);
        var actor = capital.Customer(RaffleRunner.ActorOf(raffleId));
        var raffle = await actor.GetAsync() is { } state ? Raffle.Part.Of(state) : throw new ProblemException(Problem.RaffleNotFound(raffleId));
        if (raffle.Status != RaffleStatus.Drawn) throw new ProblemException(Problem.RaffleNotDrawn(raffleId));
        await content.HoldStreamAsync(context);
        context.Response.ContentType = CommandStreamApi.MediaType;
        await WriteLinesAsync(context, [RaffleFile.Write(RaffleHeader.Of(raffleId, raffle))]);
        IReadOnlyList<Entry> page;
        for (var after = 0L; (page = await actor.EntriesAsync(after, EntriesAtOnce)).Count > 0; after = page[^1].Sequence)
            await WriteLinesAsync(context, page.SelectMany(entry => LinesOf(entry.Event)));
    }

    private static IEnumerable<string> LinesOf(ActorEvent happened) => happened switch
    {
        EntrantsAdded added => added.Entrants.Select(RaffleFile.Write),
        WinnersDrawn drawn => drawn.Winners.Select(RaffleFile.Write),
        _ => [],
    };

    private static async Task WriteLinesAsync(HttpContext context, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Encoding.UTF8.GetBytes(line, context.Response.BodyWriter);
            context.Response.BodyWriter.Write("\n"u8);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task<RaffleView> FindAsync(ICustomerCapital capital, string raffleId, CancellationToken cancellation) =>
        await capital.AskAsync(new ReadRaffles(raffleId), cancellation) is [var raffle] ? raffle : throw new ProblemException(Problem.RaffleNotFound(raffleId));

    private static async Task CheckAsync(ICustomerCapital capital, string raffleId, RaffleRules rules, CancellationToken cancellation)
    {
        if (await capital.AskAsync(new CheckRaffle(raffleId, rules), cancellation) is { Count: > 0 } faults)
            throw new ProblemException(Problem.Malformed([.. faults.Select(fault => fault with { Field = "rules." + fault.Field })]));
    }

    private static void CheckId(string raffleId)
    {
        if (Raffle.IdFaults(raffleId).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
    }

    private static Ok<RaffleView> Answer(HttpResponse response, RaffleView view)
    {
        response.Headers.ETag = EntityTag.Of(view.Version);
        return TypedResults.Ok(view);
    }
}
