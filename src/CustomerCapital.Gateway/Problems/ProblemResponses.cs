using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Engine.Customers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.Gateway.Problems;

/// <summary>Says, for the API's description, which problems an endpoint answers with.</summary>
public static class ProblemResponses
{
    /// <summary>Problems of these statuses, and those that any endpoint can answer with.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, Problem.MediaType);
        return route.Produces<Problem>(401, Problem.MediaType).Produces<Problem>(403, Problem.MediaType).Produces<Problem>(429, Problem.MediaType).Produces<Problem>(503, Problem.MediaType);
    }

    /// <summary>What a problem's status means, with its codes.</summary>
    internal static string DescriptionOf(int status, RefusalCodes? refusals) => status switch
    {
        400 => "A field is missing, unknown, of the wrong type or out of range. `errors` names each. Code `malformed`.",
        401 => "The request brings no key, or one that is unknown, expired or revoked. Code `unauthenticated`.",
        403 => "The key lacks the scope, or is for other customers. Code `forbidden`.",
        404 => "There is no such customer, or nothing of the customer under that id. Code `customer_not_found`, or of what is not there, such as `purchase_not_found`.",
        408 => "The rest of the request did not arrive in time. Code `request_timeout`.",
        409 => "The id was used before with other content. Code `id_conflict`.",
        412 => "What is changed has another version than the request was made from. Code `version_conflict`.",
        413 => "The body, or a line of the stream, is too large. Code `content_too_large`.",
        415 => "The body has another media type. Code `unsupported_media_type`.",
        422 => $"The command is well-formed, but cannot be carried out. {(refusals is null ? "" : $"Codes {string.Join(", ", refusals.Codes.Select(code => $"`{code}`"))}.")}",
        429 => "More work waits than is taken. Send the same again after `Retry-After` seconds. Code `overloaded`.",
        503 => "The outcome is not known. Send the same again, with the same id, after `Retry-After` seconds. Code `unavailable`.",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A problem's status needs a description."),
    };

    /// <summary>
    /// The name under which the problem of a status stands in the description once for all endpoints; null where an
    /// endpoint describes the problem itself.
    /// </summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="description">The endpoint's description of the problem.</param>
    public static string? NameOf(string status, string? description)
    {
        string? name = status switch
        {
            "400" => "Malformed",
            "401" => "Unauthenticated",
            "403" => "Forbidden",
            "404" => "CustomerNotFound",
            "408" => "RequestTimeout",
            "409" => "IdConflict",
            "412" => "VersionConflict",
            "413" => "ContentTooLarge",
            "415" => "UnsupportedMediaType",
            "429" => "Overloaded",
            "503" => "Unavailable",
            _ => null,
        };
        return name is not null && description == DescriptionOf(int.Parse(status, CultureInfo.InvariantCulture), null) ? name : null;
    }

    /// <summary>A problem of a status, as it may be answered.</summary>
    public static JsonNode ExampleOf(int status) => JsonSerializer.SerializeToNode(
        status switch
        {
            400 => Problem.Malformed([new("limit", "Must be a whole number from 1 to 1000.")]),
            401 => Problem.Unauthenticated("This needs a key: send the header Authorization: Bearer, and the key after it."),
            403 => Problem.Forbidden("The caller lacks the scope customers:read."),
            404 => Problem.CustomerNotFound("nora"),
            408 => Problem.OfStatus(408, "Reading the request body timed out due to data arriving too slowly."),
            409 => Problem.Conflict(new(OutcomeStatus.Conflict, null, CommandOutcome.IdConflictCode, "The id 'order-1001' was used before with other content; use a new id, or send the first content.")),
            412 => Problem.VersionConflict(4),
            413 => Problem.OfStatus(413, $"A body has at most {GatewayRegistration.BodyLimit:N0} bytes; send many commands as lines to /v1/commands."),
            415 => Problem.UnsupportedMediaType("application/json"),
            422 => Problem.Refused(new(OutcomeStatus.Refused, null, "occurred_too_early", "1969-12-31T23:59:59+00:00 is before 1970, the earliest moment the ledger keeps.")),
            429 => Problem.Overloaded("More request content is in work than is taken; send this request later."),
            503 => Problem.Unavailable("The ledger cannot be reached; send the same again later."),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A problem's status needs an example."),
        },
        GatewayJson.Of<Problem>())!;
}

/// <summary>Codes with which an endpoint refuses.</summary>
internal sealed record RefusalCodes(params IReadOnlyList<string> Codes);
