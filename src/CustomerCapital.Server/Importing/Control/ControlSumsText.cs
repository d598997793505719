using System.Globalization;
using CustomerCapital.Domain.Program;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>Prints what a file comes to, before anything of it is recorded, and what was recorded in the end.</summary>
internal static class ControlSumsText
{
    /// <summary>Prints what would be recorded, and from which columns.</summary>
    /// <param name="sums">What the file comes to.</param>
    /// <param name="reasons">Why rows are rejected.</param>
    /// <param name="zoneIsOpen">Whether the ledger holds nothing yet, and nobody has named its time zone.</param>
    public static void Print(ControlSums sums, ReasonTally reasons, bool zoneIsOpen)
    {
        Console.WriteLine($"Before recording{(sums.ReadAs is null ? "" : $", read as {sums.ReadAs}")}:");
        var figures = new List<(string, string)>
        {
            (Counted.Noun(sums.Rows, "row"), Number(sums.Rows)), (Counted.Noun(sums.Customers, "customer"), Number(sums.Customers)),
            (Counted.Noun(sums.Purchases, "purchase"), Number(sums.Purchases)), (Counted.Noun(sums.Returns, "return or refund", "returns and refunds"), Number(sums.Returns)),
        };
        foreach (var (currency, revenue) in sums.Revenue) figures.Add((currency is null ? "revenue without a currency, net of returns" : $"{currency} revenue, net of returns", Money(revenue)));
        if (sums.FirstDay is { } first) figures.Add(($"first day, in {sums.TimeZone}", Day(first)));
        if (sums.LastDay is { } last) figures.Add(($"last day, in {sums.TimeZone}", Day(last)));
        if (sums.Guests.Rows > 0) figures.Add(($"{Counted.Noun(sums.Guests.Rows, "row")} without a customer, not recorded: {Counted.Of(sums.Guests.Purchases, "purchase")}, {Money(sums.Guests.Amount)}", Number(sums.Guests.Rows)));
        if (sums.LeftOut > 0) figures.Add(($"{Counted.Noun(sums.LeftOut, "row")} left out by {Filters(sums.ReadWith)}", Number(sums.LeftOut)));
        if (sums.Rounded > 0) figures.Add(($"{Counted.Noun(sums.Rounded, "amount")} rounded to four decimal places", Number(sums.Rounded)));
        if (sums.Rejected.Rows > 0) figures.Add(($"{Counted.Noun(sums.Rejected.Rows, "row")} rejected, as far as {(sums.Rejected.Rows == 1 ? "it" : "they")} could be read {Money(sums.Rejected.Amount)}", Number(sums.Rejected.Rows)));
        ImportSummary.Print(figures);
        foreach (var reason in reasons.Lines()) Console.WriteLine("  " + reason);
        if (sums.WithoutCurrency is not null) Console.WriteLine(WithoutCurrency(sums));
        if (zoneIsOpen) Console.WriteLine($"Days are those of {sums.TimeZone}. Say --time-zone before the first import; it is fixed from then on.");
        if (sums.EarningWallets.Count > 0)
            Console.WriteLine($"wallets: {string.Join(", ", sums.EarningWallets)} earn by these purchases; an earn rule with a from day leaves older purchases out");
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
            (Counted.Noun(summary.Rows, "row"), summary.Rows), ($"{Counted.Noun(summary.Customers, "customer")} with new entries", summary.Customers),
            ($"{Counted.Noun(summary.Purchases, "purchase")} recorded", summary.Purchases), ($"{Counted.Noun(summary.Returns, "return")} recorded", summary.Returns),
            ("recorded before", summary.Known), ($"{Counted.Noun(summary.Skipped, "row")} skipped", summary.Skipped), ($"{Counted.Noun(rejected.Count, "row")} rejected", rejected.Count),
        };
        if (summary.TakenBack > 0)
            figures.Add((Counted.Noun(summary.TakenBack, "order taken back that is no sale any more", "orders taken back that are no sales any more"), summary.TakenBack));
        if (summary.Credits > 0)
            figures.Add((Counted.Noun(summary.Credits, "return of more than is left of its order, recorded as a credit", "returns of more than is left of their order, recorded as credits"), summary.Credits));
        ImportSummary.Print(figures, elapsed);
        foreach (var reason in rejected.Reasons.Lines()) Console.WriteLine("  " + reason);
        Console.WriteLine($"Revenue{(currency is null ? "" : $" in {currency}")}: {Money(summary.Recorded.Amount)} recorded, {Money(summary.KnownRows.Amount)} recorded before, {Money(rejected.Reasons.Amount)} rejected.");
    }

    /// <summary>What is done with rows that name no currency.</summary>
    private static string WithoutCurrency(ControlSums sums)
    {
        // The revenue without a name stands first.
        var (currency, isOnly) = (sums.Revenue[0].Currency, sums.Revenue.Count == 1);
        var seen = isOnly ? "no currency in the file" : "rows without a currency in the file";
        if (currency is not null) return $"{seen}: taken as the program's ({currency})";
        return isOnly ? $"{seen}; --constant currency=EUR names one" : $"{seen}: taken as the first that the file names";
    }

    /// <summary>Who leaves rows out: the format, or whoever said so.</summary>
    private static string Filters(IReadOnlyList<SaidOption> options)
    {
        var filters = options.Where(said => said.Option is "only" or "skip").ToList();
        return string.Join(" and ", [.. filters.Any(said => said.OfFormat) ? ["the format"] : Array.Empty<string>(), .. filters.Where(said => !said.OfFormat).Select(said => "--" + said.Option).Distinct()]);
    }

    /// <summary>Options as the command line has them; the values of one after each other, and those with a blank in quotes.</summary>
    private static string Readings(IReadOnlyList<SaidOption> options) => string.Join(", ", options.GroupBy(said => said.Option)
        .Select(said => $"--{said.Key} {(said.Key is "only" or "skip" ? string.Join(" ", said.Select(filter => $"\"{filter.Value}\"")) : string.Join(" | ", said.Select(form => form.Value)))}"));

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(DerivedAmount amount) => Money(amount.ToDecimal());

    private static string Money(decimal amount) => amount.ToString("#,##0.00##", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
