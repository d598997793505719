using System.Buffers;
using System.Threading.Channels;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Client;

/// <summary>Sends commands to one gateway after the other answered, in the order in which they were added: what waits goes with the next request.</summary>
/// <remarks>What has no outcome yet is sent again, to the next gateway if this one does not answer, until nothing has got an outcome for as long as patience lasts.</remarks>
internal sealed class CommandStream(IReadOnlyList<GatewayClient> gateways, int first, GatewayStreamsOptions options, TimeProvider time)
{
    private const int LineLimit = 1_000;
    private const int SizeLimit = 256 << 10;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly Channel<SentCommands> _waiting = Channel.CreateUnbounded<SentCommands>(new() { SingleReader = true });
    private int _gateway = first;

    /// <summary>Adds commands; false once the stream has ended.</summary>
    public bool TryAdd(SentCommands commands) => _waiting.Writer.TryWrite(commands);

    /// <summary>Why the stream has ended; null while it has not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Sends until it is cancelled or fails, which then becomes the failure of everything that waits.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var sending = new List<SentCommands>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(cancellation))
            {
                var lines = Take(sending);
                await SendAsync(lines, cancellation);
                sending.Clear();
            }
        }
        catch (Exception failure)
        {
            Failure = failure;
            _waiting.Writer.TryComplete();
            while (_waiting.Reader.TryRead(out var commands)) sending.Add(commands);
            foreach (var commands in sending) commands.Fail(failure);
            throw;
        }
    }

    private List<SentCommands.SentLine> Take(List<SentCommands> sending)
    {
        var lines = new List<SentCommands.SentLine>();
        for (var size = 0L; lines.Count < LineLimit && size < SizeLimit && _waiting.Reader.TryRead(out var commands);)
        {
            sending.Add(commands);
            foreach (var line in commands.Lines.Where(line => !line.Ended))
            {
                lines.Add(line);
                size += line.Utf8.Length + 1;
            }
        }

        return lines;
    }

    private async Task SendAsync(List<SentCommands.SentLine> lines, CancellationToken cancellation)
    {
        var (progress, pause, unanswered) = (time.GetTimestamp(), ShortestPause, 0);
        while (lines.Count > 0)
        {
            var failure = await TrySendAsync(lines, cancellation);
            if (lines.RemoveAll(line => line.Ended) > 0) (progress, pause, unanswered) = (time.GetTimestamp(), ShortestPause, 0);
            if (lines.Count == 0) return;
            if (failure is EngineUnavailableException)
            {
                _gateway = (_gateway + 1) % gateways.Count;
                if (++unanswered < gateways.Count) continue;
                unanswered = 0;
            }

            if (time.GetElapsedTime(progress) >= options.Patience)
            {
                throw new GatewayException(
                    $"{failure?.Message ?? "Commands were left unanswered."} No command was carried out for {options.Patience.TotalSeconds:0} s; what was carried out before is kept. Run the same again to complete it.",
                    failure);
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <returns>Why some lines have no outcome.</returns>
    private async Task<Exception?> TrySendAsync(List<SentCommands.SentLine> lines, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>(lines.Sum(line => line.Utf8.Length + 1));
        foreach (var line in lines)
        {
            body.Write(line.Utf8);
            body.Write("\n"u8);
        }

        Exception? failure = null;
        try
        {
            await gateways[_gateway].SendAsync(body.WrittenMemory, Answered, cancellation);
            return failure;
        }
        catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException)
        {
            return passing;
        }

        void Answered(LineResult result)
        {
            if (result.Line < 1 || result.Line > lines.Count) throw new GatewayException($"{gateways[_gateway].Address} answers a line that was not sent, {result.Line}; it is not a gateway.");
            if (!result.Retryable) lines[(int)result.Line - 1].End(OutcomeOf(result));
            else failure ??= new EngineOverloadedException($"The gateway {gateways[_gateway].Address} answers a command with {result.Status} ({result.Code}): {result.Detail}");
        }
    }

    /// <summary>A customer whom the ledger cannot read is refused alone.</summary>
    private static CommandOutcome OutcomeOf(LineResult result) =>
        result.Outcome is null ? new(OutcomeStatus.Refused, null, result.Code, result.Detail) : result.ToOutcome();
}
