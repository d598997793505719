using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace CustomerCapital.Domain.Privacy;

/// <summary>The ways in which people and programs write an e-mail address or a telephone number.</summary>
internal static partial class WrittenForms
{
    private const int FewestDigits = 7;

    /// <summary>What may stand between two digits of a number.</summary>
    private const string Between = @"[\s\u00A0./()-]{0,3}";

    private static readonly ConcurrentDictionary<string, Regex> Numbers = new(StringComparer.Ordinal);

    /// <summary>Whether a value is an e-mail address.</summary>
    public static bool IsAddress(string value) => value.Contains('@');

    /// <summary>The forms for which a ledger is searched, which finds what it holds to the letter: as it is, and those in which it is usually written.</summary>
    public static IEnumerable<string> Of(string value)
    {
        yield return value;
        if (IsAddress(value))
        {
            yield return value.ToLowerInvariant();
            yield return value.ToUpperInvariant();
            foreach (var form in EscapedOf(value.ToLowerInvariant())) yield return form;
        }
        else if (NationalOf(value) is { } groups)
        {
            yield return string.Concat(groups);
            // Of a number in groups, the end is alike wherever it is called from.
            var tail = groups.Count;
            while (tail > 0 && groups.Skip(tail).Sum(group => group.Length) < FewestDigits) tail--;
            if (groups.Count - tail > 1)
                foreach (var separator in (string[])[" ", "-", ".", "/"]) yield return string.Join(separator, groups.Skip(tail));
        }
    }

    /// <summary>An address as it stands in a web address, and in JSON within a text.</summary>
    public static IEnumerable<string> EscapedOf(string value) => IsAddress(value) ? [Uri.EscapeDataString(value), value.Replace("@", "\\u0040", StringComparison.Ordinal)] : [];

    /// <summary>What a telephone number is found by, with or without a country's number, and with anything between its digits; null where a value is none.</summary>
    public static Regex? NumberOf(string value)
    {
        if (NationalOf(value) is not { } groups) return null;
        // Bounded by the erasures under way: each has a few.
        if (Numbers.Count > 1_000) Numbers.Clear();
        return Numbers.GetOrAdd(string.Concat(groups), digits => new(
            $@"(?<![\p{{L}}\p{{Nd}}+])(?:(?:\+|00)\d{{1,3}}{Between}(?:\(0\){Between})?|\d{{1,3}}{Between}|\(?0)?{string.Join(Between, digits.Select(digit => digit))}(?![\p{{L}}\p{{Nd}}])", RegexOptions.CultureInvariant));
    }

    /// <summary>The digits of a number without the country's and the leading zero, in the groups in which they are written; null where a value is no number.</summary>
    private static List<string>? NationalOf(string value)
    {
        if (value.Any(char.IsLetter) || value.Count(char.IsAsciiDigit) < FewestDigits || Written().Match(value) is not { Success: true } match) return null;
        var groups = Digits().Matches(match.Groups["rest"].Value).Select(group => group.Value).ToList();
        // Who writes no blanks after the country: two digits are the most usual.
        if (match.Groups["country"].Success && groups.Count == 1 && groups[0].Length > 2) groups[0] = groups[0][2..];
        else if (match.Groups["country"].Success && groups is [{ Length: <= 3 }, _, ..]) groups.RemoveAt(0);
        if (groups.Count > 0) groups[0] = groups[0].TrimStart('0');
        groups.RemoveAll(group => group.Length == 0);
        return groups.Sum(group => group.Length) >= FewestDigits ? groups : null;
    }

    [GeneratedRegex(@"^\s*(?<country>\+|00)?(?<rest>[\d\s\u00A0./()-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
