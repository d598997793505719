using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Raffles;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string RafflesPath = "v1/raffles";

    private static readonly string[] NoRaffle = ["raffle_not_found"];

    /// <summary>All raffles, in the order of their ids.</summary>
    public async Task<IReadOnlyList<RaffleView>> ListRafflesAsync(CancellationToken cancellation = default) => (await GetAsync<RaffleList>(RafflesPath, cancellation)).Raffles;

    /// <summary>A raffle; null where there is none of that id.</summary>
    public Task<RaffleView?> GetRaffleAsync(string raffleId, CancellationToken cancellation = default) => FindAsync<RaffleView>(PathOfRaffle(raffleId), NoRaffle, cancellation);

    /// <summary>Writes a raffle down, or changes its rules.</summary>
    /// <param name="raffleId">Its id.</param>
    /// <param name="definition">Its rules, and who writes them down.</param>
    /// <param name="fromVersion">The version of the rules from which the change was made; null to replace whichever there is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GatewayException">Nothing was changed; its code and faults say why.</exception>
    public Task<RaffleView> PutRaffleAsync(string raffleId, RaffleDefinition definition, int? fromVersion = null, CancellationToken cancellation = default) =>
        PutAsync<RaffleDefinition, RaffleView>(PathOfRaffle(raffleId), definition, fromVersion, cancellation);

    /// <summary>Opens a raffle: rules and seed are fixed from then on.</summary>
    public Task<RaffleView> OpenRaffleAsync(string raffleId, RaffleChange change, CancellationToken cancellation = default) => PostAsync<RaffleChange, RaffleView>(PathOfRaffle(raffleId) + "/open", change, cancellation);

    /// <summary>Ends the entries of a raffle.</summary>
    public Task<RaffleView> FreezeRaffleAsync(string raffleId, RaffleChange change, CancellationToken cancellation = default) => PostAsync<RaffleChange, RaffleView>(PathOfRaffle(raffleId) + "/freeze", change, cancellation);

    /// <summary>Draws a raffle whose entries are frozen. There is one draw, however often it is asked for.</summary>
    public Task<RaffleView> DrawRaffleAsync(string raffleId, DrawRequest draw, CancellationToken cancellation = default) => PostAsync<DrawRequest, RaffleView>(PathOfRaffle(raffleId) + "/draw", draw, cancellation);

    /// <summary>Cancels a raffle without a draw, for ever.</summary>
    public Task<RaffleView> CancelRaffleAsync(string raffleId, RaffleChange change, CancellationToken cancellation = default) => PostAsync<RaffleChange, RaffleView>(PathOfRaffle(raffleId) + "/cancel", change, cancellation);

    /// <summary>A customer's odds in a raffle; null where there is no such raffle, or no such customer.</summary>
    public Task<EntrantView?> GetRaffleEntrantAsync(string raffleId, string customerId, CancellationToken cancellation = default) =>
        FindAsync<EntrantView>($"{PathOfRaffle(raffleId)}/entrants/{Uri.EscapeDataString(customerId)}", [.. NoRaffle, .. NobodyOrNothing], cancellation);

    /// <summary>Gives the winners of a raffle on as they come, in the order of the draw; none before the draw.</summary>
    public Task ListRaffleWinnersAsync(string raffleId, Action<WinnerView> listed, CancellationToken cancellation = default) =>
        ReadLinesAsync(new(HttpMethod.Get, PathOfRaffle(raffleId) + "/winners"), listed, cancellation);

    /// <summary>Gives the lines of the file of a draw on as they come. Each is to be written as it is: the file is checked with <c>raffle verify</c>.</summary>
    /// <exception cref="GatewayException">The raffle is not drawn yet.</exception>
    public Task ReadRaffleFileAsync(string raffleId, Action<string> line, CancellationToken cancellation = default) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, PathOfRaffle(raffleId) + "/file"), StreamMediaType, async (answer, silence) =>
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(silence.Token));
            while (await lines.ReadLineAsync(silence.Token) is { } read)
            {
                silence.CancelAfter(SilenceLimit);
                line(read);
            }

            return 0;
        }, cancellation);

    /// <summary>The draws of raffles to come, the earliest first.</summary>
    public async Task<IReadOnlyList<ScheduledDraw>> ListScheduledDrawsAsync(int limit = 100, CancellationToken cancellation = default) =>
        (await GetAsync<CampaignCalendar>(FormattableString.Invariant($"v1/calendar?limit={limit}"), cancellation)).Draws;

    private static string PathOfRaffle(string raffleId) => $"{RafflesPath}/{Uri.EscapeDataString(raffleId)}";
}
