namespace CustomerCapital.Server.Terminal;

/// <summary>What somebody may have meant who mistyped a word.</summary>
internal static class Suggestion
{
    /// <summary>The known word that is nearest, where it is near: a third of its letters may differ, or it begins with what was typed.</summary>
    /// <param name="typed">The word as it was typed.</param>
    /// <param name="known">The words that there are, one at least.</param>
    /// <returns>The word, or null where none is near.</returns>
    public static string? Of(string typed, IEnumerable<string> known)
    {
        var nearest = known.Select(word => (Word: word, Distance: Distance(typed.ToUpperInvariant(), word.ToUpperInvariant()))).MinBy(candidate => candidate.Distance);
        var isBeginning = typed.TrimStart('-').Length > 2 && nearest.Word.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
        return isBeginning || nearest.Distance * 3 <= nearest.Word.TrimStart('-').Length ? nearest.Word : null;
    }

    /// <summary>A clause for the end of a sentence: <c>; did you mean serve?</c>, or a full stop where nothing is near.</summary>
    public static string Clause(string typed, IEnumerable<string> known) => Of(typed, known) is { } near ? $"; did you mean {near}?" : ".";

    /// <summary>How many letters must be put in, left out, exchanged, or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var exchanged = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(exchanged, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[from.Length, to.Length];
    }
}
