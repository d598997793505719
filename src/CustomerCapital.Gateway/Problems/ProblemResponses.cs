using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.Gateway.Problems;

/// <summary>Says, for the API's description, which problems an endpoint answers with.</summary>
internal static class ProblemResponses
{
    /// <summary>Problems of these statuses, and those that any endpoint can answer with.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, Problem.MediaType);
        return route.Produces<Problem>(429, Problem.MediaType).Produces<Problem>(503, Problem.MediaType);
    }

    /// <summary>What a problem's status means, with its codes.</summary>
    public static string DescriptionOf(int status, RefusalCodes? refusals) => status switch
    {
        400 => "Fields are missing, unknown, of the wrong type or out of range; `errors` names them. Code `malformed`.",
        404 => "There is no such customer. Code `customer_not_found`.",
        408 => "Nothing came for too long. Code `request_timeout`.",
        409 => "The id was used before with other content. Code `id_conflict`.",
        412 => "The policy has changed since it was read. Code `version_conflict`.",
        413 => "The body, or a line of the stream, is too large. Code `content_too_large`.",
        415 => "The body has another media type. Code `unsupported_media_type`.",
        422 => $"Well-formed, but not possible. {(refusals is null ? "" : $"Codes {string.Join(", ", refusals.Codes.Select(code => $"`{code}`"))}.")}",
        429 => "More work waits than is taken; send it again after `Retry-After` seconds. Code `overloaded`.",
        503 => "Nothing is known of the outcome; send the same again, with the same id, after `Retry-After` seconds. Code `unavailable`.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A problem's status needs a description."),
    };
}

/// <summary>What statuses mean at an endpoint where they mean something else than elsewhere.</summary>
internal sealed record StatusDescriptions(IReadOnlyDictionary<int, string> ByStatus);

/// <summary>Codes with which an endpoint refuses.</summary>
internal sealed record RefusalCodes(params IReadOnlyList<string> Codes);
