using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Value;

namespace CustomerCapital.ConsolePages.Value;

/// <summary>The models of buying, the one in force first, each with how it fits.</summary>
public sealed class ModelsTable : ITableSource
{
    public string Name => "models";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ask.AskAsync(new ReadModels()));

    internal static ConsoleTable Of(ConsoleRequest ask, ValueModels models)
    {
        var say = ask.Speech;
        var fits = models.Versions.Count == 0 ? [] : new[] { models.Versions[0].Model.Buying }.Concat(models.Versions[0].Others.Where(other => other.Model != models.Versions[0].Model.Buying.Model)).Concat(models.Versions[0].Model.Spending is { } spending ? [spending] : []);
        return new(
            [
                new("model", say["models.model"]), new("parameters", say["models.parameters"]), new("log_likelihood", say["models.likelihood"], true), new("converged", say["models.converged"]), new("identified", say["models.identified"]),
                new("verdict", say["models.verdict"]),
            ],
            [.. fits.Select((fit, index) => new Row(
            [
                new(index == 0 ? $"{fit.Model} ({say["models.inforce"]})" : fit.Model, fit.Model), new(ParametersOf(fit, say.Language.Culture), ParametersOf(fit, CultureInfo.InvariantCulture)), new(say.Number(fit.LogLikelihood, 1), fit.LogLikelihood), new(say.Word(fit.Converged), fit.Converged),
                new(say.Word(fit.Identified), fit.Identified, Mark: fit.Identified ? null : "warn"), Cell.Of(fit.Verdict) with { Language = "en" },
            ]))])
        { Call = "/v1/value/models" };

        static string ParametersOf(ModelFit fit, CultureInfo culture) => string.Join(", ", fit.Parameters.Select(parameter =>
            $"{parameter.Key} {parameter.Value.ToString("G4", culture)}{(fit.StandardErrors?.TryGetValue(parameter.Key, out var error) == true ? $" ± {error.ToString("G2", culture)}" : "")}"));
    }
}

/// <summary>How the model in force, fitted up to earlier days, predicted what happened after: by tenths of the customers.</summary>
public sealed class DecilesTable : ITableSource
{
    public string Name => "deciles";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, (await ask.AskAsync(new ReadModels())).Versions is [{ Backtests: [var latest, ..] }, ..] ? latest.Result : null);

    internal static ConsoleTable Of(ConsoleRequest ask, Backtest? backtest)
    {
        var say = ask.Speech;
        return new(
            [new("decile", say["deciles.decile"]), new("customers", say["ladder.customers"], true), new("expected", say["deciles.expected"], true), new("actual", say["deciles.actual"], true)],
            [.. (backtest?.Deciles ?? []).Select((decile, index) => new Row(
            [
                new(say.Number(index + 1), (long)index + 1), new(say.Number(decile.Customers, 0), decile.Customers), new(say.Number(decile.MeanExpected, 2), decile.MeanExpected), new(say.Number(decile.MeanActual, 2), decile.MeanActual),
            ]))])
        { Call = "/v1/value/models" };
    }
}
