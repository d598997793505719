namespace CustomerCapital.Ledger.Sql;

/// <summary>Texts that a database on a server could hold. What it cannot is not in it; asked for all the same, it would fail the group.</summary>
public static class StorableText
{
    /// <summary>Whether it holds neither U+0000 nor a broken surrogate.</summary>
    public static bool Is(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0' || char.IsLowSurrogate(text[at])) return false;
            if (char.IsHighSurrogate(text[at]) && (++at == text.Length || !char.IsLowSurrogate(text[at]))) return false;
        }

        return true;
    }
}
