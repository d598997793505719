using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Engine.Access;

namespace CustomerCapital.ConsolePages.Tables;

/// <summary>A table: shown on a page, drawn as a chart, and downloaded as CSV, from one source.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, a cell for each column.</param>
public sealed record ConsoleTable(IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows)
{
    /// <summary>The call of the API that gives the same figures; null where there is none.</summary>
    public string? Call { get; init; }

    /// <summary>Leads to the rows after these; null where these are the last.</summary>
    public string? Next { get; init; }

    /// <summary>
    /// The values of an address that say which page is shown, where its rows are in their order already and come a page at a time: then they are neither sorted nor filtered here.
    /// Empty where all rows are there.
    /// </summary>
    public IReadOnlyList<string> PagedBy { get; init; } = [];

    /// <summary>Whether its rows come a page at a time.</summary>
    public bool IsPaged => PagedBy.Count > 0;

    /// <summary>What it does not say, as a sentence; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The place of a column.</summary>
    public int IndexOf(string key) => Columns.Index().First(column => column.Item.Key == key).Index;
}

/// <summary>A column.</summary>
/// <param name="Key">Its name in addresses and in CSV.</param>
/// <param name="Title">Its name for readers.</param>
/// <param name="IsNumber">Whether its cells are numbers, which stand to the right.</param>
public sealed record Column(string Key, string Title, bool IsNumber = false)
{
    /// <summary>What its cells say, in a sentence; null where the title says it all.</summary>
    public string? Means { get; init; }
}

/// <summary>A row.</summary>
/// <param name="Cells">A cell for each column.</param>
/// <param name="Mark">What sets it apart, such as <c>partial</c>: a class of the style sheet; null for nothing.</param>
public sealed record Row(IReadOnlyList<Cell> Cells, string? Mark = null);

/// <summary>A cell.</summary>
/// <param name="Text">What the reader sees.</param>
/// <param name="Value">
/// What is sorted by and what CSV holds: a text, a whole number, an amount of money (a decimal) or of a wallet, a ratio or an estimate (a double), yes or no, a value of an enumeration, a day or a moment;
/// null where there is nothing.
/// </param>
/// <param name="Leads">Where it leads; null for nowhere.</param>
/// <param name="Mark">A class of the style sheet; null for none.</param>
public readonly record struct Cell(string Text, object? Value, string? Leads = null, string? Mark = null)
{
    /// <summary>Tag of the language of its text; null for that of the page. Sentences of the engine are English.</summary>
    public string? Language { get; init; }

    /// <summary>A text.</summary>
    public static Cell Of(string? text, string? leads = null) => new(text ?? Speech.Nothing, text, leads);
}

/// <summary>Reads one table.</summary>
public interface ITableSource
{
    /// <summary>Its name in addresses, and of its file.</summary>
    string Name { get; }

    /// <summary>The scope that whoever reads it must have.</summary>
    Scope Needs { get; }

    /// <summary>Reads the rows that an address asks for: of a table that comes a page at a time, one page.</summary>
    Task<ConsoleTable> ReadAsync(ConsoleRequest ask);

    /// <summary>Reads every row from the first on, whichever page the address names: the tables have the same columns, and each follows the one before. There is at least one.</summary>
    /// <remarks>No more than one of them is held at a time, so that a list may be longer than the memory.</remarks>
    async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
    {
        yield return await ReadAsync(ask);
    }
}
