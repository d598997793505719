using System.Globalization;
using System.Text;

namespace CustomerCapital.Server.Importing;

/// <summary>Finds ids of customers in one import that differ in case or invisible characters only. They are different customers, and perhaps are not meant to be.</summary>
/// <remarks>Looks at the first million ids. Not thread-safe.</remarks>
internal sealed class LookAlikes
{
    private const int IdLimit = 1_000_000;
    private const int ShownLimit = 20;

    private readonly Dictionary<string, string> _firstOf = new(StringComparer.Ordinal);
    private readonly List<string> _shown = [];

    /// <summary>How many ids look like another that came before.</summary>
    public long Count { get; private set; }

    /// <summary>What there is to say of them, a line each; nothing where there are none.</summary>
    public IEnumerable<string> Lines => Count == 0
        ? []
        : [
            $"{Count:N0} customer ids differ from another of this file in case or invisible characters only. They are kept apart; where one person is meant, write one id and import into a new ledger:",
            .. _shown, .. Count > _shown.Count ? [$"  … and {Count - _shown.Count:N0} more"] : Array.Empty<string>(),
        ];

    /// <summary>Takes the id of another customer.</summary>
    public void Add(string customerId)
    {
        var key = KeyOf(customerId);
        if (!_firstOf.TryGetValue(key, out var first))
        {
            if (_firstOf.Count < IdLimit) _firstOf[key] = customerId;
            return;
        }

        Count++;
        if (_shown.Count < ShownLimit) _shown.Add($"  {Shown(first)} and {Shown(customerId)}");
    }

    /// <summary>The same for ids that look alike: in one case, composed alike, without what is not seen, with one kind of space.</summary>
    public static string KeyOf(string id)
    {
        var key = new StringBuilder(id.Length);
        foreach (var rune in id.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (IsUnseen(rune)) continue;
            key.Append(Rune.IsWhiteSpace(rune) ? " " : Rune.ToUpperInvariant(rune).ToString());
        }

        return key.ToString();
    }

    /// <summary>An id in quotation marks, with what is not seen as its code.</summary>
    private static string Shown(string id)
    {
        var shown = new StringBuilder("'");
        foreach (var rune in id.EnumerateRunes())
        {
            if (rune.Value > 0x7f && (Rune.IsWhiteSpace(rune) || IsUnseen(rune))) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else shown.Append(rune.ToString());
        }

        return shown.Append('\'').ToString();
    }

    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control || rune.Value is >= 0xfe00 and <= 0xfe0f or 0x034f or 0x115f or 0x1160 or 0x3164;
}
