using System.Diagnostics;
using System.Net.Sockets;

namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>Callers who send a byte a second hold most of the connections: they are closed, and whoever else calls is served meanwhile.</summary>
internal static class SlowCallers
{
    private const int Callers = 900;

    /// <summary>The gateway waits 30 s for headers, and for a body 5 s at 240 bytes/s; a connection that it gives up may first be answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What each has sent when it becomes slow: a part of its headers, or of its body.</summary>
    private static readonly byte[][] Beginnings =
    [
        "POST /v1/customers/slow/purchases HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "u8.ToArray(),
        "POST /v1/customers/slow/purchases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"purchaseId\":\""u8.ToArray(),
        "POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n{\"customerId\":\""u8.ToArray(),
    ];

    public static async Task<FaultOutcome> RunAsync(FaultRun run)
    {
        var database = "sqlite:" + run.File("ledger.db");
        var engine = await run.StartEngineAsync(database);
        await run.LoadAsync();
        var acknowledged = run.Journal.Acknowledged;
        var since = Stopwatch.GetTimestamp();
        var slow = Task.WhenAll(Enumerable.Range(0, Callers).Select(number => SendAsync(new(engine.Url), Beginnings[number % Beginnings.Length])));
        await run.ResumeAsync(since);
        var held = await slow;
        if (held.Max() is var longest && longest > Patience) run.Journal.Break($"a slow caller was held for {longest.TotalSeconds:0} s");
        var meanwhile = (run.Journal.Acknowledged - acknowledged) / Stopwatch.GetElapsedTime(since).TotalSeconds;
        await run.ResumeAsync(Stopwatch.GetTimestamp());
        run.Note(FormattableString.Invariant($"{Callers} slow callers were closed after {held.Min().TotalSeconds:0.0} to {longest.TotalSeconds:0.0} s; {meanwhile:N0} commands/s meanwhile"));
        return await run.ProveAsync(database);
    }

    /// <returns>How long the connection was held; at most twice the patience.</returns>
    private static async Task<TimeSpan> SendAsync(Uri url, byte[] beginning)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var since = Stopwatch.GetTimestamp();
        try
        {
            await socket.ConnectAsync(url.Host, url.Port);
            await socket.SendAsync(beginning);
            var closed = ReadToEndAsync(socket);
            while (Stopwatch.GetElapsedTime(since) < 2 * Patience && await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(1))) != closed) await socket.SendAsync("x"u8.ToArray());
        }
        catch (SocketException)
        {
            // Closed while a byte was sent.
        }

        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset is an end, too.
        }
    }
}
