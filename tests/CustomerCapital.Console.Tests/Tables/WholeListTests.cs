using System.Globalization;
using CustomerCapital.ConsolePages.Customers;
using CustomerCapital.ConsolePages.Rewards;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Tests.Hosting;
using CustomerCapital.ConsolePages.Work;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.ConsolePages.Tests.Tables;

/// <summary>Lists that come a page at a time: files hold all of them, and a page that chooses among them is full.</summary>
public sealed class WholeListTests : IAsyncLifetime
{
    private Asking _asking = null!;

    public async Task InitializeAsync() => _asking = await Asking.StartAsync();

    public async Task DisposeAsync() => await _asking.DisposeAsync();

    [Fact]
    public async Task Files_of_customers_hold_more_than_the_engine_gives_at_once()
    {
        const int customers = 1_003;
        foreach (var chunk in Enumerable.Range(0, customers).Chunk(50))
            await Task.WhenAll(chunk.Select(number => _asking.Engine.ExecuteAsync($"c{number:0000}", [new RegisterCustomer { Name = $"Ann {number}", Email = $"a{number}@example.org" }])));

        foreach (var query in (string[])["after=c0500", "order=-revenue&after=c0500", "order=zzz"])
        {
            var lines = await FileAsync(new CustomersTable(new(TimeProvider.System)), query);
            Assert.Equal(customers, lines.Distinct().Count());
            Assert.Equal(customers, lines.Count);
            Assert.Single(lines, line => line.StartsWith("c1002,Ann 1002,a1002@example.org,in_target_market,false,0,0.00,", StringComparison.Ordinal));
        }

        Assert.Equal(customers, (await FileAsync(new SearchTable(), "q=ann&after=ann+5&after.id=c0005")).Distinct().Count());
    }

    [Fact]
    public async Task File_of_a_timeline_holds_everything_that_happened()
    {
        foreach (var chunk in Enumerable.Range(0, 505).Chunk(101))
            await _asking.Engine.ExecuteAsync("much", [.. chunk.Select(number => new RecordPurchase { PurchaseId = $"p{number}", Amount = Money.Round(1) })]);

        var lines = await FileAsync(new TimelineTable(), "id=much&through=20");

        Assert.Equal(Enumerable.Range(0, 505).Reverse().Select(number => $",purchase:p{number}"), lines.Where(line => line.Contains("purchase_recorded", StringComparison.Ordinal)).Select(line => line[line.LastIndexOf(',')..]));
    }

    [Theory]
    [InlineData("id=%01%1B")]
    [InlineData("id=nobody")]
    [InlineData("")]
    public async Task File_of_a_timeline_of_nobody_is_empty(string query) => Assert.Empty(await FileAsync(new TimelineTable(), query));

    [Fact]
    public async Task Work_list_of_a_kind_fills_its_pages()
    {
        for (var number = 0; number < 120; number++)
        {
            var kind = number % 2 == 0 ? FollowUpKind.Call : FollowUpKind.Letter;
            await _asking.Engine.ExecuteAsync($"c{number:000}", [new ScheduleFollowUp { FollowUpId = "f", Kind = kind, DueAt = _asking.Engine.Now.AddHours(number + 1) }]);
        }

        var first = await WorkTable.ReadListAsync(_asking.For("/console/work", "kind=1"), 50);
        var place = first.Next!;
        var second = await WorkTable.ReadListAsync(
            _asking.For("/console/work", $"kind=1&after={Uri.EscapeDataString(place.DueAt.ToString("o", CultureInfo.InvariantCulture))}&after.customer={place.CustomerId}&after.id={place.FollowUpId}"), 50);

        Assert.Equal(Enumerable.Range(0, 60).Select(number => $"c{number * 2:000}"), first.FollowUps.Concat(second.FollowUps).Select(due => due.CustomerId));
        Assert.Equal((50, 10, true), (first.FollowUps.Count, second.FollowUps.Count, second.Next is null));
        Assert.Equal(60, (await FileAsync(new WorkTable(), "kind=2")).Count(line => line.Contains(",letter,", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("kind=99")]
    [InlineData("kind=0")]
    [InlineData("kind=-1")]
    [InlineData("kind=call")]
    [InlineData("after=2026-01-01&after.customer=%01&after.id=%01")]
    public async Task Work_list_passes_over_kinds_and_places_that_there_are_not(string query)
    {
        await _asking.Engine.ExecuteAsync("c", [new ScheduleFollowUp { FollowUpId = "f", Kind = FollowUpKind.Call, DueAt = _asking.Engine.Now.AddHours(1) }]);

        Assert.Single((await WorkTable.ReadListAsync(_asking.For("/console/work", query), 50)).FollowUps);
    }

    [Theory]
    [InlineData("through=2026-03-01&kind=1", "/v1/follow-ups?through=2026-03-01&kind=call")]
    [InlineData("assignee=Mara", "/v1/follow-ups?assignee=Mara")]
    [InlineData("assignee=Mara&unassigned=true", "/v1/follow-ups?unassigned=true")]
    [InlineData("through=nonsense", "/v1/follow-ups")]
    public async Task Work_list_names_the_call_with_its_last_day(string query, string call) => Assert.Equal(call, (await new WorkTable().ReadAsync(_asking.For("/console/work", query))).Call);

    [Fact]
    public async Task Vouchers_of_a_batch_fill_a_page_and_none_leads_to_an_empty_one()
    {
        for (var number = 0; number < 560; number++)
        {
            // Those of batch a are 100 among the first and 1 at the end; those of batch c are exactly a page.
            var batch = number is < 200 && number % 2 == 0 || number == 559 ? "a" : number is >= 300 and < 400 ? "c" : "b";
            await _asking.Engine.Customer(VoucherCode.ActorOf($"V{number:000}")).ExecuteAsync([new IssueVoucher { Terms = new() { Value = Money.Round(5), Batch = batch } }]);
        }

        Assert.Equal((100, "/console/vouchers?batch=a&after=V198"), await PageAsync("batch=a"));
        Assert.Equal((1, null), await PageAsync("batch=a&after=V198"));
        Assert.Equal((100, null), await PageAsync("batch=c"));
        Assert.Equal((0, null), await PageAsync("batch=none"));
        Assert.Equal((101, 560), ((await FileAsync(new VouchersTable(), "batch=a&after=V198")).Count, (await FileAsync(new VouchersTable(), "batch=%01&after=%01")).Count));
    }

    [Fact]
    public async Task Vouchers_have_amounts_and_shares_in_columns_of_their_own()
    {
        await _asking.Engine.Customer(VoucherCode.ActorOf("AMOUNT")).ExecuteAsync([new IssueVoucher { Terms = new() { Value = Money.Round(5), Batch = "x" } }]);
        await _asking.Engine.Customer(VoucherCode.ActorOf("SHARE")).ExecuteAsync([new IssueVoucher { Terms = new() { Percent = 12.5m, Batch = "x" } }]);

        Assert.Equal(["AMOUNT,active,x,5.00,,", "SHARE,active,x,,12.5,"], (await FileAsync(new VouchersTable(), "")).Select(line => string.Join(',', line.Split(',')[..5]) + ","));
    }

    private async Task<(int Count, string? Next)> PageAsync(string query)
    {
        var table = await new VouchersTable().ReadAsync(_asking.For("/console/vouchers", query));
        return (table.Rows.Count, table.Next);
    }

    private async Task<List<string>> FileAsync(ITableSource source, string query)
    {
        var text = new System.Text.StringBuilder();
        await foreach (var piece in TableCsv.PiecesAsync(_asking.For("/console/csv/" + source.Name, query), source, TableCsv.MostRows)) text.Append(piece);
        return [.. text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
