namespace CustomerCapital.Engine.Exporting;

/// <summary>Texts of CSV files that spreadsheets would run as formulas: an apostrophe before them makes them texts.</summary>
/// <remarks>Numbers are written as they are, negative ones too.</remarks>
public static class SpreadsheetText
{
    /// <summary>A text as a cell.</summary>
    public static string Guard(string text) => text.Length > 0 && StartsFormula(text[0]) ? "'" + text : text;

    /// <summary>A cell as <see cref="Guard"/> has written it, in UTF-8, as the text that it was.</summary>
    public static ReadOnlySpan<byte> Unguard(ReadOnlySpan<byte> cell) => cell.Length > 1 && cell[0] == '\'' && StartsFormula((char)cell[1]) ? cell[1..] : cell;

    private static bool StartsFormula(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r';
}
