using CustomerCapital.Client;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>A voucher behind a gateway: each command by its endpoint.</summary>
internal sealed class HttpVoucher(GatewayClient client, string code) : ICustomer
{
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
        if (await client.GetVoucherAsync(code) is not { } view) return null;
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
        try
        {
            switch (command)
            {
                case IssueVoucher issue:
                    return await IssueAsync(issue.Terms);
                case ChangeStock change:
                    await client.ChangeStockAsync(Reward, change);
                    break;
                case HoldVoucher hold:
                    Assert.Equal(hold.HoldId, (await client.HoldVoucherAsync(code, new(hold.HoldId, hold.CustomerId, hold.Amount, hold.Minutes))).HoldId);
                    break;
                case ReleaseHold release:
                    await client.ReleaseVoucherHoldAsync(code, release.HoldId);
                    break;
                case EndVoucher:
                    Assert.Equal(VoucherStatus.Ended, (await client.EndVoucherAsync(code)).Status);
                    break;
                default:
                    throw new NotSupportedException($"A gateway has no endpoint for {command}.");
            }

            return new(OutcomeStatus.Accepted, new(code, null, 1, default, Domain.Ladder.Rung.InTargetMarket, false, 0, default, default));
        }
        catch (GatewayException refused) when (refused.Code is not null)
        {
            return new(OutcomeStatus.Refused, null, refused.Code, refused.Detail);
        }
    }

    private string Reward => code["gift:".Length..];

    private async Task<ActorState> StockAsync()
    {
        var stock = (await client.GetStockAsync(Reward))!;
        return Voucher.Part.Set(ActorState.New(new(ActorKind.VoucherCode, code)), new([.. Enumerable.Range(1, stock.TakenOut).Select(number => new Reservation(number, default))])
        {
            IsStock = true, Terms = new((int)(stock.Left + stock.Granted) + stock.TakenOut), Uses = stock.Granted,
        });
    }

    private async Task<CommandOutcome> IssueAsync(VoucherTerms terms)
    {
        var lines = new List<VoucherLine>();
        await client.IssueVouchersAsync(new(terms, Codes: [code]), lines.Add);
        var line = Assert.Single(lines);
        Assert.Equal(code, line.Code);
        return new(line.Outcome!.Value, null, line.Refusal, line.Detail);
    }
}
