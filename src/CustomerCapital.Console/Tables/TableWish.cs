using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.ConsolePages.Tables;

/// <summary>Which rows of a table an address wishes to see, and in which order: <c>TABLE.q</c> filters, <c>TABLE.sort</c> sorts, from <c>TABLE.from</c> on they are shown.</summary>
internal sealed class TableWish
{
    /// <summary>So many rows are on one page.</summary>
    public const int PageLimit = 100;

    private readonly ConsoleRequest _ask;
    private readonly string _source;
    private readonly string? _sort;

    private TableWish(ConsoleRequest ask, ConsoleTable table, string source)
    {
        (_ask, _source) = (ask, source);
        (Filter, _sort) = (ask[FilterName], ask[source + ".sort"]);
        var rows = table.IsPaged ? table.Rows : Sort(table, Matches(table.Rows));
        Matching = rows.Count;
        var from = table.IsPaged ? 0 : ask.Number(source + ".from", 0, 0, int.MaxValue) is var asked && asked < rows.Count ? asked : 0;
        Rows = table.IsPaged ? rows : [.. rows.Skip(from).Take(PageLimit)];
        if (table.PagedBy.Any(name => ask[name] is not null)) First = ask.With(Without(table.PagedBy)) + "#t-" + source;
        File = ask.WithAt(ConsoleAddress.Root + "/csv/" + source, Without([.. table.PagedBy, source + ".from"]));
        if (table.IsPaged) return;
        if (from > 0) Before = ask.With((source + ".from", Text(Math.Max(0, from - PageLimit))));
        if (from + PageLimit < rows.Count) After = ask.With((source + ".from", Text(from + PageLimit)));
    }

    public static TableWish Of(ConsoleRequest ask, ConsoleTable table, string source) => new(ask, table, source);

    public string FilterName => _source + ".q";

    public string? Filter { get; }

    public IReadOnlyList<Row> Rows { get; }

    /// <summary>How many rows the filter leaves.</summary>
    public int Matching { get; }

    public string? Before { get; }

    public string? After { get; }

    /// <summary>Leads back to the first page of a table that comes a page at a time; null where it is shown.</summary>
    public string? First { get; }

    /// <summary>The address of the file with every row that the filter leaves.</summary>
    public string File { get; }

    /// <summary>What the address says besides, which a form must carry on.</summary>
    public IEnumerable<(string Name, string Value)> Others =>
        _ask.Http.Request.Query.Where(pair => pair.Key != FilterName && pair.Key != _source + ".from" && pair.Key != Notices.Name && _ask[pair.Key] is not null).Select(pair => (pair.Key, _ask[pair.Key]!));

    /// <summary>Every row that the filter leaves, in the order that is wished: what a file holds.</summary>
    public static IReadOnlyList<Row> AllOf(ConsoleRequest ask, ConsoleTable table, string source)
    {
        var wish = new TableWish(ask, table, source);
        return table.IsPaged ? table.Rows : wish.Sort(table, wish.Matches(table.Rows));
    }

    /// <summary>The address by which the table is sorted by a column, the other way round where it is so already, and in its own order again after that.</summary>
    public string SortedBy(string key) => _ask.With((_source + ".sort", _sort == key ? "-" + key : _sort == "-" + key ? null : key), (_source + ".from", null)) + "#t-" + _source;

    /// <summary>For the attribute aria-sort.</summary>
    public string? SortOf(string key) => _sort == key ? "ascending" : _sort == "-" + key ? "descending" : null;

    private IReadOnlyList<Row> Matches(IReadOnlyList<Row> rows) =>
        Filter is null ? rows : [.. rows.Where(row => row.Cells.Any(cell => cell.Text.Contains(Filter, StringComparison.OrdinalIgnoreCase)))];

    private IReadOnlyList<Row> Sort(ConsoleTable table, IReadOnlyList<Row> rows)
    {
        if (_sort is null) return rows;
        var (key, descends) = _sort.StartsWith('-') ? (_sort[1..], true) : (_sort, false);
        if (table.Columns.Index().FirstOrDefault(column => column.Item.Key == key) is not { Item: not null } found) return rows;
        // Rows without a value come last, whichever way round.
        var known = rows.Where(row => row.Cells[found.Index].Value is not null);
        var sorted = descends ? known.OrderByDescending(Value, ByValue.Instance) : known.OrderBy(Value, ByValue.Instance);
        return [.. sorted, .. rows.Where(row => row.Cells[found.Index].Value is null)];

        object Value(Row row) => row.Cells[found.Index].Value!;
    }

    private static (string, string?)[] Without(IEnumerable<string> names) => [.. names.Select(name => (name, (string?)null))];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class ByValue : IComparer<object>
    {
        public static readonly ByValue Instance = new();

        public int Compare(object? left, object? right) => left is WalletAmount points && right is WalletAmount others ? points.CompareTo(others)
            : left is IComparable comparable && right is not null && left.GetType() == right.GetType()
            ? left is string text ? string.Compare(text, (string)right, StringComparison.OrdinalIgnoreCase) : comparable.CompareTo(right)
            : string.CompareOrdinal(left?.ToString(), right?.ToString());
    }
}
