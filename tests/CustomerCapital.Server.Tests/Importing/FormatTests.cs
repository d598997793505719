using System.Text;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Importing;

/// <summary>Every format over a few invented rows under the header that the system writes, each with the figure that its back office counts.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FormatTests : IDisposable
{
    private readonly ProgramRun _program = new();

    /// <summary>Format, file, and the customers that are right, with orders and revenue. Formats that have files of their own are in <see cref="ShopFilesTests"/>.</summary>
    public static readonly TheoryData<string, string, string> Files = new()
    {
        {
            "woocommerce-analytics",
            """
            "Date","Order #","N. Revenue (formatted)","Status","Customer","Customer type","Product(s)","Items sold","Coupon(s)","N. Revenue","Attribution"
            "2026-02-01 09:15:00",601,"$40.00","completed","Ada Example","new","2× Tee",2,,40,"Direct"
            "2026-02-02 09:15:00",602,"$12.50","processing","Ada Example","returning","1× Mug",1,"TEN",12.5,"Direct"
            "2026-02-03 09:15:00",603,"$20.00","cancelled","Bo Sample","new","1× Tee",1,,20,"Direct"
            "2026-02-03 10:15:00",604,"$20.00","pending","Bo Sample","new","1× Tee",1,,20,"Direct"
            """,
            "Ada Example 2 52.50"
        },
        {
            "woocommerce-lines",
            """
            Order Number,Order Status,Order Date,Email (Billing),Phone (Billing),Item #,SKU,Item Name,Quantity (- Refund),Item Cost,Cart Discount Amount,Order Subtotal Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount
            701,Completed,2026-02-01 09:15,ada@example.test,1,1,TEE,Tee,2,20.00,5.00,50.00,5.00,0,50.00
            701,Completed,2026-02-01 09:15,ada@example.test,1,2,MUG,Mug,1,10.00,5.00,50.00,5.00,0,50.00
            702,On hold,2026-02-01 09:15,bo@example.test,1,1,TEE,Tee,2,20.00,0,40.00,5.00,0,45.00
            """,
            "ada@example.test 1 45.00"
        },
        {
            "woocommerce-orders",
            """
            order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,payment_method_title,customer_id,customer_email,billing_email
            11,11,2026-02-01 09:15:00,2026-02-01 09:15:00,completed,5.00,0,0,0,0,10.00,0,10.00,35.00,40.00,EUR,cod,Cash,7,Ada@example.test,ada@example.test
            12,12,2026-02-02 09:15:00,,cancelled,5.00,0,0,0,0,0,0,0,45.00,40.00,EUR,cod,Cash,8,bo@example.test,bo@example.test
            """,
            "ada@example.test 1 30.00"
        },
        {
            "woocommerce-orders",
            """
            order_id,order_number,date,status,shipping_total,shipping_tax_total,fee_total,tax_total,discount_total,order_total,refunded_total,order_currency,customer_id,billing_email
            11,11,2026-02-01 09:15:00,completed,5.00,0,0,0,10.00,35.00,12.00,EUR,7,ada@example.test
            12,12,2026-02-02 09:15:00,failed,5.00,0,0,0,0,45.00,0,EUR,8,bo@example.test
            """,
            "ada@example.test 1 18.00"
        },
        {
            "square-transactions",
            """
            Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,Total Collected,Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,Tender Note,Fees,Net Total,Transaction ID,Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,Location,Dining Option,Customer ID,Customer Name,Customer Reference ID
            2026-02-01,2:30:00 PM,Pacific Time (US & Canada),"$1,030.00",-$30.00,$0.00,"$1,000.00",$0.00,$80.00,$20.00,$0.00,"$1,100.00",Point of Sale,"$1,100.00",Tapped,$0.00,$0.00,$0.00,,,-$30.00,"$1,070.00",T1,P1,Visa,1111,iPad,,,,Vase,Payment,Main,,CUSTA,Ada,
            2026-02-03,14:30:00,Pacific Time (US & Canada),-$50.00,$0.00,$0.00,-$50.00,$0.00,-$4.00,$0.00,$0.00,-$54.00,Point of Sale,-$54.00,,$0.00,$0.00,$0.00,,,$1.00,-$53.00,T2,P2,Visa,1111,iPad,,,,Vase,Refund,Main,,CUSTA,Ada,
            """,
            "CUSTA 1 950.00"
        },
        {
            "vend",
            """
            Date,Receipt Number,Line Type,Customer Code,Customer Name,Note,Quantity,Subtotal,Sales Tax,Discount,Loyalty,Total,Paid,Details,Register,User,Status,Sku,AccountCodeSale,AccountCodePurchase
            2026-02-01 10:00:00,1,Sale,ADA-1,Ada,,3,60.00,6.00,0,0,66.00,66.00,,Till 1,x,CLOSED,,,
            2026-02-01 10:00:00,1,Sale Line,,,,2,40.00,4.00,0,0,44.00,,Tee,Till 1,x,,TEE,,
            2026-02-01 10:00:00,1,Sale Line,,,,1,20.00,2.00,0,0,22.00,,Mug,Till 1,x,,MUG,,
            2026-02-01 10:00:00,1,Payment,,,,,,,,,,66.00,Cash,Till 1,x,,,,
            2026-02-02 10:00:00,2,Sale,ADA-1,Ada,,-1,-20.00,-2.00,0,0,-22.00,-22.00,,Till 1,x,CLOSED,,,
            2026-02-02 11:00:00,3,Sale,WALKIN,,,1,20.00,2.00,0,0,22.00,22.00,,Till 1,x,CLOSED,,,
            2026-02-02 12:00:00,4,Sale,BO-2,Bo,,1,20.00,2.00,0,0,22.00,0,,Till 1,x,VOIDED,,,
            """,
            "ADA-1 1 40.00"
        },
        {
            "loyverse",
            """
            Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,Net sales,Cost of goods,Gross profit,Taxes,POS,Store,Cashier name,Customer name,Customer contacts,Comment,Status
            2/1/26 1:33 PM,1-1,Sale,Home,TEE,Tee,,,2,40.00,4.00,36.00,1,1,0,POS 1,Main,x,Ada,ada@example.test,,Closed
            2/1/26 1:33 PM,1-1,Sale,Home,MUG,Mug,,,1,10.00,0.00,10.00,1,1,0,POS 1,Main,x,Ada,ada@example.test,,Closed
            2/2/26 1:33 PM,1-2,Refund,Home,MUG,Mug,,,-1,-10.00,0.00,-10.00,1,1,0,POS 1,Main,x,Ada,ada@example.test,,Closed
            2/2/26 2:33 PM,1-3,Sale,Home,MUG,Mug,,,1,10.00,0.00,10.00,1,1,0,POS 1,Main,x,Bo,,,Cancelled
            """,
            "ada@example.test 1 36.00"
        },
        {
            "loyverse",
            """
            Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Total collected,Cost of goods,Gross profit,Payment type,Description,Dining option,POS,Store,Cashier name,Customer name,Customer contacts,Status
            2/1/26 1:33 PM,1-1,Sale,50.00,4.00,46.00,0,46.00,1,1,Cash,"2 x Tee, 1 x Mug",,POS 1,Main,x,Ada,+15550100,Closed
            2/2/26 1:33 PM,1-2,Sale,50.00,4.00,46.00,0,46.00,1,1,Cash,"2 x Tee, 1 x Mug",,POS 1,Main,x,,,Closed
            """,
            "+15550100 1 46.00"
        },
        {
            "odoo-pos",
            """
            "Order Ref","Session","Date","Receipt Number","Customer","Status","Total","Order Lines/Product","Order Lines/Quantity","Order Lines/Subtotal w/o Tax"
            "Shop/0001","POS/1","2026-02-01 09:15:00","00001-001-0001","Ada Example","Posted","66.0","[TEE] Tee","2.0","40.0"
            "","","","","","","","[MUG] Mug","2.0","20.0"
            "Shop/0002","POS/1","2026-02-01 10:15:00","00001-001-0002","","Posted","22.0","[TEE] Tee","1.0","20.0"
            "Shop/0003","POS/1","2026-02-01 11:15:00","00001-001-0003","Bo Sample","Cancelled","22.0","[TEE] Tee","1.0","20.0"
            """,
            "Ada Example 1 60.00"
        },
        {
            "magento",
            """
            ID,"Purchase Point","Purchase Date","Bill-to Name","Ship-to Name","Grand Total (Base)","Grand Total (Purchased)",Status,"Billing Address","Shipping Address","Shipping Information","Customer Email","Customer Group",Subtotal,"Shipping and Handling","Customer Name","Payment Method","Total Refunded"
            000000001,"Main Website","2026-02-01 09:15:00","Ada E","Ada E",55.00,55.00,complete,x,x,x,Ada@example.test,1,50.00,5.00,"Ada E",x,20.00
            000000002,"Main Website","Feb 2, 2026 9:15:00 AM","Bo S","Bo S",55.00,55.00,canceled,x,x,x,bo@example.test,1,50.00,5.00,"Bo S",x,
            """,
            "ada@example.test 1 30.00"
        },
        {
            "bigcommerce",
            """
            Order ID,Order Status,Order Date,Order Time,Subtotal (inc tax),Subtotal (ex tax),Tax Total,Shipping Cost (inc tax),Shipping Cost (ex tax),Handling Cost (inc tax),Handling Cost (ex tax),Coupon Details,Order Total (inc tax),Order Total (ex tax),Refund Amount,Customer ID,Customer Name,Customer Email,Customer Phone,Order Currency Code,Channel Name
            101,Completed,2026-02-01,09:15:00,44.00,40.00,4.00,5.50,5.00,1.10,1.00,TEN,40.60,36.00,10.00,0,Ada,ada@example.test,1,USD,Shop
            102,Cancelled,2026-02-01,09:15:00,44.00,40.00,4.00,5.50,5.00,0,0,,49.50,45.00,0,8,Bo,bo@example.test,1,USD,Shop
            """,
            "ada@example.test 1 20.00"
        },
        {
            "stripe",
            """
            id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Fee,Mode,Status,Customer ID,Customer Email,Captured
            ch_1,Order 1,Payment complete.,2026-02-01 03:30,120.00,20.00,eur,3,Live,Paid,cus_A,ada@example.test,true
            ch_2,Order 2,Payment failed.,2026-02-01 03:30,120.00,0.00,eur,3,Live,Failed,cus_B,bo@example.test,false
            """,
            "cus_A 1 100.00"
        },
        {
            "amazon-mfn",
            "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\tbuyer-phone-number\tsku\tproduct-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\tship-service-level\titem-promotion-discount\tsales-channel\n" +
            "028-1\t11\t2026-02-01T09:15:00+00:00\t2026-02-01T09:15:00+00:00\tAda1@marketplace.test\tAda\t1\tTEE\tTee\t2\tEUR\t40.00\t0\t5.00\t0\tStd\t4.00\tAmazon.de\n" +
            "028-1\t12\t2026-02-01T09:15:00+00:00\t2026-02-01T09:15:00+00:00\tada1@marketplace.test\tAda\t1\tMUG\tMug\t1\tEUR\t10.00\t0\t0\t0\tStd\t0\tAmazon.de\n",
            "ada1@marketplace.test 1 46.00"
        },
        {
            "shopware",
            """
            id;order_number;sales_channel_id;customer_firstname;customer_lastname;customer_email;billing_address_street;amount_total;order_state_id;line_items;order_date_time;shipping_total;order_state
            a1;10001;s;Ada;E;ada@example.test;x;45.9;o;2x Tee;2026-02-01T09:15:00.000+00:00;5.9;completed
            a2;10002;s;Bo;S;bo@example.test;x;45.9;c;2x Tee;2026-02-01T09:15:00.000+00:00;5.9;cancelled
            """,
            "ada@example.test 1 40.00"
        },
        {
            "tiendanube",
            """
            Número de orden;Email;Fecha;Estado de la orden;Estado del pago;Estado del envío;Moneda;Subtotal de productos;Descuento;Costo de envío;Total;Nombre del comprador;Nombre del producto;Precio del producto;Cantidad del producto;SKU;Canal
            12345;ada@example.test;20/12/2025 10:00:00;Abierta;Recibido;Enviado;ARS;2500,00;100,00;500,00;2900,00;Ada;Tee;1000,00;2;TEE;Web
            12345;ada@example.test;;;;;;;;;;;Mug;500,00;1;MUG;
            12346;bo@example.test;21/12/2025 10:00:00;Abierta;Pendiente;;ARS;1.000,00;0,00;500,00;1.500,00;Bo;Tee;1.000,00;1;TEE;Web
            12347;bo@example.test;22/12/2025 10:00:00;Cancelada;Recibido;;ARS;1.000,00;0,00;500,00;1.500,00;Bo;Tee;1.000,00;1;TEE;Web
            """,
            "ada@example.test 1 2400.00"
        },
        {
            "online-retail",
            """
            InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
            536365,85123A,WHITE HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom
            536365,71053,WHITE LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom
            C536379,D,Discount,-1,12/1/2010 9:41,27.50,17850,United Kingdom
            536544,DOT,DOTCOM,1,12/1/2010 14:32,569.77,,United Kingdom
            """,
            "17850 1 8.14"
        },
        {
            "online-retail-ii",
            """
            Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
            489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom
            489434,79323P,LIGHTS,12,2009-12-01 07:45:00,6.75,13085.0,United Kingdom
            """,
            "13085.0 1 164.40"
        },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_under_its_format_gives_what_the_shop_counts(string format, string content, string customers)
    {
        var file = _program.Write("file.csv", content);

        var exit = await _program.RunAsync("import", "purchases", file, "--format", format);

        Assert.True(exit == 0, $"exit {exit}: {_program.Complained}{_program.Printed}");
        using var report = System.Text.Json.JsonDocument.Parse(await _program.ReportAsync("customers", "json"));
        Assert.Equal(customers, string.Join(", ", report.RootElement.GetProperty("customers").EnumerateArray().Select(customer =>
            $"{customer.GetProperty("customerId").GetString()} {customer.GetProperty("orders").GetInt64()} {customer.GetProperty("revenue").GetString()}")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_recognised_by_its_header_where_no_format_is_named(string format, string content, string customers)
    {
        Assert.NotEmpty(customers);

        Assert.Equal(2, await _program.RunAsync("import", "purchases", _program.Write("file.csv", content)));

        Assert.Contains($"say --format {format}, or --format none", _program.Complained, StringComparison.Ordinal);
    }

    /// <summary>Every example file of a known format: those here and those of <see cref="ShopFilesTests"/>.</summary>
    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (object[] row in Files) examples.Add((string)row[0], (string)row[1]);
            foreach (var (format, file) in new[]
            {
                ("shopify", "shopify"), ("woocommerce-lines", "woo_aoe"), ("square-items", "square_items"), ("odoo-sale", "odoo_sale"), ("stripe", "stripe"), ("paypal", "paypal"), ("jtl", "jtl_cp1252"),
                ("etsy", "etsy_orders"),
            })
                examples.Add(format, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", file + ".csv"), file == "jtl_cp1252" ? Encoding.Latin1 : Encoding.UTF8));
            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_file_is_taken_under_the_format_that_it_fits_and_under_no_other(string fits, string content)
    {
        var file = new InputFile(_program.Write("file.csv", content));
        using (var opened = PurchaseFileOpening.Open(file, ImportFormats.Named(fits), new()).File) Assert.True(opened.Read());

        Assert.All(ImportFormats.Names.Where(name => name != fits), name =>
        {
            var refused = Assert.Throws<UsageException>(() => PurchaseFileOpening.Open(file, ImportFormats.Named(name), new()));
            Assert.Contains($"say --format {fits}, or --format none", refused.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_file_whose_header_follows_other_lines_is_recognised_too()
    {
        var content = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", "square_items.csv"));
        var file = new InputFile(_program.Write("file.csv", "Item sales\nof February\n" + content));
        using (var opened = PurchaseFileOpening.Open(file, ImportFormats.Named("square-items"), new()).File) Assert.Equal(2, opened.LinesBeforeHeader);

        var refused = Assert.Throws<UsageException>(() => PurchaseFileOpening.Open(file, ImportFormats.Named("square-transactions"), new()));

        Assert.Contains("say --format square-items, or --format none", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_of_ones_own_is_taken_at_its_word_where_its_header_fits()
    {
        const string map = """ "map": { "customer_id": "Email", "purchase_id": "Name", "occurred_at": "Created at", "order_amount": "Total" } """;
        var file = new InputFile(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", "shopify.csv"));

        var (opened, format) = PurchaseFileOpening.Open(file, ImportFormats.Named(_program.Write("own.json", $$"""[{ "name": "own", "header": ["Email"], {{map}} }]""")), new());
        opened.Dispose();
        Assert.Equal("own", format.Name);

        var other = ImportFormats.Named(_program.Write("other.json", $$"""[{ "name": "other", "header": ["Bon"], {{map}} }]"""));
        Assert.Contains("say --format shopify", Assert.Throws<UsageException>(() => PurchaseFileOpening.Open(file, other, new())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_a_format_leaves_out_on_purpose_is_none_that_it_reads_and_has_a_reason() => Assert.All(
        ImportFormats.All, format => Assert.All(format.NotUsed, left =>
        {
            Assert.DoesNotContain(left.Key, format.Map.Values.SelectMany(headers => headers.Split('|', '+')).Concat(format.Only.Keys).Concat(format.Skip.Keys), StringComparer.OrdinalIgnoreCase);
            Assert.EndsWith(".", left.Value, StringComparison.Ordinal);
        }));

    [Fact]
    public void Every_format_has_a_file_of_its_own_in_the_tests()
    {
        string[] elsewhere = ["shopify", "square-items", "odoo-sale", "paypal", "etsy", "jtl", "excel-de", "excel-it"];

        Assert.Equal(ImportFormats.Names.Order(), Files.Select(row => (string)row[0]).Concat(elsewhere).Distinct().Order());
    }

    [Fact]
    public void Every_format_names_columns_that_there_are() => Assert.All(
        ImportFormats.All, format => Assert.All(format.Map.Keys.Concat(format.Constant.Keys), column => Assert.True(PurchaseColumns.TryParse(column, out _), column)));

    [Fact]
    public async Task Help_lists_every_format()
    {
        await _program.RunAsync("import", "purchases", "--help");

        Assert.All(ImportFormats.Names, name => Assert.Contains(name, _program.Printed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_format_doubt_and_column_is_in_the_documentation()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "importing.md"));

        Assert.All(ImportFormats.Names.Concat(CustomerCapital.Server.Importing.Control.Doubts.All.Select(CustomerCapital.Server.Importing.Control.Doubts.Name)).Concat(PurchaseColumns.Names),
            name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("excel-de", "Kunde;Beleg;Datum;Betrag\nMüller;1;31.01.2026 09:15;1.019,90\n")]
    [InlineData("excel-it", "Kunde;Beleg;Datum;Betrag\nMüller;1;31/01/2026;1.019,90\n")]
    public async Task Csv_of_Excel_is_read_in_its_encoding_dates_and_decimals(string format, string content)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        foreach (var encoding in new[] { Encoding.GetEncoding("windows-1252"), Encoding.UTF8 })
        {
            await File.WriteAllBytesAsync(_program.File("file.csv"), [.. encoding.GetPreamble(), .. encoding.GetBytes(content)]);

            Assert.Equal(0, await _program.RunAsync("import", "purchases", _program.File("file.csv"), "--format", format, "--map", "customer_id=Kunde,purchase_id=Beleg,occurred_at=Datum,amount=Betrag"));

            Assert.Equal("Müller", (await _program.ReportAsync("customers", "csv")).Split('\n')[1].Split(',')[0]);
            Assert.Contains(",1019.90,", await _program.ReportAsync("customers", "csv"), StringComparison.Ordinal);
        }
    }

    public void Dispose() => _program.Dispose();

    /// <summary>The repository's folder: the first above the tests' that holds the solution.</summary>
    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "CustomerCapital.sln"))) folder = folder.Parent!;
            return folder.FullName;
        }
    }
}
