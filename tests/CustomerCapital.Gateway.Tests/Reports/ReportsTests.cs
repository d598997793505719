namespace CustomerCapital.Gateway.Tests.Reports;

public sealed class ReportsTests
{
    [Theory]
    [InlineData(LedgerKind.Memory)]
    [InlineData(LedgerKind.Sqlite)]
    public async Task Cohorts_show_who_bought_again_from_and_through_the_months_named(LedgerKind kind)
    {
        await using var server = await WithThreeMonthsAsync(kind);

        var all = await server.GetAsync("/v1/cohorts");
        var some = await server.GetAsync("/v1/cohorts?from=2026-02&through=2026-02");

        Assert.Equal(
            [("2026-01", 0, 2, 1.0, false), ("2026-01", 1, 1, 0.5, false), ("2026-01", 2, 0, 0.0, true), ("2026-02", 0, 1, 1.0, false), ("2026-02", 1, 1, 1.0, true)],
            Cells(all));
        Assert.Equal([("2026-02", 0, 1, 1.0, false)], Cells(some));
    }

    [Fact]
    public async Task Periods_show_start_new_and_end_from_and_through_the_months_named()
    {
        await using var server = await WithThreeMonthsAsync(LedgerKind.Memory);

        var periods = (await server.GetAsync("/v1/periods?from=2026-02&through=2026-03")).Json.EnumerateArray()
            .Select(period => (period.GetProperty("month").GetString(), period.GetProperty("start").GetInt64(), period.GetProperty("new").GetInt64(), period.GetProperty("end").GetInt64()));

        Assert.Equal([("2026-02", 2, 1, 3), ("2026-03", 3, 0, 3)], periods);
    }

    [Fact]
    public async Task Metrics_count_up_to_the_month_named()
    {
        await using var server = await WithThreeMonthsAsync(LedgerKind.Memory);

        Assert.Equal(
            """{"customers":3,"buyingCustomers":3,"orders":5,"revenue":"50.00","repeatPurchaseRate":0.6666666666666666,"purchaseFrequency":1.6666666666666667,"averageOrderValue":"10.00","customerValue":"16.6667"}""",
            (await server.GetAsync("/v1/metrics")).Text);
        Assert.Equal(
            """{"customers":2,"buyingCustomers":2,"orders":2,"revenue":"20.00","repeatPurchaseRate":0,"purchaseFrequency":1,"averageOrderValue":"10.00","customerValue":"10.00"}""",
            (await server.GetAsync("/v1/metrics?through=2026-01")).Text);
    }

    [Fact]
    public async Task Ladder_counts_every_rung_and_the_gain_of_a_share()
    {
        await using var server = await WithThreeMonthsAsync(LedgerKind.Memory);

        var whole = (await server.GetAsync("/v1/ladder")).Json;
        var half = (await server.GetAsync("/v1/ladder?share=0.5")).Json;

        Assert.Equal(
            [("in_target_market", 0), ("prospect", 0), ("buyer", 1), ("customer", 2), ("member", 0), ("advocate", 0), ("raving_fan", 0)],
            whole.GetProperty("rungs").EnumerateArray().Select(rung => (rung.GetProperty("rung").GetString()!, rung.GetProperty("customers").GetInt32())));
        Assert.Equal(("10.00", "5.00"), (whole.GetProperty("stepUpGain").GetString(), half.GetProperty("stepUpGain").GetString()));
    }

    [Fact]
    public async Task Value_sums_every_channel()
    {
        await using var server = await WithThreeMonthsAsync(LedgerKind.Memory);
        await server.PutAsync("/v1/customers/ada", """{"acquisitionChannel":"fair","acquisitionCost":3}""");

        var value = (await server.GetAsync("/v1/value")).Json;

        Assert.Equal("47.00", value.GetProperty("historicValue").GetString());
        Assert.Equal(
            [(null, 2, "30.00"), ("fair", 1, "17.00")],
            value.GetProperty("channels").EnumerateArray().Select(channel => (channel.GetProperty("channel").GetString(), channel.GetProperty("customers").GetInt32(), channel.GetProperty("historicValue").GetString()!)));
    }

    [Fact]
    public async Task Value_of_fewer_channels_than_there_are_adds_up_the_others()
    {
        await using var server = await WithThreeMonthsAsync(LedgerKind.Memory);
        await server.PutAsync("/v1/customers/ada", """{"acquisitionChannel":"fair","acquisitionCost":3}""");

        var value = (await server.GetAsync("/v1/value?channels=1")).Json;

        Assert.Equal([null], value.GetProperty("channels").EnumerateArray().Select(channel => channel.GetProperty("channel").GetString()));
        Assert.Equal(
            """{"channels":1,"customers":1,"buyingCustomers":1,"orders":2,"revenue":"20.00","acquisitionCost":"3.00","rewardCost":"0.00","historicValue":"17.00"}""",
            value.GetProperty("others").GetRawText());
    }

    [Theory]
    [InlineData("value?channels=1001", "channels", "Must be a whole number from 0 to 1000.")]
    [InlineData("cohorts?from=march", "from", "Must be a month such as 2026-03.")]
    [InlineData("cohorts?through=2026-13", "through", "Must be a month such as 2026-03.")]
    [InlineData("cohorts?through=2027-04", "through", "Must be at most 2027-03: a report reaches a year ahead.")]
    [InlineData("periods?through=9999-12", "through", "Must be at most 2027-03: a report reaches a year ahead.")]
    [InlineData("metrics?through=0000-01", "through", "Must be a month such as 2026-03.")]
    [InlineData("metrics?through=2026-3", "through", "Must be a month such as 2026-03.")]
    [InlineData("ladder?share=1.01", "share", "Must be 0 to 1, such as 0.1.")]
    [InlineData("ladder?share=-0.1", "share", "Must be 0 to 1, such as 0.1.")]
    [InlineData("ladder?share=1e-1", "share", "Must be 0 to 1, such as 0.1.")]
    [InlineData("ladder?shares=0.1", "shares", "Must be shares of rungs from 0 to 1, such as buyer:0.1,customer:0.2")]
    [InlineData("ladder?shares=buyer:1.1", "shares", "Must be shares of rungs from 0 to 1")]
    [InlineData("ladder?shares=buyer:0.1,buyer:0.2", "shares", "Must be shares of rungs from 0 to 1")]
    [InlineData("ladder?shares=king:0.1", "shares", "Must be shares of rungs from 0 to 1")]
    public async Task Report_with_a_wrong_parameter_names_it(string report, string field, string message)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.GetAsync("/v1/" + report)).AssertFault(field, message);
    }

    [Theory]
    [InlineData("equity/balance", "acquisition.rate", "Must be above 0 and below the ceiling, which is 0.4.", """{"margin":"200.00","discountRate":0.1,"acquisition":{"spend":"20.00","rate":0.5,"ceiling":0.4},"retention":{"spend":"30.00","rate":0.6,"ceiling":0.8}}""")]
    [InlineData("equity/balance", "retention.spend", "Must be above 0 and at most 10000000000.00: the curve goes through what was spent and what that led to.", """{"margin":"200.00","discountRate":0.1,"acquisition":{"spend":"20.00","rate":0.2,"ceiling":0.4},"retention":{"spend":"-30.00","rate":0.6,"ceiling":0.8}}""")]
    [InlineData("equity/balance", "discountRate", "Must be above -1 and at most 1000.", """{"margin":"200.00","discountRate":-1,"acquisition":{"spend":"20.00","rate":0.2,"ceiling":0.4},"retention":{"spend":"30.00","rate":0.6,"ceiling":0.8}}""")]
    [InlineData("projection", "cohorts[0]", "Must be numbers from 0 to 1e15 that do not rise.", """{"cohorts":[[10,11]]}""")]
    [InlineData("projection", "periods", "Must be 1 to 120.", """{"cohorts":[[10,9]],"periods":121}""")]
    public async Task Body_of_a_report_that_cannot_be_names_what_is_wrong(string report, string field, string message, string body)
    {
        await using var server = await GatewayServer.StartAsync();

        (await server.PostAsync("/v1/" + report, body)).AssertFault(field, message);
    }

    [Fact]
    public async Task Needs_of_somebody_who_is_not_known_are_not_found()
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal(404, (await server.GetAsync("/v1/customers/nobody/needs")).Status);
    }

    [Theory]
    [InlineData("cohorts?through=2027-03", 29)]
    [InlineData("cohorts?from=0001-01&through=0001-01", 0)]
    [InlineData("cohorts?from=9999-12", 0)]
    [InlineData("periods?from=0001-01&through=2027-03", 15)]
    [InlineData("periods?through=1969-12", 0)]
    [InlineData("periods?from=9999-12", 0)]
    public async Task Report_of_far_months_has_no_more_than_there_is(string report, int rows)
    {
        await using var server = await WithThreeMonthsAsync(LedgerKind.Memory);

        Assert.Equal(rows, (await server.GetAsync("/v1/" + report)).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("cohorts", "[]")]
    [InlineData("periods", "[]")]
    [InlineData("metrics", """{"customers":0,"buyingCustomers":0,"orders":0,"revenue":"0.00","repeatPurchaseRate":null,"purchaseFrequency":null,"averageOrderValue":null,"customerValue":null}""")]
    [InlineData("value", """{"historicValue":"0.00","simple":{"value":null,"averageOrderValue":null,"ordersPerMonth":null,"expectedLifetimeMonths":null,"marginRate":1},"channels":[],"predicted":null}""")]
    public async Task Report_of_nobody_is_empty(string report, string json)
    {
        await using var server = await GatewayServer.StartAsync();

        Assert.Equal(json, (await server.GetAsync("/v1/" + report)).Text);
    }

    private static async Task<GatewayServer> WithThreeMonthsAsync(LedgerKind kind)
    {
        var server = await GatewayServer.StartAsync(kind);
        foreach (var (customer, month) in new[] { ("ada", "01"), ("bob", "01"), ("ada", "02"), ("cyd", "02"), ("cyd", "03") })
            Assert.Equal(201, (await server.PurchaseAsync(customer, month, "10.00", $"2026-{month}-10T10:00:00Z")).Status);
        return server;
    }

    private static IEnumerable<(string Cohort, int Age, int Customers, double Retention, bool Partial)> Cells(Answer answer) => answer.Json.EnumerateArray().Select(cell => (
        cell.GetProperty("cohort").GetString()!, cell.GetProperty("age").GetInt32(), cell.GetProperty("customers").GetInt32(), cell.GetProperty("retention").GetDouble(), cell.GetProperty("partial").GetBoolean()));
}
