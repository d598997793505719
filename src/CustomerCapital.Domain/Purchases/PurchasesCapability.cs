using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Purchases;

/// <summary>Purchases, and what cohorts, periods and metrics count of them.</summary>
public sealed class PurchasesCapability : Capability
{
    /// <summary>Customers, orders and revenue of a cohort (A; <see cref="CounterKey.NoCohort"/> for customers without an order) in a month (B).</summary>
    public static readonly CounterKind Cell = new(1, "cell", "customers", "orders", "revenue");

    /// <summary>Customers who ordered in a month (A) and next in another (B), or not again (<see cref="CounterKey.NotAgain"/>).</summary>
    public static readonly CounterKind Interval = new(2, "interval", "customers");

    /// <summary>Customers whose second order was placed in a month (A).</summary>
    public static readonly CounterKind SecondOrder = new(3, "second_order", "customers");

    /// <summary>Customers with so many orders (A, up to <see cref="CounterKey.OrderClasses"/>, which stands for that many or more).</summary>
    public static readonly CounterKind OrderClass = new(7, "order_class", "customers");

    public override string Name => "purchases";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<RecordPurchase>("purchase"), CommandType.Of<AmendPurchase>("purchase_amendment")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<PurchaseRecorded>("purchase_recorded"), EventType.Of<PurchaseAmended>("purchase_amended")];

    public override StatePart Part => PurchaseHistory.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Cell, Interval, SecondOrder, OrderClass];

    public override IReadOnlyList<Field> Fields { get; } =
    [
        PurchaseFields.Orders, PurchaseFields.Revenue, PurchaseFields.AverageOrderValue, PurchaseFields.HistoricValue, PurchaseFields.FirstPurchaseAt, PurchaseFields.LastPurchaseAt, PurchaseFields.Cohort,
        PurchaseFields.BoughtSku, PurchaseFields.BoughtCategory, PurchaseFields.DaysToAnniversary, PurchaseFields.UsualIntervalDays, PurchaseFields.NextOrderExpectedAt, PurchaseFields.DaysToNextOrder,
        PurchaseFields.AtRiskAt, PurchaseFields.DaysToAtRisk,
    ];

    public override IJsonTypeInfoResolver Json => PurchasesJson.Default;

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        var history = PurchaseHistory.Part.Of(state);
        counters.Add(new(OrderClass, (int)Math.Min(history.Orders, CounterKey.OrderClasses)), new(sign));
        var cohort = history.Activity.Cohort?.Index ?? CounterKey.NoCohort;
        var (orders, last) = (0L, 0);
        foreach (var month in history.Activity.Months)
        {
            var at = month.Month.Index;
            counters.Add(new(Cell, cohort, at), new(month.Orders > 0 ? sign : 0, sign * month.Orders, sign * month.Revenue.Units));
            if (month.Orders == 0) continue;
            if (orders < 2 && orders + month.Orders >= 2) counters.Add(new(SecondOrder, at), new(sign));
            if (orders > 0) counters.Add(new(Interval, last, at), new(sign));
            (orders, last) = (orders + month.Orders, at);
        }

        if (orders > 0) counters.Add(new(Interval, last, CounterKey.NotAgain), new(sign));
    }
}

[JsonSerializable(typeof(RecordPurchase))]
[JsonSerializable(typeof(PurchaseRecorded))]
[JsonSerializable(typeof(AmendPurchase))]
[JsonSerializable(typeof(PurchaseAmended))]
[JsonSerializable(typeof(PurchaseHistory))]
internal sealed partial class PurchasesJson : JsonSerializerContext;
