using CustomerCapital.Domain.Needs;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Needs;

/// <summary>What customers are likely to need.</summary>
internal static class NeedsApi
{
    public static void MapNeeds(this IEndpointRouteBuilder api)
    {
        var needs = api.MapGroup("/").WithTags("Needs");
        needs.MapGet("/customers/{id}/needs", ReadAsync)
            .WithName("getCustomerNeeds").WithSummary("Reads what a customer is likely to need.")
            .WithDescription(
                "Taste by category, favourite articles, articles that are due again, and articles that others buy together with what the customer has. What came back counts no more. "
                + "The latest 10,000 entries of the customer are read.")
            .ProducesProblems(400, 404);
        needs.MapGet("/bought-together", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(await capital.AskAsync(new ReportBoughtTogether(), cancellation)))
            .WithName("getBoughtTogether").WithSummary("Reports which articles are bought together.")
            .WithDescription("The answer is the last count. If the count is a day old, or there is none, another begins behind the answer: `counting` is then true, and a later request has the result.")
            .ProducesProblems(400);
    }

    private static async Task<Ok<CustomerNeeds>> ReadAsync(ICustomerCapital capital, string id, CancellationToken cancellation)
    {
        await CustomersApi.KnownAsync(capital, id);
        return TypedResults.Ok(await capital.AskAsync(new ReadNeeds(id), cancellation));
    }
}
