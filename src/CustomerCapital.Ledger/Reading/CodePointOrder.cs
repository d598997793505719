namespace CustomerCapital.Ledger.Reading;

/// <summary>The order of the texts' UTF-8, as databases sort; UTF-16 differs from it for characters beyond 16 bits.</summary>
public sealed class CodePointOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static readonly CodePointOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (x ?? "", y ?? "");
        var at = 0;
        while (at < left.Length && at < right.Length && left[at] == right[at]) at++;
        if (at == left.Length || at == right.Length) return left.Length.CompareTo(right.Length);
        var surrogates = char.IsSurrogate(left[at]).CompareTo(char.IsSurrogate(right[at]));
        return surrogates != 0 ? surrogates : left[at].CompareTo(right[at]);
    }
}
