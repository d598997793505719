using CustomerCapital.Client;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Gateway.Tests.Conformance;

/// <summary>An engine behind a gateway: every call is a request, and what comes back is all that its caller knows.</summary>
internal sealed class HttpCapital : ICustomerCapital, IDisposable
{
    private const int ConnectionLimit = 64;

    private readonly GatewayClient _client;
    private readonly HttpQuestions _questions;

    private HttpCapital(GatewayServer server, GatewayClient client, IPolicy policy)
    {
        (Server, _client, Policy) = (server, client, policy);
        _questions = new(client);
    }

    public GatewayServer Server { get; }

    public IPolicy Policy { get; }

    public DateTimeOffset Now => throw new NotSupportedException("A gateway does not tell its engine's time.");

    public static async Task<HttpCapital> OverAsync(GatewayServer server)
    {
        var client = new GatewayClient(server.Address, ConnectionLimit);
        return new(server, client, await GatewayPolicy.ReadAsync(client));
    }

    public ICustomer Customer(ActorId actor) => actor.Kind == ActorKind.VoucherCode ? new HttpVoucher(_client, actor.Key) : new HttpCustomer(this, _client, actor.Key);

    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands)
    {
        byte[] lines = [.. commands.SelectMany(command => (byte[])[.. new CommandEnvelope(customerId, command).ToUtf8(), (byte)'\n'])];
        var results = new List<LineResult>();
        await _client.SendAsync(lines, results.Add);
        Assert.Equal(Enumerable.Range(1, commands.Count).Select(line => (long)line), results.Select(result => result.Line));
        return results.ConvertAll(result => result.ToOutcome());
    }

    public async Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question, CancellationToken cancellation = default) => (TAnswer)(await _questions.AskAsync(question))!;

    public void Dispose() => _client.Dispose();
}
