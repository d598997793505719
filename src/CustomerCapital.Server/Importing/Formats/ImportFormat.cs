namespace CustomerCapital.Server.Importing.Formats;

/// <summary>How a file of purchases is read: what the options of <c>import purchases</c> say, under the same names, as a format's file holds it.</summary>
/// <remarks>Immutable. What is left out is null or empty.</remarks>
internal sealed record ImportFormat
{
    /// <summary>Name for <c>--format</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The system and its export, for help.</summary>
    public string Title { get; init; } = "";

    /// <summary>Headers by which a file is recognised: all of them.</summary>
    public IReadOnlyList<string> Header { get; init; } = [];

    /// <summary>Headers that a file of this format does not have.</summary>
    public IReadOnlyList<string> NotHeader { get; init; } = [];

    /// <summary>Why files of this format cannot be imported; null where they can.</summary>
    public string? Refusal { get; init; }

    /// <summary>Which headers of the file hold a column, as <c>--map</c> writes it.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers that nothing is read from on purpose although their names speak of a sum or a status, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> NotUsed { get; init; } = new Dictionary<string, string>();

    /// <summary>Values of columns that the file does not have.</summary>
    public IReadOnlyDictionary<string, string> Constant { get; init; } = new Dictionary<string, string>();

    /// <summary>By header: the values whose rows are taken.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Only { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>By header: the values whose rows are left out; <c>*</c> is any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Skip { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether later rows of an order take what they leave empty from its first row.</summary>
    public bool FillDown { get; init; }

    /// <summary>Forms of dates, in .NET's letters, tried in order; <c>unix</c>, <c>unix-ms</c> and <c>excel</c> are numbers.</summary>
    public IReadOnlyList<string> DateFormat { get; init; } = [];

    /// <summary>Time zone of times without an offset; null for the program's.</summary>
    public string? TimesIn { get; init; }

    /// <summary>Decimal sign, <c>.</c> or <c>,</c>; null for a dot where nothing else is likely.</summary>
    public string? Decimal { get; init; }

    /// <summary>Customers that stand for nobody, whatever their case.</summary>
    public IReadOnlyList<string> Nobody { get; init; } = [];

    /// <summary>The file's encoding; null for UTF-8 or what its byte order mark says.</summary>
    public string? Encoding { get; init; }

    /// <summary><c>keep</c> or <c>lower</c>: whether customers whose ids differ by case only are one.</summary>
    public string? CustomerCase { get; init; }

    /// <summary>Doubts that are meant so.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>Whether the format is nothing but names of columns and forms of dates, so that <c>--map</c> says as much.</summary>
    public bool IsPlain => Map.Count > 0 && Only.Count + Skip.Count + Nobody.Count + Accept.Count + Constant.Count == 0
        && !FillDown && TimesIn is null && Decimal is null && Encoding is null && CustomerCase is null && Refusal is null;

    /// <summary>Whether a file with this header is of the format.</summary>
    public bool Fits(IReadOnlyList<string> header) =>
        Header.Count > 0 && Header.All(name => Has(header, name)) && !NotHeader.Any(name => Has(header, name));

    /// <summary>This format with what the command line says in addition or instead.</summary>
    public ImportFormat With(ImportFormat said) => this with
    {
        Map = Joined(Map, said.Map),
        Constant = Joined(Constant, said.Constant),
        Only = Joined(Only, said.Only),
        Skip = Joined(Skip, said.Skip),
        FillDown = FillDown || said.FillDown,
        DateFormat = said.DateFormat.Count > 0 ? said.DateFormat : DateFormat,
        TimesIn = said.TimesIn ?? TimesIn,
        Decimal = said.Decimal ?? Decimal,
        Nobody = [.. Nobody, .. said.Nobody],
        Encoding = said.Encoding ?? Encoding,
        CustomerCase = said.CustomerCase ?? CustomerCase,
        Accept = [.. Accept, .. said.Accept],
    };

    private static bool Has(IReadOnlyList<string> header, string name) => header.Any(given => given.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, T> Joined<T>(IReadOnlyDictionary<string, T> mine, IReadOnlyDictionary<string, T> said)
    {
        var joined = new Dictionary<string, T>(mine);
        foreach (var (name, value) in said) joined[name] = value;
        return joined;
    }
}
