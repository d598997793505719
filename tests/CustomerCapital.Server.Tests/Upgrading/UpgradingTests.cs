using CustomerCapital.Server.Tests.CommandLine;
using Microsoft.Data.Sqlite;

namespace CustomerCapital.Server.Tests.Upgrading;

/// <summary>A ledger that commit 2885eb6 made of the commands beside it, with the reports that it gave.</summary>
[Collection(ConsoleTests.Name)]
public sealed class UpgradingTests : IDisposable
{
    private readonly ProgramRun _program = new();

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, "Upgrading", name);

    [Fact]
    public async Task A_ledger_of_before_there_were_parts_is_migrated_verified_and_reported_as_before()
    {
        GivenLedger();

        Assert.Equal(0, await _program.RunAsync("migrate"));
        Assert.Equal(0, await _program.RunAsync("verify"));
        Assert.Contains("4 customers and 36 entries replayed", _program.Printed, StringComparison.Ordinal);
        foreach (var report in (string[])["cohorts", "periods", "metrics"])
            Assert.Equal(await BeforeAsync(report), await _program.ReportAsync(report, "csv", "--through", "2026-10"));
        Assert.Equal(await BeforeAsync("customers"), await _program.ReportAsync("customers", "csv"));
    }

    [Fact]
    public async Task Its_commands_are_known_and_its_customers_go_on()
    {
        GivenLedger();

        Assert.Equal(0, await _program.RunAsync("import", "commands", Beside("commands.ndjson")));
        Assert.Contains("18  there before", _program.Printed, StringComparison.Ordinal);
        var more = _program.Write(
            "more.ndjson",
            """
            {"customerId":"ada","command":{"type":"return","returnId":"r4","purchaseId":"p1","occurredAt":"2025-02-05T10:00:00Z"}}
            {"customerId":"ada","command":{"type":"follow_up_done","followUpId":"u1","occurredAt":"2025-04-10T10:00:00Z"}}
            {"customerId":"bob","command":{"type":"return","returnId":"r1","purchaseId":"p1","occurredAt":"2025-03-25T10:00:00Z"}}
            {"customerId":"bob","command":{"type":"feedback","feedbackId":"f1","nps":3,"occurredAt":"2025-03-25T10:00:00Z"}}
            {"customerId":"cyd","command":{"type":"registration","name":"Cyd","occurredAt":"2025-05-02T10:00:00Z"}}
            {"customerId":"dörte 🦁","command":{"type":"enrolment","enrolled":true,"occurredAt":"2026-10-02T10:00:00Z"}}
            """);
        Assert.Equal(0, await _program.RunAsync("import", "commands", more));
        Assert.Contains("6  carried out", _program.Printed, StringComparison.Ordinal);
        Assert.Equal(0, await _program.RunAsync("verify"));
    }

    public void Dispose() => _program.Dispose();

    private static async Task<string> BeforeAsync(string report) => (await File.ReadAllTextAsync(Beside(report + ".csv"))).TrimEnd('\n');

    private void GivenLedger()
    {
        using var database = new SqliteConnection($"Data Source={_program.File("ledger.db")};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = File.ReadAllText(Beside("ledger-of-2885eb6.sql")) + "PRAGMA application_id = 1131770691; PRAGMA journal_mode = WAL;";
        command.ExecuteNonQuery();
    }
}
