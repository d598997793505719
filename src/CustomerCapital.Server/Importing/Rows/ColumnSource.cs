namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Where the value of a column comes from: one header, several joined, the first that is not empty, or a constant.</summary>
/// <param name="Alternatives">Places in the file: of each alternative those that are joined.</param>
/// <param name="Constant">The value of every row; null where the file has it.</param>
internal sealed record ColumnSource(IReadOnlyList<int[]> Alternatives, byte[]? Constant = null)
{
    /// <summary>The one place that holds the value as it stands; -1 where there is more to it.</summary>
    public int Place => Constant is null && Alternatives is [[var place]] ? place : -1;

    /// <summary>Every place that is read.</summary>
    public IEnumerable<int> Places => Alternatives.SelectMany(places => places);

    /// <summary>Reads <c>Email|Phone</c> or <c>Date+Time</c>. A header that is written so itself goes first.</summary>
    /// <returns>Null where the file has none of the headers.</returns>
    /// <exception cref="UsageException">A header stands in the file twice.</exception>
    public static ColumnSource? Parse(string file, IReadOnlyList<string> header, string expression)
    {
        if (Find(file, header, expression) is var whole && whole >= 0) return new([[whole]]);
        var alternatives = new List<int[]>();
        foreach (var alternative in expression.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int[] places = Find(file, header, alternative) is var one && one >= 0
                ? [one]
                : [.. alternative.Split('+', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => Find(file, header, name))];
            if (places.Length > 0 && !places.Contains(-1)) alternatives.Add(places);
        }

        return alternatives.Count == 0 ? null : new(alternatives);
    }

    /// <summary>Place of a header, whatever its case; -1 where there is none.</summary>
    /// <exception cref="UsageException">It stands there twice.</exception>
    public static int Find(string file, IReadOnlyList<string> header, string wanted, StringComparison comparison = StringComparison.OrdinalIgnoreCase)
    {
        var found = -1;
        for (var i = 0; i < header.Count; i++)
        {
            if (!string.Equals(header[i].Trim(), wanted, comparison)) continue;
            if (found >= 0) throw new UsageException($"{file} has two columns '{wanted}'; rename one of them");
            found = i;
        }

        return found;
    }
}
