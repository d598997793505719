using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Requests;
using CustomerCapital.Gateway.Segments;
using CustomerCapital.Ledger.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Customers;

/// <summary>The register: one customer, its history, and lists.</summary>
internal static class CustomersApi
{
    /// <summary>Customers, entries and corrections of a page, where the caller does not say.</summary>
    public const int DefaultPage = 100;

    /// <summary>Media type of merge patches, after RFC 7396.</summary>
    public const string MergePatch = "application/merge-patch+json";

    public static void MapCustomers(this IEndpointRouteBuilder api)
    {
        var customers = api.MapGroup("/customers").WithTags("Customers");
        customers.MapGet("/", ListAsync).WithName("listCustomers").WithSummary("Lists customers.")
            .WithDescription(
                "Customers come in the order of their ids, a page at a time. Ask for the next page until `nextCursor` is null. Filters that are given together must all hold.\n\n" +
                "`sort` gives another order. No index has it, so that every page reads all customers who are meant: for a million that takes seconds. Take the first pages so, and a whole " +
                "register in the order of ids. A customer who changes between two pages may be on both, or on none.\n\n" +
                "`search` finds customers of whom the id, the e-mail address, or the name from one of its words on, begins with a text, within milliseconds however many customers there are. " +
                "Capitals, accents and commas make no difference: `rossi anna` finds Anna Rossi, as `anna ro` does. Items then have `name` and `email` besides.\n\n" +
                "With `Accept: text/csv` the answer is CSV, and the header `Link` names the next page. A text that a spreadsheet would run as a formula has an apostrophe before it there.")
            .ProducesProblems(400, 422).WithMetadata(SegmentsApi.OfBought);
        customers.MapPost("/query", QueryAsync).WithName("queryCustomers").WithSummary("Lists the customers of a segment.")
            .WithDescription("Customers come in the order of their ids, or of `sort`, a page at a time. Send the same segment with `nextCursor` as `cursor` until `nextCursor` is null.")
            .ProducesProblems(400, 413, 415, 422).WithMetadata(SegmentsApi.OfBought);
        var count = api.MapGroup("/customer-count").WithTags("Customers");
        count.MapGet("/", CountAsync).WithName("countCustomers").WithSummary("Counts customers.")
            .WithDescription("Filters that are given together must all hold. Without a filter, every customer is counted.")
            .ProducesProblems(400, 422).WithMetadata(SegmentsApi.OfBought);
        count.MapPost("/", CountQueryAsync).WithName("countSegment").WithSummary("Counts the customers of a segment.")
            .WithDescription("The number is as of the moment of the answer.")
            .ProducesProblems(400, 413, 415, 422).WithMetadata(SegmentsApi.OfBought);
        customers.MapGet("/{id}", GetAsync).WithName("getCustomer").WithSummary("Reads one customer.")
            .WithDescription("The answer is up to date: every command that was answered before counts. The version is the `ETag`.")
            .ProducesProblems(400, 404);
        customers.MapPut("/{id}", PutAsync)
            .WithName("registerCustomer").WithSummary("Registers a customer, or replaces what the register knows of one.")
            .WithDescription(
                "The body states everything that the register knows of the person: a field that is left out is empty from then on. Purchases, opinions and the history stay. " +
                "`PATCH` changes single fields.\n\n" +
                "`If-Match` replaces the version that was read and no later one. `If-None-Match: *` registers only somebody who is not known yet.")
            .ProducesProblems(412).ProducesOutcomes("birth_date_in_future");
        customers.MapPatch("/{id}", PatchAsync)
            .WithName("changeCustomer").WithSummary("Changes single fields of what the register knows of a customer.")
            .WithDescription(
                "The body is a merge patch (RFC 7396) of what `PUT` takes. A field that is left out stays as it is, and null empties a field. Two changes of different fields both hold, " +
                "however close they are. Of two changes of one field the one of the later date holds.\n\n" +
                "`If-Match` changes the version that was read and no later one.")
            .ProducesProblems(404, 412).ProducesOutcomes("birth_date_in_future");
        customers.MapGet("/{id}/entries", EntriesAsync).WithName("listEntries").WithSummary("Lists a customer's history, oldest entry first.")
            .WithDescription("A page has at least one entry, and ends early if the entries would have more than about 1,000,000 bytes. Ask for the next page until `nextAfter` is null.")
            .ProducesProblems(400, 404);
    }

    private static async Task<Ok<CustomerView>> GetAsync(ICustomerCapital capital, HttpResponse response, string id)
    {
        var state = await KnownAsync(capital, id);
        response.Headers.ETag = EntityTag.Of(state.Sequence);
        return TypedResults.Ok(CustomerView.Of(state, capital.Policy.Program.Policy));
    }

    private static async Task<Results<Created<Receipt>, Ok<Receipt>>> PutAsync(
        ICustomerCapital capital, HttpResponse response, string id, Body<RegisterCustomer> body,
        [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, [FromHeader(Name = EntityTag.IfNoneMatchHeader)] string? ifNoneMatch, [FromHeader(Name = IdempotencyKey.Header)] string? key)
    {
        var (match, isNew) = (EntityTag.Read(ifMatch), EntityTag.ReadIfNoneMatch(ifNoneMatch));
        if (ifMatch is not null && isNew) throw new ProblemException(Problem.Malformed([new(EntityTag.IfNoneMatchHeader, "Contradicts If-Match; leave one of them out.")]));
        if ((ifMatch is not null || isNew) && body.Value.ExpectedVersion is not null)
            throw new ProblemException(Problem.Malformed([new("expectedVersion", "Leave it out where a header says which version is expected.")]));
        await ThrowIfImpossibleAsync(capital, id, match);
        var registration = body.Value with { ExpectedVersion = isNew ? 0 : match.Version ?? body.Value.ExpectedVersion };
        var answer = await CustomerCommandsApi.ExecuteAsync(capital, response, id, IdempotencyKey.Identify(registration, key));
        return answer.Result is Created<Receipt> { Value: { Sequence: > 1 } updated } ? TypedResults.Ok(updated) : answer;
    }

    private static async Task<Ok<Receipt>> PatchAsync(
        ICustomerCapital capital, HttpResponse response, string id, Body<CustomerPatch> body,
        [FromHeader(Name = EntityTag.IfMatchHeader)] string? ifMatch, [FromHeader(Name = IdempotencyKey.Header)] string? key)
    {
        var match = EntityTag.Read(ifMatch);
        await ThrowIfImpossibleAsync(capital, id, match);
        var answer = await CustomerCommandsApi.ExecuteAsync(capital, response, id, IdempotencyKey.Identify(body.Value.ToCommand() with { ExpectedVersion = match.Version }, key));
        return TypedResults.Ok(((IValueHttpResult<Receipt>)answer.Result).Value);
    }

    /// <summary>Ends a request whose condition cannot hold. That somebody is known does not end again, so that it can be asked before.</summary>
    private static async Task ThrowIfImpossibleAsync(ICustomerCapital capital, string id, EntityTag.Match match)
    {
        if (!match.IsImpossible && !match.MustExist) return;
        var state = await FindAsync(capital, id);
        if (state is null || match.IsImpossible) throw new ProblemException(Problem.CustomerVersionConflict(id, state?.Sequence));
    }

    private static async Task<Results<Ok<CustomerList>, ContentHttpResult>> ListAsync(
        HttpContext context, ICustomerCapital capital, string? rung, string? lapsed, string? channel, string? segment, string? fields, string? search, string? sort, string? cursor, string? limit)
    {
        var query = new QueryFaults();
        var chosen = query.Segment(rung, lapsed, channel, segment);
        var shown = query.Fields(string.IsNullOrEmpty(fields) ? null : fields.Split(',', StringSplitOptions.TrimEntries));
        var count = query.Number("limit", limit, DefaultPage, 1, FindCustomers.PageLimit);
        var page = await PageAsync(capital, query, chosen, shown, query.Sort(sort), query.Search(search, sort), cursor, count, context.RequestAborted);
        context.Response.Headers.Vary = "Accept";
        return context.Request.Wants(CustomerCsv.MediaType) ? CustomerCsv.Answer(context, shown, page) : TypedResults.Ok(page);
    }

    private static async Task<Ok<CustomerList>> QueryAsync(ICustomerCapital capital, Body<CustomerQuery> body, CancellationToken cancellation)
    {
        var query = new QueryFaults();
        var chosen = query.Required(body.Value.Segment);
        var shown = query.Fields(body.Value.Fields);
        var count = query.Number("limit", body.Value.Limit, DefaultPage, 1, FindCustomers.PageLimit);
        return TypedResults.Ok(await PageAsync(capital, query, chosen, shown, query.Sort(body.Value.Sort), null, body.Value.Cursor, count, cancellation));
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

    private static async Task<CustomerList> PageAsync(
        ICustomerCapital capital, QueryFaults query, Segment segment, IReadOnlyList<Field> shown, CustomerSort? sort, string? search, string? cursor, long limit, CancellationToken cancellation)
    {
        // A list goes on as long as the saved segments that it names stay as they are.
        segment = await query.ExpandAsync(segment, capital, cancellation);
        var place = query.Cursor(cursor, segment, sort, search, capital.Now);
        query.ThrowIfAny();
        var policy = capital.Policy.Program.Policy;
        if (search is not null)
        {
            var after = place.After is { Text: { } key } last ? new SearchPlace(key, last.CustomerId) : null;
            var found = await capital.AskAsync(new SearchCustomers(search, (int)limit) { Segment = segment, After = after, Moment = place.Moment }, cancellation);
            return new(
                [.. found.Customers.Select(customer => CustomerListItem.Of(customer, policy, shown))],
                found.Next is { } next ? (place with { After = new(next.CustomerId, Text: next.Key) }).Write(segment, sort, search) : null);
        }

        var page = await (sort is null
            ? capital.AskAsync(new FindCustomers(segment, place.After?.CustomerId, (int)limit, place.Moment), cancellation)
            : capital.AskAsync(new FindSortedCustomers(segment, sort.ToString(), place.After, (int)limit, place.Moment), cancellation));
        return new([.. page.Lines.Select(line => CustomerListItem.Of(line, policy, shown))], page.More ? (place with { After = sort is null ? new(page.Lines[^1].CustomerId) : sort.PlaceOf(page.Lines[^1]) }).Write(segment, sort, null) : null);
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

    internal static async Task<ActorState> KnownAsync(ICustomerCapital capital, string id) => await FindAsync(capital, id) ?? throw new ProblemException(Problem.CustomerNotFound(id));

    internal static Task<ActorState?> FindAsync(ICustomerCapital capital, string id) =>
        Text.IdFaults("customerId", id).ToList() is { Count: > 0 } faults ? throw new ProblemException(Problem.Malformed(faults)) : capital.Customer(id).GetAsync();
}
