using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Vouchers;

/// <summary>How a fact changes what the vouchers that can still be used stand for.</summary>
/// <param name="Codes">1 where a code can be used from now on, -1 where it cannot any more, else 0.</param>
/// <param name="Worth">What they are worth more, by their values; what percentages take off is not known before.</param>
public sealed record VoucherChange(int Codes, Money Worth)
{
    /// <summary>The voucher's batch. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Batch { get; init; }

    /// <summary>The voucher's last day. Null for ever.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DateOnly? ValidTo { get; init; }

    /// <summary>From one state of a voucher to another; null for the stock of a gift, which is no voucher.</summary>
    internal static VoucherChange? Between(Voucher before, Voucher after)
    {
        if (after.IsStock) return null;
        var ((codes, worth), (codesAfter, worthAfter)) = (before.StandsFor, after.StandsFor);
        return new VoucherChange(codesAfter - codes, worthAfter - worth) { Batch = after.Terms?.Batch, ValidTo = after.Terms?.ValidTo };
    }

    /// <summary>Counts it on its day, with the uses and the discount that the same fact means.</summary>
    internal void Count(in Moment moment, Counters counters, int uses = 0, Money discount = default) => counters.Add(
        new(VoucherCodeCapability.Flow, moment.Day.DayNumber, ValidTo?.DayNumber ?? VoucherCodeCapability.ForEver, Batch ?? ""), new(Codes, Worth.Units, uses, discount.Units));
}
