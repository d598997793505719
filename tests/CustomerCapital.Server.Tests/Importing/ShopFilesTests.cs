using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>
/// Small files with the quirks of what shops and tills export, each imported into a ledger, and the report compared with net sales as the shop's own back office counts them:
/// paid, not cancelled, less discounts and refunds, without shipping, guests apart. The rows are invented; the headers are as the systems write them.
/// </summary>
[Collection(ConsoleTests.Name)]
public sealed class ShopFilesTests : IDisposable
{
    private readonly ProgramRun _program = new();

    [Theory]
    [InlineData("shopify.csv", "shopify", "ada@example.test 1 40.00, dee@example.test 1 45.00, eve@example.test 1 40.00")]
    [InlineData("woo_aoe.csv", "woocommerce-lines", "ada@example.test 1 50.00, bo@example.test 1 20.00")]
    [InlineData("square_items.csv", "square-items", "CUSTA 1 1200.00")]
    [InlineData("odoo_sale.csv", "odoo-sale", "Ada Example 1 60.00, Bo & Co, Bo Sample 1 27.00")]
    [InlineData("stripe.csv", "stripe", "cus_A 1 120.00, cus_B 1 49.90, cus_C 0 0.00, dee@example.test 1 87.00")]
    [InlineData("paypal.csv", "paypal", "ada@example.test 1 1200.00")]
    [InlineData("jtl_cp1252.csv", "jtl", "10001 1 2049.70")]
    [InlineData("etsy_orders.csv", "etsy", "Bo Sample 1 994.00, ada7 1 68.00")]
    public async Task An_export_under_its_format_gives_what_the_shop_counts_and_again_changes_nothing(string file, string format, string customers)
    {
        await ImportAsync(0, file, "--format", format);
        Assert.Equal(customers, await CustomersAsync());

        await ImportAsync(0, file, "--format", format);
        Assert.Contains("0  purchases recorded", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("0  returns recorded", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(customers, await CustomersAsync());
        Assert.Equal(0, await _program.RunAsync("verify"));
    }

    [Theory]
    [InlineData("shopify.csv", "--format shopify")]
    [InlineData("woo_aoe.csv", "--format woocommerce-lines")]
    [InlineData("square_items.csv", "--format square-items")]
    [InlineData("odoo_sale.csv", "--format odoo-sale")]
    [InlineData("stripe.csv", "--format stripe")]
    [InlineData("paypal.csv", "--format paypal")]
    [InlineData("jtl_cp1252.csv", "--format jtl")]
    [InlineData("etsy_orders.csv", "--format etsy")]
    public async Task An_export_of_a_known_system_stops_before_recording_where_no_format_is_named(string file, string hint)
    {
        await ImportAsync(2, file);

        Assert.Contains("say " + hint, _program.Complained, StringComparison.Ordinal);
        await NothingIsRecordedAsync();
    }

    [Fact]
    public async Task Shopify_tells_guests_and_orders_that_are_no_sales_apart()
    {
        await ImportAsync(0, "shopify.csv", "--format", "shopify", "--preview");

        Assert.Contains("125.00  USD revenue, net of returns", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("1  row without a customer, not recorded: 1 purchase, 15.00", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("2  rows left out by the format\n", _program.Printed, StringComparison.Ordinal);
        await NothingIsRecordedAsync();
    }

    [Fact]
    public async Task Who_leaves_rows_out_is_said()
    {
        await ImportAsync(0, "shopify.csv", "--format", "shopify", "--preview", "--skip", "Source=pos");
        Assert.Contains("rows left out by the format and --skip\n", _program.Printed, StringComparison.Ordinal);

        await ImportAsync(0, "g_blank.csv", "--preview", "--only", "purchase_id=");
        Assert.Contains("rows left out by --only\n", _program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shopify.csv", "shopify")]
    [InlineData("stripe.csv", "stripe")]
    [InlineData("square_items.csv", "square-items")]
    public async Task Columns_that_a_format_leaves_out_on_purpose_do_not_alarm(string file, string format)
    {
        await ImportAsync(0, file, "--format", format, "--preview");

        Assert.DoesNotContain("Columns that this format does not use", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_a_format_does_not_know_are_said()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", "shopify.csv"));
        var file = _program.Write("shopify.csv", text.Replace("Tax 5 Name", "Store refund", StringComparison.Ordinal));

        Assert.Equal(0, await _program.RunAsync("import", "purchases", file, "--format", "shopify", "--preview"));

        Assert.Contains("Columns that this format does not use, although their names speak of a sum or a status: Store refund\n", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_format_of_the_same_system_is_refused_and_the_right_one_takes_the_file_afterwards()
    {
        await ImportAsync(2, "square_items.csv", "--format", "square-transactions");
        Assert.Contains("say --format square-items, or --format none", _program.Complained, StringComparison.Ordinal);
        await NothingIsRecordedAsync();

        await ImportAsync(0, "square_items.csv", "--format", "square-items");
        Assert.Equal("CUSTA 1 1200.00", await CustomersAsync());
    }

    [Fact]
    public async Task A_refund_is_that_of_its_order_in_whichever_month_it_was_paid()
    {
        await ImportAsync(0, "shopify.csv", "--format", "shopify");

        var entries = await EntriesAsync();
        Assert.Contains("\"purchaseId\":\"#1002\",\"amount\":\"30.00\"", entries, StringComparison.Ordinal);
        Assert.Contains("\"purchaseId\":\"#1007\",\"amount\":\"20.00\"", entries, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_of_Stripe_are_UTC_so_that_an_evening_in_New_York_is_of_the_month_before()
    {
        await ImportAsync(0, "stripe.csv", "--format", "stripe", "--time-zone", "America/New_York");

        Assert.StartsWith("2026-01,0,1,1,120.00,", (await _program.ReportAsync("cohorts", "csv")).Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_of_Square_are_in_the_zone_that_the_row_names()
    {
        await ImportAsync(0, "square_items.csv", "--format", "square-items", "--time-zone", "Europe/Berlin");

        Assert.StartsWith("2026-02,0,1,1,1200.00,", (await _program.ReportAsync("cohorts", "csv")).Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("g_rep.csv", "repeated-amounts")]
    [InlineData("g_cont2.csv", "rows-without-ids")]
    [InlineData("g_dup.csv", "repeated-rows")]
    [InlineData("g_tender.csv", "repeated-amounts")]
    [InlineData("g_null.csv", "stand-ins")]
    [InlineData("g_sci.csv", "rounded-ids")]
    [InlineData("g_receipt.csv", "several-days")]
    [InlineData("g_mail.csv", "similar-customers")]
    [InlineData("g_float.csv", "similar-customers")]
    [InlineData("g_shift.csv", "split-decimals")]
    [InlineData("g_total2.csv", "stand-ins")]
    public async Task A_file_that_may_not_be_meant_as_it_is_read_is_refused_with_the_option_that_helps(string file, string doubt)
    {
        await ImportAsync(2, file);

        Assert.Contains($"\n{doubt}: ", _program.Complained, StringComparison.Ordinal);
        Assert.Contains($"say --accept {doubt}.", _program.Complained, StringComparison.Ordinal);
        await NothingIsRecordedAsync();
    }

    [Theory]
    [InlineData("g_rep.csv", "ada 1 60.00", "--map", "order_amount=amount")]
    [InlineData("g_cont2.csv", "ada 1 60.00", "--fill-down")]
    [InlineData("g_null.csv", "", "--nobody", "usual")]
    [InlineData("g_receipt.csv", "ada 3 50.00", "--map", "purchase_id=purchase_id+occurred_at")]
    [InlineData("g_mail.csv", "ada@example.test 2 20.00", "--customer-case", "lower")]
    [InlineData("g_total2.csv", "ada 1 10.00", "--nobody", "Total")]
    [InlineData("g_tender.csv", "ada 1 100.00", "--accept", "repeated-amounts,repeated-rows")]
    [InlineData("g_full.csv", "ada 0 0.00, bo 1 0.00")]
    [InlineData("g_blank.csv", "ada 3 30.00")]
    [InlineData("g_pre.csv", "ada 1 10.00")]
    [InlineData("g_hcomma.csv", "ada 1 10.00", "--map", "amount=Total, incl. tax")]
    [InlineData("g_implicit.csv", "ada 1 100.00", "--map", "customer_id=Customer,purchase_id=Order,occurred_at=Date,unit_price=Total,quantity=Quantity")]
    [InlineData("de_thousand.csv", "10001 1 1250.00, 10002 1 980.00, 10003 1 12500.00", "--decimal", ",", "--map", "customer_id=Kunde,purchase_id=Bestellnr,occurred_at=Datum,amount=Betrag")]
    [InlineData("de_thousand.csv", "10001 1 1.25, 10002 1 980.00, 10003 1 12.50", "--decimal", ".", "--map", "customer_id=Kunde,purchase_id=Bestellnr,occurred_at=Datum,amount=Betrag")]
    public async Task A_file_is_read_as_the_options_say(string file, string customers, params string[] options)
    {
        await ImportAsync(0, file, options);

        Assert.Equal(customers, await CustomersAsync());
    }

    [Fact]
    public async Task Thousands_without_decimals_are_refused_until_the_decimal_sign_is_said()
    {
        await ImportAsync(2, "de_thousand.csv", "--map", "customer_id=Kunde,purchase_id=Bestellnr,occurred_at=Datum,amount=Betrag");

        Assert.Contains("thousands: ", _program.Complained, StringComparison.Ordinal);
        await NothingIsRecordedAsync();
    }

    [Fact]
    public async Task The_columns_that_were_used_are_said()
    {
        await ImportAsync(0, "g_implicit.csv", "--map", "customer_id=Customer,purchase_id=Order,occurred_at=Date,unit_price=Total,quantity=Quantity");

        Assert.Contains("Columns used: customer_id=Customer, purchase_id=Order, occurred_at=Date, quantity=Quantity, unit_price=Total\n", _program.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_of_dates_are_read_or_rejected_with_the_option_that_helps()
    {
        await ImportAsync(3, "g_date.csv");

        Assert.Equal("c00 c01 c02 c06 c07 c08 c09 c10 c11 c12 c13 c14 c20 c21 c22 c23 c25 c26", string.Join(" ", (await CustomersAsync()).Split(", ").Select(customer => customer.Split(' ')[0])));
        var rejected = await RejectedAsync("g_date.csv");
        Assert.Contains("say --date-format dd.MM.yyyy", rejected["c03"], StringComparison.Ordinal);
        Assert.Contains("say --date-format dd/MM/yyyy or MM/dd/yyyy", rejected["c04"], StringComparison.Ordinal);
        Assert.Contains("say --date-format dd/MM/yyyy or MM/dd/yyyy", rejected["c05"], StringComparison.Ordinal);
        Assert.Contains("in a column time_zone", rejected["c15"], StringComparison.Ordinal);
        Assert.Contains("say --date-format unix", rejected["c16"], StringComparison.Ordinal);
        Assert.Contains("say --date-format excel", rejected["c17"], StringComparison.Ordinal);
        Assert.Contains("--date-format says how", rejected["c18"], StringComparison.Ordinal);
        Assert.Contains("--date-format says how", rejected["c19"], StringComparison.Ordinal);
        Assert.StartsWith("occurred_in_future", rejected["c24"], StringComparison.Ordinal);
        Assert.Equal(9, rejected.Count);
    }

    [Theory]
    [InlineData("dd.MM.yyyy", "c03")]
    [InlineData("dd/MM/yyyy", "c04")]
    [InlineData("MM/dd/yy", "c05")]
    [InlineData("unix", "c16")]
    [InlineData("excel", "c17")]
    public async Task Forms_of_dates_that_can_be_meant_in_several_ways_are_read_once_they_are_said(string form, string customer)
    {
        await ImportAsync(3, "g_date.csv", "--date-format", form);

        Assert.Contains(customer, await CustomersAsync(), StringComparison.Ordinal);
        Assert.Contains($"\"customerId\":\"{customer}\"", await EntriesAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(customer, (await RejectedAsync("g_date.csv")).Keys);
        Assert.StartsWith("2026-0", (await _program.ReportAsync("cohorts", "csv")).Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_of_numbers_are_read_or_rejected_with_the_option_that_helps()
    {
        await ImportAsync(3, "g_num.csv");

        Assert.Equal(
            "a 1 1.25, d 1 1250.00, e 1 12.50, f 0 -12.50, g 0 -12.50, h 0 -12.50, i 1 12.50, j 1 1250.00, k 0 -12.50, l 1 29.99, m 1 1200.00, n 1 5.00, o 1 0.50, q 1 1250.00, r 1 0.00, s 1 0.00",
            await CustomersAsync());
        var rejected = await RejectedAsync("g_num.csv");
        Assert.Contains("say --decimal . where ',' stands between thousands, or --decimal , where it is the decimal sign", rejected["b"], StringComparison.Ordinal);
        Assert.Contains("say --decimal , where the comma is the decimal sign", rejected["c"], StringComparison.Ordinal);
        Assert.Equal("amount '12.50%' is not an amount such as 12.50", rejected["p"]);
        Assert.Equal(3, rejected.Count);
    }

    [Fact]
    public async Task Names_of_currencies_are_read_and_another_currency_is_rejected_with_a_sentence()
    {
        await ImportAsync(3, "g_cur.csv");

        Assert.Equal("ada 1 10.00, bo 1 10.00, cy 1 10.00, dee 1 10.00", await CustomersAsync());
        Assert.All((await RejectedAsync("g_cur.csv")).Values, reason => Assert.StartsWith("currency_mismatch: ", reason, StringComparison.Ordinal));
    }

    public void Dispose() => _program.Dispose();

    private async Task ImportAsync(int code, string file, params string[] options)
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", file), _program.File(file), overwrite: true);
        var exit = await _program.RunAsync(["import", "purchases", _program.File(file), .. options]);
        Assert.True(exit == code, $"exit {exit}: {_program.Complained}{_program.Printed}");
    }

    /// <summary>Id, orders and revenue of everyone.</summary>
    private async Task<string> CustomersAsync()
    {
        using var report = System.Text.Json.JsonDocument.Parse(await _program.ReportAsync("customers", "json"));
        return string.Join(", ", report.RootElement.GetProperty("customers").EnumerateArray().Select(customer =>
            $"{customer.GetProperty("customerId").GetString()} {customer.GetProperty("orders").GetInt64()} {customer.GetProperty("revenue").GetString()}"));
    }

    private async Task NothingIsRecordedAsync()
    {
        if (File.Exists(_program.File("ledger.db"))) Assert.Equal("", await CustomersAsync());
    }

    private async Task<string> EntriesAsync()
    {
        Assert.Equal(0, await _program.RunAsync("export", "--output", _program.File("export.ndjson")));
        return await File.ReadAllTextAsync(_program.File("export.ndjson"));
    }

    /// <summary>Reasons by customer.</summary>
    private async Task<Dictionary<string, string>> RejectedAsync(string file)
    {
        await using var stream = File.OpenRead(_program.File(file + ".rejected.csv"));
        using var rows = CsvHelper.CsvReader.Create(stream);
        var reasons = new Dictionary<string, string>();
        while (rows.Read()) reasons[rows.GetString("customer_id")] = rows.GetString("reason");
        return reasons;
    }
}
