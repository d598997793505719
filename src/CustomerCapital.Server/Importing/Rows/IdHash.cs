using System.Globalization;
using System.Text;

namespace CustomerCapital.Server.Importing.Rows;

/// <summary>Hashes of ids, by which rows are sorted.</summary>
internal static class IdHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>FNV-1a of 64 bits.</summary>
    public static ulong Of(ReadOnlySpan<byte> id)
    {
        var hash = Basis;
        foreach (var b in id) hash = unchecked((hash ^ b) * Prime);
        return hash;
    }

    /// <summary>The same for ids that differ only in case, in leading zeros, in <c>.0</c> at the end or in what cannot be seen.</summary>
    public static ulong OfSimilar(ReadOnlySpan<byte> id)
    {
        foreach (var b in id)
            if (b >= 0x80 || char.IsControl((char)b)) return Of(Encoding.UTF8.GetBytes(Similar(Encoding.UTF8.GetString(id))));
        if (id.EndsWith(".0"u8)) id = id[..^2];
        id = id.TrimStart((byte)'0');
        var hash = Basis;
        foreach (var b in id) hash = unchecked((hash ^ (b is >= (byte)'A' and <= (byte)'Z' ? (uint)b | 0x20u : b)) * Prime);
        return hash;
    }

    /// <summary>What ids have in common that differ only in case, in leading zeros, in <c>.0</c> at the end or in what cannot be seen.</summary>
    public static string Similar(string id)
    {
        var seen = new StringBuilder(id.Length);
        foreach (var c in id.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
            if (char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control)) seen.Append(c);
        var text = seen.ToString().Trim();
        if (text.EndsWith(".0", StringComparison.Ordinal)) text = text[..^2];
        return text.TrimStart('0');
    }
}
