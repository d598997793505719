using System.Text;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Ledger.Encoding;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Engine.Tests.Merges;

/// <summary>What two customers do, at random, and what is compared of it.</summary>
internal static class MergedWorlds
{
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A program in which purchases earn points.</summary>
    public static async Task PutPolicyAsync(InProcessHost host)
    {
        var policy = host.Policy.Program.Policy with { Wallets = [new("points") { Earn = [new(1)] }] };
        Assert.Empty((await host.Policy.PutAsync(policy, null)).Faults);
    }

    /// <summary>Plays random commands of two customers, the same for the same seed. Both are known afterwards.</summary>
    /// <param name="seed">Of the random numbers.</param>
    /// <param name="steps">How many commands.</param>
    /// <param name="time">The clock, which goes on.</param>
    /// <param name="execute">Carries one out for the first or the second customer.</param>
    public static async Task PlayAsync(int seed, int steps, FakeTimeProvider time, Func<int, ActorCommand, Task<CommandOutcome>> execute)
    {
        var random = new Random(seed);
        List<string>[] purchases = [[], []], opinions = [[], []];
        for (var step = 0; step < steps + 2; step++)
        {
            time.Advance(TimeSpan.FromHours(1 + random.Next(random.Next(4) == 0 ? 2_400 : 48)));
            var (who, id, pick) = (step < steps ? random.Next(2) : step - steps, $"{seed}-{step}", random.Next(100));
            var command = step >= steps ? new RecordInteraction { InteractionId = id, Kind = InteractionKind.Complaint } : Command(id, pick, purchases[who], opinions[who]);
            if ((await execute(who, command)).Status != OutcomeStatus.Accepted) continue;
            if (command is RecordPurchase purchase) purchases[who].Add(purchase.PurchaseId);
            if (command is GiveFeedback given) opinions[who].Add(given.FeedbackId);
        }

        ActorCommand Command(string id, int pick, List<string> bought, List<string> said) => random.Next(20) switch
        {
            < 8 => new RecordPurchase
            {
                PurchaseId = id, Channel = pick % 3 == 0 ? $"channel-{pick % 4}" : null, OccurredAt = time.GetUtcNow().AddHours(-random.Next(pick % 5 == 0 ? 4_000 : 20)),
                Lines = [new($"sku-{pick % 5}", "drinks", 1 + (pick % 3), new Money(100L * random.Next(1, 9_000)))],
            },
            < 11 when bought.Count > 0 => new RecordReturn { ReturnId = id, PurchaseId = bought[pick % bought.Count], Amount = pick % 3 == 0 ? new Money(100) : null },
            11 => new RecordReturn { ReturnId = id, Amount = new Money(100L * pick) },
            12 when bought.Count > 0 => new AmendPurchase { AmendmentId = id, PurchaseId = bought[pick % bought.Count], Amount = new Money(100L * random.Next(1, 9_000)) },
            13 => new GiveFeedback { FeedbackId = id, Nps = pick % 11, Review = pick % 2 == 0 ? 1 + (pick % 5) : null },
            14 when said.Count > 0 => new CorrectFeedback { CorrectionId = id, FeedbackId = said[pick % said.Count], Nps = pick % 11 },
            15 => new SetEnrolment { EnrolmentId = id, Enrolled = pick % 3 > 0 },
            16 => new RegisterCustomer { RegistrationId = id, Name = $"Ada {pick}", AcquisitionChannel = pick % 2 == 0 ? "web" : null, AcquisitionCost = new Money(100L * pick) },
            17 => new SpendFromWallet { SpendingId = id, Wallet = "points", Amount = new(WalletAmount.Scale * (1 + (pick % 9))) },
            _ => new RecordInteraction { InteractionId = id, Kind = pick % 2 == 0 ? InteractionKind.Inquiry : InteractionKind.Answer, Positive = pick % 4 == 1 },
        };
    }

    /// <summary>The lines of an export that are about some customers.</summary>
    public static async Task<string> LinesAsync(InProcessHost host, params string[] customers)
    {
        var lines = new StringBuilder();
        await foreach (var line in host.Export().ReadAsync())
            if (line.Entry is { Actor.Kind: ActorKind.Customer } entry && customers.Contains(entry.Actor.Key)) lines.Append(LedgerJson.EncodeWhole(entry)).Append('\n');
        return lines.ToString();
    }

    /// <summary>The reports of a program, as text.</summary>
    public static async Task<string> ReportsAsync(InProcessHost host) => string.Join(
        '\n', Json(await host.AskAsync(new ReportCohorts())), Json(await host.AskAsync(new ReportPeriods())), Json(await host.AskAsync(new ReportMetrics())),
        Json(await host.AskAsync(new ReportLadder())), Json(await host.AskAsync(new ReportValue())), Json(await host.AskAsync(new ReportLiability(DateOnly.FromDateTime(host.Now.UtcDateTime), IsToday: true))), string.Join(" ", HeldWallets.Part.Of((await host.Customer("ada").GetAsync())!).All.Select(wallet => $"{wallet.Name} {wallet.Balance} {wallet.Debt}")));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    /// <summary>Counters as text, in one order.</summary>
    public static string TextOf(Counters counters) => string.Join("\n", counters.Rows.Select(row => $"{row.Key.Kind} {row.Key.A} {row.Key.B} '{row.Key.Name}' {row.Value}").Order(StringComparer.Ordinal));
}
