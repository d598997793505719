using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// Runs within a server that is measured, of whatever build: .NET calls it before the program begins, where the environment names this assembly
/// (DOTNET_STARTUP_HOOKS). Tells whoever connects to a socket how much the process has allocated, how long collections have stopped it and, after a whole collection, how much is alive.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = ".NET looks for this name in no namespace.")]
internal static class StartupHook
{
    /// <summary>Of the environment variable with the path of the socket.</summary>
    public const string SocketVariable = "BENCH_MEMORY_SOCKET";

    /// <summary>Begins to listen on a thread of its own.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(SocketVariable) is not { } path) return;
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Serve(listener)) { IsBackground = true, Name = "bench" }.Start();
    }

    private static void Serve(Socket listener)
    {
        var question = new byte[1];
        while (true)
        {
            using var caller = listener.Accept();
            while (caller.Receive(question) == 1)
            {
                var number = question[0] switch
                {
                    (byte)'l' => GC.GetTotalMemory(forceFullCollection: true), // asked for rarely, since it stops the program
                    (byte)'p' => (long)GC.GetTotalPauseDuration().TotalMicroseconds,
                    (byte)'c' => GC.CollectionCount(0),
                    _ => GC.GetTotalAllocatedBytes(),
                };
                caller.Send(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
            }
        }
    }
}
