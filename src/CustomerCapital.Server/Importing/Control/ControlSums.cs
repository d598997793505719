using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>Prints what a file comes to, before anything of it is recorded and at the end, to be compared with the figures of the system that wrote it.</summary>
internal static class ControlSums
{
    /// <summary>Prints what would be recorded, and from which columns.</summary>
    public static void Print(PurchaseFile file, ImportFormat format, ImportSummary summary, Examination examination, RejectedFile rejected, LoyaltyProgram program)
    {
        Console.WriteLine($"Before recording{(format.Title.Length > 0 ? $", read as {format.Title}" : "")}:");
        var figures = new List<(string, string)>
        {
            ("rows", Number(summary.Rows)), ("customers", Number(examination.Customers)), ("purchases", Number(examination.Purchases)), ("returns and refunds", Number(examination.Returns)),
        };
        foreach (var (currency, revenue) in examination.Revenue) figures.Add(($"{(currency.Length > 0 ? currency : program.Policy.Currency ?? "without a currency")} revenue, net of returns", Money(revenue)));
        if (examination.First is { } first) figures.Add(("first day", Day(first, program)));
        if (examination.Last is { } last) figures.Add(("last day", Day(last, program)));
        if (examination.Guests.Rows > 0) figures.Add(($"rows without a customer, not recorded: {Number(examination.Guests.Purchases)} purchases, {Money(examination.Guests.Amount)}", Number(examination.Guests.Rows)));
        if (examination.LeftOut > 0) figures.Add(("rows left out by --only and --skip", Number(examination.LeftOut)));
        if (examination.Rounded > 0) figures.Add(("amounts rounded to four decimal places", Number(examination.Rounded)));
        if (rejected.Count > 0) figures.Add(($"rows rejected, as far as they could be read {Money(rejected.Reasons.Amount)}", Number(rejected.Count)));
        ImportSummary.Print(figures);
        foreach (var reason in rejected.Reasons.Lines()) Console.WriteLine("  " + reason);
        if (file.LinesBeforeHeader > 0) Console.WriteLine($"Lines before the header, passed over: {file.LinesBeforeHeader}");
        Console.WriteLine($"Columns used: {string.Join(", ", file.Plan.Readings)}");
        if (Readings(format) is { Length: > 0 } readings) Console.WriteLine($"Read with {readings}");
        if (file.Plan.MissingFilters is { Count: > 0 } missing) Console.WriteLine($"Not left out, since the file has no such column: rows by {string.Join(", ", missing)}");
        if (file.Plan.UnusedTelling is { Count: > 0 } unused) Console.WriteLine($"Columns not used that may change a sum: {string.Join(", ", unused)}");
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

    /// <summary>How dates, times and numbers were read, where an option or the format says so.</summary>
    private static string Readings(ImportFormat format)
    {
        var said = new List<string>();
        if (format.DateFormat.Count > 0) said.Add($"--date-format {string.Join(" | ", format.DateFormat)}");
        if (format.TimesIn is not null) said.Add($"--times-in {format.TimesIn}");
        if (format.Decimal is not null) said.Add($"--decimal {format.Decimal}");
        if (format.Only.Count > 0) said.Add("--only " + string.Join(" ", format.Only.Select(filter => $"\"{filter.Key}={string.Join(",", filter.Value)}\"")));
        if (format.Skip.Count > 0) said.Add("--skip " + string.Join(" ", format.Skip.Select(filter => $"\"{filter.Key}={string.Join(",", filter.Value)}\"")));
        return string.Join(", ", said);
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(decimal amount) => amount.ToString("#,##0.00##", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset moment, LoyaltyProgram program) => program.Calendar.ToLocal(moment).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
