namespace CustomerCapital.Domain.Customers;

/// <summary>Language tags (BCP 47), which mean the same in capital and small letters.</summary>
public static class LanguageTag
{
    /// <summary>The tag as RFC 5646, 2.1.1 writes it: <c>de-AT</c> for <c>DE-at</c>. The <c>_</c> of other systems is read as <c>-</c>.</summary>
    public static string Canonical(string tag)
    {
        var subtags = tag.Replace('_', '-').Split('-');
        var afterSingleton = false;
        for (var at = 0; at < subtags.Length; at++)
        {
            var small = Small(subtags[at]);
            subtags[at] = (at == 0 || afterSingleton, small.Length) switch
            {
                (false, 2) => Capital(small),
                (false, 4) => Capital(small[..1]) + small[1..],
                _ => small,
            };
            afterSingleton |= small.Length == 1;
        }

        return string.Join('-', subtags);
    }

    /// <summary>The primary language of a tag: <c>de</c> of <c>de-AT</c>.</summary>
    public static string Primary(string tag) => Small(tag.Split('-', '_')[0]);

    // Only the letters that tags have: what others become depends on tables that change.
    private static string Small(string text) => Mapped(text, letter => char.IsAsciiLetterUpper(letter) ? (char)(letter + ('a' - 'A')) : letter);

    private static string Capital(string text) => Mapped(text, letter => char.IsAsciiLetterLower(letter) ? (char)(letter - ('a' - 'A')) : letter);

    private static string Mapped(string text, Func<char, char> map) => string.Concat(text.Select(map));
}
