using System.Globalization;

namespace CustomerCapital.Faults.Tests.Loads;

/// <summary>Makes up what one till sends: purchases, a third of them of a few hot customers, some paid with points or with a voucher; returns, registrations, referrals, and repeats of all.</summary>
/// <param name="name">Of the till; its ids begin with it, so that no other till has them.</param>
/// <param name="journal">Where what it makes is written down.</param>
/// <param name="seed">Of its chances.</param>
internal sealed class Shop(string name, Journal journal, int seed)
{
    private const int HotCustomers = 8;
    private const int Customers = 1_500;

    private readonly Random _random = new(seed);
    private readonly List<Intent> _sent = [];
    private readonly Queue<Intent> _referrals = new();
    private readonly HashSet<string> _registered = [];
    private int _number;

    /// <summary>The next one: seldom an old one again.</summary>
    public Intent Next()
    {
        var intent = Make();
        _sent.Add(intent);
        return intent;
    }

    private Intent Make()
    {
        var chance = _random.Next(100);
        if (chance < 8 && _sent.Count > 0) return _sent[_random.Next(_sent.Count)];
        if (chance < 18 && Returnable() is { } purchase) return journal.Add(Return(purchase));
        if (chance < 24) return journal.Add(Refer());
        if (chance < 30 && _referrals.TryPeek(out var referral) && referral.Receipt is not null) return journal.Add(Buy(_referrals.Dequeue().Brings!));
        if (chance < 36 && Register() is { } registration) return journal.Add(registration);
        if (chance < 44) return journal.Add(BuyWithPoints());
        if (chance < 52) return journal.Add(BuyWithVoucher(Rewards.SingleCode(_random.Next(4) == 0 ? _random.Next(journal.CodesTaken + 1) : journal.TakeCode())));
        if (chance < 56) return journal.Add(BuyWithVoucher(Rewards.SharedCode));
        return journal.Add(Buy(Customer()));
    }

    private string Customer() => _random.Next(3) == 0 ? $"hot-{_random.Next(HotCustomers)}" : $"c-{_random.Next(Customers)}";

    private Intent Buy(string customer, string rewards = "", int discountCents = 0)
    {
        var (id, cents) = ($"{name}-{++_number}", _random.Next(200, 20_000));
        var currency = _random.Next(2) == 0 ? ",\"currency\":\"EUR\"" : "";
        var net = cents - discountCents;
        return new(customer, "purchase", "purchase:" + id, $"\"purchaseId\":\"{id}\",\"amount\":\"{Amount(cents)}\"{currency}{rewards}", Orders: 1, Cents: net) { Points = net };
    }

    /// <summary>A customer of this till only, who now and then buys without points, so that they are seldom short. What points pay earns nothing.</summary>
    private Intent BuyWithPoints()
    {
        if (_random.Next(3) == 0) return Buy($"saver-{name}");
        var purchase = Buy($"saver-{name}", $",\"payments\":[{{\"wallet\":\"points\",\"amount\":\"{Rewards.PaidPoints}\"}}]");
        return purchase with { Points = purchase.Points - Rewards.PaidPoints - (100 * Rewards.PaidPoints), PaysWithPoints = true };
    }

    private Intent BuyWithVoucher(string code) => Buy(Customer(), $",\"vouchers\":[\"{code}\"]", Rewards.DiscountCents) with { Voucher = code, Uses = 1 };

    /// <summary>A purchase that the engine has acknowledged and nobody has brought back, of the last ones.</summary>
    private Intent? Returnable()
    {
        for (var attempt = 0; attempt < 5 && _sent.Count > 0; attempt++)
            if (_sent[^_random.Next(1, Math.Min(_sent.Count, 500) + 1)] is { Type: "purchase", Receipt: not null } purchase && _registered.Add(purchase.NaturalId!)) return purchase;
        return null;
    }

    /// <summary>Half of them bring back everything, the others a half. What points paid comes back whole, so that no share of it is to be rounded.</summary>
    private Intent Return(Intent purchase)
    {
        var (id, whole) = ($"{name}-{++_number}", purchase.PaysWithPoints || _random.Next(2) == 0);
        var part = whole ? "" : $",\"amount\":\"{Amount(purchase.Cents / 2)}\"";
        return new(purchase.CustomerId, "return", "return:" + id, $"\"returnId\":\"{id}\",\"purchaseId\":\"{purchase.NaturalId!["purchase:".Length..]}\"{part}",
            Orders: whole ? -1 : 0, Cents: whole ? -purchase.Cents : -(purchase.Cents / 2))
        {
            Points = whole ? -purchase.Points : -(purchase.Cents / 2),
            Voucher = whole ? purchase.Voucher : null,
            Uses = whole ? -purchase.Uses : 0,
        };
    }

    private Intent Refer()
    {
        var id = $"{name}-{++_number}";
        var referral = new Intent(Customer(), "referral", "referral:" + id, $"\"referralId\":\"{id}\",\"referredCustomerId\":\"friend-{id}\"") { Brings = $"friend-{id}" };
        _referrals.Enqueue(referral);
        return referral;
    }

    /// <summary>Somebody new, known to this till only: two contents for one person would not be repeats.</summary>
    private Intent? Register()
    {
        var id = $"{name}-{_random.Next(500)}";
        return _registered.Add(id) ? new($"known-{id}", "registration", null, $"\"name\":\"Person {id}\",\"acquisitionChannel\":\"fair\"") : null;
    }

    private static string Amount(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
