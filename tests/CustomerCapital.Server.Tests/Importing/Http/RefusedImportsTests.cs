using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using CustomerCapital.Server.Importing.Http;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Importing.Http;

/// <summary>What is not taken over HTTP: each is told what is wrong and what to do, and nothing of it is recorded or kept.</summary>
[Collection(ConsoleTests.Name)]
public sealed class RefusedImportsTests(RefusedImportsTests.ServedOnce once) : IClassFixture<RefusedImportsTests.ServedOnce>, IDisposable
{
    private const string Header = "customer_id,purchase_id,occurred_at,amount\n";
    private const string Good = Header + "ada,1,2026-02-01,10\n";

    private readonly ProgramRun _program = new();

    private string Served => _program.File("served.db");

    [Theory]
    [InlineData("", "", "text/csv", 400, "malformed", "The body is empty; send the file as it is, as with curl -T FILE.")]
    [InlineData("", Good, "", 415, "unsupported_media_type", "Send the body as text/csv, ")]
    [InlineData("", Good, "text/plain", 415, "unsupported_media_type", "Send the body as text/csv, ")]
    [InlineData("", Good, "application/x-www-form-urlencoded", 415, "unsupported_media_type", "Send the body as text/csv, ")]
    [InlineData("?format=shopfy", Good, "text/csv", 400, "malformed", "format: --format shopfy: there is no such format. There are amazon-mfn, ")]
    [InlineData("?format=lightspeed", Good, "text/csv", 400, "malformed", "format: --format lightspeed: there is no such format. Did you mean vend (a Lightspeed Retail (Vend) sales history export)?")]
    [InlineData("?format=@format.json", Good, "text/csv", 400, "malformed", "format: --format @format.json: there is no such format. ")]
    [InlineData("?fromat=vend", Good, "text/csv", 400, "malformed", "fromat: Is not a parameter here; there are accept, confirm, constant, customer-case, date-format, ")]
    [InlineData("?decimal=%3B", Good, "text/csv", 400, "malformed", "decimal: --decimal ;: write . or ,")]
    [InlineData("?map=buyer=Kunde", Good, "text/csv", 400, "malformed", "map: --map buyer=Kunde: there is no column buyer; ")]
    [InlineData("?map=amount=Summe", Good, "text/csv", 400, "malformed", "map: The file has no column 'Summe', which --map names for amount; ")]
    [InlineData("?only=Status=Paid", Good, "text/csv", 400, "malformed", "only: --only Status: The file has no such column; ")]
    [InlineData("?only=Paid", Good, "text/csv", 400, "malformed", "only: --only Paid: write it like \"Status=Paid,Refunded\"")]
    [InlineData("?times-in=Mars/Olympus", Good, "text/csv", 400, "malformed", "times-in: --times-in Mars/Olympus: there is no such time zone")]
    [InlineData("?times-in=UTC&times-in=UTC", Good, "text/csv", 400, "malformed", "times-in: Option '--times-in' expects a single argument but 2 were provided.")]
    [InlineData("?date-format=zzzzz", Good, "text/csv", 400, "malformed", "date-format: --date-format zzzzz: ")]
    [InlineData("?encoding=klingon", Good, "text/csv", 400, "malformed", "encoding: --encoding klingon: there is no such encoding")]
    [InlineData("?accept=all", Good, "text/csv", 400, "malformed", "accept: --accept all: there is no such doubt; ")]
    [InlineData("?confirm=yes", Good, "text/csv", 400, "malformed", "confirm: Must be true or false.")]
    [InlineData("?fill-down=1", Good, "text/csv", 400, "malformed", "fill-down: Must be true or false.")]
    [InlineData("", "Kunde;Bon\nada;1\n", "text/csv", 422, "file_refused", "The file has no columns customer_id, purchase_id, occurred_at, amount; its columns are Kunde, Bon. Name those that hold them with --map customer_id=HEADER,purchase_id=HEADER,occurred_at=HEADER,amount=HEADER.")]
    [InlineData("", "<html><body>Log in</body></html>", "text/csv", 422, "file_refused", "The file has no columns customer_id, ")]
    [InlineData("", "PK\u0003\u0004 and no workbook", "application/octet-stream", 422, "file_refused", "The file cannot be read as an Excel workbook (")]
    [InlineData("", "PAR1 and no Parquet", "application/octet-stream", 422, "file_refused", "The file cannot be read as a Parquet file (")]
    public async Task What_is_wrong_is_told_at_once(string query, string body, string type, int status, string code, string detail)
    {
        using var calls = new ImportCalls(once.Server.Address);

        var problem = ImportCalls.Problem(await calls.PostAsync(query, body, type));

        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.StartsWith(detail, problem.Detail, StringComparison.Ordinal);
        Assert.Equal("""{"imports":[]}""", (await calls.GetAsync("/v1/imports")).Json.ToString());
        Assert.Equal(0, (await calls.GetAsync("/v1/metrics")).Json.GetProperty("customers").GetInt32());
    }

    [Fact]
    public async Task A_format_names_no_file_of_the_server()
    {
        var format = _program.Write("own.json", """[{"name":"own","header":["Kunde"],"map":{"customer_id":"Kunde"}}]""");
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);

        var (status, _, detail) = ImportCalls.Problem(await calls.PostAsync($"?format={Uri.EscapeDataString(format)}", Good));

        Assert.Equal(400, status);
        Assert.StartsWith($"format: --format {format}: there is no such format. There are ", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_format_than_is_named_is_told_which_it_is()
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Importing", "Files", "woo_aoe.csv"));
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);

        Assert.Equal(
            "format: The file looks like a WooCommerce export with a row for each line (Advanced Order Export), and not like a WooCommerce export with a row for each order (Order Export and Import): say --format woocommerce-lines, or --format none to read it by the names of its columns alone. Nothing was recorded.",
            ImportCalls.Problem(await calls.PostAsync("?format=woocommerce-orders", file)).Detail);
    }

    [Fact]
    public async Task An_Excel_97_workbook_is_told_how_to_save_it()
    {
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);

        Assert.Equal(
            (422, "file_refused", "The file is a workbook of Excel 97 to 2003; save it as .xlsx or as CSV UTF-8."),
            ImportCalls.Problem(await calls.PostAsync("", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/octet-stream")));
    }

    [Theory]
    [InlineData("quote", "The file: the quote that opens in line 3 is never closed; nothing was imported.")]
    [InlineData("row", "The file: the row after line 2 has more than 16,777,216 bytes; close the quote that opens in it, or shorten it. Nothing was imported.")]
    [InlineData("packed", "The file was cut off, or is several packed files in one; copy it again, or unpack it first.")]
    public async Task A_file_that_cannot_be_read_to_its_end_is_refused_whole(string kind, string detail)
    {
        var text = Good + kind switch { "quote" => "\"bo,2,2026-02-01,10\n", "row" => "\"" + new string('x', 34 << 20), _ => string.Concat(Enumerable.Range(0, 20_000).Select(i => $"c{i},{i},2026-02-01,{i % 97}\n")) };
        var file = kind == "packed" ? CutOff(text) : Encoding.UTF8.GetBytes(text);
        await using var server = await RunningServer.StartAsync(Served);
        using var calls = new ImportCalls(server.Address);
        var (status, json) = await calls.PostAsync("?confirm=true", file);
        Assert.True(status == 202, json.ToString());

        var import = await calls.RestingAsync(ImportCalls.Id(json), "refused");

        Assert.Equal(("file_refused", detail), (import.GetProperty("failure").GetProperty("code").GetString(), import.GetProperty("failure").GetProperty("detail").GetString()));
        Assert.Equal(0, (await calls.GetAsync("/v1/metrics")).Json.GetProperty("customers").GetInt32());
        Assert.Equal((409, "import_ended"), (ImportCalls.Problem(await calls.ConfirmAsync(ImportCalls.Id(json))) is var (code, name, _) ? (code, name) : default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_too_large_is_refused_whether_or_not_its_size_is_said(bool isSaid)
    {
        await using var server = await RunningServer.StartAsync(Served, imports: new ImportLimits { FileBytes = 1_000 });
        using var calls = new ImportCalls(server.Address);
        using HttpContent file = isSaid ? new ByteArrayContent(new byte[1_001]) : new StreamContent(new Unmeasured(2_000));

        var problem = ImportCalls.Problem(await calls.PostAsync("", file, "text/csv"));

        Assert.Equal((413, "content_too_large"), (problem.Status, problem.Code));
        Assert.StartsWith("A file has at most 1,000 bytes here; divide it by purchases, ", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(202, (await calls.PostAsync("", Good)).Status);
    }

    [Fact]
    public async Task A_packed_file_that_holds_too_much_is_refused()
    {
        await using var server = await RunningServer.StartAsync(Served, imports: new ImportLimits { UnpackedBytes = 1_000_000 });
        using var calls = new ImportCalls(server.Address);
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            packing.Write(Encoding.UTF8.GetBytes(Header));
            for (var i = 0; i < 50_000; i++) packing.Write("ada,1,2026-02-01,0.00,,,,,,,,\n"u8);
        }

        var (_, json) = await calls.PostAsync("", packed.ToArray());

        var failure = (await calls.RestingAsync(ImportCalls.Id(json), "refused")).GetProperty("failure");
        Assert.Equal("The file has more than 1,000,000 bytes when it is unpacked; divide it, or import it with customercapital import.", failure.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_workbook_that_is_too_large_to_be_held_is_refused()
    {
        await using var server = await RunningServer.StartAsync(Served, imports: new ImportLimits { HeldFileBytes = 100 });
        using var calls = new ImportCalls(server.Address);

        var problem = ImportCalls.Problem(await calls.PostAsync("", [.. "PK\u0003\u0004"u8, .. new byte[200]], "application/octet-stream"));

        Assert.Equal((413, "content_too_large"), (problem.Status, problem.Code));
        Assert.StartsWith("An Excel workbook or Parquet file has at most 100 bytes here; ", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_stands_still_is_answered_and_leaves_no_open_import()
    {
        await using var server = await RunningServer.StartAsync(Served, imports: new ImportLimits { OpenLimit = 1 });
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/csv\r\nContent-Length: 1000\r\n\r\ncustomer_id,"));

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_timeout\"", answer, StringComparison.Ordinal);
        using var calls = new ImportCalls(server.Address);
        Assert.Equal(202, (await calls.PostAsync("", Good)).Status);
    }

    [Fact]
    public async Task More_imports_than_may_be_open_wait_until_one_is_confirmed_or_deleted()
    {
        await using var server = await RunningServer.StartAsync(Served, imports: new ImportLimits { OpenLimit = 2 });
        using var calls = new ImportCalls(server.Address);
        var (first, second) = (await calls.TakenAsync("", Good), await calls.TakenAsync("", Good));

        var refused = await calls.PostAsync("", Good);

        Assert.Equal(
            (429, "overloaded", "2 imports are open, and more are not taken; GET /v1/imports lists them. Confirm or delete those that await confirmation, or send this file later."),
            ImportCalls.Problem(refused));
        Assert.True(refused.Json.GetProperty("retryable").GetBoolean());
        Assert.Equal([second, first], (await calls.GetAsync("/v1/imports")).Json.GetProperty("imports").EnumerateArray().Select(ImportCalls.Id));
        Assert.Equal(204, (await calls.DeleteAsync(first)).Status);
        Assert.Equal((404, "import_not_found"), ImportCalls.Problem(await calls.GetAsync($"/v1/imports/{first}")) is var (status, code, _) ? (status, code) : default);
        var third = await calls.TakenAsync("", Good);
        await calls.RestingAsync(third, "awaiting_confirmation");
        await calls.ConfirmAsync(third);
        await calls.RestingAsync(third, "completed");
        await calls.TakenAsync("", Good);
    }

    public void Dispose() => _program.Dispose();

    private static byte[] CutOff(string text)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) packing.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray()[..^400];
    }

    /// <summary>One server for the files of which nothing is kept.</summary>
    public sealed class ServedOnce : IAsyncLifetime
    {
        private readonly ProgramRun _program = new();

        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await RunningServer.StartAsync(_program.File("served.db"));

        public async Task DisposeAsync()
        {
            await Server.DisposeAsync();
            _program.Dispose();
        }
    }

    /// <summary>Bytes whose number is not known before they have come.</summary>
    private sealed class Unmeasured(int length) : MemoryStream(new byte[length])
    {
        public override bool CanSeek => false;
    }
}
