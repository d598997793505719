using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CustomerCapital.Bench.PostgreSql;
using CustomerCapital.Domain.Raffles;

namespace CustomerCapital.Bench;

/// <summary>What a raffle costs over SQLite: freezing the entries of all customers, drawing, and the file, each with the most memory that the server has held. The file is verified.</summary>
/// <remarks>The engine looks once a second what is to do: so much of a time can be waiting.</remarks>
internal static class RafflesBench
{
    private const int Winners = 1_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static async Task RunAsync(BenchOptions options, TemporaryFolder folder, ResultTable table)
    {
        var customers = options.Customers ?? options.Size(100_000, 200);
        var database = "sqlite:" + folder.File("raffles.db");
        var url = ServerProcess.FreeUrl();
        using (var filling = ServerProcess.Start("serve", "--url", url, "--database", database))
        {
            await filling.WaitForAsync("Serving");
            using var client = new HttpClient { BaseAddress = new(url) };
            var policy = (await client.GetFromJsonAsync<JsonNode>("v1/policy"))!;
            policy["rewards"] = JsonNode.Parse("""[{"name":"ticket","raffle":{"raffle":"summer","entries":3}}]""");
            (await client.PutAsJsonAsync("v1/policy", policy)).EnsureSuccessStatusCode();
            await StreamLoad.OneAsync(url, (line, customer) => customer < customers ? WriteGrant(line, customer) : 0, _ => { });
        }

        // A process of its own, so that the memory is that of the raffle.
        url = ServerProcess.FreeUrl();
        using var server = ServerProcess.Start("serve", "--url", url, "--database", database);
        await server.WaitForAsync("Serving");
        using var raffle = new HttpClient { BaseAddress = new(url) };
        var before = ProcessFile.PeakMegabytes(server.Id);
        var rules = new JsonObject
        {
            ["entriesUntil"] = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O", CultureInfo.InvariantCulture),
            ["prizes"] = new JsonArray(new JsonObject { ["name"] = "letter", ["winners"] = Math.Min(Winners, customers) }),
        };
        (await raffle.PutAsJsonAsync("v1/raffles/summer", new JsonObject { ["rules"] = rules })).EnsureSuccessStatusCode();
        (await raffle.PostAsJsonAsync("v1/raffles/summer/open", new JsonObject())).EnsureSuccessStatusCode();
        var frozen = await MoveAsync(raffle, "freeze", "frozen");
        var frozenPeak = ProcessFile.PeakMegabytes(server.Id);
        var drawn = await MoveAsync(raffle, "draw", "drawn");
        var drawnPeak = ProcessFile.PeakMegabytes(server.Id);
        var watch = Stopwatch.StartNew();
        var lines = (await raffle.GetStringAsync("v1/raffles/summer/file")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var read = watch.Elapsed;
        Verify(lines, customers);
        table.Add($"raffles: {customers:N0} entrants in SQLite, seconds until entries are frozen", $"{frozen.TotalSeconds:0.0}");
        table.Add($"raffles: seconds until {Math.Min(Winners, customers):N0} winners are drawn", $"{drawn.TotalSeconds:0.0}");
        table.Add("raffles: seconds for the file over HTTP", $"{read.TotalSeconds:0.0}");
        table.Add("raffles: peak memory of the server: started, frozen, drawn, file read, MB", $"{before:0}, {frozenPeak:0}, {drawnPeak:0}, {ProcessFile.PeakMegabytes(server.Id):0}");
    }

    private static int WriteGrant(Span<byte> line, int customer) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""{"customerId":"c{{{customer}}}","command":{"type":"reward_grant","grantId":"t","reward":"ticket","free":true}}""") + "\n", line);

    private static async Task<TimeSpan> MoveAsync(HttpClient client, string verb, string status)
    {
        var watch = Stopwatch.StartNew();
        (await client.PostAsJsonAsync("v1/raffles/summer/" + verb, new JsonObject())).EnsureSuccessStatusCode();
        while ((string?)(await client.GetFromJsonAsync<JsonNode>("v1/raffles/summer"))!["status"] != status) await Task.Delay(Poll);
        return watch.Elapsed;
    }

    private static void Verify(string[] lines, int customers)
    {
        var header = RaffleFile.ReadHeader(lines[0]) ?? throw new InvalidOperationException("The first line is none of a draw.");
        if (header.Entrants != customers) throw new InvalidOperationException($"{header.Entrants} of {customers} customers take part.");
        var winners = lines.Skip(1 + customers).Select(line => RaffleFile.ReadWinner(line) ?? throw new InvalidOperationException($"No winner: {line}")).ToList();
        var checks = RaffleVerification.Check(header, lines.Skip(1).Take(customers).Select(line => RaffleFile.ReadEntrant(line)!), winners, new());
        if (checks.FirstOrDefault(check => check.Result != RaffleResult.Right) is { } wrong) throw new InvalidOperationException($"{wrong.Part}: {wrong.Says}");
    }
}
