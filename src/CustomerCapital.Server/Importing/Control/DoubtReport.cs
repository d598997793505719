using System.Globalization;

namespace CustomerCapital.Server.Importing.Control;

/// <summary>What is said of doubts: what is seen, and which option says that it is meant so, or what helps otherwise.</summary>
internal static class DoubtReport
{
    /// <summary>A paragraph for each doubt that no option accepts; none where everything is meant so.</summary>
    public static IReadOnlyList<string> Of(Examination examination, IReadOnlySet<Doubt> accepted) =>
        [.. examination.Found.Where(found => !accepted.Contains(found.Key)).OrderBy(found => found.Key).Select(found => Say(found.Key, found.Value.Count, found.Value.Example))];

    private static string Say(Doubt doubt, long count, string example)
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
        return string.Create(CultureInfo.InvariantCulture, $"{doubt.Name()}: {seen} ({count:N0} times; {example}). If not meant so, {helps}; if meant so, say --accept {doubt.Name()}.");
    }
}
