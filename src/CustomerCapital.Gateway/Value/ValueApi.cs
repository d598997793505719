using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Value;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Value;

/// <summary>Models of lifetime value, and what they say of a customer.</summary>
internal static class ValueApi
{
    private static readonly string[] Models = [.. ModelFitting.BuyingModels, FitModel.Auto];

    public static void MapValue(this IEndpointRouteBuilder api)
    {
        api.MapGet("/customers/{id}/value", CustomerAsync).WithTags("Value").WithName("getCustomerValue").WithSummary("Says what a customer is worth: so far, and in the time to come.")
            .WithDescription("The customer's orders up to now are looked at. The models in force say how likely the customer is to order again, how often, and for how much. Intervals tell how sure that is.")
            .ProducesProblems(400, 404);
        var models = api.MapGroup("/value/models").WithTags("Value");
        models.MapGet("/", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(await capital.AskAsync(new ReadModels(), cancellation)))
            .WithName("listValueModels").WithSummary("Lists the models of lifetime value, the one in force first.")
            .WithDescription(
                "Each version tells its parameters with standard errors, a verdict in words, and how models of its kind predicted earlier weeks, beside two guesses that need no model. The totals are those of the latest scores.")
            .ProducesProblems(400);
        models.MapPost("/fits", FitAsync).WithName("fitValueModels").WithSummary("Asks that the models of lifetime value be fitted anew, and everybody be scored.")
            .WithDescription(
                "The answer comes at once. The list of models tells what became of the wish, as `request` and `last`. A model that makes the latest weeks less likely than the one in force takes no effect, unless `force` says so.")
            .ProducesProblems(400, 413, 415);
    }

    private static async Task<Ok<CustomerValue>> CustomerAsync(ICustomerCapital capital, string id, string? horizon, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var weeks = query.Horizon("horizon", horizon);
        query.ThrowIfAny();
        await CustomersApi.KnownAsync(capital, id);
        return TypedResults.Ok(await capital.AskAsync(new FindCustomerValue(id, weeks), cancellation));
    }

    private static async Task<Ok<ValueModels>> FitAsync(ICustomerCapital capital, Body<FitOrder> body, CancellationToken cancellation)
    {
        if (!Models.Contains(body.Value.Model)) throw new ProblemException(Problem.Malformed([new("model", $"Must be one of {string.Join(", ", Models)}.")]));
        return TypedResults.Ok(await capital.AskAsync(new RequestFit(body.Value.Model, body.Value.Force), cancellation));
    }
}
