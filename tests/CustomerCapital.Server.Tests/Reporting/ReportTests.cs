using System.Globalization;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Reporting;

/// <summary>The exact forms that other programs read, over a made-up half year that was counted by hand.</summary>
[Collection(ConsoleTests.Name)]
public sealed class ReportTests : IAsyncLifetime, IDisposable
{
    private readonly ProgramRun _program = new();

    public async Task InitializeAsync()
    {
        var file = _program.Write("file.csv",
            """
            customer_id,purchase_id,occurred_at,amount
            ada,a1,2025-01-10 09:30:00,10
            ada,a2,2025-02-10,20.5
            ada,a3,2025-06-10,30
            bob,b1,2025-01-20,40
            cleo,c1,2025-02-01,50
            cleo,c2,2025-03-01,0.0375
            dan,d0,2025-02-15,-5
            """);
        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--time-zone", "Europe/Berlin"));
    }

    [Fact]
    public async Task Cohorts_as_csv() => Assert.Equal(
        """
        cohort,age,customers,orders,revenue,retention,partial
        2025-01,0,2,2,50.00,1,false
        2025-01,1,1,1,20.50,0.5,false
        2025-01,2,0,0,0.00,0,false
        2025-02,0,1,1,50.00,1,false
        2025-02,1,1,1,0.0375,1,false
        """.ReplaceLineEndings("\n"),
        await _program.ReportAsync("cohorts", "csv", "--through", "2025-03"));

    [Fact]
    public async Task Cohorts_from_a_month() => Assert.Equal(
        "cohort,age,customers,orders,revenue,retention,partial\n2025-02,0,1,1,50.00,1,false",
        await _program.ReportAsync("cohorts", "csv", "--from", "2025-02", "--through", "2025-02"));

    [Fact]
    public async Task Periods_as_csv() => Assert.Equal(
        """
        month,start,new,end,retained,reactivated,churned,retention_rate,strict_retention,churn_rate,burn_in,partial
        2025-01,0,2,2,0,0,0,,,,true,false
        2025-02,2,1,3,2,0,0,1,1,0,true,false
        2025-03,3,0,3,3,0,0,1,1,0,true,false
        2025-04,3,0,2,2,0,1,0.6666666666666666,0.6666666666666666,0.3333333333333333,false,false
        2025-05,2,0,1,1,0,1,0.5,0.5,0.5,false,false
        2025-06,1,0,1,0,1,1,1,0,1,false,false
        """.ReplaceLineEndings("\n"),
        await _program.ReportAsync("periods", "csv", "--through", "2025-06"));

    [Fact]
    public async Task Metrics_as_json_count_up_to_the_month() => Assert.Equal(
        """{"customers":4,"buyingCustomers":3,"orders":4,"revenue":"115.50","repeatPurchaseRate":0.3333333333333333,"purchaseFrequency":1.3333333333333333,"averageOrderValue":"28.875","customerValue":"38.50"}""",
        await _program.ReportAsync("metrics", "json", "--through", "2025-02"));

    [Fact]
    public async Task Customers_as_csv()
    {
        var rows = (await _program.ReportAsync("customers", "csv")).Split('\n');

        Assert.Equal("customer_id,rung,lapsed,orders,revenue,historic_value,first_purchase,last_purchase", rows[0]);
        Assert.EndsWith(",3,60.50,60.50,2025-01-10T09:30:00+01:00,2025-06-10T00:00:00+02:00", rows[1], StringComparison.Ordinal);
        Assert.Equal("dan,in_target_market,false,0,-5.00,-5.00,,", rows[4]);
    }

    [Fact]
    public async Task Ladder_names_all_rungs_lowest_first() => Assert.Equal(
        ["rung", "in_target_market", "prospect", "buyer", "customer", "member", "advocate", "raving_fan"],
        (await _program.ReportAsync("ladder", "csv")).Split('\n').Select(row => row.Split(',')[0]));

    [Fact]
    public async Task Ladder_of_chosen_shares_moves_their_customers()
    {
        Assert.Contains("if 50.0 % of buyer move up one rung.", await _program.ReportAsync("ladder", "table", "--share", "buyer:0.5"), StringComparison.Ordinal);
        Assert.Equal(2, await _program.RunAsync("report", "ladder", "--share", "buyer:2"));
        Assert.Contains("--share buyer:2: write a share from 0 to 1", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equity_as_csv_is_by_month_or_by_channel()
    {
        Assert.Equal(
            """
            month,customers,revenue,margin,acquisition_cost,reward_cost,historic_value,partial
            2025-01,2,50.00,50.00,0.00,0.00,50.00,false
            2025-02,4,115.50,115.50,0.00,0.00,115.50,false
            2025-03,4,115.5375,115.5375,0.00,0.00,115.5375,false
            """.ReplaceLineEndings("\n"),
            await _program.ReportAsync("equity", "csv", "--through", "2025-03"));
        var channels = (await _program.ReportAsync("equity", "csv", "--channels")).Split('\n');
        Assert.Equal("channel,customers,buying_customers,acquisition_cost,cost_per_customer,historic_value,value_per_customer,value_to_cost,payback,payback_months,months_observed,recovered,active_customers,retention", channels[0]);
        Assert.StartsWith("(none),4,3,0.00,0.00,145.5375,36.3844,,no_cost,,", channels[1], StringComparison.Ordinal);
        Assert.EndsWith(",0,0", channels[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transitions_as_csv_count_every_pair_of_rungs()
    {
        var rows = (await _program.ReportAsync("transitions", "csv", "--through", "2025-03")).Split('\n');

        Assert.Equal((50, "from,to,customers,customer_months,probability"), (rows.Length, rows[0]));
        Assert.Contains("buyer,customer,2,4,0.5", rows);
        Assert.Contains("buyer,buyer,2,4,0.5", rows);
        Assert.Contains("customer,customer,1,1,1", rows);
    }

    [Fact]
    public async Task Customers_come_in_the_order_that_is_asked_for()
    {
        Assert.Equal(0, await _program.RunAsync("report", "customers", "--sort", "-revenue", "--output", _program.File("sorted.csv")));

        var rows = await File.ReadAllLinesAsync(_program.File("sorted.csv"));
        var at = rows[0].Split(',').Index().Single(column => column.Item == "revenue").Index;
        var revenues = rows.Skip(1).Select(row => decimal.Parse(row.Split(',')[at], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(4, revenues.Count);
        Assert.Equal(revenues.OrderDescending(), revenues);
        Assert.NotEqual(revenues.Order(), revenues);
    }

    [Fact]
    public async Task Customers_in_the_order_of_no_field_are_refused() => Assert.Equal(2, await _program.RunAsync("report", "customers", "--sort", "height"));

    [Theory]
    [InlineData("report.csv", "customer_id,rung,")]
    [InlineData("report.CSV", "customer_id,rung,")]
    [InlineData("report.json", "{\"customers\":[{\"customerId\":\"ada\",")]
    [InlineData("report.parquet", "PAR1")]
    public async Task A_file_has_the_form_that_its_name_ends_with(string name, string beginning)
    {
        Assert.Equal(0, await _program.RunAsync("report", "customers", "--output", _program.File(name)));

        Assert.Equal($"Written to {_program.File(name)}.\n", _program.Printed.ReplaceLineEndings("\n"));
        Assert.StartsWith(beginning, await File.ReadAllTextAsync(_program.File(name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_as_a_table_group_thousands()
    {
        await _program.RunAsync("import", "purchases", _program.Write("large.csv", "customer_id,purchase_id,occurred_at,amount\neve,e1,2025-01-10,1234567.891\n"));

        Assert.Contains("\nrevenue               1,234,617.89\n", await _program.ReportAsync("metrics", "table", "--through", "2025-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_as_a_table_in_a_file_are_all_of_them()
    {
        var rows = Enumerable.Range(0, 1_200).Select(at => $"c{at:0000},p,2025-01-10,5\n");
        await _program.RunAsync("import", "purchases", _program.Write("many.csv", "customer_id,purchase_id,occurred_at,amount\n" + string.Concat(rows)));

        var lines = (await _program.ReportAsync("customers", "table")).Split('\n');

        Assert.Equal(("1,204 customers", 1_200), (lines[^1], lines.Count(line => line.StartsWith("c0", StringComparison.Ordinal) || line.StartsWith("c1", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("cohorts")]
    [InlineData("periods")]
    [InlineData("metrics")]
    [InlineData("ladder")]
    [InlineData("transitions")]
    [InlineData("equity")]
    [InlineData("customers")]
    public async Task A_table_in_a_file_fits_80_columns(string kind) =>
        Assert.InRange((await _program.ReportAsync(kind, "table")).Split('\n').Max(line => line.Length), 20, 80);

    [Fact]
    public async Task Follow_ups_as_csv_are_by_month_kind_and_rung()
    {
        await GivenStaffWorkAsync();

        Assert.Equal(
            """
            month,kind,rung,in_time,late,open,overdue
            2025-03,call,buyer,1,1,1,1
            2025-03,letter,buyer,0,0,1,1
            2025-04,call,buyer,0,0,1,1
            """.ReplaceLineEndings("\n"),
            await _program.ReportAsync("follow-ups", "csv", "--through", "2025-04"));
        Assert.Equal("month,kind,rung,in_time,late,open,overdue\n2025-04,call,buyer,0,0,1,1", await _program.ReportAsync("follow-ups", "csv", "--from", "2025-04", "--through", "2025-04"));
    }

    [Fact]
    public async Task Follow_ups_as_a_table_say_what_they_count_and_that_nothing_was_measured()
    {
        await GivenStaffWorkAsync();

        var table = await _program.ReportAsync("follow-ups", "table", "--through", "2025-04");

        Assert.StartsWith("Follow-ups by the month in which they are due\n", table, StringComparison.Ordinal);
        Assert.Contains("Not opened, since as many were open as a customer can have: 0.", table, StringComparison.Ordinal);
        Assert.Contains("Not measured: no campaign has customers followed up.", table, StringComparison.Ordinal);
        Assert.StartsWith("{\"day\":", await _program.ReportAsync("follow-ups", "json", "--through", "2025-04"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Surveys_as_csv_count_answers_and_who_has_not_answered()
    {
        await GivenStaffWorkAsync();

        Assert.Equal(
            """
            month,partial,nps_invited,nps_answered,promoters,passives,detractors,nps,nps_unanswered,nps_reminded,reviews_invited,reviews_answered,review_average,reviews_unanswered,reviews_reminded,unanswered_of_unknown_kind
            2025-03,false,3,2,1,0,1,0,0,0,1,1,4,0,0,0
            """.ReplaceLineEndings("\n"),
            await _program.ReportAsync("surveys", "csv", "--from", "2025-03", "--through", "2025-04"));
        Assert.Contains("2025-03", await _program.ReportAsync("surveys", "table", "--from", "2025-03", "--through", "2025-03"), StringComparison.Ordinal);
        Assert.Contains("\"invited\":3,", await _program.ReportAsync("surveys", "json", "--from", "2025-03", "--through", "2025-03"), StringComparison.Ordinal);
    }

    /// <summary>Calls and letters of two months, done in time, late or not, and surveys with three answers, of which one calls for a call of its own.</summary>
    private async Task GivenStaffWorkAsync()
    {
        string[] lines =
        [
            Planned("bob", "f1", "call", "2025-03-05T09:00:00Z"), Done("bob", "f1", "2025-03-05T15:00:00Z"),
            Planned("ada", "f2", "call", "2025-03-05T09:00:00Z"), Done("ada", "f2", "2025-03-08T15:00:00Z"),
            Planned("bob", "f3", "letter", "2025-03-20T09:00:00Z"), Planned("bob", "f4", "call", "2025-04-10T09:00:00Z"),
            Invited("ada", "s1", "nps"), Invited("bob", "s2", "nps"), Invited("cleo", "s3", "nps"), Invited("cleo", "s4", "review"),
            Answered("ada", "s1", "\"nps\":9"), Answered("bob", "s2", "\"nps\":3"), Answered("cleo", "s4", "\"review\":4"),
        ];
        Assert.Equal(0, await _program.RunAsync("import", "commands", _program.Write("staff.ndjson", string.Join('\n', lines) + "\n")));

        static string Planned(string customer, string id, string kind, string due) => Line(customer, "follow_up", $"\"followUpId\":\"{id}\",\"kind\":\"{kind}\",\"dueAt\":\"{due}\",\"occurredAt\":\"2025-03-01T12:00:00Z\"");
        static string Done(string customer, string id, string at) => Line(customer, "follow_up_done", $"\"followUpId\":\"{id}\",\"occurredAt\":\"{at}\"");
        static string Invited(string customer, string id, string kind) => Line(customer, "survey_invitation", $"\"surveyId\":\"{id}\",\"kind\":\"{kind}\",\"expiresAt\":\"2025-04-20T12:00:00Z\",\"occurredAt\":\"2025-03-10T12:00:00Z\"");
        static string Answered(string customer, string id, string score) => Line(customer, "feedback", $"\"feedbackId\":\"survey:{id}\",{score},\"occurredAt\":\"2025-03-12T12:00:00Z\"");
        static string Line(string customer, string type, string fields) => $"{{\"customerId\":\"{customer}\",\"command\":{{\"type\":\"{type}\",{fields}}}}}";
    }

    [Theory]
    [InlineData("--from", "2025-13", "write the month like")]
    [InlineData("--through", "9999-01", "at most")]
    public async Task A_month_that_cannot_be_shown_is_refused(string option, string month, string message)
    {
        Assert.Equal(2, await _program.RunAsync("report", "periods", option, month));

        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_not_there_is_refused_and_not_made()
    {
        Assert.Equal(2, await _program.RunAsync("report", "metrics", "--database", "sqlite:" + _program.File("none.db")));

        Assert.Contains("There is no ledger at", _program.Complained, StringComparison.Ordinal);
        Assert.False(File.Exists(_program.File("none.db")));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _program.Dispose();
}
