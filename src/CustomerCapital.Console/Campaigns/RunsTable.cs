using System.Globalization;
using System.Text.Json;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;

namespace CustomerCapital.ConsolePages.Campaigns;

/// <summary>The latest runs of one campaign.</summary>
public sealed class RunsTable : ITableSource
{
    public string Name => "campaign-runs";

    public Scope Needs => Scope.CampaignsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, ask["id"] is { } id && Domain.Campaigns.Campaign.IsId(id) ? await ask.AskAsync(new ReportRuns(id)) : []);

    internal static ConsoleTable Of(ConsoleRequest ask, IReadOnlyList<RunReport> runs)
    {
        var say = ask.Speech;
        return new(
            [
                new("begun", say["runs.begun"]), new("status", say["campaigns.status"]), new("audience", say["runs.audience"], true), new("done", say["runs.done"], true),
                new("outcomes", say["runs.outcomes"]), new("failed", say["campaigns.failed"], true), new("cost", say["runs.cost"], true), new("ended", say["runs.ended"]),
            ],
            [.. runs.Select(run => new Row(
            [
                new(say.Moment(run.BegunAt), run.BegunAt), new(say.Word(run.Status), run.Status), new(say.Number(run.Audience), run.Audience), new(say.Number(run.Done), run.Done),
                new(OutcomesOf(run, one => $"{say.Word(one.Outcome)} {say.Number(one.Customers)}"), OutcomesOf(run, one => string.Create(CultureInfo.InvariantCulture, $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Outcome.ToString())} {one.Customers}"))), new(say.Number(run.Failed), run.Failed, Mark: run.Failed > 0 ? "warn" : null),
                new(say.Money(run.Cost), run.Cost.ToDecimal()), new(say.Moment(run.EndedAt), run.EndedAt),
            ]))])
        { Call = ask["id"] is { } id && Domain.Campaigns.Campaign.IsId(id) ? $"/v1/campaigns/{Uri.EscapeDataString(id)}/runs" : null };
    }

    private static string OutcomesOf(RunReport run, Func<OutcomeCount, string> say) => string.Join(", ", run.Outcomes.Select(say));
}
