using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Reports;

namespace CustomerCapital.ConsolePages.Ladder;

/// <summary>Who stands on each rung, and what they are worth.</summary>
public sealed class LadderTable : ITableSource
{
    public string Name => "ladder";

    public Scope Needs => Scope.ReportsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => Of(ask, await ask.AskAsync(QuestionOf(ask)));

    /// <summary>The what-if of an address: a share of everybody, or of some rungs, each in percent.</summary>
    internal static ReportLadder QuestionOf(ConsoleRequest ask)
    {
        var shares = Enum.GetValues<Rung>().Select(rung => (rung, Share: ask.Rational("share." + (int)rung, 0, 100))).Where(chosen => chosen.Share is not null)
            .Select(chosen => new MovedShare(chosen.rung, chosen.Share!.Value / 100)).ToList();
        return shares.Count == 0 ? new() { Share = (ask.Rational("share", 0, 100) ?? 10) / 100 } : new(0, shares);
    }

    internal static ConsoleTable Of(ConsoleRequest ask, LadderCensus census)
    {
        var say = ask.Speech;
        return new(
            [
                new("rung", say["ladder.rung"]), new("customers", say["ladder.customers"], true), new("lapsed", say["ladder.lapsed"], true) { Means = say["ladder.lapsed.means"] },
                new("orders", say["ladder.orders"], true), new("revenue", say["ladder.revenue"], true), new("historic_value", say["ladder.historic"], true) { Means = say["figure.historic.means"] },
                new("mean_historic_value", say["ladder.mean"], true), new("twelve_month_value", say["ladder.twelve"], true) { Means = say["ladder.twelve.means"] },
                new("step_up_gain", say["ladder.gain"], true) { Means = say["ladder.gain.means"] }, new("campaigns", say["ladder.campaigns"]),
            ],
            [.. census.Rungs.Select(rung => new Row(
            [
                new(say.Word(rung.Rung), rung.Rung, ConsoleAddress.Of(ConsoleAddress.Root + "/customers", ("rung", RungName(rung.Rung)))),
                new(say.Number(rung.Customers), rung.Customers), new(say.Number(rung.Lapsed), rung.Lapsed), new(say.Number(rung.Orders), rung.Orders),
                new(say.Money(rung.Revenue), rung.Revenue.ToDecimal()), new(say.Money(rung.HistoricValue), rung.HistoricValue.ToDecimal()),
                new(say.Money(rung.MeanHistoricValue), rung.MeanHistoricValue?.ToDecimal()), new(say.Money(rung.TwelveMonthValue), rung.TwelveMonthValue?.ToDecimal()),
                new(say.Money(rung.StepUpGain), rung.StepUpGain?.ToDecimal()),
                rung.Campaigns.Count == 0 ? new(say["ladder.without"], null, Mark: "warn") : new(string.Join(", ", rung.Campaigns), string.Join(' ', rung.Campaigns), ConsoleAddress.Root + "/campaigns"),
            ]))])
        {
            Call = ConsoleAddress.Of(
                "/v1/ladder", ("share", census.Shares.Count == 0 ? census.Share.ToString("0.####", CultureInfo.InvariantCulture) : null),
                ("shares", string.Join(',', census.Shares.Select(chosen => string.Create(CultureInfo.InvariantCulture, $"{RungName(chosen.Rung)}:{chosen.Share:0.####}"))))),
        };
    }

    internal static string RungName(Rung rung) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString());
}
