using System.CommandLine;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing;

/// <summary>The options that say how a file of purchases is read; a format's file has the same under the same names.</summary>
internal static class ImportOptions
{
    /// <summary><c>--format</c>; over HTTP it takes no file of the server.</summary>
    public static readonly Option<string?> Format = new("--format")
    {
        Description = $"The system that wrote the file: {string.Join(", ", ImportFormats.Names)}. Or a JSON file of your own. Or {ImportFormats.None}: the file as it stands",
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Map = Several("--map", "How the file calls its columns, such as customer_id=CustomerID,purchase_id=InvoiceNo. A|B takes the first that is not empty. A+B joins two texts, and adds two amounts", "COLUMN=HEADER,…");
    private static readonly Option<string[]> Constant = Several("--constant", "Values of columns that the file does not have, such as currency=EUR,channel=web", "COLUMN=VALUE,…");
    private static readonly Option<string[]> Only = Several("--only", "Take only rows with one of these values under a header, such as \"Status=Paid,Refunded\". An order that was recorded and is left out now is taken back", "HEADER=VALUE,…");
    private static readonly Option<string[]> Skip = Several("--skip", "Leave out rows with one of these values under a header; * is any value. An order that was recorded and is left out now is taken back", "HEADER=VALUE,…");
    private static readonly Option<bool> FillDown = new("--fill-down") { Description = "Later lines of an order take what they leave empty from the first line: customer, purchase, time, currency, channel, and what --only and --skip look at" };
    private static readonly Option<string[]> DateFormat = Several("--date-format", "How dates are written: dd.MM.yyyy, \"MM/dd/yyyy HH:mm\" and the like, or unix, unix-ms, excel", "FORM");
    private static readonly Option<string?> TimesIn = new("--times-in") { Description = "Time zone of times without an offset [default: the program's]", HelpName = "ZONE" };
    private static readonly Option<string?> Decimal = new("--decimal") { Description = "Decimal sign of the numbers [default: the dot, where nothing else is likely]", HelpName = ".|," };
    private static readonly Option<string[]> Nobody = Several("--nobody", "Names that stand for no customer, such as Guest,WALKIN. usual: those that systems write", "NAME,…");
    private static readonly Option<string?> Encoding = new("--encoding") { Description = "Encoding of the file, such as windows-1252 [default: UTF-8, or what its first bytes say]", HelpName = "NAME" };
    private static readonly Option<string?> CustomerCase = new("--customer-case") { Description = "lower: ids that differ in case only are one customer, as with e-mail addresses [default: keep]", HelpName = "keep|lower" };
    private static readonly Option<string[]> Accept = Several("--accept", "Doubts about the file, as the import names them, that are meant so", "NAME,…");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Option> All = [Format, Map, Constant, Only, Skip, FillDown, DateFormat, TimesIn, Decimal, Nobody, Encoding, CustomerCase, Accept];

    /// <summary>What <c>--format</c> says.</summary>
    public static string? FormatOf(ParseResult line) => line.GetValue(Format);

    /// <summary>What the others say.</summary>
    /// <exception cref="UsageException">One of them has another form.</exception>
    public static ImportFormat Read(ParseResult line) => new()
    {
        Map = Columns("--map", line.GetValue(Map)!, "customer_id=CustomerID,purchase_id=InvoiceNo"),
        Constant = Columns("--constant", line.GetValue(Constant)!, "currency=EUR,channel=web"),
        Only = Filters("--only", line.GetValue(Only)!),
        Skip = Filters("--skip", line.GetValue(Skip)!),
        FillDown = line.GetValue(FillDown),
        DateFormat = line.GetValue(DateFormat)!,
        TimesIn = line.GetValue(TimesIn),
        Decimal = OneOf("--decimal", line.GetValue(Decimal), ".", ","),
        Nobody = [.. line.GetValue(Nobody)!.SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        Encoding = line.GetValue(Encoding),
        CustomerCase = OneOf("--customer-case", line.GetValue(CustomerCase), "keep", "lower"),
        Accept = [.. line.GetValue(Accept)!.SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };

    /// <summary>Reads <c>customer_id=CustomerID,amount=Total, incl. tax</c>: what follows a comma begins anew only where it names a column.</summary>
    private static Dictionary<string, string> Columns(string option, string[] texts, string example)
    {
        var columns = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var last = "";
            foreach (var part in text.Split(','))
            {
                var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
                if (pair.Length == 2 && PurchaseColumns.TryParse(pair[0], out _)) columns[last = pair[0]] = pair[1];
                else if (last.Length > 0 && pair.Length == 1) columns[last] += "," + part;
                else if (part.Trim().Length == 0) continue;
                else if (pair.Length < 2) throw new UsageException($"{option} {part.Trim()}: write it like {example}") { Option = option[2..] };
                else throw new UsageException($"{option} {part.Trim()}: there is no column {pair[0]}; there are {string.Join(", ", PurchaseColumns.Names)}") { Option = option[2..] };
            }
        }

        foreach (var (column, value) in columns)
            if (value.Length == 0) throw new UsageException($"{option} {column}=: write it like {example}") { Option = option[2..] };
        return columns;
    }

    private static Dictionary<string, IReadOnlyList<string>> Filters(string option, string[] texts)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var text in texts)
        {
            var pair = text.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length < 2 || pair[0].Length == 0) throw new UsageException($"{option} {text}: write it like \"Status=Paid,Refunded\"") { Option = option[2..] };
            filters[pair[0]] = [.. filters.GetValueOrDefault(pair[0]) ?? [], .. pair[1].Split(',', StringSplitOptions.TrimEntries)];
        }

        return filters;
    }

    private static string? OneOf(string option, string? value, string one, string other) =>
        value is null || value == one || value == other ? value : throw new UsageException($"{option} {value}: write {one} or {other}") { Option = option[2..] };

    private static Option<string[]> Several(string name, string description, string help) => new(name) { Description = description, DefaultValueFactory = _ => [], HelpName = help };
}
