using System.Globalization;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>Questions to the engine behind a gateway: each by its endpoint. The register is paged by the cursors that came with the pages before.</summary>
internal sealed class HttpQuestions(HttpAnswers answers)
{
    private readonly Dictionary<(string Segment, string AfterCustomerId), string> _cursors = [];

    public async Task<object> AskAsync(Question question) => question switch
    {
        ReportCohorts asked => (await answers.GetAsync<IReadOnlyList<CohortCell>>($"/v1/cohorts?from={asked.From}&through={asked.Through}"))!,
        ReportPeriods asked => (await answers.GetAsync<IReadOnlyList<Period>>($"/v1/periods?from={asked.From}&through={asked.Through}"))!,
        ReportMetrics asked => (await answers.GetAsync<Metrics>($"/v1/metrics?through={asked.Through}"))!,
        ReportLadder asked => (await answers.GetAsync<LadderCensus>(string.Create(CultureInfo.InvariantCulture, $"/v1/ladder?share={asked.Share}")))!,
        ReportValue asked => (await answers.GetAsync<ValueReport>(string.Create(CultureInfo.InvariantCulture, $"/v1/value?channels={asked.Channels}")))!,
        FindCustomers { Moment: null } asked => await FindAsync(asked),
        CountCustomers { Moment: null } asked =>
            (object)(await answers.PostAsync<CustomerCountQuery, CustomerCount>("/v1/customer-count", new() { Segment = asked.Segment })).Customers,
        _ => throw new NotSupportedException($"A gateway has no endpoint for {question}."),
    };

    private async Task<CustomerPage> FindAsync(FindCustomers asked)
    {
        var list = SegmentJson.Write(asked.Segment);
        var cursor = asked.AfterCustomerId is null ? null : _cursors[(list, asked.AfterCustomerId)];
        var page = await answers.PostAsync<CustomerQuery, CustomerList>("/v1/customers/query", new() { Segment = asked.Segment, Cursor = cursor, Limit = asked.Limit });
        if (page.NextCursor is not null) _cursors[(list, page.Customers[^1].CustomerId)] = page.NextCursor;
        return new([.. page.Customers.Select(LineOf)], page.NextCursor is not null);
    }

    /// <summary>What an item of a list tells of the row.</summary>
    private static CustomerLine LineOf(CustomerListItem item)
    {
        var line = new CustomerLine();
        foreach (var field in CustomerListItem.Fields.Intersect(CustomerLine.Fields)) line[field] = item[field];
        return line;
    }
}
