using System.Globalization;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>A doubt about a file: what is seen, how often and where, and what helps if it is not meant so.</summary>
/// <param name="Name">The name by which <c>--accept</c> says that it is meant so.</param>
/// <param name="Seen">What is seen.</param>
/// <param name="Count">How often.</param>
/// <param name="Example">Where, for one.</param>
/// <param name="Helps">What to do if it is not meant so.</param>
/// <param name="Accepted">Whether it is said to be meant so.</param>
internal sealed record DoubtReport(string Name, string Seen, long Count, string Example, string Helps, bool Accepted)
{
    /// <summary>Every doubt that an examination has found.</summary>
    public static IReadOnlyList<DoubtReport> Of(Examination examination, IReadOnlySet<Doubt> accepted) =>
        [.. examination.Found.OrderBy(found => found.Key).Select(found => Of(found.Key, found.Value.Count, found.Value.Example, accepted.Contains(found.Key)))];

    /// <summary>The same for people, in a paragraph.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: {Seen} ({Count:N0} times; {Example}). If not meant so, {Helps}; if meant so, say --accept {Name}.");

    private static DoubtReport Of(Doubt doubt, long count, string example, bool accepted)
    {
        var (seen, helps) = doubt switch
        {
            Doubt.RepeatedAmounts => ("purchases have the same amount on all their rows, so that the amount seems to be the order's, or a payment's", "say --map order_amount=HEADER in place of amount"),
            Doubt.AmountsOnSomeLines => ("purchases have an amount on some of their lines only, so that it seems to be the order's", "say --map order_amount=HEADER in place of amount"),
            Doubt.RepeatedRows => ("purchases stand in the file twice", "take the second copy out of the file"),
            Doubt.SeveralDays => ("purchases have rows of different days, so that their numbers seem to begin anew", "join number and day with --map purchase_id=NUMBER+DATE"),
            Doubt.RowsWithoutIds => ("rows inside purchases do not say whose they are", "say --fill-down where later lines of an order leave out what stands on its first"),
            Doubt.RoundedIds => ("ids were rounded by a spreadsheet, so that different ones may look the same", "export the file once more without opening it there, or format the column as text"),
            Doubt.StandIns => ("customers seem to stand for nobody", "say --nobody usual, or --nobody NAME,…, to leave them apart"),
            Doubt.SimilarCustomers => ("customers differ from another one only in case, leading zeros, a .0 at the end or what cannot be seen", "say --customer-case lower where case does not matter, or mend the ids"),
            Doubt.Thousands => ("numbers have three digits after their only sign, which may stand between thousands", "say --decimal . or --decimal , whichever is the decimal sign"),
            _ => ("amounts seem to have lost their decimals to the next column", "put amounts with a decimal comma in quotes, or use another separator"),
        };
        return new(doubt.Name(), seen, count, example, helps, accepted);
    }
}
