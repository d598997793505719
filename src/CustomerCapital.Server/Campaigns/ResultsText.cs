using System.Globalization;
using System.Text.Json;
using CustomerCapital.Engine.Campaigns.Effects;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Server.Reporting;

namespace CustomerCapital.Server.Campaigns;

/// <summary>The results of a campaign for people.</summary>
internal static class ResultsText
{
    public static void Write(TextWriter output, CampaignResults results)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.CampaignId}, results of version {results.Version}, {(results.IsFinal ? "final" : $"not final: {results.Progress:0 %} of what was planned has been measured")}."));
        output.WriteLine();
        new TextTable(["", "members", "granted", "redeemed", "cost", "revenue", "per member"], ReportOutput.Width).Write(output, [Row("reached", results.Reached), Row("held out", results.HeldOut)]);
        output.WriteLine();
        var effect = results.Effect;
        new TextTable(["effect", "estimate", "95 % interval"], ReportOutput.Width).Write(output,
        [
            Row("revenue per member", effect.Absolute, "0.00"),
            Row("  in percent of the held out", effect.Relative, "0.0 %"),
            Row("  for each unit spent", effect.PerUnitSpent, "0.00"),
            Row("  looked at any day", effect.AlwaysValid, "0.00"),
        ]);
        if (effect.Split is { IsAlarming: true }) output.WriteLine("Members were not split as planned: look for the reason before anything is concluded.");
        if (effect is { IsRough: true, Absolute.Limit: null }) output.WriteLine("Few have bought: intervals miss more than 5 of 100 effects.");
    }

    private static string[] Row(string name, ArmResults arm) =>
    [
        name, Text(arm.Members), Text(arm.Granted), Text(arm.Redeemed), ReportOutput.Amount(arm.Cost), ReportOutput.Amount(arm.Revenue), arm.RevenuePerMember is { } mean ? $"{mean}" : "",
    ];

    private static string[] Row(string name, Effect effect, string format)
    {
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return effect.Limit is { } limit ? [name, "not shown", JsonNamingPolicy.SnakeCaseLower.ConvertName(limit.ToString()).Replace('_', ' ')]
            : [name, Of(effect.Value!.Value), $"{Of(effect.Interval!.Lower)} to {Of(effect.Interval.Upper)}"];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
