using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Reading;

/// <summary>Makes a line of a row. One thread at a time.</summary>
internal sealed class LineReading(MomentReading moments, NumberReading numbers)
{
    /// <summary>What the number columns of a row say; null where they are empty.</summary>
    private readonly record struct Stated(Money? Amount, decimal? Quantity, Money? UnitPrice, Money Discount);

    /// <returns>Why the row cannot be read; null when it can.</returns>
    public string? Read(PurchaseRow row, out RowLine line)
    {
        line = default;
        if (row.PurchaseId.Length == 0) return "purchase_id is empty";
        var text = row[PurchaseColumn.OccurredAt];
        if (text.Length == 0) return "occurred_at is empty";
        if (moments.Read(text, row[PurchaseColumn.TimeZone], out var occurredAt) is { } fault) return fault;
        return ReadNumbers(row, out var stated) ?? Make(row, occurredAt, stated, out line);
    }

    /// <summary>Reads the value of an order's column, which stands on one row of the order or is the same on all.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? ReadOfOrder(IReadOnlyList<RowLine> lines, PurchaseColumn column, out Money? value)
    {
        value = null;
        var first = "";
        foreach (var line in lines)
        {
            var text = line.Row[column];
            if (text.Length == 0 || text == first) continue;
            if (numbers.TryMoney(column.Name(), text, out var money) is { } fault) return fault;
            if (value is { } known && known != money) return $"{column.Name()} is '{first}' in line {lines[0].Row.Line} and '{text}' in line {line.Row.Line}; the order has one";
            (value, first) = (money, text);
        }

        return null;
    }

    /// <summary>Adds up the values of a line's column.</summary>
    /// <returns>What is wrong with one of them; null when nothing is.</returns>
    public string? ReadOfLines(IReadOnlyList<RowLine> lines, PurchaseColumn column, out Money sum)
    {
        sum = Money.Zero;
        foreach (var line in lines)
        {
            if (ReadMoney(line.Row, column, out var money) is { } fault) return fault;
            if (money is { } value) sum += new Money(Math.Abs(value.Units));
        }

        return null;
    }

    private string? ReadNumbers(PurchaseRow row, out Stated stated)
    {
        stated = default;
        if (ReadMoney(row, PurchaseColumn.Amount, out var amount) is { } first) return first;
        if (ReadMoney(row, PurchaseColumn.UnitPrice, out var unitPrice) is { } second) return second;
        if (ReadMoney(row, PurchaseColumn.LineDiscount, out var discount) is { } third) return third;
        decimal? quantity = null;
        if (row[PurchaseColumn.Quantity] is { Length: > 0 } text)
        {
            if (numbers.TryQuantity(PurchaseColumn.Quantity.Name(), text, out var number) is { } fourth) return fourth;
            if (Math.Abs(number) > PurchaseLine.QuantityLimit) return $"quantity '{text}' is over {PurchaseLine.QuantityLimit:N0}";
            quantity = number;
        }

        stated = new(amount, quantity, unitPrice, new(Math.Abs(discount?.Units ?? 0)));
        return null;
    }

    private string? ReadMoney(PurchaseRow row, PurchaseColumn column, out Money? money)
    {
        money = null;
        if (row[column] is not { Length: > 0 } text) return null;
        if (numbers.TryMoney(column.Name(), text, out var read) is { } fault) return fault;
        money = read;
        return null;
    }

    private static string? Make(PurchaseRow row, DateTimeOffset occurredAt, in Stated stated, out RowLine line)
    {
        line = new(row, occurredAt, LineKind.Nothing, Money.Zero, 1, Money.Zero, Money.Zero);
        var (amount, quantity, unitPrice, discount) = stated;
        if (amount is null && (quantity is null || unitPrice is null))
            return row.Has(PurchaseColumn.OrderAmount) ? null : "neither amount nor both quantity and unit_price are given";
        if (quantity == 0 && (amount ?? Money.Zero) == Money.Zero) return null;
        var pieces = quantity is null or 0 ? 1 : Math.Abs(quantity.Value);
        if (unitPrice is { } each && (double)Math.Abs(each.Units) * (double)pieces > Money.Limit.Units) return $"quantity times unit_price is more than {Money.Limit}";
        var signed = amount ?? new Money(RowLine.Multiply(unitPrice!.Value, pieces).Units * (quantity < 0 ? -1 : 1));
        var returned = quantity < 0 || (signed.IsNegative && quantity is null or 0);
        if (quantity < 0 && (unitPrice is { IsNegative: true } || signed.Units > 0)) return amount is null ? "quantity and unit_price are both negative" : "amount and quantity have opposite signs";
        var total = new Money(Math.Abs(signed.Units)) - discount;
        if (total.IsNegative) return $"line_discount '{row[PurchaseColumn.LineDiscount]}' is more than the line comes to";
        var kind = returned ? LineKind.Returned : signed.IsNegative ? LineKind.Discount : LineKind.Bought;
        var price = unitPrice is { IsNegative: false } stands ? stands : Money.Round(total.ToDecimal() / pieces);
        line = new(row, occurredAt, kind, total, pieces, price, RowLine.Multiply(price, pieces));
        return null;
    }
}
