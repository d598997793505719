using CustomerCapital.Domain.Audit;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace CustomerCapital.Gateway.Access;

/// <summary>The audit log, as far as anybody may read it.</summary>
internal static class AuditApi
{
    public static void MapAuditLog(this IEndpointRouteBuilder api) => api.MapGet("/audit", GetAsync).WithTags("Audit").WithName("listAuditRecords").WithSummary("Lists what was done with the program, oldest first.")
        .WithDescription(
            "What changes the program is in the log twice: when it was begun, with the status 0, and when it had ended, under the same `requestId`. What tills record, and who was turned away, is counted every 10 seconds. " +
            "The log names ids, and neither secrets nor what is known of a person. `customercapital audit verify` finds any record that was changed or taken out.\n\n" +
            "Ask for the next page with `nextAfter` as `after`.")
        .WithMetadata(new EndpointDescription
        {
            Signature = [new("after", "Only records after this number. For the next page, the `nextAfter` of the page before.", new() { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0", Default = 0 })],
        })
        .ProducesProblems(400);

    private static async Task<Ok<AuditPage>> GetAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string? after, string? limit)
    {
        var query = new QueryFaults();
        var place = query.Number("after", after, 0, 0, long.MaxValue);
        var count = query.Number("limit", limit, CustomersApi.DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        await content.HoldPageAsync(context);
        var entries = await capital.Customer(AuditChain.Actor).EntriesAsync(place, (int)count);
        return TypedResults.Ok(new AuditPage([.. entries.Select(AuditRecordView.Of)], entries.Count == 0 ? place : entries[^1].Sequence));
    }
}
