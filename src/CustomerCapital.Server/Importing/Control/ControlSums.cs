using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>What a file comes to before anything of it is recorded, to be compared with the figures of the system that wrote it.</summary>
/// <remarks>The console prints it (<see cref="ControlSumsText"/>), and HTTP gives it as JSON.</remarks>
/// <param name="ReadAs">The system and its export; null where no format is named.</param>
/// <param name="Rows">Rows of the file that are not empty.</param>
/// <param name="Customers">Customers of whom something would be recorded.</param>
/// <param name="Purchases">Purchases that would be recorded.</param>
/// <param name="Returns">Returns and refunds that would be recorded.</param>
/// <param name="Revenue">Purchases less returns by currency, in the order of their names.</param>
/// <param name="WithoutCurrency">What of the revenue is of rows that name no currency, and is taken as the program's; null where every row names one.</param>
/// <param name="TimeZone">The program's time zone, whose days and months count.</param>
/// <param name="FirstDay">Day of the first purchase or return in the program's time zone; null where there is none.</param>
/// <param name="LastDay">Day of the last one.</param>
/// <param name="EarningWallets">Wallets with an earn rule that is in force on days of these purchases.</param>
/// <param name="Guests">Rows without a customer, which are not recorded.</param>
/// <param name="LeftOut">Rows that the filters leave out.</param>
/// <param name="Rounded">Amounts that have more than four decimal places, and were rounded.</param>
/// <param name="Rejected">Rows that cannot be read, and what they come to as far as they can.</param>
/// <param name="LinesBeforeHeader">Lines before the header, which were passed over.</param>
/// <param name="Columns">Each column that is used, with its headers, as <c>--map</c> writes it.</param>
/// <param name="ReadWith">Options that say how values are read, of the format or given.</param>
/// <param name="MissingFilters">Headers by which rows were to be left out, and which the file does not have.</param>
/// <param name="UnusedColumns">Headers that are not used although their names speak of what changes a sum.</param>
internal sealed record ControlSums(
    string? ReadAs, long Rows, long Customers, long Purchases, long Returns, IReadOnlyList<CurrencyRevenue> Revenue, DerivedAmount? WithoutCurrency, string TimeZone, DateOnly? FirstDay,
    DateOnly? LastDay, IReadOnlyList<string> EarningWallets, GuestSums Guests, long LeftOut, long Rounded, RowSums Rejected, long LinesBeforeHeader, IReadOnlyList<string> Columns, IReadOnlyList<SaidOption> ReadWith, IReadOnlyList<string> MissingFilters,
    IReadOnlyList<string> UnusedColumns)
{
    /// <summary>Adds up what an examination has found.</summary>
    public static ControlSums Of(PurchaseFile file, ImportFormat format, ImportFormat said, ImportSummary summary, Examination examination, RejectedFile rejected, LoyaltyProgram program)
    {
        DateOnly? DayOf(DateTimeOffset? moment) => moment is { } at ? DateOnly.FromDateTime(program.Calendar.ToLocal(at).DateTime) : null;
        bool Earns(WalletRule wallet) => examination.Purchased is var (first, last) && wallet.Earn.Any(rule => rule.Rate > 0 && !(DayOf(last) < rule.From) && !(DayOf(first) > rule.To));
        return new(
            format.Title.Length > 0 ? format.Title : null, summary.Rows, examination.Customers, examination.Purchases, examination.Returns,
            [.. examination.Revenue.Select(revenue => new CurrencyRevenue(revenue.Key.Length > 0 ? revenue.Key : program.Policy.Currency, DerivedAmount.Round(revenue.Value)))],
            examination.Revenue.TryGetValue("", out var unnamed) ? DerivedAmount.Round(unnamed) : null, program.Policy.TimeZone, DayOf(examination.First), DayOf(examination.Last),
            [.. program.Policy.Wallets.Where(Earns).Select(wallet => wallet.Name)], new(examination.Guests.Rows, examination.Guests.Purchases, DerivedAmount.Round(examination.Guests.Amount)),
            examination.LeftOut, examination.Rounded, new(rejected.Count, DerivedAmount.Round(rejected.Reasons.Amount)), file.LinesBeforeHeader,
            [.. file.Plan.Readings], [.. SaidOption.Of(format, said)], file.Plan.MissingFilters, file.Plan.UnusedTelling);
    }
}

/// <summary>Revenue in one currency, net of returns.</summary>
/// <param name="Currency">Its ISO code; null where neither the rows nor the program name one.</param>
/// <param name="Amount">Purchases less returns.</param>
internal sealed record CurrencyRevenue(string? Currency, DerivedAmount Amount);

/// <summary>Rows, and what they come to together.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Amount">What they come to, of all currencies.</param>
internal sealed record RowSums(long Rows, DerivedAmount Amount);

/// <summary>What guests bought.</summary>
/// <param name="Rows">Rows without a customer.</param>
/// <param name="Purchases">Purchases of these.</param>
/// <param name="Amount">What they come to.</param>
internal sealed record GuestSums(long Rows, long Purchases, DerivedAmount Amount);

/// <summary>An option that says how a file is read, by its name and as it would be given.</summary>
/// <param name="Option">Its name without hyphens before it.</param>
/// <param name="Value">What it says.</param>
/// <param name="OfFormat">Whether the format says so by itself.</param>
internal sealed record SaidOption(string Option, string Value, bool OfFormat)
{
    /// <summary>Those of a format that say how dates, times and numbers are read, and which rows are taken.</summary>
    /// <param name="format">The format with what was said in addition or instead.</param>
    /// <param name="said">What was said.</param>
    public static IEnumerable<SaidOption> Of(ImportFormat format, ImportFormat said)
    {
        foreach (var form in format.DateFormat) yield return new("date-format", form, said.DateFormat.Count == 0);
        if (format.TimesIn is not null) yield return new("times-in", format.TimesIn, said.TimesIn is null);
        if (format.Decimal is not null) yield return new("decimal", format.Decimal, said.Decimal is null);
        foreach (var (header, values) in format.Only) yield return new("only", $"{header}={string.Join(",", values)}", !said.Only.ContainsKey(header));
        foreach (var (header, values) in format.Skip) yield return new("skip", $"{header}={string.Join(",", values)}", !said.Skip.ContainsKey(header));
    }
}
