using System.Text.Json;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>What makes a file look as if it were not meant as it is read; nothing is recorded until an option says that it is.</summary>
internal enum Doubt
{
    /// <summary>The amount is the same on all rows of most purchases: that of the order, or of a payment.</summary>
    RepeatedAmounts,

    /// <summary>The amount stands on some lines of a purchase only: that of the order.</summary>
    AmountsOnSomeLines,

    /// <summary>The rows of a purchase stand in the file twice.</summary>
    RepeatedRows,

    /// <summary>Rows of one purchase are of different days: numbers that begin anew.</summary>
    SeveralDays,

    /// <summary>A row without a customer, or without customer and purchase, inside a purchase.</summary>
    RowsWithoutIds,

    /// <summary>Ids that a spreadsheet has rounded.</summary>
    RoundedIds,

    /// <summary>Customers that stand for nobody.</summary>
    StandIns,

    /// <summary>Customers whose ids differ by case, leading zeros, <c>.0</c> or what cannot be seen.</summary>
    SimilarCustomers,

    /// <summary>Amounts that may be thousands: three digits after every sign.</summary>
    Thousands,

    /// <summary>Whole amounts with two digits in the unused column after them: a decimal comma that was not quoted.</summary>
    SplitDecimals,
}

/// <summary>Names of doubts.</summary>
internal static class Doubts
{
    /// <summary>Every doubt.</summary>
    public static readonly IReadOnlyList<Doubt> All = Enum.GetValues<Doubt>();

    /// <summary>The name for <c>--accept</c>.</summary>
    public static string Name(this Doubt doubt) => JsonNamingPolicy.KebabCaseLower.ConvertName(doubt.ToString());

    /// <summary>Reads names.</summary>
    /// <exception cref="UsageException">There is no such doubt.</exception>
    public static IReadOnlySet<Doubt> Parse(IEnumerable<string> names) => names.Select(name => All.Where(doubt => doubt.Name() == name).Cast<Doubt?>().FirstOrDefault()
        ?? throw new UsageException($"--accept {name}: there is no such doubt; there are {string.Join(", ", All.Select(Name))}") { Option = "accept" }).ToHashSet();
}
