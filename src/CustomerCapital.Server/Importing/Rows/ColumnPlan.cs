using System.Text;
using CustomerCapital.Server.Importing.Formats;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Which columns a file has, and where each one's value comes from.</summary>
internal sealed class ColumnPlan
{
    private static readonly PurchaseColumn[] Required = [PurchaseColumn.CustomerId, PurchaseColumn.PurchaseId, PurchaseColumn.OccurredAt];

    private static readonly string[] Telling = ["status", "cancel", "refund", "return", "discount", "currency", "total", "void"];

    /// <summary>How many names of a header, and how many characters of each, stand in a message.</summary>
    private const int NamesSaid = 120, NameSaid = 80;

    private readonly ColumnSource?[] _sources;
    private readonly IReadOnlyCollection<string> _notUsed;

    private ColumnPlan(IReadOnlyList<string> header, ColumnSource?[] sources, IReadOnlyList<RowFilter> filters, ImportFormat format)
    {
        (Header, _sources, Filters, _notUsed) = (header, sources, filters, [.. format.NotUsed.Keys]);
        MissingFilters = [.. format.Only.Keys.Concat(format.Skip.Keys).Except(filters.Select(filter => filter.Header))];
        Used = [.. PurchaseColumns.All.Where(column => sources[(int)column] is not null)];
        Slots = new int[PurchaseColumns.All.Count];
        Array.Fill(Slots, -1);
        for (var slot = 0; slot < Used.Count; slot++) Slots[(int)Used[slot]] = slot;
    }

    /// <summary>The file's header.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The columns that the file has, in their order.</summary>
    public IReadOnlyList<PurchaseColumn> Used { get; }

    /// <summary>Place of each column among those used; -1 for one that the file does not have.</summary>
    public int[] Slots { get; }

    /// <summary>Which rows are taken.</summary>
    public IReadOnlyList<RowFilter> Filters { get; }

    /// <summary>Headers by which the format leaves rows out, and which the file does not have.</summary>
    public IReadOnlyList<string> MissingFilters { get; }

    /// <summary>Where a used column comes from.</summary>
    public ColumnSource this[PurchaseColumn column] => _sources[(int)column]!;

    /// <summary>Whether the file has a column.</summary>
    public bool Has(PurchaseColumn column) => _sources[(int)column] is not null;

    /// <summary>Whether something is read from a place in the file.</summary>
    public bool ReadsFrom(int place) => Used.Any(column => this[column].Places.Contains(place)) || Filters.Any(filter => filter.Place == place);

    /// <summary>Used columns with their headers, for people.</summary>
    public IEnumerable<string> Readings => Used.Select(column => $"{column.Name()}={(this[column].Constant is { } constant ? $"'{Encoding.UTF8.GetString(constant)}'" : string.Join("|", this[column].Alternatives.Select(places => string.Join("+", places.Select(place => Header[place].Trim())))))}");

    /// <summary>Headers that nothing is read from although their names speak of what changes a sum, and which the format does not know.</summary>
    public IReadOnlyList<string> UnusedTelling =>
        [.. Header.Where((name, place) => !ReadsFrom(place) && Telling.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))).Select(name => name.Trim())
            .Except(_notUsed, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Names of a header for a message: the first of them where there are very many.</summary>
    public static string NamesOf(IReadOnlyList<string> header) =>
        string.Join(", ", header.Take(NamesSaid).Select(name => name.Length <= NameSaid ? name : name[..NameSaid] + "…")) + (header.Count > NamesSaid ? $" and {header.Count - NamesSaid:N0} more" : "");

    /// <summary>Finds the columns of a format in a header.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="header">Its header.</param>
    /// <param name="format">How it is read.</param>
    /// <param name="said">What the command line says of it, which has to be there.</param>
    /// <exception cref="UsageException">A column is missing, or stands there twice.</exception>
    public static ColumnPlan Of(string file, IReadOnlyList<string> header, ImportFormat format, ImportFormat said)
    {
        // What nobody maps goes by its own name. Beside a map the name has to be written like the column's: a shop's "Amount" may be anything.
        var comparison = format.Map.Count == 0 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var sources = new ColumnSource?[PurchaseColumns.All.Count];
        foreach (var column in PurchaseColumns.All)
        {
            var name = column.Name();
            if (format.Constant.TryGetValue(name, out var constant)) sources[(int)column] = new([], Encoding.UTF8.GetBytes(constant));
            else if (format.Map.TryGetValue(name, out var expression) && ColumnSource.Parse(file, header, expression) is { } source) sources[(int)column] = source;
            else if (said.Map.TryGetValue(name, out var wanted)) throw new UsageException($"{file} has no column '{wanted}', which --map names for {name}; its columns are {NamesOf(header)}") { Option = "map" };
        }

        var mapped = sources.Select(known => known?.Place ?? -1).ToHashSet();
        foreach (var column in PurchaseColumns.All)
            if (sources[(int)column] is null && ColumnSource.Find(file, header, column.Name(), comparison) is var place && place >= 0 && !mapped.Contains(place)) sources[(int)column] = new([[place]]);

        var has = (PurchaseColumn column) => sources[(int)column] is not null;
        var hasAmounts = has(PurchaseColumn.Amount) || has(PurchaseColumn.OrderAmount) || (has(PurchaseColumn.Quantity) && has(PurchaseColumn.UnitPrice));
        // All that is missing is told at once.
        string[] missing = [.. Required.Where(column => !has(column)).Select(column => column.Name()), .. hasAmounts ? Array.Empty<string>() : [PurchaseColumn.Amount.Name()]];
        if (missing.Length > 1 || (missing.Length == 1 && hasAmounts))
        {
            throw new UsageException(
                $"{file} has no {(missing.Length == 1 ? "column" : "columns")} {string.Join(", ", missing)}; its columns are {NamesOf(header)}. "
                + $"Name {(missing.Length == 1 ? "the one that holds it" : "those that hold them")} with --map {string.Join(",", missing.Select(name => name + "=HEADER"))}");
        }

        if (!hasAmounts)
            throw new UsageException($"{file} gives no amounts: it needs a column amount, or order_amount, or quantity and unit_price; see --map");
        return new(header, sources, [.. RowFilter.Of(file, header, format, said)], format);
    }
}
