using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>Exports of the same shop one after the other, orders that changed in between, and lines that used to reject whole orders.</summary>
[Collection(ConsoleTests.Name)]
public sealed class OrdersThatChangeTests : IDisposable
{
    private const string Header = "customer_id,purchase_id,occurred_at,amount,refunded,status\n";
    private const string Lines = "customer_id,purchase_id,occurred_at,sku,quantity,unit_price,amount\n";

    private readonly ProgramRun _program = new();

    [Fact]
    public async Task A_refund_in_all_is_recorded_by_what_it_adds_and_the_same_again_adds_nothing()
    {
        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,20,paid\n");
        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,20,paid\n");
        Assert.Equal("ada 1 40.00", await CustomersAsync());

        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,50,paid\n");
        Assert.Equal("ada 1 10.00", await CustomersAsync());

        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,30,paid\n");
        Assert.Equal("ada 1 10.00", await CustomersAsync());

        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,66.50,paid\n");
        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,66.50,paid\n");
        Assert.Equal("ada 0 0.00", await CustomersAsync());
        Assert.Equal(0, await _program.RunAsync("verify"));
    }

    [Fact]
    public async Task An_order_cancelled_since_is_taken_back_and_one_that_was_never_recorded_is_passed_over()
    {
        string[] options = ["--only", "status=paid"];
        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,,paid\nada,O2,2026-01-06,10,,paid\n", options);

        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,,cancelled\nada,O2,2026-01-06,10,,paid\nbob,O3,2026-01-06,10,,pending\n", options);

        Assert.Contains("1  order taken back that is no sale any more", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("2  rows skipped", _program.Printed, StringComparison.Ordinal);
        Assert.Equal("ada 1 10.00", await CustomersAsync());
        await ImportAsync(0, Header + "ada,O1,2026-01-05,60,,cancelled\n", options);
        Assert.Equal("ada 1 10.00", await CustomersAsync());
    }

    [Fact]
    public async Task Rows_of_an_order_that_are_left_out_beside_others_that_are_taken_do_not_take_it_back()
    {
        const string file = "Line Type,customer_id,purchase_id,occurred_at,amount\nSale,ada,1,2026-01-05,60\nSale Line,ada,1,2026-01-05,40\nSale Line,ada,1,2026-01-05,20\nPayment,ada,1,2026-01-05,60\n";

        await ImportAsync(0, file, "--only", "Line Type=Sale");
        await ImportAsync(0, file, "--skip", "Line Type=Payment,Sale Line");

        Assert.Equal("ada 1 60.00", await CustomersAsync());
    }

    [Fact]
    public async Task A_refund_under_an_orders_own_number_in_a_later_file_is_that_orders_return()
    {
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1001,2026-01-10,20.00\nbob,B1,2026-01-10,20.00\n");
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1001,2026-02-15,-20.00\nbob,R1,2026-02-15,-20.00\n");
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1001,2026-02-15,-20.00\nbob,R1,2026-02-15,-20.00\n");

        Assert.Contains("2  recorded before", _program.Printed, StringComparison.Ordinal);
        Assert.Equal("ada 0 0.00, bob 1 0.00", await CustomersAsync());
        Assert.Equal(0, await _program.RunAsync("verify"));
    }

    [Fact]
    public async Task A_refund_of_more_than_is_left_of_its_order_is_a_credit_and_said()
    {
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1001,2026-01-10,20.00\n");
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1001,2026-02-15,-25.00\n");

        Assert.Contains("1  return of more than is left of its order, recorded as a credit", _program.Printed, StringComparison.Ordinal);
        Assert.Equal("ada 1 -5.00", await CustomersAsync());
    }

    [Fact]
    public async Task A_column_says_which_purchase_a_return_concerns()
    {
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount,returns_purchase\nada,1,2026-01-10,20.00,\nada,2,2026-01-11,30.00,\nada,R1,2026-02-15,-20.00,1\nada,R2,2026-02-15,-5.00,2\n");

        Assert.Equal("ada 1 25.00", await CustomersAsync());
    }

    [Fact]
    public async Task Refunds_of_several_days_under_an_orders_number_are_returns_of_their_own()
    {
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1,2026-01-10,20.00\nada,1,2026-02-01,-5.00\n");
        await ImportAsync(0, "customer_id,purchase_id,occurred_at,amount\nada,1,2026-01-10,20.00\nada,1,2026-02-01,-5.00\nada,1,2026-03-01,-15.00\n");

        Assert.Equal("ada 0 0.00", await CustomersAsync());
    }

    [Fact]
    public async Task Lines_in_another_order_are_the_same_purchase()
    {
        await ImportAsync(0, Lines + "ada,1,2026-01-10,TEA,2,1.50,\nada,1,2026-01-10,CUP,1,3,\nada,1,2026-01-10,POT,1,20,\n");
        await ImportAsync(0, Lines + "ada,1,2026-01-10,POT,1,20.00,\nada,1,2026-01-10,TEA,2,1.50,\nada,1,2026-01-10,CUP,1,3,\n");

        Assert.Contains("1  recorded before", _program.Printed, StringComparison.Ordinal);
        Assert.Equal("ada 1 26.00", await CustomersAsync());
    }

    [Theory]
    [InlineData("ada,1,2026-01-10,TEA,3,3.33,10.00\n", "10.00")]
    [InlineData("ada,1,2026-01-10,TEA,3,3.3333333,10.00\n", "10.00")]
    [InlineData("ada,1,2026-01-10,TEA,1,16.806723,16.81\n", "16.81")]
    [InlineData("ada,1,2026-01-10,TEA,7,1.43,9.99\n", "9.99")]
    public async Task An_amount_that_differs_from_quantity_times_price_by_rounding_is_what_was_paid(string rows, string revenue)
    {
        await ImportAsync(0, Lines + rows);

        Assert.Equal($"ada 1 {revenue}", await CustomersAsync());
    }

    [Theory]
    [InlineData("ada,1,2026-01-10,TEA,2,10,20\nada,1,2026-01-10,Discount,1,-3,-3\n", "17.00")]
    [InlineData("ada,1,2026-01-10,TEA,2,10,\nada,1,2026-01-10,Voucher,1,-3,\n", "17.00")]
    [InlineData("ada,1,2026-01-10,TEA,2,10,20\nada,1,2026-01-10,Note,0,0,0\n", "20.00")]
    [InlineData("ada,1,2026-01-10,TEA,2,10,20\nada,1,2026-01-10,Free,0,5,\n", "20.00")]
    public async Task A_voucher_line_and_a_line_of_no_pieces_belong_to_their_purchase(string rows, string revenue)
    {
        await ImportAsync(0, Lines + rows);

        Assert.Equal($"ada 1 {revenue}", await CustomersAsync());
    }

    [Fact]
    public async Task An_orders_total_on_its_first_line_is_refused_as_an_amount_and_taken_as_the_orders()
    {
        const string rows = "ada,1,2026-01-10,LAMP,1,60,45\nada,1,2026-01-10,BULB,1,40,\nbob,1,2026-01-11,LAMP,1,60,60\n";
        await ImportAsync(2, Lines + rows);
        Assert.Contains("amounts-on-some-lines: ", _program.Complained, StringComparison.Ordinal);

        await ImportAsync(0, Lines + rows, "--map", "order_amount=amount");

        Assert.Equal("ada 1 45.00, bob 1 60.00", await CustomersAsync());
    }

    [Theory]
    [InlineData("order_amount,order_discount", "60,5", "60.00")]
    [InlineData("amount,order_discount", "60,5", "55.00")]
    [InlineData("amount,shipping", "60,4.90", "55.10")]
    [InlineData("amount,line_discount", "60,-10", "50.00")]
    [InlineData("order_amount,shipping", "60,4.90", "55.10")]
    public async Task Discounts_and_shipping_are_taken_off(string columns, string values, string revenue)
    {
        await ImportAsync(0, $"customer_id,purchase_id,occurred_at,{columns}\nada,1,2026-01-10,{values}\n");

        Assert.Equal($"ada 1 {revenue}", await CustomersAsync());
    }

    [Fact]
    public async Task Columns_are_joined_taken_in_turn_and_given_as_constants()
    {
        await ImportAsync(
            0, "Email,Phone,No,Day,Time,Net,Fee\nada@x.test,,1,2026-01-31,23:30,10,1\n,+4930,2,2026-02-01,10:00,20,2\n",
            "--map", "customer_id=Email|Phone,purchase_id=No,occurred_at=Day+Time,amount=Net+Fee", "--constant", "currency=CHF,channel=web", "--times-in", "UTC", "--time-zone", "America/New_York");

        Assert.Contains("CHF revenue, net of returns", _program.Printed, StringComparison.Ordinal);
        Assert.Equal("+4930 1 22.00, ada@x.test 1 11.00", await CustomersAsync());
    }

    [Fact]
    public async Task A_retailers_own_format_is_a_file()
    {
        var format = _program.Write("own.json", """
            [{ "name": "till", "title": "our till", "header": ["Bon"], "map": { "customer_id": "Karte", "purchase_id": "Bon", "occurred_at": "Zeit", "amount": "Summe" },
               "only": { "Art": ["Verkauf"] }, "decimal": ",", "dateFormat": ["dd.MM.yy HH:mm"], "nobody": ["Bar"] }]
            """);

        await ImportAsync(0, "Bon;Karte;Zeit;Summe;Art\n1;K1;31.01.26 10:00;1.019,90;Verkauf\n2;Bar;31.01.26 10:05;5,00;Verkauf\n3;K2;31.01.26 10:06;5,00;Storno\n", "--format", format);

        Assert.Equal("K1 1 1019.90", await CustomersAsync());
    }

    [Theory]
    [InlineData("amazon-order-id\tpurchase-date\titem-price\tsku\n1\t2026-01-01\t5\tA\n", "names no buyers")]
    [InlineData("order-id\torder-item-id\tpurchase-date\tquantity-to-ship\tbuyer-email\n1\t1\t2026-01-01\t5\ta@b.test\n", "has no prices")]
    public async Task A_report_of_which_nothing_can_be_recorded_is_refused_with_a_reason(string content, string reason)
    {
        await ImportAsync(2, content);
        Assert.Contains(reason, _program.Complained, StringComparison.Ordinal);

        await ImportAsync(2, content, "--format", "amazon-mfn");
        Assert.Contains(reason, _program.Complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--format", "shopfy", "there is no such format")]
    [InlineData("--accept", "everything", "there is no such doubt")]
    [InlineData("--decimal", ";", "write . or ,")]
    [InlineData("--date-format", "tomorrow", "write it with d, M, y")]
    [InlineData("--times-in", "Mars/Base", "there is no such time zone")]
    [InlineData("--encoding", "klingon", "there is no such encoding")]
    [InlineData("--only", "Status", "write it like")]
    [InlineData("--skip", "Status=x", "has no such column")]
    [InlineData("--constant", "price=3", "there is no column price")]
    public async Task An_option_that_cannot_be_used_is_refused_with_what_to_do(string option, string value, string message)
    {
        await ImportAsync(2, "customer_id,purchase_id,occurred_at,amount\nada,1,2026-01-01,1\n", option, value);

        Assert.Contains(message, _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejected_rows_of_a_format_are_imported_under_it_once_they_are_mended()
    {
        const string header = "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID\n";
        await ImportAsync(3, header + "ch_1,2026-02-01 03:30:00,120.00,0.00,usd,Paid,cus_A\nch_2,yesterday,80.00,10.00,usd,Paid,cus_B\n", "--format", "stripe");

        var mended = (await File.ReadAllTextAsync(_program.File("file.csv.rejected.csv"))).Replace("yesterday", "2026-02-02 10:00:00", StringComparison.Ordinal);
        await ImportAsync(0, mended[(mended.IndexOf("\nline", StringComparison.Ordinal) + 1)..], "--format", "stripe");

        Assert.Equal("cus_A 1 120.00, cus_B 1 70.00", await CustomersAsync());
    }

    public void Dispose() => _program.Dispose();

    private async Task ImportAsync(int code, string content, params string[] options)
    {
        var exit = await _program.RunAsync(["import", "purchases", _program.Write("file.csv", content), .. options]);
        Assert.True(exit == code, $"exit {exit}: {_program.Complained}{_program.Printed}");
    }

    private async Task<string> CustomersAsync()
    {
        using var report = System.Text.Json.JsonDocument.Parse(await _program.ReportAsync("customers", "json"));
        return string.Join(", ", report.RootElement.GetProperty("customers").EnumerateArray().Select(customer =>
            $"{customer.GetProperty("customerId").GetString()} {customer.GetProperty("orders").GetInt64()} {customer.GetProperty("revenue").GetString()}"));
    }
}
