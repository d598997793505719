namespace CustomerCapital.Server.Importing;

/// <summary>Which column of a file holds what.</summary>
internal sealed class PurchaseColumns
{
    /// <summary>The columns of a purchase file, in the order in which rows are kept and rejected rows written.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["customer_id", "purchase_id", "occurred_at", "amount", "currency", "channel", "sku", "category", "quantity", "unit_price"];

    private static readonly string[] Required = ["customer_id", "purchase_id", "occurred_at"];

    private readonly int[] _places;

    private PurchaseColumns(int[] places) => _places = places;

    /// <summary>Place in the file of each column of <see cref="Names"/>; -1 where the file does not have it.</summary>
    public IReadOnlyList<int> Places => _places;

    /// <summary>Finds the columns in a file's header.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="header">Its header.</param>
    /// <param name="map">Other headers by column name.</param>
    /// <exception cref="UsageException">A column is missing.</exception>
    public static PurchaseColumns Of(string file, IReadOnlyList<string> header, IReadOnlyDictionary<string, string> map)
    {
        var places = Names.Select(name => Find(file, header, map.GetValueOrDefault(name, name))).ToArray();
        foreach (var (name, wanted) in map)
        {
            if (places[Names.ToList().IndexOf(name)] < 0)
                throw new UsageException($"{file} has no column '{wanted}', which --map names for {name}; its columns are {string.Join(", ", header)}");
        }

        foreach (var name in Required)
        {
            if (places[Names.ToList().IndexOf(name)] < 0)
                throw new UsageException($"{file} has no column {name}; its columns are {string.Join(", ", header)}. Name the one that holds it with --map {name}=HEADER");
        }

        var hasAmount = places[3] >= 0 || (places[8] >= 0 && places[9] >= 0);
        return hasAmount ? new(places) : throw new UsageException($"{file} gives no amounts: it needs a column amount, or quantity and unit_price; see --map");
    }

    /// <summary>Reads <c>--map customer_id=CustomerID,purchase_id=Invoice</c>.</summary>
    /// <exception cref="UsageException">It has another form, or names a column that there is not.</exception>
    public static IReadOnlyDictionary<string, string> ParseMap(string? text)
    {
        var map = new Dictionary<string, string>();
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length < 2 || parts[1].Length == 0) throw new UsageException($"--map {pair}: write it like customer_id=CustomerID,purchase_id=InvoiceNo");
            if (!Names.Contains(parts[0])) throw new UsageException($"--map {pair}: there is no column {parts[0]}; there are {string.Join(", ", Names)}");
            map[parts[0]] = parts[1];
        }

        return map;
    }

    private static int Find(string file, IReadOnlyList<string> header, string wanted)
    {
        var found = -1;
        for (var i = 0; i < header.Count; i++)
        {
            if (!string.Equals(header[i].Trim(), wanted, StringComparison.OrdinalIgnoreCase)) continue;
            if (found >= 0) throw new UsageException($"{file} has two columns '{wanted}'; rename one of them");
            found = i;
        }

        return found;
    }
}
