using System.CommandLine;
using System.Globalization;
using CustomerCapital.Engine.Value;

namespace CustomerCapital.Server.Value;

/// <summary>What <c>fit</c> and <c>score</c> have in common.</summary>
internal static class ModelOptions
{
    public static Option<string?> Model(string description) => new("--model")
    {
        Description = description,
        HelpName = string.Join('|', FitModel.Models),
        CustomParser = parsed => FitModel.Models.FirstOrDefault(name => name == parsed.Tokens[0].Value)
            ?? throw new UsageException($"--model {parsed.Tokens[0].Value}: must be one of {string.Join(", ", FitModel.Models)}"),
    };

    public static Option<DateOnly?> CalibrateUntil() => new("--calibrate-until")
    {
        Description = "The last day whose orders are known, in the program's time zone [default: today]",
        HelpName = "YYYY-MM-DD",
        CustomParser = parsed => DateOnly.TryParseExact(parsed.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : throw new UsageException($"--calibrate-until {parsed.Tokens[0].Value}: write the day like 2026-03-31"),
    };
}
