using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomerCapital.Domain.Privacy;

/// <summary>What a person is known by, and what stands in its place once the person is erased. Everybody who replaces it comes to the same.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="ErasedId">The id in its place.</param>
/// <param name="Others">E-mail addresses, telephone numbers and names, each once, in the order in which the history told them.</param>
public sealed partial record PersonalValues(string CustomerId, string ErasedId, IReadOnlyList<string> Others)
{
    /// <summary>Shorter texts are parts of too many others.</summary>
    private const int ShortestValue = 6;

    /// <summary>What stands before a customer's id in natural ids.</summary>
    private static readonly string[] NamingPersons = ["referral_conversion:", "referral_accepted:", "grant:", "grant_release:", "failed:", "voucher_use_reversal:", "dead:"];

    /// <summary>Whether the id is so unlike others that it is the customer's wherever it stands: it has six characters at least, and not digits alone.</summary>
    public bool IsDistinctive => CustomerId.Length >= ShortestValue && CustomerId.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0;

    /// <summary>What a ledger is searched for: whatever names the person has one of these in its JSON, or in a natural id.</summary>
    public IReadOnlyList<string> SearchedFor => [.. (IsDistinctive ? WrittenForms.Of(CustomerId) : [CustomerId]).Concat(Others.SelectMany(WrittenForms.Of)).Select((form, at) => at > 0 || IsDistinctive ? Encoded(form) : IdAlone).Distinct(StringComparer.Ordinal)];

    /// <summary>What is in the JSON of whatever has the customer's id, and not as a part of a longer text.</summary>
    public string IdAlone => $"\"{Encoded(CustomerId)}\"";

    /// <summary>Whether a text can tell who a person is wherever it stands: an address, a number or a name that is long enough.</summary>
    public static bool Tells(string? value) => value?.Trim() is { Length: >= ShortestValue } text && (text.Contains('@') || text.Contains(' ') || text.Count(char.IsAsciiDigit) >= ShortestValue);

    /// <summary>The e-mail addresses in a text.</summary>
    public static IEnumerable<string> AddressesIn(string text) => text.Contains('@') ? Address().Matches(text).Select(match => match.Value) : [];

    /// <summary>A text with what it holds of the person replaced.</summary>
    public string Replace(string text)
    {
        if (IsDistinctive || Array.Exists(NamingPersons, prefix => text.StartsWith(prefix, StringComparison.Ordinal))) text = Replace(text, CustomerId, ErasedId, StringComparison.Ordinal);
        if (WrittenForms.IsAddress(CustomerId)) text = ReplaceForms(text, CustomerId, ErasedId);
        for (var at = 0; at < Others.Count; at++) text = ReplaceForms(text, Others[at], Mark(at));
        return text;
    }

    /// <summary>Replaces a value however it is written.</summary>
    private static string ReplaceForms(string text, string value, string by)
    {
        text = Replace(text, value, by, StringComparison.OrdinalIgnoreCase);
        foreach (var form in WrittenForms.EscapedOf(value)) text = Replace(text, form, by, StringComparison.OrdinalIgnoreCase);
        return WrittenForms.NumberOf(value) is { } number ? number.Replace(text, by) : text;
    }

    /// <summary>Another value's place: told apart by its number, so that ids that differed still do.</summary>
    private string Mark(int at) => string.Create(CultureInfo.InvariantCulture, $"erased-{ErasedId.AsSpan(Privacy.ErasedId.Prefix.Length, 8)}-{at + 1}");

    /// <summary>Replaces a value where it stands by itself, and is no part of a longer word or number.</summary>
    private static string Replace(string text, string value, string by, StringComparison comparison)
    {
        var found = text.IndexOf(value, comparison);
        if (found < 0) return text;
        var (replaced, copied) = (new StringBuilder(text.Length + by.Length), 0);
        for (; found >= 0; found = text.IndexOf(value, found + value.Length, comparison))
        {
            var end = found + value.Length;
            if ((found > 0 && char.IsLetterOrDigit(text[found - 1])) || (end < text.Length && char.IsLetterOrDigit(text[end]))) continue;
            replaced.Append(text, copied, found - copied).Append(by);
            copied = end;
        }

        return replaced.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>As JSON holds it.</summary>
    private static string Encoded(string value) => System.Text.Json.JsonEncodedText.Encode(value, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    [GeneratedRegex(@"[^\s@:/,;<>""'()]+@[^\s@:/,;<>""'()]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
