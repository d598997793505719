using System.Diagnostics;
using System.Globalization;
using CustomerCapital.Simulation.Tests;

// Behind "./build.sh simulate": [--seeds N] plays N seeds from 1 on, [--from S] from another; [--seed S] plays one and prints its trace.
const int Unset = -1;
var (from, seeds, alone) = (1, 2_000, Unset);
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || !int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number)) return Usage();
    if (args[i] == "--from") from = number;
    else if (args[i] == "--seeds") seeds = number;
    else if (args[i] == "--seed") alone = number;
    else return Usage();
}

return alone != Unset ? PlayOne() : PlayMany();

int Usage()
{
    Console.Error.WriteLine("usage: simulate [--seeds N] [--from S] | --seed S");
    return 2;
}

int PlayOne()
{
    var outcome = SeedRun.Play(alone, text: true);
    foreach (var line in outcome.Lines) Console.WriteLine(line);
    Console.WriteLine($"seed {alone}: {outcome.Violation ?? "every promise was kept"}");
    return outcome.Violation is null ? 0 : 1;
}

int PlayMany()
{
    var (played, failures, steps) = (0, 0, 0L);
    var started = Stopwatch.GetTimestamp();
    for (var seed = from; played < seeds && failures < 10; seed++, played++)
    {
        var outcome = SeedRun.Play(seed);
        steps += outcome.Steps;
        if (outcome.Violation is null) continue;
        failures++;
        Console.WriteLine($"seed {seed} fails: {outcome.Violation}");
        Console.WriteLine($"  alone, with its trace: ./build.sh simulate --seed {seed}");
    }

    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{played} seeds from {from}, {failures} failed; {steps} steps, {played / seconds:0} seeds per second"));
    return failures == 0 ? 0 : 1;
}
