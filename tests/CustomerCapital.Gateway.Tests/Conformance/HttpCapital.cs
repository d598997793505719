using CustomerCapital.Client;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Health;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>An engine behind a gateway: every call is a request, and what comes back is all that its caller knows.</summary>
internal sealed class HttpCapital : ICustomerCapital, IDisposable
{
    private const int ConnectionLimit = 64;

    private readonly GatewayClient _client;
    private readonly HttpAnswers _answers;

    private HttpCapital(GatewayServer server, GatewayClient client, IPolicy policy)
    {
        (Server, _client, Policy) = (server, client, policy);
        _answers = new(server.Client);
        Register = new HttpRegister(_answers);
        Reports = new HttpReports(_answers);
    }

    public GatewayServer Server { get; }

    public ICustomerRegister Register { get; }

    public IReports Reports { get; }

    public IPolicy Policy { get; }

    public static async Task<HttpCapital> OverAsync(GatewayServer server)
    {
        var client = new GatewayClient(server.Address, ConnectionLimit);
        return new(server, client, await GatewayPolicy.ReadAsync(client));
    }

    public ICustomer Customer(string customerId) => new HttpCustomer(this, _answers, customerId);

    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<CustomerCommand> commands)
    {
        byte[] lines = [.. commands.SelectMany(command => (byte[])[.. new CommandEnvelope(customerId, command).ToUtf8(), (byte)'\n'])];
        var results = new List<LineResult>();
        await _client.SendAsync(lines, results.Add);
        Assert.Equal(Enumerable.Range(1, commands.Count).Select(line => (long)line), results.Select(result => result.Line));
        return results.ConvertAll(result => result.ToOutcome());
    }

    public async Task CheckAsync(CancellationToken cancellation = default) => Assert.NotNull(await _answers.GetAsync<HealthView>("/health/ready"));

    public void Dispose() => _client.Dispose();
}
