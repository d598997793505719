using System.Text;
using System.Text.Json;
using CustomerCapital.Clients.Tests.Generated;
using CustomerCapital.Clients.Tests.Generated.Models;
using CustomerCapital.Gateway.Tests;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace CustomerCapital.Clients.Tests;

/// <summary>
/// The client that Kiota makes of the API's description, used as an application would use it: nothing here knows the
/// server's own types.
/// </summary>
public sealed class ClientTests : IAsyncLifetime
{
    private GatewayServer _server = null!;
    private HttpClientRequestAdapter _adapter = null!;
    private LoyaltyClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync();
        _adapter = new(new AnonymousAuthenticationProvider()) { BaseUrl = _server.Address.ToString().TrimEnd('/') };
        _client = new(_adapter);
    }

    public async Task DisposeAsync()
    {
        _adapter.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Tour_of_the_readme_is_lived_through()
    {
        var ada = _client.V1.Customers["ada"];
        var registered = await ada.PutAsync(new RegisterCustomer { Name = "Ada Lindmann", AcquisitionChannel = "fair", AcquisitionCost = "12.00" });
        var purchase = new RecordPurchase
        {
            PurchaseId = "till-1",
            Currency = "EUR",
            Lines = [new() { Sku = "KIT-104", Category = "kitchen", Quantity = 2, UnitPrice = "18.90" }, new() { Sku = "PAP-102", Category = "paper", UnitPrice = "2.40" }],
        };
        var bought = await ada.Purchases.PostAsync(purchase);
        var repeated = await ada.Purchases.PostAsync(purchase);
        var returned = await ada.Returns.PostAsync(new RecordReturn { ReturnId = "back-1", PurchaseId = "till-1", Lines = [new() { Sku = "KIT-104", Quantity = 1 }] });
        var enrolled = await ada.Enrolment.PostAsync(new SetEnrolment { Enrolled = true });
        var praised = await ada.Feedback.PostAsync(new GiveFeedback { FeedbackId = "card-7", Nps = 10, Comment = "Lovely." });
        await ada.Referrals.PostAsync(new MakeReferral { ReferralId = "friend-1", ReferredCustomerId = "bruno" });
        await _client.V1.Customers["bruno"].Purchases.PostAsync(new RecordPurchase { PurchaseId = "web-1", Amount = "30.00" });
        await _server.Engine.SettleAsync();

        Assert.Equal((Rung.In_target_market, "-12.00"), (registered!.Rung, registered.HistoricValue));
        Assert.Equal((Rung.Buyer, "40.20", "purchase:till-1"), (bought!.Rung, bought.Revenue, bought.Id));
        Assert.Equal((bought.Sequence, bought.Revenue), (repeated!.Sequence, repeated.Revenue));
        Assert.Equal("21.30", returned!.Revenue);
        Assert.Equal((Rung.Member, Rung.Advocate), (enrolled!.Rung, praised!.Rung));

        var view = await ada.GetAsync();
        Assert.Equal(("Ada Lindmann", "fair", "12.00", "2026-03"), (view!.Profile!.Name, view.AcquisitionChannel, view.AcquisitionCost, view.Cohort));
        Assert.Equal((1, 1, true), (view.Referrals, view.ConvertedReferrals, view.Enrolled));
        Assert.Null((await _client.V1.Customers["bruno"].GetAsync())!.AcquisitionChannel);

        var metrics = await _client.V1.Metrics.GetAsync();
        Assert.Equal((2, 2, "51.30", "25.65"), (metrics!.Customers, metrics.Orders, metrics.Revenue, metrics.AverageOrderValue));
        var cell = Assert.Single((await _client.V1.Cohorts.GetAsync())!);
        Assert.Equal(("2026-03", 2, true), (cell.Cohort, cell.Customers, cell.Partial));
        Assert.Equal("2026-03", Assert.Single((await _client.V1.Periods.GetAsync())!).Month);
    }

    [Fact]
    public async Task Policy_is_read_changed_and_put_back()
    {
        var policy = await _client.V1.Policy.GetAsync();
        policy!.MarginRate = 0.35;
        policy.Advocate!.Nps = 8;

        var put = await _client.V1.Policy.PutAsync(policy);

        Assert.Equal((0.35, 8, 2), (put!.MarginRate, put.Advocate!.Nps, put.Version));
        await _client.V1.Policy.PutAsync(put);
    }

    /// <summary>Amounts that a report cannot know are null, not an object without members.</summary>
    [Fact]
    public async Task Amount_that_is_not_known_is_null_and_one_that_is_known_is_a_text()
    {
        Assert.Null((await _client.V1.Metrics.GetAsync())!.AverageOrderValue);
        await _client.V1.Customers["ada"].Purchases.PostAsync(new RecordPurchase { PurchaseId = "p", Amount = "9.9999" });

        var ladder = await _client.V1.Ladder.GetAsync();

        Assert.Equal("9.9999", (await _client.V1.Metrics.GetAsync())!.AverageOrderValue);
        Assert.Equal(7, ladder!.Rungs!.Count);
        Assert.All(ladder.Rungs, rung => Assert.Equal(rung.Rung == Rung.Buyer ? "9.9999" : null, rung.TwelveMonthValue));
        Assert.Null((await _client.V1.Value.GetAsync())!.Simple!.Value);
    }

    [Fact]
    public async Task Nested_segment_chooses()
    {
        await _client.V1.Customers["ada"].Purchases.PostAsync(new RecordPurchase { PurchaseId = "p", Amount = "10.00" });
        await _client.V1.Customers["bruno"].Interactions.PostAsync(new RecordInteraction { InteractionId = "m", Kind = InteractionKind.Inquiry });
        await _client.V1.Customers["carla"].PutAsync(new RegisterCustomer { Name = "Carla" });
        var segment = new Segment
        {
            All =
            [
                new() { Any = [Of(Segment_field.Rung, Segment_operator.Equals, new UntypedString("prospect")), Of(Segment_field.LastPurchaseAt, Segment_operator.AtLeast, DaysAgo(90))] },
                new() { Not = Of(Segment_field.Orders, Segment_operator.AtLeast, new UntypedInteger(1)) },
            ],
        };

        var found = await _client.V1.Customers.Query.PostAsync(new CustomerQuery { Segment = segment });
        var count = await _client.V1.CustomerCount.PostAsync(new CustomerCountQuery { Segment = segment.All[0] });

        Assert.Equal(["bruno"], found!.Customers!.Select(customer => customer.CustomerId));
        Assert.Equal(2, count!.Customers);
    }

    [Fact]
    public async Task List_is_paged_to_its_end()
    {
        foreach (var number in Enumerable.Range(0, 25)) await _client.V1.Customers[$"c{number:00}"].Purchases.PostAsync(new RecordPurchase { PurchaseId = "p", Amount = "1.00" });

        var (seen, cursor, pages) = (new List<string?>(), (string?)null, 0);
        do
        {
            var page = await _client.V1.Customers.GetAsync(request => (request.QueryParameters.Limit, request.QueryParameters.Cursor) = (10, cursor));
            seen.AddRange(page!.Customers!.Select(customer => customer.CustomerId));
            (cursor, pages) = (page.NextCursor, pages + 1);
        }
        while (cursor is not null);

        Assert.Equal(3, pages);
        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"c{number:00}"), seen);
    }

    [Fact]
    public async Task Stream_takes_lines_and_answers_with_lines()
    {
        await _client.V1.Customers["ada"].Purchases.PostAsync(new RecordPurchase { PurchaseId = "till-1", Amount = "1.00", Currency = "EUR" });
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(
            """
            {"customerId": "bruno", "command": {"type": "purchase", "purchaseId": "web-1", "amount": "30.00"}}
            {"customerId": "carla", "command": {"type": "purchase", "purchaseId": "web-2", "amount": "12", "currency": "USD"}}
            """));

        using var answer = await _client.V1.Commands.PostAsync(lines);
        using var reader = new StreamReader(answer!);
        var results = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();

        Assert.Equal([201, 422], results.Select(result => result.GetProperty("status").GetInt32()));
        Assert.Equal("currency_mismatch", results[1].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Message_of_an_exception_says_what_to_do()
    {
        var ada = _client.V1.Customers["ada"];
        await ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "till-1", Amount = "10.00" });

        var conflict = await Assert.ThrowsAsync<Problem>(() => ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "till-1", Amount = "99.00" }));
        var malformed = await Assert.ThrowsAsync<Problem>(() => ada.Purchases.PostAsync(new RecordPurchase { PurchaseId = "till-2", Amount = "much" }));
        var unknown = await Assert.ThrowsAsync<Problem>(() => _client.V1.Customers["nobody"].GetAsync());

        Assert.Equal("The id 'till-1' was used before with other content; use a new id, or send the first content.", conflict.Message);
        Assert.Equal((409, "id_conflict", false), (conflict.Status, conflict.Code, conflict.Retryable));
        Assert.Equal("amount", Assert.Single(malformed.Errors!).Field);
        Assert.StartsWith("amount: ", malformed.Message, StringComparison.Ordinal);
        Assert.Equal(("customer_not_found", 404), (unknown.Code, unknown.ResponseStatusCode));
    }

    private static Segment Of(Segment_field field, Segment_operator @operator, UntypedNode value) => new() { Field = field, Operator = @operator, Value = value };

    private static UntypedObject DaysAgo(int days) => new(new Dictionary<string, UntypedNode> { ["daysAgo"] = new UntypedInteger(days) });
}
