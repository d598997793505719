using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Server.Importing.Reading;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>
/// Looks at everything that would be recorded before any of it is: control sums, and doubts whether the file is meant as it is read.
/// Its memory does not grow with the file, but for what one partition of customers holds.
/// </summary>
internal sealed partial class Examination(ProgramCalendar calendar)
{
    private const int CurrencyLimit = 20;

    private readonly Dictionary<Doubt, (long Count, string Example)> _doubts = [];
    private long _purchasesOfRows;
    private long _equalAmounts;
    private string _equalExample = "";

    /// <summary>Customers of whom something would be recorded.</summary>
    public long Customers { get; private set; }

    /// <summary>Purchases.</summary>
    public long Purchases { get; private set; }

    /// <summary>Returns and refunds.</summary>
    public long Returns { get; private set; }

    /// <summary>What purchases less returns come to, by currency; the empty name where rows name none.</summary>
    public SortedDictionary<string, decimal> Revenue { get; } = new(StringComparer.Ordinal);

    /// <summary>The earliest moment of a purchase or return.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>The latest one.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>The earliest and the latest moment of a purchase; null where there is none.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Purchased { get; private set; }

    /// <summary>Rows and purchases of nobody, and what they come to.</summary>
    public (long Rows, long Purchases, decimal Amount) Guests { get; private set; }

    /// <summary>Rows that <c>--only</c> or <c>--skip</c> leaves out.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Doubts, each with how often and an example.</summary>
    public IReadOnlyDictionary<Doubt, (long Count, string Example)> Found => _doubts;

    /// <summary>Amounts that have more than four decimal places, and were rounded.</summary>
    public long Rounded { get; private set; }

    /// <summary>What is recorded, less what comes back, of all currencies.</summary>
    public decimal Sum => Revenue.Values.Sum();

    /// <summary>Adds what the rows of a guest come to.</summary>
    public void TakeGuest(PurchaseUnit unit, int rows)
    {
        LeftOut += unit.LeftOut;
        var amount = unit.RejectedAmount.ToDecimal() + unit.Commands.Sum(command => command.Amount.ToDecimal());
        Guests = (Guests.Rows + rows - unit.LeftOut, Guests.Purchases + unit.Commands.Count(command => command.Role == CommandRole.Purchase), Guests.Amount + amount);
    }

    /// <summary>Adds what one customer's rows come to.</summary>
    /// <param name="customerId">Who.</param>
    /// <param name="units">The purchases.</param>
    /// <param name="similar">Customers of the same partition, where those are that are similar to this one.</param>
    public void Take(string customerId, IReadOnlyList<(PurchaseUnit Unit, IReadOnlyList<PurchaseRow> Rows)> units, Dictionary<string, string> similar)
    {
        if (units.Any(unit => unit.Unit.Commands.Any(command => command.Role != CommandRole.TakeBack))) Customers++;
        Judge(customerId, units[0].Rows[0], similar);
        foreach (var (unit, _) in units)
        {
            LeftOut += unit.LeftOut;
            foreach (var command in unit.Commands) Count(command);
            if (unit.Lines.Count > 1) Judge(unit.Lines);
            if (unit.Lines.Count > 0 && IsRounded(unit.Lines[0].Row.PurchaseId)) Add(Doubt.RoundedIds, $"line {unit.Lines[0].Row.Line}: purchase '{unit.Lines[0].Row.PurchaseId}'");
        }
    }

    /// <summary>Adds a doubt.</summary>
    public void Add(Doubt doubt, string example, long count = 1) => _doubts[doubt] = _doubts.TryGetValue(doubt, out var known) ? (known.Count + count, known.Example) : (count, example);

    /// <summary>Ends with what only the whole file tells.</summary>
    public void Complete(NumberReading numbers, long splitDecimals)
    {
        Rounded = numbers.Rounded;
        if (_equalAmounts * 2 > _purchasesOfRows) Add(Doubt.RepeatedAmounts, _equalExample, _equalAmounts);
        if (numbers is { ThreePlaces: > 0, OtherPlaces: 0 }) Add(Doubt.Thousands, "every number with a sign has three digits after it", numbers.ThreePlaces);
        if (splitDecimals > 0) Add(Doubt.SplitDecimals, "the amounts are whole, and two digits stand in the column after them", splitDecimals);
    }

    private void Count(SourcedCommand sourced)
    {
        if (sourced.Role == CommandRole.TakeBack) return;
        if (sourced.Role == CommandRole.Purchase) Purchases++;
        else Returns++;
        var currency = (sourced.Command switch { RecordPurchase purchase => purchase.Currency, RecordReturn returned => returned.Currency, _ => null }) ?? "";
        if (!Revenue.ContainsKey(currency) && Revenue.Count == CurrencyLimit) currency = "others";
        Revenue[currency] = Revenue.GetValueOrDefault(currency) + sourced.Amount.ToDecimal();
        if (sourced.Command.OccurredAt is not { } at) return;
        if (sourced.Role == CommandRole.Purchase) Purchased = Purchased is var (first, last) ? (at < first ? at : first, at > last ? at : last) : (at, at);
        if (First is null || at < First) First = at;
        if (Last is null || at > Last) Last = at;
    }

    private void Judge(string customerId, PurchaseRow row, Dictionary<string, string> similar)
    {
        if (StandIns.Has(customerId)) Add(Doubt.StandIns, $"line {row.Line}: '{customerId}'");
        if (IsRounded(customerId)) Add(Doubt.RoundedIds, $"line {row.Line}: customer '{customerId}'");
        if (!similar.TryAdd(IdHash.Similar(customerId), customerId)) Add(Doubt.SimilarCustomers, $"'{similar[IdHash.Similar(customerId)]}' and '{customerId}'");
    }

    private void Judge(List<RowLine> lines)
    {
        if (IsRepeated(lines)) Add(Doubt.RepeatedRows, $"line {lines[lines.Count / 2].Row.Line}: purchase '{lines[0].Row.PurchaseId}' once more");
        var (bought, stated, equal, priced) = (0, 0, true, true);
        var first = Money.Zero;
        var (at, severalDays) = (default(DateTimeOffset), false);
        var hasAmounts = lines[0].Row.Has(PurchaseColumn.Amount);
        foreach (ref readonly var line in CollectionsMarshal.AsSpan(lines))
        {
            if (line.Kind != LineKind.Bought) continue;
            if (bought++ == 0) (first, at) = (line.Total, line.OccurredAt);
            if (at != line.OccurredAt) severalDays |= DayOf(at) != DayOf(line.OccurredAt);
            if (!hasAmounts || line.Row[PurchaseColumn.Amount].Length == 0) continue;
            stated++;
            equal &= line.Total == first && line.Total > Money.Zero;
            priced &= line.IsStatedTwice && line.Gross == line.Total;
        }

        if (bought < 2) return;
        if (severalDays) Add(Doubt.SeveralDays, $"line {lines[0].Row.Line}: purchase '{lines[0].Row.PurchaseId}'");
        _purchasesOfRows++;
        if (stated > 0 && stated < bought) Add(Doubt.AmountsOnSomeLines, $"line {lines[0].Row.Line}: purchase '{lines[0].Row.PurchaseId}'");
        if (stated < bought || !equal || priced) return;
        _equalAmounts++;
        if (_equalExample.Length == 0) _equalExample = $"line {lines[0].Row.Line}: purchase '{lines[0].Row.PurchaseId}' has {bought} rows of {first}";
    }

    private DateTime DayOf(DateTimeOffset moment) => calendar.ToLocal(moment).Date;

    /// <summary>Whether the second half of the rows is the first once more. One article twice is a purchase of two pieces; a row without one is not told from a repeat.</summary>
    private static bool IsRepeated(List<RowLine> lines)
    {
        var half = lines.Count / 2;
        if (lines.Count % 2 != 0 || (half == 1 && lines[0].Sku is not null)) return false;
        for (var i = 0; i < half; i++)
            if (!lines[i].Row.HoldsSame(lines[i + half].Row)) return false;
        return true;
    }

    private static bool IsRounded(string id) => id.Contains("E+", StringComparison.OrdinalIgnoreCase) && RoundedId().IsMatch(id);

    [GeneratedRegex(@"^\d([.,]\d+)?[Ee]\+\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex RoundedId();
}
