using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Vouchers;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>A voucher behind a gateway: each command by its endpoint.</summary>
internal sealed class HttpVoucher(HttpClient client, string code) : ICustomer
{
    private string Path => "/v1/vouchers/" + Uri.EscapeDataString(code);

    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(IReadOnlyList<ActorCommand> commands, Guid? call)
    {
        var outcomes = new List<CommandOutcome>();
        foreach (var command in commands) outcomes.Add(await ExecuteAsync(command));
        return outcomes;
    }

    /// <summary>What the voucher's view tells of the state; of uses that are taken out only how many there are.</summary>
    public async Task<ActorState?> GetAsync()
    {
        if (GiftStock.Is(code)) return await StockAsync();
        using var response = await client.GetAsync(Path);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var view = (await response.Content.ReadFromJsonAsync(GatewayJson.Of<VoucherView>()))!;
        Assert.Equal(code, view.Code);
        return Voucher.Part.Set(ActorState.New(new(ActorKind.VoucherCode, code)), new([.. Enumerable.Range(1, view.TakenOut).Select(number => new Reservation(number, default))])
        {
            Terms = view.Terms, Uses = view.Uses, Taken = view.Discount, EndedAt = view.EndedAt,
        });
    }

    public Task<IReadOnlyList<Entry>> EntriesAsync(long afterSequence, int limit) => throw new NotSupportedException("A gateway does not show a voucher's entries.");

    public Task ReviewAsync(long policyVersion = 0) => throw new NotSupportedException("A gateway reviews nobody on request.");

    public Task<int> RestoreAsync(IReadOnlyList<Entry> entries) => throw new NotSupportedException("A gateway restores nothing.");

    private async Task<CommandOutcome> ExecuteAsync(ActorCommand command)
    {
        if (command is IssueVoucher issue) return await IssueAsync(issue.Terms);
        using var response = command switch
        {
            ChangeStock change => await client.PostAsJsonAsync(StockPath, change, GatewayJson.Of<ChangeStock>()),
            HoldVoucher hold => await client.PostAsJsonAsync(Path + "/holds", new HoldRequest(hold.HoldId, hold.CustomerId, hold.Amount, hold.Minutes), GatewayJson.Of<HoldRequest>()),
            ReleaseHold release => await client.DeleteAsync($"{Path}/holds/{Uri.EscapeDataString(release.HoldId)}"),
            EndVoucher => await client.PostAsync(Path + "/end", null),
            _ => throw new NotSupportedException($"A gateway has no endpoint for {command}."),
        };
        if (response.IsSuccessStatusCode) return new(OutcomeStatus.Accepted, new(code, null, 1, default, Domain.Ladder.Rung.InTargetMarket, false, 0, default, default));
        var problem = (await response.Content.ReadFromJsonAsync(GatewayJson.Of<Problem>()))!;
        return new(OutcomeStatus.Refused, null, problem.Code, problem.Detail);
    }

    private string StockPath => $"/v1/rewards/{code["gift:".Length..]}/stock";

    private async Task<ActorState> StockAsync()
    {
        var stock = (await client.GetFromJsonAsync(StockPath, GatewayJson.Of<StockView>()))!;
        return Voucher.Part.Set(ActorState.New(new(ActorKind.VoucherCode, code)), new([.. Enumerable.Range(1, stock.TakenOut).Select(number => new Reservation(number, default))])
        {
            IsStock = true, Terms = new((int)(stock.Left + stock.Granted) + stock.TakenOut), Uses = stock.Granted,
        });
    }

    private async Task<CommandOutcome> IssueAsync(VoucherTerms terms)
    {
        using var response = await client.PostAsJsonAsync("/v1/vouchers", new VoucherOrder(terms, Codes: [code]), GatewayJson.Of<VoucherOrder>());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var line = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), GatewayJson.Of<VoucherLine>())!;
        Assert.Equal(code, line.Code);
        return new(line.Outcome!.Value, null, line.Refusal, line.Detail);
    }
}
