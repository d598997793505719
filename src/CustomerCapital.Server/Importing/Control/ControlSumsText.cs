using System.Globalization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>Prints what a file comes to, before anything of it is recorded, and what was recorded in the end.</summary>
internal static class ControlSumsText
{
    /// <summary>Prints what would be recorded, and from which columns.</summary>
    public static void Print(ControlSums sums, ReasonTally reasons)
    {
        Console.WriteLine($"Before recording{(sums.ReadAs is null ? "" : $", read as {sums.ReadAs}")}:");
        var figures = new List<(string, string)>
        {
            ("rows", Number(sums.Rows)), ("customers", Number(sums.Customers)), ("purchases", Number(sums.Purchases)), ("returns and refunds", Number(sums.Returns)),
        };
        foreach (var (currency, revenue) in sums.Revenue) figures.Add((currency is null ? "revenue without a currency, net of returns" : $"{currency} revenue, net of returns", Money(revenue)));
        if (sums.FirstDay is { } first) figures.Add(("first day", Day(first)));
        if (sums.LastDay is { } last) figures.Add(("last day", Day(last)));
        if (sums.Guests.Rows > 0) figures.Add(($"rows without a customer, not recorded: {Number(sums.Guests.Purchases)} purchases, {Money(sums.Guests.Amount)}", Number(sums.Guests.Rows)));
        if (sums.LeftOut > 0) figures.Add(("rows left out by --only and --skip", Number(sums.LeftOut)));
        if (sums.Rounded > 0) figures.Add(("amounts rounded to four decimal places", Number(sums.Rounded)));
        if (sums.Rejected.Rows > 0) figures.Add(($"rows rejected, as far as they could be read {Money(sums.Rejected.Amount)}", Number(sums.Rejected.Rows)));
        ImportSummary.Print(figures);
        foreach (var reason in reasons.Lines()) Console.WriteLine("  " + reason);
        if (sums.LinesBeforeHeader > 0) Console.WriteLine($"Lines before the header, passed over: {sums.LinesBeforeHeader}");
        Console.WriteLine($"Columns used: {string.Join(", ", sums.Columns)}");
        if (sums.ReadWith.Count > 0) Console.WriteLine($"Read with {Readings(sums.ReadWith)}");
        if (sums.MissingFilters.Count > 0) Console.WriteLine($"Not left out, since the file has no such column: rows by {string.Join(", ", sums.MissingFilters)}");
        if (sums.UnusedColumns.Count > 0)
            Console.WriteLine($"{(sums.ReadAs is null ? "Columns not used that may change a sum" : "Columns that this format does not use, although their names speak of a sum or a status")}: {string.Join(", ", sums.UnusedColumns)}");
        Console.WriteLine();
    }

    /// <summary>Prints what was recorded.</summary>
    public static void PrintRecorded(ImportSummary summary, RejectedFile rejected, string? currency, TimeSpan elapsed)
    {
        var figures = new List<(string, long)>
        {
            ("rows", summary.Rows), ("customers with new entries", summary.Customers), ("purchases recorded", summary.Purchases), ("returns recorded", summary.Returns),
            ("recorded before", summary.Known), ("rows skipped", summary.Skipped), ("rows rejected", rejected.Count),
        };
        if (summary.TakenBack > 0) figures.Add(("orders taken back that are no sales any more", summary.TakenBack));
        if (summary.Credits > 0) figures.Add(("returns of more than is left of their order, recorded as credits", summary.Credits));
        ImportSummary.Print(figures, elapsed);
        foreach (var reason in rejected.Reasons.Lines()) Console.WriteLine("  " + reason);
        Console.WriteLine($"Revenue{(currency is null ? "" : $" in {currency}")}: {Money(summary.Recorded.Amount)} recorded, {Money(summary.KnownRows.Amount)} recorded before, {Money(rejected.Reasons.Amount)} rejected.");
    }

    /// <summary>Options as the command line has them; the values of one after each other, and those with a blank in quotes.</summary>
    private static string Readings(IReadOnlyList<SaidOption> options) => string.Join(", ", options.GroupBy(said => said.Option)
        .Select(said => $"--{said.Key} {(said.Key is "only" or "skip" ? string.Join(" ", said.Select(filter => $"\"{filter.Value}\"")) : string.Join(" | ", said.Select(form => form.Value)))}"));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(DerivedAmount amount) => Money(amount.ToDecimal());

    private static string Money(decimal amount) => amount.ToString("#,##0.00##", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
