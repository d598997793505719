using CustomerCapital.Engine;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Links;

/// <summary>Links that customers get, which say by a signature whose they are.</summary>
internal static class LinksApi
{
    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string> { [412] = "Another key signs by now. Code `version_conflict`." },
    };

    public static void MapLinks(this IEndpointRouteBuilder api)
    {
        var links = api.MapGroup("/").WithTags("Links").WithMetadata(Statuses);
        links.MapPost("/customers/{id}/links", MakeAsync)
            .WithName("makeLink").WithSummary("Makes a signed link for a customer.")
            .WithDescription(
                "Whoever has the link is taken for the customer, until the link expires: send it to nobody else. The path is within this gateway; put the address under which customers reach it before the path. " +
                "A shop whose customers sign in there makes a link of one day at each sign-in, and leads the customer to it. A link of one kind is never one of another. Nothing is kept of a link.")
            .ProducesProblems(400, 404, 413, 415);
        links.MapGet("/link-key", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(new LinkKeyView(await capital.AskAsync(new ReadLinkKey(), cancellation))))
            .WithName("getLinkKey").WithSummary("Reads the number of the key that signs links.")
            .WithDescription("The key itself is told to nobody.").ProducesProblems(400);
        links.MapPost("/link-key/rotation", RotateAsync)
            .WithName("rotateLinkKey").WithSummary("Makes a new key for links.")
            .WithDescription("The new key signs from now on. Links of the key before it hold until the next rotation. Links of earlier keys hold no more: to end all links at once, rotate twice.")
            .ProducesProblems(400, 412, 413, 415);
    }

    private static async Task<Ok<MadeLink>> MakeAsync(ICustomerCapital capital, string id, Body<LinkRequest> body, CancellationToken cancellation)
    {
        var wanted = new MakeLink(body.Value.Kind ?? default, id, body.Value.Subject, body.Value.Days);
        var faults = wanted.Faults().ToList();
        if (faults.Count == 0 && SubjectFault(wanted) is { } fault) faults.Add(new("subject", fault));
        if (faults.Count > 0) throw new ProblemException(Problem.Malformed(faults));
        await CustomersApi.KnownAsync(capital, id);
        return TypedResults.Ok(await capital.AskAsync(wanted, cancellation));
    }

    /// <summary>What keeps a link of a kind from leading anywhere; null for nothing.</summary>
    private static string? SubjectFault(MakeLink wanted) => wanted switch
    {
        { Kind: LinkKind.Unsubscribe } when Unsubscription.Of(wanted.Subject) is null => "Must be channel and purpose, such as email:marketing.",
        { Kind: LinkKind.Survey, Subject: null } => "Is required: the survey's id.",
        { Kind: LinkKind.ConsentConfirmation, Subject: null } => "Is required: the id of the consent.",
        _ => null,
    };

    private static async Task<Ok<LinkKeyView>> RotateAsync(ICustomerCapital capital, Body<LinkKeyRotation> body, CancellationToken cancellation)
    {
        if (body.Value.From is not { } from) throw new ProblemException(Problem.Malformed([new("from", "Is required.")]));
        var number = await capital.AskAsync(new RotateLinkKey(from), cancellation);
        return number == from + 1 ? TypedResults.Ok(new LinkKeyView(number)) : throw new ProblemException(Problem.LinkKeyConflict(number));
    }
}

/// <summary>Which link to make.</summary>
/// <param name="Kind">What the link is for.</param>
/// <param name="Subject">
/// What the link is about, at most 200 characters. Of a survey and of a consent to confirm, the id. To unsubscribe,
/// channel and purpose: <c>email:marketing</c>. May be left out otherwise.
/// </param>
/// <param name="Days">
/// How many days the link holds, 1 to 3,650. If left out, 30 for the customer's page and to confirm a consent, 60 for a
/// survey, 1,095 to unsubscribe, and for ever to share.
/// </param>
public sealed record LinkRequest(LinkKind? Kind = null, string? Subject = null, int? Days = null);

/// <summary>The key that signs links.</summary>
/// <param name="Number">1 for the first key, and 1 more for each later one.</param>
public sealed record LinkKeyView(int Number);

/// <summary>Which key is replaced.</summary>
/// <param name="From">The number of the key that signs now. If another signs by now, nothing changes.</param>
public sealed record LinkKeyRotation(int? From = null);
