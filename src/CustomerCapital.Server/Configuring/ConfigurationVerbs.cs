using System.CommandLine;
using System.Text.Json;
using CustomerCapital.Client;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Configuring;

/// <summary><c>configuration</c>: takes how a program is set up from one server to another, and shows the difference first.</summary>
internal static class ConfigurationVerbs
{
    private static readonly Argument<string> FileArgument = new("FILE") { Description = "The file that export has written" };

    private static readonly Option<string?> OutputOption = new("--output", "-o") { Description = "Write to a file instead of standard output", HelpName = "FILE" };

    private static readonly Option<string?> ReasonOption = new("--reason") { Description = "Why, which is kept with each campaign", HelpName = "TEXT" };

    private static readonly Option<string?> ByOption = new("--by") { Description = "Who does it, which is kept with each campaign", HelpName = "NAME" };

    public static Command Create()
    {
        var export = new Command("export", "Write policy, catalogue, templates, segments and campaigns as JSON; no customer and no secret") { OutputOption };
        export.SetAction((line, cancellation) => WithClientAsync(line, client => ExportAsync(client, line, cancellation)));
        var diff = new Command("diff", "Say what applying a file would change; nothing is written") { FileArgument };
        diff.SetAction((line, cancellation) => WithClientAsync(line, client => DiffAsync(client, line, cancellation)));
        var apply = new Command("apply", "Say what a file changes, and change it; what the file does not have is left alone") { FileArgument, ByOption, ReasonOption };
        apply.SetAction((line, cancellation) => WithClientAsync(line, client => ApplyAsync(client, line, cancellation)));
        return new("configuration", "Take how a program is set up from one server to another") { GatewayAddress.Option, export, diff, apply };
    }

    private static async Task<int> WithClientAsync(ParseResult line, Func<GatewayClient, Task<int>> run)
    {
        using var client = GatewayAddress.ClientOf(line);
        return await run(client);
    }

    private static async Task<int> ExportAsync(GatewayClient client, ParseResult line, CancellationToken cancellation)
    {
        var text = (await ProgramConfiguration.ReadAsync(client, cancellation)).Configuration.ToText();
        if (line.GetValue(OutputOption) is not { } path)
        {
            Console.Write(text);
            return ExitCode.Done;
        }

        try
        {
            await File.WriteAllTextAsync(path, text, cancellation);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {unwritable.Message}", unwritable);
        }

        return ExitCode.Done;
    }

    private static async Task<int> DiffAsync(GatewayClient client, ParseResult line, CancellationToken cancellation) =>
        Say(await DifferenceAsync(client, line, cancellation)).Count == 0 ? ExitCode.Done : ExitCode.Differences;

    private static async Task<int> ApplyAsync(GatewayClient client, ParseResult line, CancellationToken cancellation)
    {
        var difference = await DifferenceAsync(client, line, cancellation);
        var left = Say(difference);
        var refusals = new Dictionary<string, string>();
        // One may need another: a reward its template, a segment another segment. What is refused is tried again after the others.
        for (var before = left.Count + 1; left.Count < before && left.Count > 0;)
        {
            before = left.Count;
            foreach (var thing in left.ToList())
            {
                if (await PutAsync(client, difference, thing, line, cancellation) is { } refusal)
                {
                    refusals[thing] = refusal;
                    continue;
                }

                left.Remove(thing);
                Console.WriteLine($"Applied: {thing}.");
            }
        }

        foreach (var thing in left) Console.Error.WriteLine($"customercapital: {thing} was refused: {refusals[thing]}");
        return left.Count == 0 ? ExitCode.Done : ExitCode.Rejected;
    }

    /// <summary>Changes one thing, if it is still as it was compared.</summary>
    /// <returns>Why the server refuses; null where it was done.</returns>
    private static async Task<string?> PutAsync(GatewayClient client, Difference difference, string thing, ParseResult line, CancellationToken cancellation)
    {
        var (file, version) = (difference.File, difference.Versions.GetValueOrDefault(thing));
        var name = thing[(thing.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        try
        {
            switch (thing.Split(' ')[0])
            {
                case "policy":
                    var change = await client.PutPolicyAsync(file.Policy, (int)version, cancellation);
                    if (change.VersionConflict) throw Changed(thing);
                    return change.Faults.Count > 0 ? string.Join(' ', change.Faults.Select(fault => $"{fault.Field}: {fault.Message}")) : null;
                case "template":
                    await client.PutTemplateAsync(name, file.Templates[name], version, cancellation);
                    return null;
                case "segment":
                    await client.PutSegmentAsync(name, file.Segments[name], version, cancellation);
                    return null;
                default:
                    await client.PutCampaignAsync(name, new CampaignDefinition(file.Campaigns[name], line.GetValue(ByOption), line.GetValue(ReasonOption)), version > 0 ? (int)version : null, cancellation);
                    return null;
            }
        }
        catch (GatewayException conflict) when (conflict.Code == "version_conflict")
        {
            throw Changed(thing);
        }
        catch (GatewayException refused) when (refused.Code is not null and not ("unauthorized" or "forbidden"))
        {
            return refused.Detail ?? refused.Message;
        }
    }

    private static UsageException Changed(string thing) => new($"{thing} was changed by somebody else meanwhile; look at the difference again, then apply it");

    private static async Task<Difference> DifferenceAsync(GatewayClient client, ParseResult line, CancellationToken cancellation)
    {
        var file = await FileAsync(line, cancellation);
        var (server, versions) = await ProgramConfiguration.ReadAsync(client, cancellation);
        // A file of an environment in which nothing was bought yet knows no currency.
        return new(file with { Policy = file.Policy with { Version = server.Policy.Version, Currency = file.Policy.Currency ?? server.Policy.Currency } }, server, versions);
    }

    private static async Task<ProgramConfiguration> FileAsync(ParseResult line, CancellationToken cancellation)
    {
        var path = line.GetValue(FileArgument)!;
        try
        {
            return ProgramConfiguration.Parse(await File.ReadAllTextAsync(path, cancellation));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {unreadable.Message}", unreadable);
        }
        catch (JsonException unsound)
        {
            throw new UsageException($"{path}: is not a configuration, as customercapital configuration export writes it. {unsound.Message}", unsound);
        }
    }

    /// <summary>Writes the difference.</summary>
    /// <returns>What would be changed.</returns>
    private static List<string> Say(Difference difference)
    {
        var changed = new List<string>();
        foreach (var thing in difference.File.Things())
        {
            var (before, after) = (difference.Server.Node(thing), difference.File.Node(thing));
            if (JsonChanges.Between(before, after) is not { Count: > 0 } changes) continue;
            changed.Add(thing);
            Console.WriteLine(before is null ? $"{thing}: new" : thing);
            if (before is null) continue;
            foreach (var change in changes) Console.WriteLine($"  {change.Path}: {change.From ?? "nothing"} -> {change.To ?? "nothing"}");
        }

        var alone = difference.Server.Things().Except(difference.File.Things()).ToList();
        if (alone.Count > 0) Console.WriteLine($"At the server alone, and left alone: {string.Join(", ", alone)}.");
        if (changed.Count == 0) Console.WriteLine("Nothing differs.");
        return changed;
    }

    private sealed record Difference(ProgramConfiguration File, ProgramConfiguration Server, IReadOnlyDictionary<string, long> Versions);
}
