using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine.Value;
using CustomerCapital.Gateway;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Value;

/// <summary><c>fit</c>: fits models of lifetime value to a ledger, and keeps nothing.</summary>
internal static class FitCommand
{
    private static readonly Option<string?> ModelOption = ModelOptions.Model("The model [default: auto, the one of buying that is most likely]");
    private static readonly Option<DateOnly?> UntilOption = ModelOptions.CalibrateUntil();

    private static readonly Option<string> FormatOption = new("--format")
    {
        Description = "table or json",
        DefaultValueFactory = _ => "table",
        HelpName = "table|json",
        CustomParser = parsed => parsed.Tokens[0].Value is "table" or "json" ? parsed.Tokens[0].Value : throw new UsageException($"--format {parsed.Tokens[0].Value}: must be table or json"),
    };

    public static Command Create()
    {
        var command = new Command("fit", "Fit a model of lifetime value to a ledger, and say what to think of it; nothing is kept") { ModelOption, UntilOption, FormatOption };
        command.SetAction(async (line, cancellation) =>
        {
            await using var engine = await Database.Of(SettingsReader.Read(line)).StartReaderAsync();
            var answer = await engine.AskAsync(new FitModel(line.GetValue(ModelOption) ?? FitModel.Auto, line.GetValue(UntilOption)), cancellation);
            if (line.GetValue(FormatOption) == "json") Console.WriteLine(JsonOf(answer));
            else Write(Console.Out, answer);
            return ExitCode.Done;
        });
        return command;
    }

    private static string JsonOf(FitAnswer answer)
    {
        var json = JsonSerializer.SerializeToNode(answer.Fit, GatewayJson.Of<ModelFit>())!.AsObject();
        json["seconds"] = answer.Seconds;
        json["calibrateUntil"] = answer.CalibrateUntil.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        json["customers"] = answer.Customers;
        json["withoutPositiveValue"] = answer.WithoutPositiveValue;
        if (answer.Others.Count > 0) json["others"] = new JsonArray([.. answer.Others.Select(fit => JsonSerializer.SerializeToNode(fit, GatewayJson.Of<ModelFit>()))]);
        return json.ToJsonString(new() { WriteIndented = true });
    }

    private static void Write(TextWriter output, FitAnswer answer)
    {
        output.WriteLine(FormattableString.Invariant($"Fitted to {Counted.Of(answer.Customers, "customer")} with an order up to {answer.CalibrateUntil:yyyy-MM-dd}, in {answer.Seconds:0.000} s"));
        foreach (var fit in answer.Others.Prepend(answer.Fit))
        {
            output.WriteLine();
            new TextTable([fit.Model, "estimate", "standard error"], ReportOutput.Width).Write(
                output,
                [.. fit.Parameters.Select(one => new[] { one.Key, Figure(one.Value), fit.StandardErrors?.TryGetValue(one.Key, out var error) == true ? Figure(error) : "" }), ["log-likelihood", Figure(fit.LogLikelihood), ""]]);
            output.WriteLine(fit.Verdict);
        }

        if (answer.WithoutPositiveValue > 0) output.WriteLine($"{Environment.NewLine}{Counted.Of(answer.WithoutPositiveValue, "customer")} bought again and gave back as much or more: they are left out of what is learnt of spending.");
    }

    private static string Figure(double value) => value.ToString(Math.Abs(value) >= 1_000 ? "0.0" : "0.0000", CultureInfo.InvariantCulture);
}
