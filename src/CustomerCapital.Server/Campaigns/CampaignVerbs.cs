using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CustomerCapital.Client;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Gateway;
using CustomerCapital.Server.Reporting;
using CustomerCapital.Server.Terminal;

namespace CustomerCapital.Server.Campaigns;

/// <summary><c>campaign</c>: what campaign managers do, at the server that runs the campaigns.</summary>
internal static class CampaignVerbs
{
    private static readonly Argument<string> IdArgument = new("ID") { Description = "The campaign's id" };

    private static readonly Argument<string> FileArgument = new("FILE") { Description = "JSON with the terms, such as {\"terms\": {\"reward\": \"mug\", \"schedule\": {\"cron\": \"0 9 1 * *\"}}}, or - for the standard input" };

    private static readonly Argument<string> RunArgument = new("RUN") { Description = "The run's id, as runs lists it; of a campaign that something triggers: triggered" };

    private static readonly Option<string?> ByOption = new("--by") { Description = "Who does it", HelpName = "NAME" };

    private static readonly Option<string?> ReasonOption = new("--reason") { Description = "Why", HelpName = "TEXT" };

    private static readonly Option<int?> VersionOption = new("--from-version")
    {
        Description = "The version of the terms that was read; where the campaign has another by now, nothing is changed",
        HelpName = "NUMBER",
    };

    private static readonly Option<OfferOutcome?> OutcomeOption = new("--outcome")
    {
        Description = $"Only members with this outcome: {string.Join(", ", Enum.GetValues<OfferOutcome>().Select(NameOf))}",
        CustomParser = parsed => Enum.GetValues<OfferOutcome>().Cast<OfferOutcome?>().FirstOrDefault(outcome => NameOf(outcome!.Value) == parsed.Tokens[0].Value)
            ?? throw new UsageException($"--outcome {parsed.Tokens[0].Value}: must be one of {string.Join(", ", Enum.GetValues<OfferOutcome>().Select(NameOf))}"),
        HelpName = "OUTCOME",
    };

    private static readonly Option<int> LimitOption = new("--limit") { Description = "At most so many", DefaultValueFactory = _ => 20, CustomParser = WholeNumber.Parser(1, 1_000), HelpName = "N" };

    public static Command Create() => new("campaign", "Write down, schedule and follow campaigns at a server")
    {
        GatewayAddress.Option,
        Verb("list", "List all campaigns", [], async (client, _, cancellation) => Table(
            ["campaign", "status", "version", "reward", "runs", "next"],
            (await client.ListCampaignsAsync(cancellation)).Select(one => new[] { one.CampaignId, NameOf(one.Status), Text(one.Version), one.Terms.Reward, Text(one.RunCount), Text(one.NextOccurrences) }))),
        Verb("show", "Show a campaign with its terms, as JSON", [IdArgument], async (client, line, cancellation) => Json(await FindAsync(client, line, cancellation))),
        Verb("dry-run", "Say what an occurrence would come to now, as JSON; nothing is written", [IdArgument, FileArgument], async (client, line, cancellation) =>
            Json(await client.DryRunCampaignAsync(IdOf(line), await DefinitionAsync(line, cancellation), cancellation))),
        Verb("put", "Write a campaign down, or change its terms", [IdArgument, FileArgument, ByOption, ReasonOption, VersionOption], async (client, line, cancellation) =>
            Say(await client.PutCampaignAsync(IdOf(line), await DefinitionAsync(line, cancellation), line.GetValue(VersionOption), cancellation))),
        Move("schedule", "Put a campaign on its way", (client, id, change, cancellation) => client.ScheduleCampaignAsync(id, change, cancellation)),
        Move("pause", "Pause a campaign", (client, id, change, cancellation) => client.PauseCampaignAsync(id, change, cancellation)),
        Move("resume", "Resume a paused campaign", (client, id, change, cancellation) => client.ResumeCampaignAsync(id, change, cancellation)),
        Move("cancel", "Cancel a campaign, for ever", (client, id, change, cancellation) => client.CancelCampaignAsync(id, change, cancellation)),
        Verb("runs", "List the latest runs of a campaign, the latest first", [IdArgument], async (client, line, cancellation) => Table(
            ["run", "status", "audience", "done", "failed", "cost", "outcomes"],
            (await client.ListCampaignRunsAsync(IdOf(line), cancellation) ?? throw Unknown(line)).Select(run => new[]
            {
                run.RunId, NameOf(run.Status), Text(run.Audience), Text(run.Done), Text(run.Failed), ReportOutput.Amount(run.Cost),
                string.Join(", ", run.Outcomes.Select(count => $"{NameOf(count.Outcome)} {Text(count.Customers)}")),
            }))),
        Verb("members", "Write what became of each member of a run's audience, a line of JSON each", [IdArgument, RunArgument, OutcomeOption], (client, line, cancellation) =>
            client.ListCampaignMembersAsync(IdOf(line), line.GetValue(RunArgument)!, line.GetValue(OutcomeOption), member => Console.WriteLine(JsonSerializer.Serialize(member, GatewayJson.Of<CampaignMember>())), cancellation)),
        Verb("results", "Report what a campaign was worth so far", [IdArgument], async (client, line, cancellation) =>
            ResultsText.Write(Console.Out, await client.GetCampaignResultsAsync(IdOf(line), cancellation) ?? throw Unknown(line))),
        Verb("calendar", "List the next occurrences of all campaigns", [LimitOption], async (client, line, cancellation) => Table(
            ["at", "campaign", "status", "reward", "on the same day"],
            (await client.GetCampaignCalendarAsync(line.GetValue(LimitOption), cancellation)).Select(entry => new[] { Text(entry.At), entry.CampaignId, NameOf(entry.Status), entry.Reward, string.Join(", ", entry.SameDay) }))),
    };

    private static Command Move(string name, string description, Func<GatewayClient, string, CampaignChange, CancellationToken, Task<CampaignView>> move) =>
        Verb(name, description, [IdArgument, ByOption, ReasonOption], async (client, line, cancellation) =>
            Say(await move(client, IdOf(line), new(line.GetValue(ByOption), line.GetValue(ReasonOption)), cancellation)));

    private static Command Verb(string name, string description, IReadOnlyList<Symbol> symbols, Func<GatewayClient, ParseResult, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }

        command.SetAction(async (line, cancellation) =>
        {
            using var client = GatewayAddress.ClientOf(line);
            await run(client, line, cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static string IdOf(ParseResult line) => line.GetValue(IdArgument)!;

    private static async Task<CampaignView> FindAsync(GatewayClient client, ParseResult line, CancellationToken cancellation) =>
        await client.GetCampaignAsync(IdOf(line), cancellation) ?? throw Unknown(line);

    private static UsageException Unknown(ParseResult line) => new($"there is no campaign '{IdOf(line)}'; they are listed by: customercapital campaign list");

    /// <summary>The terms of a file, with who writes them down and why, where the command line says so.</summary>
    private static async Task<CampaignDefinition> DefinitionAsync(ParseResult line, CancellationToken cancellation)
    {
        var path = line.GetValue(FileArgument)!;
        string text;
        try
        {
            text = path == "-" ? await Console.In.ReadToEndAsync(cancellation) : await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {unreadable.Message}", unreadable);
        }

        try
        {
            var definition = JsonSerializer.Deserialize(text, GatewayJson.Of<CampaignDefinition>()) ?? throw new JsonException("It is null.");
            return definition with { By = line.GetValue(ByOption) ?? definition.By, Reason = line.GetValue(ReasonOption) ?? definition.Reason };
        }
        catch (JsonException unsound)
        {
            throw new UsageException($"{path}: is not the JSON of a campaign, {{\"terms\": {{…}}}}. {unsound.Message}", unsound);
        }
    }

    private static void Say(CampaignView campaign) =>
        Console.WriteLine($"{campaign.CampaignId} is {NameOf(campaign.Status)}, with version {Text(campaign.Version)} of its terms.{(campaign.NextOccurrences.Count > 0 ? $" Next: {Text(campaign.NextOccurrences)}" : "")}");

    private static void Json<T>(T value) =>
        Console.WriteLine(JsonSerializer.SerializeToNode(value, GatewayJson.Of<T>())!.ToJsonString(new(GatewayJson.Options) { WriteIndented = true }));

    private static void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        new TextTable(header, ReportOutput.Width).Write(Console.Out, [.. rows]);

    private static string NameOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyList<DateTimeOffset> next) => next.Count == 0 ? "" : Text(next[0]);
}
