using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Wallets;

/// <summary>What can be spent up to the same day, and from the same day on.</summary>
/// <param name="ValidTo">The last day. Null for ever.</param>
/// <param name="ValidFrom">The first day. Null if it has begun.</param>
/// <param name="Amount">How much, above zero.</param>
public readonly record struct Lot(DateOnly? ValidTo, DateOnly? ValidFrom, WalletAmount Amount)
{
    /// <summary>Whether it can be spent on a day.</summary>
    internal bool CanBeSpentOn(DateOnly day) => !(ValidFrom > day) && !(ValidTo < day);
}

/// <summary>The lots of a wallet, those that expire first before the others. Immutable.</summary>
/// <remarks>JSON: a flat array of last day (number of days since 1 January of year 1; 0 for ever), first day (0 where it has begun) and ten-thousandths, repeated.</remarks>
[JsonConverter(typeof(LotsJsonConverter))]
public sealed class Lots : IEquatable<Lots>
{
    /// <summary>Most lots of a wallet. Beyond it the two that are closest to each other become one, which lasts as long as the later one.</summary>
    public const int Most = 400;

    /// <summary>No lots.</summary>
    public static readonly Lots Empty = new([]);

    private readonly ImmutableArray<Lot> _lots;

    internal Lots(ImmutableArray<Lot> lots) => _lots = lots;

    /// <summary>The lots.</summary>
    public ImmutableArray<Lot> All => _lots;

    /// <summary>What they hold.</summary>
    public WalletAmount Sum => new(_lots.Sum(lot => lot.Amount.Units));

    /// <summary>What of them can be spent on a day.</summary>
    public WalletAmount SpendableOn(DateOnly day) => new(_lots.Where(lot => lot.CanBeSpentOn(day)).Sum(lot => lot.Amount.Units));

    /// <summary>With so much more in a lot, or less where the amount is below zero; lots whose first day has come become one with the others of their last day.</summary>
    /// <exception cref="InvalidOperationException">The lot holds less than that.</exception>
    internal Lots With(in LotChange change, DateOnly today)
    {
        var lots = ImmutableArray.CreateBuilder<Lot>(_lots.Length + 1);
        foreach (var lot in _lots) Add(lots, lot, today);
        Add(lots, new(change.ValidTo, change.ValidFrom, change.Amount), today);
        for (var at = lots.Count - 1; at >= 0; at--)
        {
            if (lots[at].Amount.IsNegative) throw new InvalidOperationException($"The lot to {lots[at].ValidTo} would hold {lots[at].Amount}.");
            if (lots[at].Amount == WalletAmount.Zero) lots.RemoveAt(at);
        }

        if (lots.Count > Most) JoinClosest(lots);
        return new(lots.DrainToImmutable());
    }

    public bool Equals(Lots? other) => other is not null && _lots.SequenceEqual(other._lots);

    public override bool Equals(object? obj) => Equals(obj as Lots);

    public override int GetHashCode() => HashCode.Combine(_lots.Length, _lots.FirstOrDefault());

    private static void Add(ImmutableArray<Lot>.Builder lots, Lot lot, DateOnly today)
    {
        if (lot.ValidFrom <= today) lot = lot with { ValidFrom = null };
        var at = 0;
        while (at < lots.Count && Compare(lots[at], lot) < 0) at++;
        if (at < lots.Count && Compare(lots[at], lot) == 0) lots[at] = lot with { Amount = lots[at].Amount + lot.Amount };
        else lots.Insert(at, lot);
    }

    private static int Compare(in Lot left, in Lot right)
    {
        var order = (left.ValidTo ?? DateOnly.MaxValue).CompareTo(right.ValidTo ?? DateOnly.MaxValue);
        return order != 0 ? order : (left.ValidFrom ?? DateOnly.MinValue).CompareTo(right.ValidFrom ?? DateOnly.MinValue);
    }

    private static void JoinClosest(ImmutableArray<Lot>.Builder lots)
    {
        var (closest, days) = (1, int.MaxValue);
        for (var at = 1; at < lots.Count; at++)
        {
            var apart = (lots[at].ValidTo ?? DateOnly.MaxValue).DayNumber - (lots[at - 1].ValidTo ?? DateOnly.MaxValue).DayNumber;
            if (apart < days) (closest, days) = (at, apart);
        }

        var (earlier, later) = (lots[closest - 1], lots[closest]);
        lots[closest - 1] = new(later.ValidTo, earlier.ValidFrom < later.ValidFrom || earlier.ValidFrom is null ? earlier.ValidFrom : later.ValidFrom, earlier.Amount + later.Amount);
        lots.RemoveAt(closest);
    }
}

/// <summary>Writes lots as one flat array of numbers.</summary>
public sealed class LotsJsonConverter : JsonConverter<Lots>
{
    public override Lots Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var lots = ImmutableArray.CreateBuilder<Lot>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            var to = Day(reader.GetInt32());
            reader.Read();
            var from = Day(reader.GetInt32());
            reader.Read();
            lots.Add(new(to, from, new(reader.GetInt64())));
        }

        return new(lots.DrainToImmutable());
    }

    public override void Write(Utf8JsonWriter writer, Lots value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var lot in value.All)
        {
            writer.WriteNumberValue(lot.ValidTo?.DayNumber ?? 0);
            writer.WriteNumberValue(lot.ValidFrom?.DayNumber ?? 0);
            writer.WriteNumberValue(lot.Amount.Units);
        }

        writer.WriteEndArray();
    }

    private static DateOnly? Day(int number) => number == 0 ? null : DateOnly.FromDayNumber(number);
}
