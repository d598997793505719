using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Makes returns of the rows that came back under one number: a return for each day.</summary>
internal sealed class ReturnReading(ProgramCalendar calendar)
{
    /// <summary>Makes the returns.</summary>
    /// <param name="returned">What came back.</param>
    /// <param name="bought">What was bought under the same number.</param>
    /// <param name="purchase">The purchase with the same number; null where the file has none.</param>
    /// <param name="whole">What came back in all, where the order's amount says so; null where the lines do.</param>
    public IEnumerable<SourcedCommand> Read(List<RowLine> returned, List<RowLine> bought, SourcedCommand? purchase, Money? whole)
    {
        var days = returned.Count == 1 ? [returned] : returned.GroupBy(line => calendar.ToLocal(line.OccurredAt).Date).OrderBy(day => day.Key).Select(day => day.ToList()).ToList();
        var left = purchase?.Amount ?? Money.Zero;
        for (var day = 0; day < days.Count; day++)
        {
            var made = Read(days[day], bought, purchase, days.Count == 1 ? whole : null, left, ownNumber: day == 0);
            if (made.Command is RecordReturn { PurchaseId: not null } && made.Alternative is null) left += made.Amount;
            yield return made;
        }
    }

    private SourcedCommand Read(List<RowLine> lines, List<RowLine> bought, SourcedCommand? purchase, Money? whole, Money left, bool ownNumber)
    {
        var own = lines[0].Row.PurchaseId;
        var units = lines.Aggregate((Int128)0, (sum, line) => sum + line.Total.Units);
        var amount = whole ?? new Money((long)Int128.Min(units, long.MaxValue));
        var detailed = whole is null && lines.Exists(line => line.HasDetail);
        var at = PurchaseReading.EarliestOf(lines);
        var credit = new RecordReturn
        {
            ReturnId = ownNumber ? own : $"{own}:{calendar.ToLocal(at):yyyy-MM-dd}",
            OccurredAt = at,
            Currency = CurrencyName.Of(PurchaseReading.Named(lines, PurchaseColumn.Currency)),
            Amount = detailed ? null : amount,
            Lines = detailed ? lines.ConvertAll(line => line.ToReturnLine()) : null,
        };
        var made = new SourcedCommand(CommandRole.Return, credit, [.. lines.Select(line => line.Row)], new(-amount.Units));
        var linked = credit with { Amount = amount, Lines = null };
        if (PurchaseReading.Named(lines, PurchaseColumn.ReturnsPurchase) is { } concerned) return made with { Command = linked with { PurchaseId = concerned } };
        if (purchase is null) return made with { Command = linked with { PurchaseId = own }, Alternative = credit };
        if (amount > left || IsExchange(lines, bought, at)) return made;
        return made with { Command = Linked(linked with { PurchaseId = own }, lines, bought, (RecordPurchase)purchase.Command, amount == left) };
    }

    /// <summary>Whether other articles came back than were bought at the same time: those are of an earlier purchase, whichever.</summary>
    private bool IsExchange(List<RowLine> lines, List<RowLine> bought, DateTimeOffset at) =>
        bought.Exists(line => calendar.ToLocal(line.OccurredAt).Date == calendar.ToLocal(at).Date)
        && lines.TrueForAll(line => line.Sku is { } sku && !bought.Exists(other => other.Sku == sku));

    /// <summary>By articles where their prices say the same as the rows; else everything, or the amount.</summary>
    private static RecordReturn Linked(RecordReturn linked, List<RowLine> lines, List<RowLine> bought, RecordPurchase purchase, bool everything)
    {
        var byArticle = purchase.Discount == Money.Zero && lines.TrueForAll(line =>
            line.Sku is { } sku && bought.FindAll(other => other.Sku == sku) is [var one] && line.Quantity <= one.Quantity && one.Total.Times(line.Quantity / one.Quantity) == line.Total)
            && lines.DistinctBy(line => line.Sku).Count() == lines.Count;
        if (byArticle) return linked with { Amount = null, Lines = lines.ConvertAll(line => new ReturnLine(null, line.Sku, line.Quantity)) };
        return everything ? linked with { Amount = null } : linked;
    }
}
