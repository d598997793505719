using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Value;
using static CustomerCapital.Domain.Tests.CustomerScenario;

namespace CustomerCapital.Domain.Tests.Value;

public sealed class BuyingHistoryTests
{
    private static readonly DateOnly Today = new(2026, 1, 15);

    [Fact]
    public void Observe_counts_the_orders_of_a_local_day_as_one_and_time_in_weeks()
    {
        // 23:30 and 00:30 of Berlin are two days, although they are one in UTC.
        var record = Observe(
            new() { Currency = "EUR", TimeZone = "Europe/Berlin" },
            Bought("p1", "2025-12-01T22:30:00Z", "10.00"), Bought("p2", "2025-12-01T23:30:00Z", "20.00"), Bought("p3", "2025-12-02T10:00:00Z", "5.00"), Bought("p4", "2025-12-15T10:00:00Z", "40.00"));

        Assert.Equal([new(new(2025, 12, 1), Amount("10.00")), new(new(2025, 12, 2), Amount("25.00")), new(new(2025, 12, 15), Amount("40.00"))], record!.Days);
        Assert.Equal((2, 2.0, 45 / 7.0), (record.Repeats, record.LastAt, record.Age));
        Assert.Equal((75m, 32.5m), (record.Revenue, record.MeanRepeatValue));
    }

    [Fact]
    public void Observe_leaves_out_what_came_back_whole_or_moved_away_and_takes_off_what_came_back_in_part()
    {
        var record = Observe(
            null, Bought("p1", "2025-12-01T10:00:00Z", "10.00"), Bought("p2", "2025-12-08T10:00:00Z", "20.00"), Bought("p3", "2025-12-15T10:00:00Z", "30.00"), Bought("p4", "2025-12-22T10:00:00Z", "40.00"),
            new RecordReturn { ReturnId = "r1", PurchaseId = "p2" }, new RecordReturn { ReturnId = "r2", PurchaseId = "p3", Amount = Amount("7.00") },
            new MovePurchase { MoveId = "m", PurchaseId = "p4", ToCustomerId = "bob" }, new AmendPurchase { AmendmentId = "a", PurchaseId = "p1", Amount = Amount("12.00") },
            new RecordReturn { ReturnId = "r3", Amount = Amount("3.00") });

        Assert.Equal([new(new(2025, 12, 1), Amount("12.00")), new(new(2025, 12, 15), Amount("23.00"))], record!.Days);
        Assert.Equal((1, 20m, 32m), (record.Repeats, record.MeanRepeatValue, record.Revenue));
    }

    [Fact]
    public void Observe_of_an_earlier_day_knows_purchases_and_credits_up_to_it_as_they_are_known_now()
    {
        var history = Of(
            null, out var scenario, Bought("p1", "2025-12-01T10:00:00Z", "10.00"), Bought("p2", "2025-12-08T10:00:00Z", "20.00"), Bought("p3", "2025-12-15T10:00:00Z", "30.00"),
            new RecordReturn { ReturnId = "r", PurchaseId = "p2", Amount = Amount("5.00"), OccurredAt = DateTimeOffset.Parse("2026-01-10T10:00:00Z", null) },
            new RecordReturn { ReturnId = "credit", Amount = Amount("1.00"), OccurredAt = DateTimeOffset.Parse("2025-12-09T10:00:00Z", null) });

        Assert.Equal((1, 1.0, 8 / 7.0, 14m), Told(history.Observe(new(2025, 12, 9), scenario.Program.Calendar)!));
        Assert.Equal((1, 1.0, 1.0, 15m), Told(history.Observe(new(2025, 12, 8), scenario.Program.Calendar)!));
        Assert.Null(history.Observe(new(2025, 11, 30), scenario.Program.Calendar));

        static (int, double, double, decimal?) Told(BuyingRecord record) => (record.Repeats, record.LastAt, record.Age, record.MeanRepeatValue);
    }

    [Fact]
    public void Observe_of_a_customer_without_an_order_is_null() =>
        Assert.Null(Observe(null, Bought("p1", "2025-12-01T10:00:00Z", "10.00"), new RecordReturn { ReturnId = "r", PurchaseId = "p1" }));

    private static BuyingRecord? Observe(ProgramPolicy? policy, params Domain.Actors.ActorCommand[] commands) => Of(policy, out var scenario, commands).Observe(Today, scenario.Program.Calendar);

    private static BuyingHistory Of(ProgramPolicy? policy, out CustomerScenario scenario, params Domain.Actors.ActorCommand[] commands)
    {
        scenario = new CustomerScenario(policy).Given(commands);
        var history = new BuyingHistory();
        foreach (var entry in scenario.Entries) history.Take(entry);
        return history;
    }

    private static RecordPurchase Bought(string id, string at, string amount) => new() { PurchaseId = id, Amount = Amount(amount), OccurredAt = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture) };
}
