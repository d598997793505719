using System.Text.RegularExpressions;

namespace CustomerCapital.ConsolePages.Tests.Language;

/// <summary>The console's sources as they lie in the working copy.</summary>
internal static partial class Sources
{
    /// <summary>The folder of the solution.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>All of its code, pages and classes, each file's text.</summary>
    public static readonly IReadOnlyDictionary<string, string> Texts = Directory
        .EnumerateFiles(Path.Combine(Root, "src", "CustomerCapital.Console"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .ToDictionary(file => Path.GetRelativePath(Root, file), File.ReadAllText);

    /// <summary>Keys of words that stand in the sources as they are, each with a file that names it.</summary>
    public static IEnumerable<(string File, string Key)> Named() => Texts.SelectMany(text =>
        Spoken().Matches(text.Value).Select(found => (text.Key, found.Groups[1].Value))
            .Concat(Counted().Matches(text.Value).SelectMany(found => ((string[])[".one", ".many"]).Select(end => (text.Key, found.Groups[1].Value + end)))));

    /// <summary>Every text that stands between quotation marks.</summary>
    public static HashSet<string> Literals() => [.. Texts.Values.SelectMany(text => Literal().Matches(text).Select(found => found.Groups[1].Value))];

    /// <summary>Beginnings of keys to which something is added where they are spoken, such as <c>page.</c>.</summary>
    public static HashSet<string> Beginnings() => [.. Texts.Values.SelectMany(text => Beginning().Matches(text).Select(found => found.Groups[1].Value))];

    [GeneratedRegex("""\b(?:L|[Ss]ay|Words|Speech|Language|language)(?:\["|\.(?:Say|Find)\(")([a-zA-Z][\w.]*\w)"[\],)]""")]
    private static partial Regex Spoken();

    [GeneratedRegex("""\b(?:L|[Ss]ay|Speech)\.Count\("([a-z][\w.]*\w)",""")]
    private static partial Regex Counted();

    [GeneratedRegex("\"([a-zA-Z][\\w.]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("""\$?"([a-zA-Z][a-zA-Z.]*\.)(?:" \+|\{)""")]
    private static partial Regex Beginning();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CustomerCapital.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the source tree.");
        return folder.FullName;
    }
}
