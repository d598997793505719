using System.ComponentModel.DataAnnotations;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;

namespace CustomerCapital.Client;

/// <summary>How gateways are used.</summary>
public sealed class GatewayStreamsOptions
{
    /// <summary>How many streams there are, spread over the gateways. Default 8.</summary>
    [Range(1, 64)]
    public int Streams { get; set; } = 8;

    /// <summary>How long a stream goes on without any command getting an outcome. Default one minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true, ConvertValueInInvariantCulture = true)]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The key to show to every gateway; null for none, at gateways that ask nobody.</summary>
    public string? Key { get; set; }
}

/// <summary>
/// The gateways of one program, to which commands are sent in several streams side by side, each customer's in the same one and in order.
/// A stream whose gateway goes away goes on at another. What a gateway has no room for, or does not answer, is sent again;
/// one failure that sending again does not mend ends all streams. Thread-safe.
/// </summary>
public sealed class GatewayStreams : ICommands, IAsyncDisposable
{
    private readonly IReadOnlyList<GatewayClient> _gateways;
    private readonly CommandStream[] _streams;
    private readonly CancellationTokenSource _stopping;
    private readonly Task[] _running;
    private Exception? _failure;

    private GatewayStreams(IReadOnlyList<GatewayClient> gateways, IPolicy policy, GatewayStreamsOptions options, TimeProvider time, CancellationToken cancellation)
    {
        (_gateways, Policy) = (gateways, policy);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _streams = [.. Enumerable.Range(0, options.Streams).Select(i => new CommandStream(gateways, i % gateways.Count, options, time))];
        _running = Array.ConvertAll(_streams, RunAsync);
    }

    /// <summary>The program's rules, as the first gateway that answered tells them.</summary>
    public IPolicy Policy { get; }

    /// <summary>Reads the policy at every gateway, so that an address of something else is told at once. A gateway that is not there now is no failure while another is.</summary>
    /// <param name="addresses">Of the gateways, one or more.</param>
    /// <param name="options">Null for those by default.</param>
    /// <param name="time">By which patience is measured.</param>
    /// <param name="cancellation">Ends the streams, whenever it comes.</param>
    /// <exception cref="EngineUnavailableException">None of them is there.</exception>
    /// <exception cref="GatewayException">One of them is not a gateway.</exception>
    public static async Task<GatewayStreams> ConnectAsync(
        IReadOnlyList<Uri> addresses, GatewayStreamsOptions? options = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        options = OptionLimits.Check(options ?? new());
        var gateways = addresses.Select(address => new GatewayClient(address, options.Streams + 1, options.Key)).ToList();
        try
        {
            var (policies, absent) = (new List<IPolicy>(), new List<Exception>());
            foreach (var gateway in gateways)
            {
                try
                {
                    policies.Add(await GatewayPolicy.ReadAsync(gateway, cancellation));
                }
                catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException)
                {
                    absent.Add(passing);
                }
            }

            if (policies.Count == 0) throw new EngineUnavailableException(string.Join(" ", absent.Select(failure => failure.Message)), absent[0]);
            return new(gateways, policies[0], options, time ?? TimeProvider.System, cancellation);
        }
        catch
        {
            foreach (var gateway in gateways) gateway.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="GatewayException">Patience has come to its end, or a gateway refuses what it is sent.</exception>
    public async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands)
    {
        var sent = new SentCommands(customerId, commands);
        var stream = unchecked((uint)customerId.GetHashCode(StringComparison.Ordinal)) % (uint)_streams.Length;
        if (!_streams[stream].TryAdd(sent)) sent.Fail(_streams[stream].Failure!);
        try
        {
            return await sent.Done;
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _failure) is { } failure and not OperationCanceledException)
        {
            throw new GatewayException(failure.Message, failure);
        }
    }

    /// <summary>Ends the streams; what waits in them is not sent any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var gateway in _gateways) gateway.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(CommandStream stream)
    {
        try
        {
            await stream.RunAsync(_stopping.Token);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            await _stopping.CancelAsync();
            throw;
        }
    }
}
