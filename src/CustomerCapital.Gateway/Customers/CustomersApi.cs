using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Customers;

/// <summary>The register: one customer, its history, and lists.</summary>
internal static class CustomersApi
{
    private const int DefaultPage = 100;

    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        var customers = api.MapGroup("/customers").WithTags("Customers");
        customers.MapGet("/", ListAsync).WithName("listCustomers").WithSummary("Customers by id, filtered and paged.").ProducesProblems(400);
        customers.MapPost("/query", QueryAsync).WithName("queryCustomers").WithSummary("Customers of a segment by id, paged.").ProducesProblems(400, 413, 415);
        var count = api.MapGroup("/customer-count").WithTags("Customers");
        count.MapGet("/", CountAsync).WithName("countCustomers").WithSummary("How many customers there are, filtered.").ProducesProblems(400);
        count.MapPost("/", CountQueryAsync).WithName("countSegment").WithSummary("How many customers a segment has.").ProducesProblems(400, 413, 415);
        customers.MapGet("/{id}", GetAsync).WithName("getCustomer").WithSummary("One customer.").ProducesProblems(400, 404);
        customers.MapPut("/{id}", PutAsync)
            .WithName("registerCustomer").WithSummary("Registers a customer, or replaces what the register knows of one.").ProducesOutcomes();
        customers.MapGet("/{id}/entries", EntriesAsync).WithName("listEntries").WithSummary("The customer's history, oldest first, paged.")
            .WithDescription("A page ends before its limit where its entries would have more than about 1,000,000 bytes, and has one entry at least: go on with `nextAfter` until that is null.")
            .ProducesProblems(400, 404);
    }

    private static async Task<Ok<CustomerView>> GetAsync(ICustomerCapital capital, string id) =>
        TypedResults.Ok(CustomerView.Of(await KnownAsync(capital, id), capital.Policy.Program.Policy));

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> PutAsync(ICustomerCapital capital, HttpResponse response, string id, Body<RegisterCustomer> body)
    {
        var answer = await CustomerCommandsApi.ExecuteAsync(capital, response, id, body.Value);
        return answer.Result is Created<Receipt> { Value: { Sequence: > 1 } updated } ? TypedResults.Ok(updated) : answer;
    }

    private static async Task<Ok<CustomerList>> ListAsync(
        ICustomerCapital capital, string? rung, string? lapsed, string? channel, string? segment, string? cursor, string? limit, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var chosen = query.Segment(rung, lapsed, channel, segment);
        var count = query.Number("limit", limit, DefaultPage, 1, FindCustomers.PageLimit);
        return await PageAsync(capital, query, chosen, cursor, count, cancellation);
    }

    private static async Task<Ok<CustomerList>> QueryAsync(ICustomerCapital capital, Body<CustomerQuery> body, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var chosen = query.Required(body.Value.Segment);
        var count = query.Number("limit", body.Value.Limit, DefaultPage, 1, FindCustomers.PageLimit);
        return await PageAsync(capital, query, chosen, body.Value.Cursor, count, cancellation);
    }

    private static async Task<Ok<CustomerCount>> CountAsync(
        ICustomerCapital capital, string? rung, string? lapsed, string? channel, string? segment, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var chosen = await query.ExpandAsync(query.Segment(rung, lapsed, channel, segment), capital, cancellation);
        query.ThrowIfAny();
        return TypedResults.Ok(new CustomerCount(await capital.AskAsync(new CountCustomers(chosen), cancellation)));
    }

    private static async Task<Ok<CustomerCount>> CountQueryAsync(ICustomerCapital capital, Body<CustomerCountQuery> body, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var chosen = await query.ExpandAsync(query.Required(body.Value.Segment), capital, cancellation);
        query.ThrowIfAny();
        return TypedResults.Ok(new CustomerCount(await capital.AskAsync(new CountCustomers(chosen), cancellation)));
    }

    private static async Task<Ok<CustomerList>> PageAsync(
        ICustomerCapital capital, QueryFaults query, Segment segment, string? cursor, long limit, CancellationToken cancellation)
    {
        // A list goes on as long as the saved segments that it names stay as they are.
        segment = await query.ExpandAsync(segment, capital, cancellation);
        var place = query.Cursor(cursor, segment, capital.Now);
        query.ThrowIfAny();
        var page = await capital.AskAsync(new FindCustomers(segment, place.AfterCustomerId, (int)limit, place.Moment), cancellation);
        var policy = capital.Policy.Program.Policy;
        return TypedResults.Ok(new CustomerList(
            [.. page.Lines.Select(line => CustomerListItem.Of(line, policy))], page.More ? place.After(page.Lines[^1].CustomerId).Write(segment) : null));
    }

    private static async Task<Ok<EntryList>> EntriesAsync(HttpContext context, ICustomerCapital capital, HeldContent content, string id, string? after, string? limit)
    {
        var query = new QueryFaults();
        var sequence = query.Number("after", after, 0, 0, long.MaxValue);
        var count = query.Number("limit", limit, DefaultPage, 1, FindCustomers.PageLimit);
        query.ThrowIfAny();
        var state = await KnownAsync(capital, id);
        await content.HoldPageAsync(context);
        var entries = await capital.Customer(id).EntriesAsync(sequence, (int)count);
        return TypedResults.Ok(new EntryList(entries, entries.Count > 0 && entries[^1].Sequence < state.Sequence ? entries[^1].Sequence : null));
    }

    private static async Task<ActorState> KnownAsync(ICustomerCapital capital, string id)
    {
        if (Text.IdFaults("customerId", id).ToList() is { Count: > 0 } faults) throw new ProblemException(Problem.Malformed(faults));
        return await capital.Customer(id).GetAsync() ?? throw new ProblemException(Problem.CustomerNotFound(id));
    }
}
