using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CustomerCapital.Server.Terminal;

/// <summary>Shows on standard error how far a piece of work is: a bar on a terminal, elsewhere a plain line every two seconds.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs the work and shows its progress until it ends.</summary>
    /// <param name="title">What is done, such as "Importing sales.csv".</param>
    /// <param name="total">How much there is to do; null when that is not known.</param>
    /// <param name="work">Does it, and says from any thread by how much it has advanced.</param>
    public static Task RunAsync(string title, long? total, Func<Action<long>, Task> work) =>
        Console.IsErrorRedirected ? RunPlainAsync(title, total, work, Console.Error, TimeProvider.System) : RunOnTerminalAsync(title, total, work);

    /// <summary>The same with plain lines.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">How much there is to do; null when that is not known.</param>
    /// <param name="work">Does it, and says from any thread by how much it has advanced.</param>
    /// <param name="writer">Takes the lines.</param>
    /// <param name="time">Tells when a line is due.</param>
    public static async Task RunPlainAsync(string title, long? total, Func<Action<long>, Task> work, TextWriter writer, TimeProvider time)
    {
        var lines = new PlainProgress(title, total, writer, time);
        await work(lines.Advance);
        lines.End();
    }

    private static Task RunOnTerminalAsync(string title, long? total, Func<Action<long>, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns([new TaskDescriptionColumn(), new ProgressBarColumn(), new DoneColumn(total), .. total is null ? Array.Empty<ProgressColumn>() : [new RemainingTimeColumn()]])
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(total ?? long.MaxValue, 1));
                task.IsIndeterminate = total is null;
                var done = 0L;
                await work(count => task.Value = Interlocked.Add(ref done, count));
                task.StopTask();
            });
    }

    /// <summary>What is done and how fast, as numbers.</summary>
    private sealed class DoneColumn(long? total) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var of = total is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all:N0}") : "";
            return new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:N0}{of} ({task.Speed ?? 0:N0}/s)"));
        }
    }
}
