using System.Diagnostics;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Ledger.Sqlite;

namespace CustomerCapital.Bench;

/// <summary>Cost of purchase number 10,000 of a customer over number 10, and of one by a customer with 500 entries of other kinds over one without; each measured in turn in one engine.</summary>
internal static class HistoryBench
{
    private static readonly DateTimeOffset Start = new(2024, 11, 1, 9, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var (samples, last) = (options.Size(400, 4), options.Size(10_000, 100));
        await using var engine = await InProcessHost.StartAsync(SqliteLedger.Open(folder.File("history.db")), new(), TimeProvider.System);
        for (var number = 1; number < last - samples / 2; number += 500)
            await engine.ExecuteAsync("old", [.. Enumerable.Range(number, Math.Min(500, last - samples / 2 - number)).Select(Purchase)]);
        for (var customer = 0; customer < samples; customer++) await engine.ExecuteAsync($"new{customer}", [.. Enumerable.Range(1, 9).Select(Purchase)]);

        var (tenth, tenThousandth) = (new List<double>(), new List<double>());
        for (var sample = 0; sample < samples; sample++)
        {
            tenth.Add(await TimeAsync(engine, $"new{sample}", 10));
            tenThousandth.Add(await TimeAsync(engine, "old", last - samples / 2 + sample));
        }

        var (few, many) = (Median(tenth), Median(tenThousandth));
        table.Add("history: median time of a customer's purchase number 10", $"{few:0} µs");
        table.Add($"history: median time of a customer's purchase number {last:N0}", $"{many:0} µs");
        table.Add("history: ratio", $"{many / few:0.00}", "at most 1.1");
        await CompareOthersAsync(SqliteLedger.Open(folder.File("others.db")), "SQLite", options.Size(1_000, 4), options, table, "at most 1.05");
        // Here is no disk that would hide what deciding and encoding cost.
        await CompareOthersAsync(new InMemoryLedger(), "memory", options.Size(4_000, 4), options, table, "");
    }

    private static async Task CompareOthersAsync(ILedger ledger, string name, int samples, BenchOptions options, ResultTable table, string aim)
    {
        var others = options.Size(500, 20);
        await using var engine = await InProcessHost.StartAsync(ledger, new(), TimeProvider.System);
        foreach (var customer in new[] { "plain", "busy" }) await engine.ExecuteAsync(customer, [.. Enumerable.Range(1, 9).Select(Purchase)]);
        await engine.ExecuteAsync("busy", [.. Enumerable.Range(0, others).Select(Other)]);

        var (plain, busy) = (new List<double>(), new List<double>());
        for (var number = 10; number < 10 + samples; number++)
        {
            plain.Add(await TimeAsync(engine, "plain", number));
            busy.Add(await TimeAsync(engine, "busy", number));
        }

        table.Add($"history: a purchase, {name}, with {others} entries of other kinds and without", $"{Median(busy):0.0} µs, {Median(plain):0.0} µs");
        table.Add("history: ratio", $"{Median(busy) / Median(plain):0.00}", aim);
    }

    /// <summary>A register entry, fifty open follow-ups with their notes, then opinions and contacts.</summary>
    private static ActorCommand Other(int number) => number switch
    {
        0 => new RegisterCustomer { Name = "Ada Lovelace", Email = "ada@example.com", AcquisitionChannel = "fair", OccurredAt = Start },
        <= ScheduleFollowUp.OpenLimit => new ScheduleFollowUp { FollowUpId = $"f{number}", Kind = FollowUpKind.Call, DueAt = Start.AddYears(3), Note = new('n', 200), OccurredAt = Start },
        _ when number % 2 == 0 => new GiveFeedback { FeedbackId = $"o{number}", Nps = number % 11, OccurredAt = Start.AddMinutes(number) },
        _ => new RecordInteraction { InteractionId = $"i{number}", Kind = InteractionKind.Inquiry, OccurredAt = Start.AddMinutes(number) },
    };

    private static async Task<double> TimeAsync(ICustomerCapital engine, string customer, int number)
    {
        var watch = Stopwatch.StartNew();
        await engine.ExecuteAsync(customer, [Purchase(number)]);
        return watch.Elapsed.TotalMicroseconds;
    }

    /// <summary>Purchases over two years: the ten-thousandth falls into the 24th month.</summary>
    private static RecordPurchase Purchase(int number) =>
        new() { PurchaseId = $"p{number}", OccurredAt = Start.AddMinutes(105 * number), Amount = new Money(19_900) };

    private static double Median(List<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}
