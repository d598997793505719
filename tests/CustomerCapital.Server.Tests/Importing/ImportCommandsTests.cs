using System.Text;
using System.Text.Json;
using CustomerCapital.Server.Tests.CommandLine;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Server.Tests.Importing;

[Collection(ConsoleTests.Name)]
public sealed class ImportCommandsTests : IDisposable
{
    private readonly ProgramRun _program = new();

    [Fact]
    public async Task A_line_that_is_not_utf8_is_rejected_with_its_number_and_the_rest_is_carried_out()
    {
        await WriteAsync([.. "\uFEFF"u8, .. Purchase("ada"), .. "\r\n \n"u8, .. Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(Purchase("mü"))), (byte)'\n', .. Purchase("bob")]);

        Assert.Equal(0, await _program.RunAsync("import", "commands", _program.File("file.ndjson")));

        Assert.Contains("2  carried out", _program.Printed, StringComparison.Ordinal);
        var rejected = JsonSerializer.Deserialize<JsonElement>(Assert.Single(await File.ReadAllLinesAsync(_program.File("file.ndjson.rejected.ndjson"))));
        Assert.Equal((3, "The line is not UTF-8; convert the file first."), (rejected.GetProperty("line").GetInt32(), rejected.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_line_of_an_export_that_is_not_utf8_ends_the_restoring()
    {
        await WriteAsync([.. "{\"entry\":{\"customerId\":\"m"u8, 0xFC, .. "\"}}\n"u8]);

        Assert.Equal(2, await _program.RunAsync("import", "commands", _program.File("file.ndjson")));

        Assert.Contains("line 1: this line of an export is not UTF-8; convert the file first; nothing after it was restored", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registrations_and_enrolments_imported_twice_change_nothing_the_second_time()
    {
        var lines = string.Join('\n',
            """{"customerId":"ada","command":{"type":"registration","name":"Ada Byron","occurredAt":"2026-01-05T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"enrolment","enrolled":true,"occurredAt":"2026-01-06T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"registration","name":"Ada Lovelace","occurredAt":"2026-01-07T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"enrolment","enrolled":false,"occurredAt":"2026-01-08T10:00:00Z"}}""");
        await WriteAsync(Encoding.UTF8.GetBytes(lines));
        await _program.RunAsync("import", "commands", _program.File("file.ndjson"));
        Assert.Contains("4  carried out", _program.Printed, StringComparison.Ordinal);

        Assert.Equal(0, await _program.RunAsync("import", "commands", _program.File("file.ndjson")));

        Assert.Contains("0  carried out", _program.Printed, StringComparison.Ordinal);
        Assert.Contains("4  there before, or nothing to change", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("verify"));
    }

    [Fact]
    public async Task What_was_bought_is_kept_where_migrate_is_told_so_before_an_import_or_after_it_and_is_verified()
    {
        var lines = string.Join('\n',
            """{"customerId":"ada","command":{"type":"purchase","purchaseId":"p","lines":[{"sku":"tea","category":"drinks","quantity":3,"unitPrice":"2.00"},{"sku":"cup","unitPrice":"5.00"}],"occurredAt":"2026-01-05T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"purchase","purchaseId":"q","lines":[{"sku":"pot","category":"kitchen","unitPrice":"2.00"}],"occurredAt":"2026-01-05T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"return","returnId":"r","purchaseId":"p","lines":[{"line":1,"quantity":2}],"occurredAt":"2026-01-06T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"purchase_amendment","amendmentId":"a","purchaseId":"p","lines":[{"sku":"tea","category":"hot drinks","quantity":3,"unitPrice":"2.00"}],"occurredAt":"2026-01-07T10:00:00Z"}}""",
            """{"customerId":"ada","command":{"type":"purchase_move","moveId":"m","purchaseId":"q","toCustomerId":"bob","occurredAt":"2026-01-08T10:00:00Z"}}""");
        await WriteAsync(Encoding.UTF8.GetBytes(lines));
        var (other, later) = ($"sqlite:{_program.File("other.db")}", $"sqlite:{_program.File("later.db")}");
        Assert.Equal(0, await _program.RunAsync("migrate", "--keep-bought"));
        Assert.Contains("filled: what each customer has bought", _program.Printed, StringComparison.Ordinal);
        await _program.RunAsync("import", "commands", _program.File("file.ndjson"));
        Assert.Equal(0, await _program.RunAsync("verify"));
        Assert.Equal(0, await _program.RunAsync("export", "--output", _program.File("export.ndjson")));

        Assert.Equal(0, await _program.RunAsync("migrate", "--keep-bought", "--database", other));
        foreach (var database in (string[])[other, later]) Assert.Equal(0, await _program.RunAsync("import", "commands", _program.File("export.ndjson"), "--database", database));
        Assert.Equal(0, await _program.RunAsync("migrate", "--keep-bought", "--database", later));
        foreach (var database in (string[])[other, later]) Assert.Equal(0, await _program.RunAsync("verify", "--database", database));

        const string pieces = "SELECT group_concat(actor_id || ' ' || p.kind || ' ' || name || ' ' || quantity ORDER BY actor_id, p.kind) FROM pieces p JOIN actors USING (actor_key) WHERE quantity > 0";
        foreach (var file in (string[])["ledger.db", "other.db", "later.db"])
        {
            using var database = new SqliteConnection($"Data Source={_program.File(file)};Pooling=False");
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = pieces;
            Assert.Equal("ada 1 tea 10000,ada 2 hot drinks 10000,bob 1 pot 10000,bob 2 kitchen 10000", command.ExecuteScalar());
            command.CommandText = "UPDATE pieces SET quantity = 20000 WHERE name = 'tea'";
            command.ExecuteNonQuery();
        }

        Assert.NotEqual(0, await _program.RunAsync("verify"));
        Assert.Contains("of sku 'tea' the entries leave 1, the ledger holds 2.", _program.Printed + _program.Complained, StringComparison.Ordinal);

        // To end and begin it puts the rows right; twice changes nothing.
        foreach (var option in (string[])["--no-keep-bought", "--no-keep-bought", "--keep-bought", "--keep-bought"]) Assert.Equal(0, await _program.RunAsync("migrate", option));
        Assert.Equal(0, await _program.RunAsync("verify"));
        Assert.Equal(2, await _program.RunAsync("migrate", "--keep-bought", "--no-keep-bought"));
        Assert.Contains("--keep-bought and --no-keep-bought: name one of them", _program.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_written_before_states_held_when_a_customer_was_registered_is_verified_and_goes_on()
    {
        await WriteAsync(Encoding.UTF8.GetBytes("""{"customerId":"ada","command":{"type":"registration","name":"Ada Byron","occurredAt":"2026-01-05T10:00:00Z"}}"""));
        await _program.RunAsync("import", "commands", _program.File("file.ndjson"));
        using (var database = new SqliteConnection($"Data Source={_program.File("ledger.db")};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = "UPDATE parts SET state = json_remove(state, '$.at') WHERE json_extract(state, '$.at') IS NOT NULL";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        Assert.Equal(0, await _program.RunAsync("verify"));
        await WriteAsync(Encoding.UTF8.GetBytes("""{"customerId":"ada","command":{"type":"registration","name":"Ada Lovelace","occurredAt":"2026-01-04T10:00:00Z"}}"""));
        await _program.RunAsync("import", "commands", _program.File("file.ndjson"));
        Assert.Contains("1  carried out", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("verify"));
    }

    public void Dispose() => _program.Dispose();

    private Task WriteAsync(byte[] content) => File.WriteAllBytesAsync(_program.File("file.ndjson"), content);

    private static byte[] Purchase(string customer) =>
        Encoding.UTF8.GetBytes($$"""{"customerId":"{{customer}}","command":{"type":"purchase","purchaseId":"p","amount":1,"occurredAt":"2026-01-05T10:00:00Z"} }""");
}
