using CustomerCapital.Engine;
using CustomerCapital.Engine.Consents;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Consents;

/// <summary>The consents of a customer, and what was said of them.</summary>
internal static class ConsentsApi
{
    public static void MapConsents(this IEndpointRouteBuilder api) =>
        api.MapGet("/customers/{id}/consents", GetAsync).WithTags("Messages").WithName("listConsents")
            .WithSummary("Lists the consents of a customer, and what was said of them.")
            .WithDescription(
                "`current` is what holds now. `history` has, of so many entries of the customer, those that speak of consents: registrations, changes, requests, confirmations and complaints. " +
                "A page can be empty though others follow.")
            .ProducesProblems(400, 404);

    private static async Task<Ok<CustomerConsents>> GetAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string id, string? after, string? limit)
    {
        var query = new QueryFaults();
        query.Id("customerId", id);
        var sequence = query.Number("after", after, 0, 0, long.MaxValue);
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        await content.HoldPageAsync(context);
        return TypedResults.Ok(await capital.AskAsync(new ReadConsents(id, sequence, (int)count)) ?? throw new ProblemException(Problem.CustomerNotFound(id)));
    }
}
