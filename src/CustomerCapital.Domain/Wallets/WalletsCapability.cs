using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Wallets;

/// <summary>Wallets of points, credit or stamps: earned by purchases, spent, taken and given back, and expired, in lots.</summary>
public sealed class WalletsCapability : Capability
{
    /// <summary>What wallets of a name hold that lasts up to a month (A; <see cref="ForEver"/> for ever), and what is owed; each in ten-thousandths.</summary>
    public static readonly CounterKind Held = new(10, "wallet_held", "held", "owed");

    /// <summary>What wallets of a name hold that can be spent from a day (A, its number) on, in ten-thousandths. Of a day that has come it can be spent by now.</summary>
    public static readonly CounterKind Pending = new(11, "wallet_pending", "pending");

    /// <summary>What wallets of a name moved on a day (A, its number), in ten-thousandths.</summary>
    public static readonly CounterKind Flow = new(12, "wallet_flow", "earned", "spent", "expired", "taken_back");

    /// <summary>What was given to wallets of a name by hand or by rewards on a day (A, its number), less what was taken, in ten-thousandths.</summary>
    public static readonly CounterKind Adjusted = new(13, "wallet_adjusted", "adjusted");

    /// <summary>Month coordinate of what lasts for ever.</summary>
    public const int ForEver = int.MaxValue;

    public override string Name => "wallets";

    public override IReadOnlyList<CommandType> Commands { get; } =
    [
        CommandType.Of<SpendFromWallet>("wallet_spending"), CommandType.Of<ReverseSpending>("wallet_spending_reversal"), CommandType.Of<ReversePayment>("payment_reversal"),
        CommandType.Of<AdjustWallet>("wallet_adjustment"),
    ];

    public override IReadOnlyList<EventType> Events { get; } =
    [
        EventType.Of<WalletSpent>("wallet_spent"), EventType.Of<SpendingReversed>("wallet_spending_reversed"), EventType.Of<PaymentReversed>("payment_reversed"),
        EventType.Of<WalletAdjusted>("wallet_adjusted"), EventType.Of<WalletExpired>("wallet_expired"),
    ];

    public override StatePart Part => HeldWallets.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Held, Pending, Flow, Adjusted];

    public override IReadOnlyList<Field> Fields { get; } = [WalletFields.Points, WalletFields.Stamps, WalletFields.Credit];

    public override IJsonTypeInfoResolver Json => WalletsJson.Default;

    public override DateTimeOffset? NextDue(ActorState state, LoyaltyProgram program)
    {
        DateOnly? last = null;
        foreach (var wallet in HeldWallets.Part.Of(state).All)
            if (wallet.Lots.All is [{ ValidTo: { } first }, ..] && !(last <= first)) last = first;
        if (last is null || last == DateOnly.MaxValue) return null;
        var over = program.Calendar.StartOf(last.Value.AddDays(1));
        return over > state.AsOf ? over : state.AsOf;
    }

    public override ActorEvent FallsDue(ActorState state, LoyaltyProgram program, DateTimeOffset moment)
    {
        var draft = new WalletDraft(state, program, moment);
        draft.Expire();
        return new WalletExpired { Movements = draft.Movements };
    }

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        foreach (var wallet in HeldWallets.Part.Of(state).All)
        {
            if (wallet.Debt != WalletAmount.Zero) counters.Add(new(Held, ForEver, 0, wallet.Name), new(0, sign * wallet.Debt.Units));
            foreach (var lot in wallet.Lots.All)
            {
                var month = lot.ValidTo is { } last ? Month.Of(last.Year, last.Month).Index : ForEver;
                counters.Add(new(Held, month, 0, wallet.Name), new(sign * lot.Amount.Units));
                if (lot.ValidFrom is { } first) counters.Add(new(Pending, first.DayNumber, 0, wallet.Name), new(sign * lot.Amount.Units));
            }
        }
    }
}

[JsonSerializable(typeof(SpendFromWallet))]
[JsonSerializable(typeof(ReverseSpending))]
[JsonSerializable(typeof(ReversePayment))]
[JsonSerializable(typeof(AdjustWallet))]
[JsonSerializable(typeof(WalletSpent))]
[JsonSerializable(typeof(SpendingReversed))]
[JsonSerializable(typeof(PaymentReversed))]
[JsonSerializable(typeof(WalletAdjusted))]
[JsonSerializable(typeof(WalletExpired))]
[JsonSerializable(typeof(HeldWallets))]
internal sealed partial class WalletsJson : JsonSerializerContext;
