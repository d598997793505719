using System.Globalization;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Rewards;

namespace CustomerCapital.ConsolePages.Rewards;

/// <summary>The rewards of the catalogue, with what they give and cost, how often they were granted, and what is left of gifts.</summary>
public sealed class CatalogueTable : ITableSource
{
    public string Name => "rewards";

    public Scope Needs => Scope.RewardsRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var report = await ask.AskAsync(new ReportRewards());
        var rules = ask.Capital.Policy.Program.Policy.Rewards;
        var stocks = (await Task.WhenAll(rules.Where(rule => rule.IsStocked).Select(async rule => StockView.Of(rule.Name, await ask.Capital.Customer(GiftStock.Of(rule.Name)).GetAsync())))).ToDictionary(stock => stock.Reward);
        return new(
            [
                new("reward", say["campaigns.reward"]), new("title", say["campaigns.title"]), new("gives", say["rewards.gives"]), new("price", say["rewards.price"]), new("cost", say["rewards.cost"], true),
                new("granted", say["campaigns.granted"], true), new("cost_so_far", say["rewards.sofar"], true), new("left", say["rewards.left"], true),
            ],
            [.. report.Rewards.Select(granted =>
            {
                var rule = rules.FirstOrDefault(rule => rule.Name == granted.Reward);
                var left = stocks.GetValueOrDefault(granted.Reward)?.Left;
                return new Row(
                [
                    Cell.Of(granted.Reward), Cell.Of(rule?.Title), new(GivesOf(say, rule) ?? Speech.Nothing, GivesOf(rule)), new(rule?.Price is { } price ? $"{say.Number(price.Wallet, price.Amount)} {price.Wallet}" : Speech.Nothing, PriceOf(rule)),
                    new(say.Money(rule?.Cost), rule?.Cost.ToDecimal()), new(say.Number(granted.Granted), granted.Granted), new(say.Money(granted.Cost), granted.Cost.ToDecimal()),
                    left is { } pieces ? new(say.Number(pieces), pieces, Mark: pieces == 0 ? "warn" : null) : Cell.Of(null),
                ]);
            })])
        { Call = "/v1/rewards" };
    }

    /// <summary>As a file has it: the same in every language.</summary>
    private static string? GivesOf(RewardRule? rule) => rule switch
    {
        { Voucher: { Value: { } value } } => $"voucher {value}",
        { Voucher: { Percent: { } percent } } => string.Create(CultureInfo.InvariantCulture, $"voucher {percent:0.####}%"),
        { Gift: { } gift } => $"gift {gift.Sku ?? rule.Name}",
        { Raffle: { } raffle } => string.Create(CultureInfo.InvariantCulture, $"raffle {raffle.Raffle} {raffle.Entries}"),
        { Credit: { } credit } => string.Create(CultureInfo.InvariantCulture, $"credit {credit.Wallet} {credit.Amount.ToDecimal():0.####}"),
        { Message: { } message } => $"message {message.Template}",
        _ => null,
    };

    private static string? PriceOf(RewardRule? rule) => rule?.Price is { } price ? string.Create(CultureInfo.InvariantCulture, $"{price.Wallet} {price.Amount.ToDecimal():0.####}") : null;

    private static string? GivesOf(Speech say, RewardRule? rule) => rule switch
    {
        { Voucher: { Value: { } value } } => say.Say("rewards.voucher", say.Money(value)),
        { Voucher: { Percent: { } percent } } => say.Say("rewards.voucher", say.Percent(percent / 100)),
        { Gift: { } gift } => say.Say("rewards.gift", gift.Sku ?? rule.Name),
        { Raffle: { } raffle } => say.Say("rewards.raffle", say.Number(raffle.Entries), raffle.Raffle),
        { Credit: { } credit } => say.Say("rewards.credit", say.Number(credit.Wallet, credit.Amount), credit.Wallet),
        { Message: { } message } => say.Say("rewards.message", message.Template),
        _ => null,
    };
}
