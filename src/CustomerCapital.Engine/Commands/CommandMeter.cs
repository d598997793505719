using System.Diagnostics;
using System.Diagnostics.Metrics;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Commands;

/// <summary>Counts commands by their outcome and measures how long callers wait, for whoever listens to the meter <c>CustomerCapital</c>.</summary>
internal static class CommandMeter
{
    private static readonly Meter Meter = new("CustomerCapital");

    private static readonly Counter<long> Commands = Meter.CreateCounter<long>("customercapital.commands", "{command}", "Commands that were answered, by outcome.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("customercapital.command.duration", "s", "From a call of one customer's commands to its answer.",
        tags: null, new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30] });

    /// <summary>Measures a call that begins now. Costs nothing while nobody listens.</summary>
    public static Task<IReadOnlyList<CommandOutcome>> MeasureAsync(Func<Task<IReadOnlyList<CommandOutcome>>> call) =>
        Commands.Enabled || Duration.Enabled ? MeasuredAsync(call) : call();

    private static async Task<IReadOnlyList<CommandOutcome>> MeasuredAsync(Func<Task<IReadOnlyList<CommandOutcome>>> call)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var outcomes = await call();
            foreach (var same in outcomes.GroupBy(outcome => outcome.Status)) Commands.Add(same.Count(), new KeyValuePair<string, object?>("outcome", same.Key.ToString()));
            return outcomes;
        }
        catch (Exception failure)
        {
            Commands.Add(1, new KeyValuePair<string, object?>("outcome", failure is EngineOverloadedException ? "Overloaded" : failure is EngineUnavailableException ? "Unavailable" : "Failed"));
            throw;
        }
        finally
        {
            Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
    }
}
