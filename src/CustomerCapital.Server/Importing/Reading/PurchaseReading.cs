using System.Runtime.InteropServices;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Makes commands of the rows of one purchase. What cannot be read is rejected with its reason, the whole purchase. One thread at a time.</summary>
/// <param name="calendar">The program's days.</param>
/// <param name="moments">Reads dates.</param>
/// <param name="numbers">Reads numbers.</param>
/// <param name="sumsOnly">Whether purchases are made without their lines, to be added up and not recorded.</param>
internal sealed class PurchaseReading(ProgramCalendar calendar, MomentReading moments, NumberReading numbers, bool sumsOnly)
{
    private static readonly PurchaseColumn[] OrderColumns =
    [
        PurchaseColumn.OrderAmount, PurchaseColumn.OrderDiscount, PurchaseColumn.Shipping, PurchaseColumn.Refunded, PurchaseColumn.Total, PurchaseColumn.AdjustedTotal,
    ];

    private readonly LineReading _lines = new(moments, numbers);
    private readonly ReturnReading _returns = new(calendar);

    /// <summary>Makes the commands of one purchase id.</summary>
    /// <param name="rows">All rows that share the customer and the purchase id, in the order of the file.</param>
    public PurchaseUnit Read(IReadOnlyList<PurchaseRow> rows)
    {
        var lines = new List<RowLine>(rows.Count);
        List<RejectedRow>? unread = null;
        PurchaseRow? broken = null;
        var leftOut = 0;
        foreach (var row in rows)
        {
            if (row.Mark == RowMark.LeftOut) leftOut++;
            else if (row.Mark == RowMark.Rejected) broken ??= row;
            else if (_lines.Read(row, out var line) is { } reason) (unread ??= []).Add(new(row, reason));
            else lines.Add(line);
        }

        if (leftOut == rows.Count) return new(TakeBack(rows[0]), [], Money.Zero, leftOut, []);
        var first = broken ?? (unread is null ? null : unread[0].Row);
        var fault = first is null ? null : $"line {first.Line}, of the same purchase, was rejected";
        var commands = new List<SourcedCommand>(1);
        fault ??= Make(lines, commands);
        if (fault is null) return new(commands, [], Money.Zero, leftOut, lines);
        IEnumerable<RejectedRow> rejected = [.. unread ?? [], .. lines.Select(line => new RejectedRow(line.Row, fault))];
        return new([], [.. rejected], SumOf(lines), leftOut, lines);
    }

    /// <summary>What lines come to together.</summary>
    private static Money SumOf(IEnumerable<RowLine> lines)
    {
        var sum = (Int128)0;
        foreach (var line in lines) sum += line.Kind is LineKind.Bought ? line.Total.Units : line.Kind is LineKind.Nothing ? 0 : -line.Total.Units;
        return new((long)Int128.Clamp(sum, long.MinValue, long.MaxValue));
    }

    /// <summary>An order that is no sale any more comes back whole, if it was one before.</summary>
    private SourcedCommand[] TakeBack(PurchaseRow row) => row.CustomerId.Length == 0 || row.PurchaseId.Length == 0 ? [] :
    [
        new(CommandRole.TakeBack, new RecordReturn
        {
            ReturnId = row.PurchaseId + ":cancelled",
            PurchaseId = row.PurchaseId,
            OccurredAt = moments.Read(row[PurchaseColumn.OccurredAt], row[PurchaseColumn.TimeZone], out var occurredAt) is null ? occurredAt : null,
        }, [], Money.Zero),
    ];

    /// <returns>What is wrong with the lines taken together; null when nothing is.</returns>
    private string? Make(List<RowLine> lines, List<SourcedCommand> commands)
    {
        var order = new OrderValues();
        if (ReadOrder(lines, ref order) is { } unread) return unread;
        if (lines.Count > 1 && NamesTwoCurrencies(lines)) return "the purchase names more than one currency";
        var (bought, returned, discounts) = Sort(lines, order);
        if (bought.Count == 0 && returned.Count == 0 && order.Amount is null) return "every line of the purchase has 0 pieces";
        if (Math.Max(bought.Count, returned.Count) > RecordPurchase.LineLimit) return $"the purchase has more than {RecordPurchase.LineLimit} lines";
        var fault = Reconcile(bought);
        if (fault is not null) return fault;
        var before = commands.Count;
        if (bought.Count > 0 || (returned.Count == 0 && order.Amount is { IsNegative: false }))
        {
            if (Purchase(lines, bought, discounts, order, out var purchase) is { } wrong) return wrong;
            commands.Add(purchase!);
            if (order.PaidBack is { Units: > 0 } paidBack) commands.Add(Refund(purchase!, paidBack));
        }

        if (returned.Count == 0 && commands.Count > before) return null;
        var whole = order.Amount is { IsNegative: true } amount ? new Money(-amount.Units) - order.Shipping : (Money?)null;
        if (whole is { IsNegative: true }) return "shipping is more than the order comes to";
        var purchased = commands.Count > before ? commands[before] : null;
        var came = _returns.Read(returned.Count == 0 ? lines : returned, bought, purchased, whole).ToList();
        if (purchased is null && returned.Count > 0 && returned.Count < lines.Count) came[0] = came[0] with { Rows = [.. came[0].Rows, .. lines.Except(returned).Select(line => line.Row)] };
        commands.AddRange(came);
        return null;
    }

    private string? ReadOrder(List<RowLine> lines, ref OrderValues order)
    {
        Span<Money?> values = stackalloc Money?[OrderColumns.Length];
        for (var i = 0; i < OrderColumns.Length; i++)
        {
            if (!lines[0].Row.Has(OrderColumns[i])) continue;
            if (_lines.ReadOfOrder(lines, OrderColumns[i], out values[i]) is { } fault) return fault;
        }

        var adjusted = values[5] is { Units: > 0 } after && values[4] is { } total && total > after ? total - after : Money.Zero;
        var ofLines = Money.Zero;
        if (lines[0].Row.Has(PurchaseColumn.LineRefunded) && _lines.ReadOfLines(lines, PurchaseColumn.LineRefunded, out ofLines) is { } wrong) return wrong;
        order = new(values[0], Absolute(values[1]), Absolute(values[2]), values[3] is null ? adjusted + ofLines : Absolute(values[3]));
        return null;
    }

    private static Money Absolute(Money? money) => new(Math.Abs(money?.Units ?? 0));

    /// <summary>Sorts lines into bought and returned ones, and adds up what is taken off; without bought ones nothing is, it came back.</summary>
    private static (List<RowLine> Bought, List<RowLine> Returned, Money Discounts) Sort(List<RowLine> lines, in OrderValues order)
    {
        // A purchase of bought lines alone, as most are, is taken as it stands.
        if (AreBought(lines)) return (lines, [], order.Discount);
        var bought = lines.FindAll(line => line.Kind == LineKind.Bought);
        var discount = lines.FindAll(line => line.Kind == LineKind.Discount);
        var returned = lines.FindAll(line => line.Kind == LineKind.Returned || (bought.Count == 0 && line.Kind == LineKind.Discount));
        return (bought, returned, bought.Count == 0 ? Money.Zero : new Money(discount.Sum(line => line.Total.Units)) + order.Discount);
    }

    private static bool AreBought(List<RowLine> lines)
    {
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
            if (line.Kind != LineKind.Bought) return false;
        return true;
    }

    /// <summary>
    /// An amount beside quantity and price is that of the line, less its discount; or, on every line alike, that of the purchase. Prices are rounded, so that it may be
    /// more by half a unit of the price's last place for each piece, and by half of its own.
    /// </summary>
    private static string? Reconcile(List<RowLine> bought)
    {
        if (bought.Count == 0 || !bought[0].Row.Has(PurchaseColumn.Amount) || !bought[0].Row.Has(PurchaseColumn.UnitPrice)) return null;
        for (var i = 0; i < bought.Count; i++)
        {
            var line = bought[i];
            if (!line.IsStatedTwice || line.Total <= line.Gross || (line.Total - line.Gross).ToDecimal() <= 0.005m * (line.Quantity + 1)) continue;
            if (bought.TrueForAll(other => other.Total == line.Total) && bought.Sum(other => other.Gross.Units) == line.Total.Units)
            {
                for (var j = 0; j < bought.Count; j++) bought[j] = bought[j] with { Total = bought[j].Gross };
                return null;
            }

            return $"amount {line.Total} is more than quantity times unit_price, {line.Gross}; where it is the whole order's, say --map order_amount=HEADER in place of amount";
        }

        return null;
    }

    private string? Purchase(List<RowLine> lines, List<RowLine> bought, Money discounts, in OrderValues order, out SourcedCommand? purchase)
    {
        purchase = null;
        var sum = (Int128)0;
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(bought)) sum += line.Total.Units;
        if (sum > Money.Limit.Units) return $"the purchase comes to more than {Money.Limit}";
        var listed = new Money((long)sum);
        var target = (order.Amount ?? listed - discounts) - order.Shipping;
        if (target.IsNegative) return $"discounts and shipping are more than the purchase comes to, {order.Amount ?? listed}";
        var detailed = bought.Exists(line => line.HasDetail);
        if (detailed && target > listed)
        {
            if ((target - listed).ToDecimal() > 0.01m * bought.Count) return $"order_amount is {target}, more than its lines come to, {listed}";
            bought = [bought[0] with { Total = bought[0].Total + (target - listed) }, .. bought.Skip(1)];
            listed = target;
        }

        var inFile = detailed && !sumsOnly ? bought.ConvertAll(line => line.ToPurchaseLine()) : null;
        var command = new RecordPurchase
        {
            PurchaseId = lines[0].Row.PurchaseId,
            OccurredAt = EarliestOf(bought.Count > 0 ? bought : lines),
            Currency = CurrencyName.Of(Named(lines, PurchaseColumn.Currency)),
            Channel = Named(lines, PurchaseColumn.Channel),
            Amount = inFile is null ? target : null,
            Lines = inFile,
            Discount = inFile is null ? Money.Zero : listed - target,
        };
        var rows = new List<PurchaseRow>(lines.Count);
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
            if (line.Kind != LineKind.Returned) rows.Add(line.Row);
        purchase = new(CommandRole.Purchase, command, rows, target);
        if (inFile is not { Count: > 1 } || IsSorted(inFile)) return null;
        // Lines stand in an order of their own, so that an export in another order is the same purchase.
        List<PurchaseLine> sorted = [.. inFile];
        sorted.Sort(Compare);
        purchase = purchase with { Command = command with { Lines = sorted }, Alternative = command };
        return null;
    }

    private static bool IsSorted(List<PurchaseLine> lines)
    {
        for (var i = 1; i < lines.Count; i++)
            if (Compare(lines[i - 1], lines[i]) > 0) return false;
        return true;
    }

    private static int Compare(PurchaseLine one, PurchaseLine other)
    {
        var order = string.CompareOrdinal(one.Sku, other.Sku);
        if (order == 0) order = string.CompareOrdinal(one.Category, other.Category);
        if (order == 0) order = one.Quantity.CompareTo(other.Quantity);
        if (order == 0) order = one.UnitPrice.CompareTo(other.UnitPrice);
        return order == 0 ? one.Discount.CompareTo(other.Discount) : order;
    }

    /// <summary>What was paid back so far: all of it is a whole return; of a part the difference to what was recorded before.</summary>
    private static SourcedCommand Refund(SourcedCommand purchase, Money paidBack)
    {
        var bought = (RecordPurchase)purchase.Command;
        var whole = paidBack >= purchase.Amount;
        var amount = whole ? purchase.Amount : paidBack;
        return new(CommandRole.Refund, new RecordReturn
        {
            ReturnId = bought.PurchaseId + (whole ? ":refunded" : $":refunded:{paidBack}"),
            PurchaseId = bought.PurchaseId,
            OccurredAt = bought.OccurredAt,
            Currency = bought.Currency,
            CumulativeAmount = whole ? null : paidBack,
        }, [], new(-amount.Units));
    }

    /// <summary>The earliest moment of lines.</summary>
    internal static DateTimeOffset EarliestOf(List<RowLine> lines)
    {
        var earliest = lines[0].OccurredAt;
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
            if (line.OccurredAt < earliest) earliest = line.OccurredAt;
        return earliest;
    }

    private static bool NamesTwoCurrencies(List<RowLine> lines)
    {
        if (!lines[0].Row.Has(PurchaseColumn.Currency)) return false;
        var first = "";
        foreach (var line in lines)
        {
            var currency = line.Row[PurchaseColumn.Currency];
            if (currency.Length == 0 || ReferenceEquals(currency, first)) continue;
            if (first.Length > 0 && CurrencyName.Of(first) != CurrencyName.Of(currency)) return true;
            first = currency;
        }

        return false;
    }

    /// <summary>The first value of a column that is not empty; null where there is none.</summary>
    internal static string? Named(List<RowLine> lines, PurchaseColumn column)
    {
        if (!lines[0].Row.Has(column)) return null;
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
            if (line.Row[column] is { Length: > 0 } text) return text;
        return null;
    }

    /// <summary>What the order's columns say.</summary>
    /// <param name="Amount">After all discounts; null where the lines say it.</param>
    /// <param name="Discount">Taken off the lines.</param>
    /// <param name="Shipping">Taken off the order's amount.</param>
    /// <param name="PaidBack">So far.</param>
    private readonly record struct OrderValues(Money? Amount, Money Discount, Money Shipping, Money PaidBack);
}
