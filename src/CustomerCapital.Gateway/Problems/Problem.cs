using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Ledger;

namespace CustomerCapital.Gateway.Problems;

/// <summary>What went wrong, as RFC 9457 has it.</summary>
/// <param name="Type">A URN that ends in the code.</param>
/// <param name="Title">The kind of problem in a few words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What happened, and what to do.</param>
/// <param name="Code">Stable code for programs.</param>
/// <param name="Retryable">Whether the same request can succeed later.</param>
/// <param name="Errors">What is wrong with which field. Empty if the problem is not about fields.</param>
/// <param name="RequestId">The id of the request, as in the header <c>X-Request-Id</c>, by which logs name the request.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Code, bool Retryable, IReadOnlyList<FieldFault> Errors, string RequestId = "")
{
    /// <summary>Code of what a caller may not do.</summary>
    public const string ForbiddenCode = "forbidden";

    /// <summary>Code of too many wrong keys or codes.</summary>
    public const string TooManyMissesCode = "too_many_misses";

    /// <summary>Media type of problems.</summary>
    public const string MediaType = "application/problem+json";

    private static Problem Of(int status, string title, string code, string detail, bool retryable = false, IReadOnlyList<FieldFault>? errors = null) =>
        new("urn:customercapital:problem:" + code, title, status, detail, code, retryable, errors ?? []);

    /// <summary>400: fields are missing, unknown, of the wrong type or out of range.</summary>
    public static Problem Malformed(IReadOnlyList<FieldFault> faults) => Of(
        400, "Malformed request", CommandOutcome.MalformedCode,
        CommandOutcome.DetailOf(faults), errors: faults);

    /// <summary>404: there is no such customer.</summary>
    public static Problem CustomerNotFound(string customerId) => Of(404, "Not found", Refusal.CustomerNotFoundCode, $"There is no customer '{customerId}'; register it, or send its first purchase.");

    /// <summary>409 or 422: an erasure cannot begin.</summary>
    public static Problem ErasureRefused(string code) => code == CommandOutcome.IdConflictCode
        ? Of(409, "Conflict", code, "The id was used before for the erasure of another customer; use a new id.")
        : code == EraseCustomer.NamesPersonCode ? Of(422, "Refused", code, "The erasure's id, or who asks for it, names the person, and is kept: give others.")
        : Of(422, "Refused", code, "As many erasures are under way as can be at once; GET /v1/erasures shows what they wait for.", retryable: true);

    /// <summary>404: nothing was recorded of the customer under an id.</summary>
    public static Problem RecordedNotFound(string kind, string customerId, string id) => Of(
        404, "Not found", kind + "_not_found", $"Customer '{customerId}' has no {kind.Replace('_', '-')} '{id}'; look for it in the customer's entries.");

    /// <summary>Nobody is a member of the household.</summary>
    public static Problem HouseholdNotFound(string householdId) => Of(404, "Not found", "household_not_found", $"Nobody is a member of household '{householdId}'; add one with PUT /v1/households/{householdId}/members/{{id}} first.");

    /// <summary>404: the program has no such wallet, and the customer none either.</summary>
    public static Problem WalletNotFound(string wallet) => Of(404, "Not found", "wallet_not_found", $"The program has no wallet '{wallet}'; its wallets stand in the policy.");

    /// <summary>404: nobody has issued the code.</summary>
    public static Problem VoucherNotFound(Refusal refusal) => Of(404, "Not found", refusal.Code, refusal.Message);

    /// <summary>404: the catalogue has no gift of that name whose stock is counted.</summary>
    public static Problem RewardNotStocked(string reward) => Of(
        404, "Not found", "reward_not_stocked", $"The catalogue has no gift '{reward}' of which the stock is counted; its rewards stand in the policy.");

    /// <summary>404: there is no such campaign.</summary>
    public static Problem CampaignNotFound(string campaignId) => Of(404, "Not found", "campaign_not_found", $"There is no campaign '{campaignId}'; write it down with PUT /v1/campaigns/{campaignId} first.");

    /// <summary>409: the clock cannot be set, or not to that moment.</summary>
    public static Problem ClockNotSet(string code, string detail) => Of(409, "Conflict", code, detail);
    /// <summary>404: there is no such raffle.</summary>
    public static Problem CampaignRunNotFound(string campaignId, string runId) => Of(
        404, "Not found", "campaign_run_not_found", $"Campaign '{campaignId}' has no run '{runId}'; GET /v1/campaigns/{campaignId}/runs lists the latest.");

    /// <summary>404: there is no such raffle.</summary>
    public static Problem RaffleNotFound(string raffleId) => Of(404, "Not found", "raffle_not_found", $"There is no raffle '{raffleId}'; write it down with PUT /v1/raffles/{raffleId} first.");

    /// <summary>404: there is no such subscription.</summary>
    public static Problem SubscriptionNotFound(string subscriptionId) => Of(
        404, "Not found", "subscription_not_found", $"There is no subscription '{subscriptionId}'; write it down with PUT /v1/subscriptions/{subscriptionId} first.");

    /// <summary>422: the file of a draw is wanted before there is one.</summary>
    public static Problem RaffleNotDrawn(string raffleId) => Of(422, "Refused", "raffle_not_drawn", $"Raffle '{raffleId}' is not drawn yet; its file has the seed, which is a secret until then.");

    /// <summary>409: the id was used before with other content.</summary>
    public static Problem Conflict(CommandOutcome outcome) => Of(409, "Conflict", outcome.Code!, outcome.Message!);

    /// <summary>412: the policy has changed since it was read.</summary>
    public static Problem VersionConflict(int version) => Of(
        412, "Precondition failed", Refusal.VersionConflictCode, $"The policy has version {version} by now; read it again and make your change from there.");

    /// <summary>412: the customer is not as If-Match says.</summary>
    public static Problem CustomerVersionConflict(string customerId, long? version) => Of(
        412, "Precondition failed", Refusal.VersionConflictCode,
        string.Create(CultureInfo.InvariantCulture, $"{(version is null
            ? $"There is no customer '{customerId}', whom If-Match expects; register the customer first."
            : $"The customer has version {version} and not the one that If-Match names; read it again and make your change from there.")}"));

    /// <summary>404: there is no such saved segment.</summary>
    public static Problem SegmentNotFound(string name) => Of(404, "Not found", "segment_not_found", $"There is no saved segment '{name}'; GET /v1/segments lists those there are.");

    /// <summary>409: other saved segments name it.</summary>
    public static Problem SegmentInUse(string name, IReadOnlyList<string> users) => Of(
        409, "Conflict", "segment_in_use", $"The saved segment '{name}' is named by {string.Join(", ", users.Select(user => $"'{user}'"))}; change or delete these first.");

    /// <summary>412: the saved segment is not as the request takes it to be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version it has; null where it is not there.</param>
    public static Problem SegmentVersionConflict(string name, long? version) => Of(
        412, "Precondition failed", "version_conflict",
        version is null ? $"There is no saved segment '{name}' by now." : $"The saved segment '{name}' has version {version} by now; read it again and make your change from there.");

    /// <summary>404: there is no such template.</summary>
    public static Problem TemplateNotFound(string name) => Of(404, "Not found", "template_not_found", $"There is no template '{name}'; GET /v1/templates lists those there are.");

    /// <summary>412: the template is not as the request takes it to be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version it has; null where it is not there.</param>
    public static Problem TemplateVersionConflict(string name, long? version) => Of(
        412, "Precondition failed", Refusal.VersionConflictCode,
        version is null ? $"There is no template '{name}' by now." : $"The template '{name}' has version {version} by now; read it again and make your change from there.");

    /// <summary>422: a template cannot be filled in for a customer.</summary>
    public static Problem TemplateFails(string name, string failure) => Of(422, "Refused", "template_fails", $"The template '{name}' cannot be filled in: {failure}");

    /// <summary>404: the code of a share link is none of this program's.</summary>
    public static Problem ShareCodeNotFound() => Of(404, "Not found", "share_code_not_found", "This program has made no such share code; take it whole from the link, or name the customer.");

    /// <summary>412: another key signs links than the one that is to be replaced.</summary>
    public static Problem LinkKeyConflict(int number) => Of(
        412, "Precondition failed", Refusal.VersionConflictCode, string.Create(CultureInfo.InvariantCulture, $"Key {number} signs links by now; send its number if that one is to be replaced."));

    /// <summary>415: the body has another media type.</summary>
    public static Problem UnsupportedMediaType(string expected) => OfStatus(415, $"Send the body as {expected}, with that Content-Type.");

    /// <summary>422: well-formed, but not possible; or 404 and 412, where HTTP has a status of its own for it.</summary>
    public static Problem Refused(CommandOutcome outcome) => StatusOf(outcome) switch
    {
        404 => Of(404, "Not found", outcome.Code!, outcome.Message!),
        412 => Of(412, "Precondition failed", outcome.Code!, outcome.Message!),
        var status => Of(status, "Refused", outcome.Code!, outcome.Message!),
    };

    /// <summary>The status of a refusal.</summary>
    public static int StatusOf(CommandOutcome refused) => refused.Code switch
    {
        Refusal.CustomerNotFoundCode => 404,
        Refusal.VersionConflictCode => 412,
        ForbiddenCode => 403,
        TooManyMissesCode => 429,
        _ => 422,
    };

    /// <summary>422: a segment asks for what was bought, which the ledger does not keep.</summary>
    public static Problem BoughtNotKept() => Of(422, "Refused", BoughtNotKeptException.Code, BoughtNotKeptException.Sentence);

    /// <summary>401: nobody knows who sent it.</summary>
    public static Problem Unauthenticated(string detail) => Of(401, "Unauthenticated", "unauthenticated", detail);

    /// <summary>403: it is known who sent it, and that one may not do this.</summary>
    public static Problem Forbidden(string detail) => Of(403, "Forbidden", ForbiddenCode, detail);

    /// <summary>404: that version of the policy is not kept.</summary>
    public static Problem PolicyVersionNotFound(int version) => Of(404, "Not found", "policy_version_not_found", $"There is no version {version} of the policy; GET /v1/policy/versions lists those that are kept.");

    /// <summary>404: there was never such a key.</summary>
    public static Problem KeyNotFound(string keyId) => Of(404, "Not found", "key_not_found", $"There is no key '{keyId}'; GET /v1/keys lists those there are.");

    /// <summary>409: another key has the id, or had it.</summary>
    public static Problem KeyExists(string keyId) => Of(409, "Conflict", "key_exists", $"There is a key '{keyId}' already, or was one; its text was told once and is not told again. Take another id.");

    /// <summary>409: after this key nobody could make keys.</summary>
    public static Problem LastKey(string keyId) => Of(409, "Conflict", "last_key", $"'{keyId}' is the last key that can make others. Create another with keys:write first, without an end and a network; or revoke it in the database: customercapital key revoke.");

    /// <summary>422: there are as many keys as there can be.</summary>
    public static Problem TooManyKeys() => Of(422, "Refused", "too_many_keys", string.Create(CultureInfo.InvariantCulture, $"There are {AccessKey.Most:N0} keys, and more are not kept."));

    /// <summary>429: too many keys or codes were wrong.</summary>
    public static Problem TooManyMisses(string detail) => Of(429, "Too many misses", TooManyMissesCode, detail, retryable: true);

    /// <summary>429: more work waits than is taken.</summary>
    public static Problem Overloaded(string detail) => Of(429, "Overloaded", "overloaded", detail, retryable: true);

    /// <summary>503: the engine cannot answer now.</summary>
    public static Problem Unavailable(string detail) => Of(503, "Unavailable", "unavailable", detail, retryable: true);

    /// <summary>500: a fault of this program.</summary>
    public static Problem Fault() => Of(500, "Internal error", CommandBatch.FaultCode, CommandBatch.FaultMessage, retryable: true);

    /// <summary>500: what the ledger holds of a customer cannot be read. Others are not concerned.</summary>
    public static Problem CustomerUnreadable(string detail) => Of(500, "Internal error", CommandBatch.UnreadableCode, detail);

    /// <summary>Any other status.</summary>
    public static Problem OfStatus(int status, string detail) => status switch
    {
        400 => Of(400, "Malformed request", CommandOutcome.MalformedCode, detail),
        404 => Of(404, "Not found", "not_found", detail),
        405 => Of(405, "Method not allowed", "method_not_allowed", detail),
        408 => Of(408, "Request timeout", "request_timeout", detail, retryable: true),
        413 => Of(413, "Content too large", "content_too_large", detail),
        415 => Of(415, "Unsupported media type", "unsupported_media_type", detail),
        431 => Of(431, "Header fields too large", "header_fields_too_large", detail),
        _ => Of(status, "Error", $"http_{status}", detail),
    };
}

/// <summary>Ends a request with a problem.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>The answer.</summary>
    public Problem Problem { get; } = problem;
}
