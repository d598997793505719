using System.CommandLine.Parsing;
using System.Globalization;

namespace CustomerCapital.Server.Terminal;

/// <summary>Options that are whole numbers within limits.</summary>
internal static class WholeNumber
{
    /// <summary>Reads such an option's value, and says of another what it must be.</summary>
    public static Func<ArgumentResult, int> Parser(int least, int most) => result =>
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        var name = (result.Parent as OptionResult)?.Option.Name;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {text}: must be a whole number, {least:N0} to {most:N0}"));
        return least;
    };
}
