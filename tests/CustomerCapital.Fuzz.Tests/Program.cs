using System.Globalization;
using CustomerCapital.Fuzz.Tests;

// Behind "./build.sh fuzz": [--requests N] so many, half of them of callers who may not; [--seed S] which.
var (requests, seed) = (20_000L, 1);
for (var i = 0; i < args.Length; i += 2)
{
    if (i + 1 == args.Length || !int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) || number < 0) return Usage();
    if (args[i] == "--requests") requests = number;
    else if (args[i] == "--seed") seed = number;
    else return Usage();
}

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var folder = Directory.CreateTempSubdirectory("customercapital-fuzz-").FullName;
try
{
    var outcome = await new FuzzRun(seed, requests, folder).RunAsync();
    foreach (var (status, count) in outcome.Statuses.OrderBy(status => status.Key)) Console.WriteLine($"{(status == 0 ? "no answer" : status),-10}{count,12:N0}");
    Console.WriteLine("carried out, how often each operation:");
    foreach (var some in outcome.Reached.OrderBy(reached => reached.Value).ThenBy(reached => reached.Key, StringComparer.Ordinal).Chunk(6)) Console.WriteLine("  " + string.Join(", ", some.Select(reached => $"{reached.Key} {reached.Value:N0}")));
    Console.WriteLine($"{outcome.Reached.Count} of {outcome.Reached.Count + outcome.Never.Count} operations were carried out; with their last refusal, never:");
    foreach (var (id, refusal) in outcome.Never.OrderBy(never => never.Key, StringComparer.Ordinal)) Console.WriteLine($"  {id} {refusal}");
    foreach (var broken in outcome.Broken) Console.WriteLine(broken);
    Console.WriteLine($"{requests:N0} requests from seed {seed}, {outcome.PerSecond:N0} a second: {(outcome.Broken.Count == 0 ? "every promise was kept" : $"{outcome.Broken.Count} promises were broken")}");
    return outcome.Broken.Count == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static int Usage()
{
    Console.Error.WriteLine("usage: fuzz [--requests N] [--seed S]");
    return 2;
}
