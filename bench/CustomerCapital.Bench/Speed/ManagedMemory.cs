using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CustomerCapital.Bench.Speed;

/// <summary>Asks a server that was started with <see cref="StartupHook"/> about its managed memory.</summary>
internal sealed class ManagedMemory : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <param name="path">Of the server's socket.</param>
    public ManagedMemory(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    /// <summary>What a process needs in its environment to answer at a socket.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(string path) => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.SocketVariable] = path,
    };

    /// <summary>Bytes allocated since the process began.</summary>
    public long Allocated() => Ask((byte)'a');

    /// <summary>Bytes of objects that are alive, after a whole collection.</summary>
    public long Alive() => Ask((byte)'l');

    /// <summary>How long collections have stopped the process since it began.</summary>
    public TimeSpan Paused() => TimeSpan.FromMicroseconds(Ask((byte)'p'));

    /// <summary>Collections since the process began, of whatever generation.</summary>
    public long Collections() => Ask((byte)'c');

    public void Dispose() => _socket.Dispose();

    private long Ask(byte question)
    {
        var (answer, length) = (new byte[32], 0);
        _socket.Send([question]);
        while (length == 0 || answer[length - 1] != (byte)'\n') length += _socket.Receive(answer.AsSpan(length)) is > 0 and var count ? count : throw new InvalidOperationException("The server ended.");
        return long.Parse(Encoding.ASCII.GetString(answer, 0, length - 1), CultureInfo.InvariantCulture);
    }
}
