using System.Net.Http.Json;
using System.Text.Json;
using CustomerCapital.Faults.Tests;
using CustomerCapital.Cluster.Faults.Tests.Clusters;

namespace CustomerCapital.Cluster.Faults.Tests.Proofs;

/// <summary>Customers who enrol and leave by turns, by commands without an id: a copy of a call that comes after its caller was answered would undo what came later.</summary>
internal sealed class EnrolmentProof : IDisposable
{
    private const int Customers = 90;

    private readonly HttpClient[] _gateways;
    private readonly bool?[] _answered = new bool?[Customers];

    private EnrolmentProof(HttpClient[] gateways) => _gateways = gateways;

    /// <summary>Makes the customers, so many that every silo holds some.</summary>
    public static async Task<EnrolmentProof> MakeAsync(RunningCluster cluster)
    {
        var proof = new EnrolmentProof([.. cluster.GatewaysFrom(0).Select(url => new HttpClient { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(40) })]);
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(customer => proof.SetAsync(customer, false)));
        return proof;
    }

    /// <summary>Has every customer enrol and leave by turns while something goes on.</summary>
    public async Task TurnWhileAsync(Task running)
    {
        await Task.WhenAll(Enumerable.Range(0, Customers).Select(async customer =>
        {
            for (var enrolled = true; !running.IsCompleted; enrolled = !enrolled)
            {
                await SetAsync(customer, enrolled);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }));
        await running;
    }

    /// <summary>Holds each customer against the last answer. What differs is a broken promise.</summary>
    /// <returns>How many were answered.</returns>
    public async Task<int> CompareAsync(FaultRun run)
    {
        for (var customer = 0; customer < Customers; customer++)
        {
            if (_answered[customer] is not { } last) continue;
            var view = await _gateways[0].GetFromJsonAsync<JsonElement>($"v1/customers/turning-{customer}");
            if (view.GetProperty("enrolled").GetBoolean() != last) run.Journal.Break($"turning-{customer} was last answered enrolled {last}, and is not");
        }

        return _answered.Count(answer => answer is not null);
    }

    public void Dispose()
    {
        foreach (var gateway in _gateways) gateway.Dispose();
    }

    /// <summary>Sends it; where it is not answered, nothing is known of the customer until one is.</summary>
    private async Task SetAsync(int customer, bool enrolled)
    {
        _answered[customer] = null;
        try
        {
            using var answer = await _gateways[customer % _gateways.Length].PostAsJsonAsync($"v1/customers/turning-{customer}/enrolment", new { enrolled });
            if (answer.IsSuccessStatusCode) _answered[customer] = enrolled;
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            _answered[customer] = null;
        }
    }
}
