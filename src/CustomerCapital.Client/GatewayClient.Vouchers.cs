using System.Text.Json;
using CustomerCapital.Engine.Vouchers;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string VouchersPath = "v1/vouchers";

    private static readonly string[] NoVoucher = ["voucher_not_found", "voucher_mistyped"];

    /// <summary>Issues vouchers, and gives what became of each code on as it comes. A code that is sent again with the same terms stays as it is.</summary>
    /// <param name="order">Which.</param>
    /// <param name="issued">Takes each line.</param>
    /// <param name="cancellation">Gives up. What was issued by then stays.</param>
    /// <exception cref="GatewayException">Nothing was issued; its faults say what is wrong with the order.</exception>
    public Task IssueVouchersAsync(VoucherOrder order, Action<VoucherLine> issued, CancellationToken cancellation = default) =>
        ReadLinesAsync(WithBody(HttpMethod.Post, VouchersPath, order), issued, cancellation);

    /// <summary>Gives vouchers with their state on as they come, in the order of their codes.</summary>
    /// <param name="batch">Only those of a batch; null for all.</param>
    /// <param name="listed">Takes each voucher.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task ListVouchersAsync(string? batch, Action<VoucherView> listed, CancellationToken cancellation = default) =>
        ReadLinesAsync(new(HttpMethod.Get, VouchersPath + (batch is null ? "" : $"?batch={Uri.EscapeDataString(batch)}")), listed, cancellation);

    /// <summary>A voucher; null where nobody has issued the code.</summary>
    public Task<VoucherView?> GetVoucherAsync(string code, CancellationToken cancellation = default) => FindAsync<VoucherView>(PathOfVoucher(code), NoVoucher, cancellation);

    /// <summary>Holds a use for a purchase to come. Sent again while the hold is open, the hold stays as it is.</summary>
    /// <exception cref="GatewayException">Nothing is held; its code says why.</exception>
    public Task<HoldView> HoldVoucherAsync(string code, HoldRequest hold, CancellationToken cancellation = default) =>
        PostAsync<HoldRequest, HoldView>(PathOfVoucher(code) + "/holds", hold, cancellation);

    /// <summary>Gives a held use back before the hold ends.</summary>
    /// <exception cref="GatewayException">There is no such hold any more, or no such voucher; its code says which.</exception>
    public async Task ReleaseVoucherHoldAsync(string code, string holdId, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{PathOfVoucher(code)}/holds/{Uri.EscapeDataString(holdId)}");
        await AskAsync(request, null, (_, _) => Task.FromResult(true), cancellation);
    }

    /// <summary>Ends a voucher, for ever. Uses that are held already can still be used.</summary>
    /// <exception cref="GatewayException">There is no such voucher.</exception>
    public async Task<VoucherView> EndVoucherAsync(string code, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, PathOfVoucher(code) + "/end");
        return await AskAsync(request, JsonMediaType, ReadAsync<VoucherView>, cancellation);
    }

    /// <summary>Asks for lines, and gives each on as it comes.</summary>
    private async Task ReadLinesAsync<T>(HttpRequestMessage request, Action<T> take, CancellationToken cancellation)
    {
        using (request)
        {
            await AskAsync(request, StreamMediaType, async (answer, silence) =>
            {
                await using var lines = await answer.Content.ReadAsStreamAsync(silence.Token);
                await foreach (var line in JsonSerializer.DeserializeAsyncEnumerable(lines, ClientJson.Of<T>(), topLevelValues: true, silence.Token))
                {
                    silence.CancelAfter(SilenceLimit);
                    take(line ?? throw NotAGateway(answer, null));
                }

                return 0;
            }, cancellation);
        }
    }

    private static string PathOfVoucher(string code) => $"{VouchersPath}/{Uri.EscapeDataString(code)}";
}
