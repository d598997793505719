using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.Subscriptions;

/// <summary>Subscriptions of other systems: where which events are sent as webhooks, how far that has come, and what was given up.</summary>
internal static class SubscriptionsApi
{
    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string>
        {
            [204] = "The subscription is deleted.",
            [404] = "There is no such subscription. Code `subscription_not_found`.",
            [412] = "The subscription has changed since it was read. Code `version_conflict`.",
        },
    };

    public static void MapSubscriptions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/event-types", () => TypedResults.Ok(new EventTypeList([.. SubscriptionRules.EventNames()]))).WithTags("Subscriptions")
            .WithName("listEventTypes").WithSummary("Lists the names of all events that can be subscribed to.")
            .WithDescription("The shape of each is under `webhooks` in this description. Later versions may add names, and fields to events; whoever takes events passes over what is not known.")
            .ProducesProblems(400);
        var subscriptions = api.MapGroup("/subscriptions").WithTags("Subscriptions").WithMetadata(Statuses);
        subscriptions.MapGet("/", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(new SubscriptionList(await capital.AskAsync(new ReadSubscriptions(), cancellation))))
            .WithName("listSubscriptions").WithSummary("Lists all subscriptions.").WithDescription("Subscriptions are listed in the order of their ids. Those that were deleted are not listed.").ProducesProblems(400);
        subscriptions.MapGet("/{subscriptionId}", GetAsync).WithName("getSubscription").WithSummary("Reads a subscription.")
            .WithDescription("The version is the `ETag`. Secrets are read apart.").ProducesProblems(400, 404);
        subscriptions.MapPut("/{subscriptionId}", PutAsync).WithName("putSubscription").WithSummary("Writes a subscription down, or changes where which events are sent.")
            .WithDescription(
                "A new subscription is enabled, and events are sent that are recorded from then on, each as a POST after the Standard Webhooks specification: `webhook-id` stays the same with every " +
                "attempt, `webhook-timestamp` is that of the attempt, `webhook-signature` is the HMAC-SHA256 of each secret. Any answer of 2xx within 20 seconds takes the event; 410 disables the " +
                "subscription; after anything else the same message is sent again, over three days. Events of one customer come in order. An event may come more than once, under the same id.\n\n" +
                "The address must be public and begin with `https://`, unless the server was started with the host's name. Redirects are not followed.")
            .ProducesProblems(400, 412, 413, 415, 422).WithMetadata(new RefusalCodes("subscription_unsound", "subscription_deleted", "too_many_subscriptions"));
        subscriptions.MapDelete("/{subscriptionId}", DeleteAsync).WithName("deleteSubscription").WithSummary("Deletes a subscription, for ever.")
            .WithDescription("Once this is answered, no attempt is begun any more. The secrets are forgotten, and the id is not used again.").ProducesProblems(400, 404, 412);
        Map<SubscriptionChange>(subscriptions, "enable", "enableSubscription", "Enables a subscription again.", "Deliveries go on where they stopped: nothing that was recorded meanwhile is left out.", [],
            (capital, id, change, from, _) => ExecuteAsync(capital, id, new EnableSubscription { By = change.By, Reason = change.Reason, FromVersion = from }));
        Map<SubscriptionChange>(subscriptions, "disable", "disableSubscription", "Disables a subscription.", "Once this is answered, no attempt is begun any more.", [],
            (capital, id, change, from, _) => ExecuteAsync(capital, id, new DisableSubscription { By = change.By, Reason = change.Reason, FromVersion = from }));
        Map<SecretRotation>(subscriptions, "rotate", "rotateSubscriptionSecret", "Has a new secret sign.",
            "The secrets before sign beside the new one for `keepHours`, so that receivers can change over. Once this is answered, every attempt that begins is signed with the new one.", [],
            (capital, id, rotation, from, cancellation) => capital.AskAsync(new RotateWithSecret(id, rotation.KeepHours, rotation.By, rotation.Reason, from), cancellation));
        Map<SubscriptionReplay>(subscriptions, "replay", "replaySubscription", "Sends once more what was given up, or all since a moment.",
            "Messages keep their ids, so that receivers can tell what they have. What waits to be sent again goes on waiting.", ["subscription_unsound"],
            (capital, id, replay, from, _) => ExecuteAsync(capital, id, replay.Since is { } since
                ? new ReplaySubscription { Since = since, By = replay.By, Reason = replay.Reason, FromVersion = from }
                : new ReplayDeadLetters { By = replay.By, Reason = replay.Reason, FromVersion = from }));
        subscriptions.MapPost("/{subscriptionId}/test", TestAsync).WithName("testSubscription").WithSummary("Sends a message for trial, and says what became of it.")
            .WithDescription("The message has the type `test`, and is sent once, also to a subscription that is disabled.").ProducesProblems(400, 404);
        subscriptions.MapGet("/{subscriptionId}/secrets", SecretsAsync).WithName("listSubscriptionSecrets").WithSummary("Reads the secrets that sign.")
            .WithDescription("Whoever has a secret can send in our name: the answer must not be kept by what it passes.").ProducesProblems(400, 404);
        subscriptions.MapGet("/{subscriptionId}/deliveries", DeliveriesAsync).WithName("getSubscriptionDeliveries").WithSummary("Says how far the delivery has come, with its latest attempts.")
            .WithDescription("Counts are those of the last page that was sent.").ProducesProblems(400, 404);
        subscriptions.MapGet("/{subscriptionId}/dead-letters", DeadLettersAsync).WithName("listSubscriptionDeadLetters").WithSummary("Lists what was given up, and has not been replayed since.")
            .WithDescription("The oldest come first. Ask for the next page with `nextAfter` as `after`. A page may be shorter than `limit` and yet have a next one.")
            .WithMetadata(new EndpointDescription { Signature = [new("after", "The `nextAfter` of the page before. If left out, the page begins with the first.", new() { Type = JsonSchemaType.Integer, Format = "int64" })] })
            .ProducesProblems(400, 404);
    }

    private static void Map<TBody>(
        RouteGroupBuilder subscriptions, string verb, string name, string summary, string description, string[] refusals,
        Func<ICustomerCapital, string, TBody, int?, CancellationToken, Task<CommandOutcome>> change)
        where TBody : class =>
        subscriptions.MapPost("/{subscriptionId}/" + verb, async (
                ICustomerCapital capital, HttpResponse response, string subscriptionId, Body<TBody> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation) =>
            {
                CheckId(subscriptionId);
                return await AnswerAsync(
                    capital, response, subscriptionId, await change(capital, subscriptionId, body.Value, await VersionAsync(capital, subscriptionId, ifMatch, cancellation), cancellation), cancellation);
            })
            .WithName(name).WithSummary(summary).WithDescription(description).ProducesProblems(400, 404, 412, 413, 415, 422).WithMetadata(new RefusalCodes([.. refusals, "subscription_deleted"]));

    private static async Task<Ok<SubscriptionView>> GetAsync(ICustomerCapital capital, HttpResponse response, string subscriptionId, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        return Answer(response, await FindAsync(capital, subscriptionId, cancellation));
    }

    private static async Task<Ok<SubscriptionView>> PutAsync(
        ICustomerCapital capital, HttpResponse response, string subscriptionId, Body<SubscriptionDefinition> body, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        var version = await VersionAsync(capital, subscriptionId, ifMatch, cancellation);
        var before = await capital.AskAsync(new ReadSubscriptions(subscriptionId), cancellation) is [var known] ? known.Rules : null;
        var outcome = await capital.AskAsync(new DefineWithSecret(subscriptionId, Requires.Field("rules", body.Value.Rules), body.Value.By, body.Value.Reason, version), cancellation);
        if (outcome.Receipt is not null) AuditNote.Changed(response.HttpContext, before is null ? null : new SubscriptionDefinition(before), new SubscriptionDefinition(body.Value.Rules));
        return await AnswerAsync(capital, response, subscriptionId, outcome, cancellation);
    }

    private static async Task<NoContent> DeleteAsync(
        ICustomerCapital capital, HttpResponse response, string subscriptionId, [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        var command = new DeleteSubscription { FromVersion = await VersionAsync(capital, subscriptionId, ifMatch, cancellation) };
        await AnswerAsync(capital, response, subscriptionId, await ExecuteAsync(capital, subscriptionId, command), cancellation);
        response.Headers.Remove("ETag");
        return TypedResults.NoContent();
    }

    private static async Task<Ok<TrialView>> TestAsync(ICustomerCapital capital, string subscriptionId, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        return TypedResults.Ok(await capital.AskAsync(new TrySubscription(subscriptionId), cancellation) ?? throw new ProblemException(Problem.SubscriptionNotFound(subscriptionId)));
    }

    private static async Task<Ok<SecretList>> SecretsAsync(ICustomerCapital capital, HttpResponse response, string subscriptionId, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SecretList(await capital.AskAsync(new ReadSecrets(subscriptionId), cancellation) ?? throw new ProblemException(Problem.SubscriptionNotFound(subscriptionId))));
    }

    private static async Task<Ok<DeliveryView>> DeliveriesAsync(ICustomerCapital capital, string subscriptionId, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        await FindAsync(capital, subscriptionId, cancellation);
        return TypedResults.Ok(await capital.AskAsync(new ReadDelivery(subscriptionId), cancellation));
    }

    private static async Task<Ok<DeadLetterPage>> DeadLettersAsync(ICustomerCapital capital, string subscriptionId, string? after, string? limit, CancellationToken cancellation)
    {
        CheckId(subscriptionId);
        var query = new QueryFaults();
        var (from, count) = (query.Number("after", after, 0, 0, long.MaxValue), query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit));
        query.ThrowIfAny();
        await FindAsync(capital, subscriptionId, cancellation);
        return TypedResults.Ok(await capital.AskAsync(new ReadSubscriptionDeadLetters(subscriptionId, from, (int)count), cancellation));
    }

    private static async Task<CommandOutcome> ExecuteAsync(ICustomerCapital capital, string subscriptionId, SubscriptionCommand command) =>
        (await capital.Customer(SubscriptionRunner.ActorOf(subscriptionId)).ExecuteAsync([command]))[0];

    private static async Task<int?> VersionAsync(ICustomerCapital capital, string subscriptionId, string? ifMatch, CancellationToken cancellation)
    {
        var match = EntityTag.Read(ifMatch);
        if (match.MustExist) await FindAsync(capital, subscriptionId, cancellation);
        return match.Number;
    }

    private static async Task<Ok<SubscriptionView>> AnswerAsync(ICustomerCapital capital, HttpResponse response, string subscriptionId, CommandOutcome outcome, CancellationToken cancellation)
    {
        if (outcome.Receipt is null && outcome.Status != OutcomeStatus.Unchanged)
        {
            throw new ProblemException(outcome switch
            {
                { Status: OutcomeStatus.Malformed } => Problem.Malformed(outcome.Faults!),
                { Code: "subscription_not_found" } => Problem.SubscriptionNotFound(subscriptionId),
                _ => Problem.Refused(outcome),
            });
        }

        // Before it is answered: no attempt that begins afterwards may go by what it was before.
        await capital.AskAsync(new WakeSubscription(subscriptionId), cancellation);
        return Answer(response, await FindAsync(capital, subscriptionId, cancellation));
    }

    private static async Task<SubscriptionView> FindAsync(ICustomerCapital capital, string subscriptionId, CancellationToken cancellation) =>
        await capital.AskAsync(new ReadSubscriptions(subscriptionId), cancellation) is [var subscription] ? subscription : throw new ProblemException(Problem.SubscriptionNotFound(subscriptionId));

    private static void CheckId(string subscriptionId)
    {
        if (Subscription.IdFaults(subscriptionId).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
    }

    private static Ok<SubscriptionView> Answer(HttpResponse response, SubscriptionView view)
    {
        response.Headers.ETag = EntityTag.Of(view.Version);
        return TypedResults.Ok(view);
    }
}
