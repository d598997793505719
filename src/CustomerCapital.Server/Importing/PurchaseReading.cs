using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Server.Importing;

/// <summary>Makes commands of rows. What cannot be read is rejected with its reason. One thread at a time.</summary>
internal sealed class PurchaseReading(ProgramCalendar calendar)
{
    private string _lastText = "";
    private DateTimeOffset? _lastInstant;

    /// <summary>Makes the commands of one purchase id.</summary>
    /// <param name="rows">All rows that share the customer and the purchase id, in the order of the file.</param>
    /// <param name="rejected">Takes all the rows if one of them cannot be taken: recorded without it, the purchase could not be mended by importing it again.</param>
    /// <returns>A purchase, a return, or one of each where bought and returned lines share an id; none when the rows are rejected.</returns>
    public IReadOnlyList<ActorCommand> CommandsOf(IReadOnlyList<PurchaseRow> rows, ICollection<RejectedRow> rejected)
    {
        var (bought, returned) = (new List<RowLine>(), new List<RowLine>());
        var unread = new List<RejectedRow>();
        var first = rows.FirstOrDefault(row => row.WasRejected) is { } known ? $"line {-known.Line}" : null;
        foreach (var row in rows.Where(row => !row.WasRejected))
        {
            if (ReadLine(row, out var line) is { } reason) unread.Add(new(row, reason));
            else (line.IsReturn ? returned : bought).Add(line);
        }

        var faults = (bought.Count == 0 ? null : RowLine.Faults(bought)) ?? (returned.Count == 0 ? null : RowLine.Faults(returned));
        if (unread.Count > 0) first ??= $"line {unread[0].Row.Line}";
        if (first is not null) faults = $"{first}, of the same purchase, was rejected";
        if (faults is null) return [.. bought.Count == 0 ? Array.Empty<ActorCommand>() : [PurchaseOf(bought)], .. returned.Count == 0 ? Array.Empty<ActorCommand>() : [ReturnOf(returned)]];
        foreach (var row in unread) rejected.Add(row);
        foreach (var line in bought.Concat(returned)) rejected.Add(new(line.Row, faults));
        return [];
    }

    private static RecordPurchase PurchaseOf(List<RowLine> lines) => new()
    {
        PurchaseId = lines[0].Row.PurchaseId,
        OccurredAt = lines.Min(line => line.OccurredAt),
        Currency = Named(lines, line => line.Row.Currency)?.ToUpperInvariant(),
        Channel = Named(lines, line => line.Row.Channel),
        Amount = lines.Exists(line => line.HasDetail) ? null : new Money(lines.Sum(line => line.Amount.Units)),
        Lines = lines.Exists(line => line.HasDetail) ? lines.ConvertAll(line => line.ToPurchaseLine()) : null,
    };

    private static RecordReturn ReturnOf(List<RowLine> lines) => new()
    {
        ReturnId = lines[0].Row.PurchaseId,
        OccurredAt = lines.Min(line => line.OccurredAt),
        Currency = Named(lines, line => line.Row.Currency)?.ToUpperInvariant(),
        Amount = lines.Exists(line => line.HasDetail) ? null : new Money(lines.Sum(line => line.Amount.Units)),
        Lines = lines.Exists(line => line.HasDetail) ? lines.ConvertAll(line => line.ToReturnLine()) : null,
    };

    private static string? Named(List<RowLine> lines, Func<RowLine, string> field) => lines.Select(field).FirstOrDefault(text => text.Length > 0);

    /// <returns>Why the row cannot be read; null when it can.</returns>
    private string? ReadLine(PurchaseRow row, out RowLine line)
    {
        line = default;
        if (row.CustomerId.Length == 0) return "customer_id is empty";
        if (row.PurchaseId.Length == 0) return "purchase_id is empty";
        if (row.OccurredAt.Length == 0) return "occurred_at is empty";
        if (ReadInstant(row.OccurredAt) is not { } occurredAt) return $"occurred_at '{row.OccurredAt}' is not a date or time such as 2026-03-31 or 2026-03-31 14:05:00+02:00";
        Money? amount = null, unitPrice = null;
        decimal? quantity = null;
        if (row.Amount.Length > 0)
        {
            if (!Money.TryParse(row.Amount, out var money)) return $"amount '{row.Amount}' is not an amount such as 12.50, with at most four decimal places and within {Money.Limit}";
            amount = money;
        }

        if (row.UnitPrice.Length > 0)
        {
            if (!Money.TryParse(row.UnitPrice, out var money)) return $"unit_price '{row.UnitPrice}' is not an amount such as 12.50, with at most four decimal places and within {Money.Limit}";
            if (money.IsNegative) return $"unit_price '{row.UnitPrice}' is negative; what comes back has a negative quantity";
            unitPrice = money;
        }

        if (row.Quantity.Length > 0)
        {
            if (!decimal.TryParse(row.Quantity, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return $"quantity '{row.Quantity}' is not a number";
            if (number == 0) return "quantity is zero";
            if (Math.Abs(number) > PurchaseLine.QuantityLimit || number != decimal.Round(number, 4)) return $"quantity '{row.Quantity}' is over {PurchaseLine.QuantityLimit:N0} or has more than four decimal places";
            quantity = number;
        }

        return RowLine.TryMake(row, occurredAt, amount, quantity, unitPrice, out line);
    }

    /// <summary>A time with an offset is that instant; one without, or a date alone, is in the program's time zone.</summary>
    private DateTimeOffset? ReadInstant(string text)
    {
        if (text == _lastText) return _lastInstant;
        _lastText = text;
        if (InstantText.TryParseLocal(text, out var local)) return _lastInstant = IsInstant(local) ? calendar.AtLocal(local) : null;
        return _lastInstant = InstantText.TryParse(text, out var instant) ? instant : null;
    }

    /// <summary>Whether the local time is one in every zone: 0001-01-01 and 9999-12-31, which stand for "none" in many systems, are not.</summary>
    private static bool IsInstant(DateTime local) => local >= DateTime.MinValue.AddDays(1) && local <= DateTime.MaxValue.AddDays(-1);
}
