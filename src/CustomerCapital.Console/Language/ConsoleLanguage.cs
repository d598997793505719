using System.Globalization;
using System.Resources;

namespace CustomerCapital.ConsolePages.Language;

/// <summary>A language of the console: its words, and how its readers write numbers and days.</summary>
/// <remarks>The culture is handed on explicitly and never made the process's own: what the engine records must not depend on who looks.</remarks>
public sealed class ConsoleLanguage
{
    private readonly ResourceManager _words;

    private ConsoleLanguage(string tag, string name, string culture, string dayFormat, string percentFormat)
    {
        (Tag, Name, Culture, DayFormat, PercentFormat) = (tag, name, CultureInfo.GetCultureInfo(culture), dayFormat, percentFormat);
        _words = new($"Words.{tag}", typeof(ConsoleLanguage).Assembly);
    }

    /// <summary>Those that there are; the first is taken by default.</summary>
    public static IReadOnlyList<ConsoleLanguage> All { get; } =
    [
        new("en", "English", "en-GB", "d MMM yyyy", "{0}%"), new("de", "Deutsch", "de-DE", "d. MMM yyyy", "{0}\u00A0%"), new("it", "Italiano", "it-IT", "d MMM yyyy", "{0}\u00A0%"),
    ];

    /// <summary>Its tag, such as <c>de</c>.</summary>
    public string Tag { get; }

    /// <summary>Its name in itself.</summary>
    public string Name { get; }

    /// <summary>How numbers and days are written.</summary>
    public CultureInfo Culture { get; }

    /// <summary>How a day is written, as a format of .NET.</summary>
    public string DayFormat { get; }

    /// <summary>How a percentage is written, its number in place 0: no line breaks between the number and its sign.</summary>
    public string PercentFormat { get; }

    /// <summary>All keys of its words.</summary>
    public IEnumerable<string> Keys => Enumerate().Order(StringComparer.Ordinal);

    /// <summary>The word or sentence of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string key] => Find(key) ?? throw new KeyNotFoundException($"The console has no word '{key}' in {Tag}.");

    /// <summary>The same; null where there is none.</summary>
    public string? Find(string key) => _words.GetString(key, CultureInfo.InvariantCulture);

    /// <summary>The one of a tag; null where there is none.</summary>
    public static ConsoleLanguage? Of(string? tag) => All.FirstOrDefault(language => language.Tag == tag);

    /// <summary>The one that a browser likes best of those that there are, by the weights of its header Accept-Language (RFC 9110, 12.5.4).</summary>
    public static ConsoleLanguage Preferred(string? acceptLanguage)
    {
        var wishes = (acceptLanguage ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(50).Select((part, place) =>
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            var quality = pieces.Skip(1).FirstOrDefault(piece => piece.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is { } weight
                ? double.TryParse(weight.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given) ? given : 0 : 1;
            return (Tag: pieces[0].Split('-')[0].ToLowerInvariant(), Quality: quality, Place: place);
        });
        return wishes.Where(wish => wish.Quality > 0).OrderByDescending(wish => wish.Quality).ThenBy(wish => wish.Place).Select(wish => Of(wish.Tag)).FirstOrDefault(found => found is not null) ?? All[0];
    }

    private IEnumerable<string> Enumerate()
    {
        // The set is the manager's own: it serves every word that is asked for later.
        var set = _words.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;
        foreach (System.Collections.DictionaryEntry entry in set) yield return (string)entry.Key;
    }
}
