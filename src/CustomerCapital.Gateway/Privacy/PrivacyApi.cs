using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Privacy;

/// <summary>What the ledger holds of a person, told and erased.</summary>
internal static class PrivacyApi
{
    /// <summary>The operation whose request names somebody who is not to be named any more, however often it is sent.</summary>
    public const string Erasing = "eraseCustomer";

    public static void MapPrivacy(this IEndpointRouteBuilder api)
    {
        var privacy = api.MapGroup("/").WithTags("Privacy");
        privacy.MapGet("/customers/{id}/personal-data", ReadAsync).WithName("getPersonalData").WithSummary("Reads everything that the program holds of a person.")
            .WithDescription(
                "The first page has what holds now: profile, consents, follow-ups, messages, wallets, rewards, the campaigns, raffles and vouchers that name the person, and the records of the audit log. " +
                "Each page has the next entries of the history, and what they say of consents. Ask for the next page until `nextAfter` is null. With `Accept: text/plain` the same is a text for people. For the first page all histories are looked through, which takes " +
                "seconds for each million entries.")
            .ProducesProblems(400, 404);
        privacy.MapPost("/customers/{id}/erase", EraseAsync).WithName(Erasing).WithSummary("Erases a customer.")
            .WithDescription(
                "All that is about the person goes, wherever it is in the ledger: profile, texts, messages, the id itself. Orders, returns, money and standings stay in the books, under a random id, so that no report changes. " +
                "Nothing more is taken for the person; under the old id anybody is new. It cannot be undone.\n\n" +
                "The answer comes when that is done, or says what has to end first: then the program goes on by itself, and `GET /v1/erasures` shows how far it is. Sent again under the same `erasureId` it is the same " +
                "erasure. What the database's files, back-ups and receivers of the feed still hold is said in docs/privacy.md.")
            .ProducesProblems(400, 404, 409, 413, 415, 422).WithMetadata(new RefusalCodes("too_many_erasures", EraseCustomer.NamesPersonCode));
        privacy.MapGet("/erasures", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(new ErasureList(await capital.AskAsync(new ListErasures(), cancellation))))
            .WithName("listErasures").WithSummary("Lists erasures, those under way first.")
            .WithDescription("None of them names the person. Those that are done come with the latest first; 10,000 are kept.").ProducesProblems(400);
        privacy.MapGet("/retention", CountAsync).WithName("countRetention").WithSummary("Counts whom retention would erase now.")
            .WithDescription(
                "Nothing is changed. Without parameters the rule is the policy's (`retention`); a parameter tries another one out. Customers are read one by one, which takes seconds for each hundred thousand who have not bought for that long: " +
                "for a large register ask by `customercapital privacy retention --database`.")
            .ProducesProblems(400);
    }

    private static async Task<Ok<RetentionCount>> CountAsync(ICustomerCapital capital, string? eraseAfterMonths, string? textsAfterMonths, string? erasesHolders, CancellationToken cancellation)
    {
        var (query, rule) = (new QueryFaults(), capital.Policy.Program.Policy.Retention ?? new());
        if (eraseAfterMonths is not null) rule = rule with { EraseAfterMonths = (int)query.Number("eraseAfterMonths", eraseAfterMonths, 1, 1, RetentionRule.MostMonths) };
        if (textsAfterMonths is not null) rule = rule with { TextsAfterMonths = (int)query.Number("textsAfterMonths", textsAfterMonths, 1, 1, RetentionRule.MostMonths) };
        if (erasesHolders is not null) rule = rule with { ErasesHolders = query.Boolean("erasesHolders", erasesHolders) ?? false };
        query.ThrowIfAny();
        return TypedResults.Ok(await capital.AskAsync(new CountRetention(rule), cancellation));
    }

    private static async Task<Results<Ok<PersonPage>, ContentHttpResult>> ReadAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string id, string? after, string? limit, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        query.Id("customerId", id);
        var sequence = query.Number("after", after, 0, 0, long.MaxValue);
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        await content.HoldPageAsync(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept";
        var page = await capital.AskAsync(new ReadPerson(id, sequence, (int)count), cancellation) ?? throw new ProblemException(Problem.CustomerNotFound(id));
        return context.Request.Wants(PersonalDataText.MediaType) ? TypedResults.Content(PersonalDataText.Of(page), PersonalDataText.MediaType, Encoding.UTF8) : TypedResults.Ok(page);
    }

    private static async Task<Ok<Erasure>> EraseAsync(
        HttpContext context, ICustomerCapital capital, string id, Body<ErasureRequest> body, [FromHeader(Name = IdempotencyKey.Header)] string? key, CancellationToken cancellation)
    {
        var (erasureId, fault) = IdempotencyKey.Of(body.Value.ErasureId, key);
        var question = new EraseCustomer(id, erasureId, body.Value.By ?? "", body.Value.Reason) { AnswersSoon = true };
        var faults = question.Faults().ToList();
        if (string.IsNullOrEmpty(body.Value.By)) faults.Add(new FieldFault("by", "Is required: who asks for it."));
        if (fault is { } contradiction) faults.Add(contradiction);
        if (faults.Count > 0) throw new ProblemException(Problem.Malformed(faults));
        var answer = await capital.AskAsync(question, cancellation);
        if (answer.Erasure is null) throw new ProblemException(answer.Code == Refusal.CustomerNotFoundCode ? Problem.CustomerNotFound(id) : Problem.ErasureRefused(answer.Code!));
        AuditNote.Erased(context, answer.Erasure.ErasedId);
        return TypedResults.Ok(answer.Erasure);
    }
}

/// <summary>Who wants a customer erased, and why.</summary>
public sealed record ErasureRequest
{
    /// <summary>The request's id, 1 to 128 characters: under the same id it is done once. May stand in the header <c>Idempotency-Key</c> instead.</summary>
    public string? ErasureId { get; init; }

    /// <summary>Who asks for it, for the records: not the person.</summary>
    public string? By { get; init; }

    /// <summary>Why, for the records.</summary>
    public string? Reason { get; init; }
}

/// <summary>Erasures.</summary>
/// <param name="Erasures">Those under way first, then those that are done, the latest first.</param>
public sealed record ErasureList(IReadOnlyList<Erasure> Erasures);
