using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Links;

/// <summary>Referrals of whom nobody knows more than the code of a share link.</summary>
internal static class ShareCodesApi
{
    private static readonly EndpointDescription Statuses = new()
    {
        Answers = new Dictionary<int, string> { [404] = "This program has not made the code, or no longer has the key of its signature, or the customer is not there any more. Code `share_code_not_found`." },
    };

    public static void MapShareCodes(this IEndpointRouteBuilder api)
    {
        var codes = api.MapGroup("/share-codes/{shareCode}").WithTags("Links").WithMetadata(Statuses);
        codes.MapGet("/", async (ICustomerCapital capital, string shareCode, CancellationToken cancellation) => TypedResults.Ok(new ShareCodeView(await OwnerAsync(capital, shareCode, cancellation))))
            .WithName("getShareCode").WithSummary("Reads whose a share code is.")
            .WithDescription("The code is the last part of a share link, and the value `share` in the shop's address to which the link's page leads.").ProducesProblems(400, 404);
        codes.MapPost("/referrals", ReferAsync).WithName("makeReferralByCode").WithSummary("Records that whoever shared a link has brought a person.")
            .WithDescription("The same as `POST /v1/customers/{id}/referrals` for the customer whose the code is. The referral converts with the person's first purchase.")
            .ProducesOutcomes("self_referral", "already_referred", "already_bought", "referral_loop", "referral_chain_too_long").ProducesProblems(404);
    }

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> ReferAsync(
        ICustomerCapital capital, HttpResponse response, string shareCode, Body<MakeReferral> body, [FromHeader(Name = IdempotencyKey.Header)] string? key, CancellationToken cancellation) =>
        await CustomerCommandsApi.ExecuteAsync(capital, response, await OwnerAsync(capital, shareCode, cancellation), IdempotencyKey.Identify(body.Value, key));

    /// <remarks>A code holds its customer's id: whoever is not there, such as an erased person, is told to nobody, and brings nobody.</remarks>
    private static async Task<string> OwnerAsync(ICustomerCapital capital, string code, CancellationToken cancellation) =>
        (await capital.AskAsync(new ReadLink(LinkKind.Share, code), cancellation)).Link?.CustomerId is { } owner && await capital.Customer(owner).GetAsync() is { IsErased: false }
            ? owner : throw new ProblemException(Problem.ShareCodeNotFound());
}

/// <summary>Whose a share code is.</summary>
/// <param name="CustomerId">The customer who shares it.</param>
public sealed record ShareCodeView(string CustomerId);
