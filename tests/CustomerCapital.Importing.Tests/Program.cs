using System.Diagnostics;
using System.Globalization;
using System.Text;
using CustomerCapital.Importing.Tests;

// Behind "./build.sh mangle": [--files N] imports N mangled files from seed 1 on, [--from S] from another; [--seed S] imports one and prints it.
const int Unset = -1;
var (from, files, alone) = (1, 10_000, Unset);
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || !int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number)) return Usage();
    if (args[i] == "--from") from = number;
    else if (args[i] == "--files") files = number;
    else if (args[i] == "--seed") alone = number;
    else return Usage();
}

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// With a number of files, the seed is that of the first.
return alone != Unset && !args.Contains("--files") ? await PlayOneAsync() : await PlayManyAsync(alone == Unset ? from : alone);

int Usage()
{
    Console.Error.WriteLine("usage: mangle [--files N] [--seed S] | --seed S");
    return 2;
}

async Task<int> PlayOneAsync()
{
    var file = MangledFile.Make(alone);
    Console.WriteLine(Encoding.UTF8.GetString(file.Content));
    Console.WriteLine($"fill-down {file.Said.FillDown}, decimal {file.Said.Decimal}, customer-case {file.Said.CustomerCase}, nobody {string.Join(",", file.Said.Nobody)}, written revenue {file.Revenue}");
    var outcome = await MangledRun.PlayAsync(alone);
    Console.WriteLine($"seed {alone}: {outcome.Violation ?? outcome.Refused ?? $"every promise was kept; {outcome.Rejected} of {outcome.Rows} rows rejected"}");
    return outcome.Violation is null ? 0 : 1;
}

async Task<int> PlayManyAsync(int first)
{
    var (failed, refused, compared, rows, rejected) = (0, 0, 0, 0L, 0L);
    var watch = Stopwatch.StartNew();
    var ended = new Lock();
    await Parallel.ForEachAsync(Enumerable.Range(first, files), async (seed, _) =>
    {
        var outcome = await MangledRun.PlayAsync(seed);
        lock (ended)
        {
            rows += outcome.Rows;
            rejected += outcome.Rejected;
            if (outcome.Refused is not null) refused++;
            if (outcome.Checked) compared++;
            if (outcome.Violation is null) return;
            if (failed++ < 10) Console.WriteLine($"seed {seed} fails: {outcome.Violation}{Environment.NewLine}  alone, with the file: ./build.sh mangle --seed {seed}");
        }
    });
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{files:N0} files from seed {first}, {failed} failed; {refused:N0} refused with a sentence, {compared:N0} compared with what was written, {rejected:N0} of {rows:N0} rows rejected; {files / watch.Elapsed.TotalSeconds:0} files per second"));
    return failed == 0 ? 0 : 1;
}
