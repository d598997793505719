using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Simulation.Tests.Clients;

/// <summary>A voucher of every world that has any.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Terms">What it takes off, when, for what and for whom.</param>
internal sealed record KnownVoucher(string Code, VoucherTerms Terms)
{
    /// <summary>Its actor.</summary>
    public ActorId Actor => VoucherCode.ActorOf(Code);

    /// <summary>How many uses there are; null where they are not counted.</summary>
    public int? Limit => Terms.KeepsRest || Terms.Unlimited ? null : Terms.Uses;
}

/// <summary>The vouchers of a world: one for two uses, a gift card, a percentage with a last day that each customer can use once, and one for a customer alone.</summary>
internal static class Vouchers
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<KnownVoucher> All =
    [
        new("TWICE", new(2) { Value = Money.Round(10), Batch = "ten" }),
        new("CARD", new() { Value = Money.Round(60), KeepsRest = true, Batch = "cards" }),
        new("SHARE", new() { Percent = 12.5m, Unlimited = true, UsesPerCustomer = 1, ValidTo = new(2026, 9, 30) }),
        new("MINE", new(3) { Value = Money.Round(7.77m), MinimumOrder = Money.Round(5), CustomerId = "c0" }),
    ];

    /// <summary>One of a few holds, so that purchases name them too.</summary>
    public static string HoldId(Random random) => $"hold-{random.Next(3)}";

    /// <summary>Something that is done to a voucher other than redeem it: it is issued, perhaps once more; held; its hold is given back; now and then it is ended.</summary>
    public static (KnownVoucher Of, ActorCommand Command) Next(Random random, Func<string> customer)
    {
        var voucher = All[random.Next(All.Count)];
        return (voucher, random.Next(12) switch
        {
            < 4 => new IssueVoucher { Terms = voucher.Terms },
            < 9 => new HoldVoucher
            {
                HoldId = HoldId(random), Minutes = 1 + random.Next(90), CustomerId = random.Next(3) == 0 ? customer() : null,
                Amount = random.Next(2) == 0 ? new(1 + random.Next(400_000)) : null,
            },
            < 11 => new ReleaseHold { HoldId = HoldId(random) },
            _ when random.Next(4) == 0 => new EndVoucher(),
            _ => new IssueVoucher { Terms = voucher.Terms },
        });
    }
}
